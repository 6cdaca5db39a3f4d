package store

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"maps"
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// packed is an update made ready to be compared and written.
type packed struct {
	snapshot []byte              // not compressed
	sources  string              // of the book, as JSON
	hash     string              // of the snapshot and of all rows
	results  map[string][]Result // those that were read, by learner
	cells    map[string]string   // the same as they are kept
	unread   map[[2]string]bool  // learner and activity of the others
}

// pack works outside of the transaction: others need not wait for it. It puts other
// enrolments into u, bare and in order.
func pack(u *CourseUpdate, personal bool) (*packed, error) {
	p := &packed{cells: map[string]string{}, results: map[string][]Result{}, unread: map[[2]string]bool{}}
	var plain bytes.Buffer
	plain.Grow(200*len(u.Book.Results) + 1<<15)
	if err := grade.WritePlain(&plain, &grade.Snapshot{Book: bare(u.Book, personal)}); err != nil {
		return nil, err
	}
	p.snapshot = plain.Bytes()
	sources, err := json.Marshal(u.Book.Sources)
	if err != nil {
		return nil, err
	}
	p.sources = string(sources)
	sum := sha256.New()
	sum.Write(p.snapshot)
	for i := range u.Activities {
		hashRow(sum, u.Activities[i].told())
	}
	u.Enrolments = slices.Clone(u.Enrolments)
	slices.SortStableFunc(u.Enrolments, func(x, y Enrolment) int { return cmp.Compare(x.Learner, y.Learner) })
	for i := range u.Enrolments {
		e := &u.Enrolments[i]
		if !personal {
			e.Name, e.Email, e.Login = "", "", ""
		}
		hashRow(sum, e.told())
	}
	p.sort(u.Results)
	for _, learner := range slices.Sorted(maps.Keys(p.results)) {
		cells, err := writeCells(p.results[learner])
		if err != nil {
			return nil, err
		}
		p.cells[learner] = cells
		fmt.Fprintf(sum, "%q%s", learner, cells)
	}
	fmt.Fprintf(sum, "%t%t%t", u.Enrolments != nil, u.Activities != nil, u.Results != nil)
	p.hash = hex.EncodeToString(sum.Sum(nil))
	return p, nil
}

// sort puts results where they belong, each cell once.
func (p *packed) sort(results []Result) {
	here := make(map[[2]string]bool, len(results))
	for _, r := range results {
		cell := [2]string{r.Learner, r.Activity}
		switch {
		case here[cell]:
			continue
		case r.read():
			r.Gone = time.Time{}
			p.results[r.Learner] = append(p.results[r.Learner], r)
		default:
			p.unread[cell] = true
		}
		here[cell] = true
	}
}

// zipped is the snapshot as it is kept. It is made when it is to be written only.
func (p *packed) zipped() ([]byte, error) {
	var small bytes.Buffer
	w, err := gzip.NewWriterLevel(&small, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(p.snapshot)
	err = errors.Join(err, w.Close())
	return small.Bytes(), err
}

func hashRow(sum hash.Hash, told []column) {
	for _, c := range told {
		fmt.Fprintf(sum, "%#v\n", c.value())
	}
}

// bare is the book without what changes though the course does not: the moment, the
// calls that were made, and the order in which people and results came.
func bare(b *grade.Book, personal bool) *grade.Book {
	plain := *b
	plain.AskedAt, plain.Sources = time.Time{}, nil
	plain.Learners = inOrder(b.Learners, func(l grade.Learner) [2]string { return [2]string{l.ID} })
	if !personal {
		plain.Learners = slices.Clone(plain.Learners)
		for i := range plain.Learners {
			l := &plain.Learners[i]
			l.Name, l.Email, l.Login = "", "", ""
		}
	}
	plain.Results = inOrder(b.Results, func(r grade.Result) [2]string { return [2]string{r.Learner, r.Activity} })
	plain.Totals = inOrder(b.Totals, func(t grade.Total) [2]string { return [2]string{t.Learner, t.Category} })
	plain.Completions = inOrder(b.Completions, func(c grade.Completion) [2]string { return [2]string{c.Learner, c.Activity} })
	return &plain
}

// inOrder returns rows itself if they are sorted by key, else a sorted copy.
func inOrder[T any](rows []T, key func(T) [2]string) []T {
	byKey := func(x, y T) int {
		a, b := key(x), key(y)
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	}
	if slices.IsSortedFunc(rows, byKey) {
		return rows
	}
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, byKey)
	return rows
}

// Book returns the book that was kept last and how pulling the course went. The book
// is nil when the course was never pulled. Its people and results are in the order
// of their ids, and its AskedAt is when it was last found to hold.
func (s *Store) Book(ctx context.Context, lms, course string) (*grade.Book, Pull, error) {
	var p Pull
	var snapshot, sources []byte
	found := false
	each := func(rows *sql.Rows) error {
		found = true
		return rows.Scan(append(targets(p.columns()), &sources, &snapshot)...)
	}
	doing := "reading the book of course " + course
	err := s.read(ctx, doing, each, `
		SELECT `+listed("p", p.columns())+`, p.sources, b.snapshot
		FROM courses c
		LEFT JOIN pulls p ON p.lms = c.lms AND p.course = c.id
		LEFT JOIN books b ON b.lms = c.lms AND b.course = c.id
		WHERE c.lms = $1 AND c.id = $2`, lms, course)
	switch {
	case err != nil:
		return nil, p, err
	case !found:
		return nil, p, s.failed(doing, noCourse(course))
	case snapshot == nil:
		return nil, p, nil
	}
	kept, err := grade.ReadSnapshot(bytes.NewReader(snapshot))
	if err != nil {
		return nil, p, s.failed(doing, err)
	}
	kept.Book.AskedAt = p.Asked
	if err := json.Unmarshal(sources, &kept.Book.Sources); err != nil {
		return nil, p, s.failed(doing, err)
	}
	return kept.Book, p, nil
}
