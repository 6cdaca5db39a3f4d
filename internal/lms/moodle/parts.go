package moodle

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

// gradesInParts asks by groups, then by person for whom no group answered.
func (s *session) gradesInParts(ctx context.Context, c wireCourse, candidates []wirePerson) (gradebook, error) {
	var book gradebook
	if groups := coveringGroups(candidates, s.options.WholeCourseMax); groups != nil {
		if err := s.gradesByGroup(ctx, c, groups, candidates, &book); err != nil {
			return book, err
		}
	}
	var left []wirePerson
	for _, p := range candidates {
		if !book.row(string(p.ID)).Known() {
			left = append(left, p)
		}
	}
	err := s.gradesByPerson(ctx, c, left, &book)
	return book, err
}

// coveringGroups picks groups that together hold all people, large ones first,
// each of them smaller than the whole and than most. It returns nil when no such
// choice exists or it would hardly save calls.
func coveringGroups(people []wirePerson, most int) []text {
	members := map[text][]text{}
	for _, p := range people {
		if p.Groups == nil {
			return nil
		}
		for _, g := range *p.Groups {
			members[g.ID] = append(members[g.ID], p.ID)
		}
	}
	ids := make([]text, 0, len(members))
	for id, m := range members {
		if len(m) <= most && len(m) < len(people) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b text) int {
		return cmp.Or(cmp.Compare(len(members[b]), len(members[a])), cmp.Compare(a, b))
	})
	covered, chosen := map[text]bool{}, []text{}
	for _, id := range ids {
		before := len(covered)
		for _, person := range members[id] {
			covered[person] = true
		}
		if len(covered) > before {
			chosen = append(chosen, id)
		}
	}
	if len(covered) < len(people) || len(chosen) == 0 || len(chosen) > len(people)/2 {
		return nil
	}
	return chosen
}

// gradesByGroup fills book with the answers of groups. Only when every one came is
// it known who has no row; whoever is then unknown is left to be asked by person.
func (s *session) gradesByGroup(ctx context.Context, c wireCourse, groups []text, candidates []wirePerson, book *gradebook) error {
	r := round{session: s, what: "grades by group", total: len(groups)}
	err := each(ctx, &r, groups, func(ctx context.Context, id text) ([]wireUser, error) {
		return s.report(ctx, c, "userid", "0", "groupid", string(id))
	}, func(users []wireUser) { book.add(users, true) })
	if err != nil || r.failed > 0 {
		return err
	}
	book.absent = map[text]bool{}
	for _, p := range candidates {
		book.absent[p.ID] = true
	}
	return nil
}

// gradesByPerson fills book with the reports of people one by one. Those that fail
// leave no results and a gap, never a claim that there is no grade.
func (s *session) gradesByPerson(ctx context.Context, c wireCourse, people []wirePerson, book *gradebook) error {
	r := round{session: s, what: "grades by learner", total: len(people)}
	err := each(ctx, &r, people, func(ctx context.Context, p wirePerson) ([]wireUser, error) {
		return s.report(ctx, c, "userid", string(p.ID))
	}, func(users []wireUser) { book.add(users, false) })
	switch {
	case err != nil:
		return err
	case r.failed == 0:
		return nil
	case len(book.users) == 0:
		return r.first
	}
	book.gaps = append(book.gaps, gapOf("", fmt.Sprintf("the grades of %d of %d learners", r.failed, len(people)), r.first))
	return nil
}

// round is a number of calls of one kind, made a few at a time.
type round struct {
	*session
	what  string
	total int

	mu           sync.Mutex
	done, failed int
	first        error // of the calls that failed
}

// each makes one call for every item and hands what it read to keep, one at a
// time. Failures are counted; only a fatal one is returned.
func each[T, R any](ctx context.Context, r *round, items []T, read func(context.Context, T) (R, error), keep func(R)) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(parallel)
	for _, item := range items {
		g.Go(func() error {
			err := r.hopeless()
			var found R
			if err == nil {
				found, err = read(ctx, item)
			}
			if err != nil && fatal(ctx, err) {
				return err
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			r.count(err)
			if err == nil {
				keep(found)
			}
			return nil
		})
	}
	return g.Wait()
}

// giveUp is after how many failures without one success a round ends.
const giveUp = 8

// hopeless returns the error that every call so far ended with, nil while there is
// hope for the next.
func (r *round) hopeless() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failed >= giveUp && r.failed == r.done {
		return r.first
	}
	return nil
}

func (r *round) count(err error) {
	r.done++
	if err != nil {
		r.failed++
		if r.first == nil {
			r.first = err
		}
	}
	r.options.Progress(r.what, r.done, r.total)
}
