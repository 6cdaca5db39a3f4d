package redact

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// ShortestKey is how many characters a key must have: ids are often small numbers, and
// with a key that can be guessed they can be too.
const ShortestKey = 16

// Options say how to redact.
type Options struct {
	// Key makes the same pseudonyms in every course that is redacted with it. While it
	// is empty a key is made for this once and forgotten.
	Key string
	// RoundScores rounds scores as far as the diagnosis allows, and leaves out totals in
	// words.
	RoundScores bool
}

// Redacted is a course in which nobody can be recognised.
type Redacted struct {
	// Course is the copy. It shares nothing that could be changed with the original.
	Course diagnose.Input
	// Manifest says what was done.
	Manifest *grade.Redaction
	// Differences are what the copy's diagnosis says otherwise than the original's, in
	// the words of the copy: nothing, unless a book is odd.
	Differences []string

	by *redactor
}

// Redact makes a copy of a course in which nobody can be recognised, and judges both
// to see that the diagnosis is the same. The original stays as it is. It fails when
// the key is too short, and when a value of the original is left in the copy.
func Redact(in diagnose.Input, o Options) (r *Redacted, err error) {
	key, err := keyOf(o)
	if err != nil {
		return nil, err
	}
	if in.Book == nil {
		in.Book = &grade.Book{}
	}
	r = &Redacted{by: newRedactor(key), Course: withLikeness(in)}
	r.by.rounded = o.RoundScores
	r.by.learn(in)
	r.Course = r.by.rewrite(r.Course)
	before := diagnose.Examine(in, diagnose.Catalogue()).Report(diagnose.Options{All: true})
	r.Manifest = &grade.Redaction{Keyed: o.Key != "", Scores: grade.ScoresKept}
	if o.RoundScores {
		r.Manifest.Scores = grade.ScoresRounded
		r.Course, r.Manifest.KeptScores = r.round(before)
	}
	r.Differences = r.differences(before, r.Course)
	r.Manifest.SameDiagnosis = len(r.Differences) == 0
	r.count()
	return r, r.Check(r.Course)
}

func keyOf(o Options) ([]byte, error) {
	if o.Key == "" {
		key := make([]byte, 32)
		_, err := rand.Read(key)
		return key, err
	}
	if len(o.Key) < ShortestKey {
		return nil, fmt.Errorf("the key of the pseudonyms has less than %d characters, so that they could be guessed", ShortestKey)
	}
	return []byte(o.Key), nil
}

// learn reads the whole course once to know what must not be in the copy.
func (r *redactor) learn(in diagnose.Input) {
	newWalker(r.collect, false).input(in)
	for v, field := range r.queries {
		if !r.things[v] {
			r.values.add(field, v)
		}
	}
	code := in.Book.Course.Code
	pieces(code, func(piece string, class byte) string {
		if class == letters && !r.values.has(piece) {
			r.ownWords[strings.ToLower(piece)] = true
		}
		return piece
	})
}

// input goes through both sides of a course and how it came into the store.
func (w *walker) input(in diagnose.Input) {
	w.course(in.Book)
	w.course(in.Records)
	w.course(in.Stored)
}

// rewrite returns a copy of a course with pseudonyms.
func (r *redactor) rewrite(in diagnose.Input) diagnose.Input {
	book := *in.Book
	in.Book = &book
	if in.Records != nil {
		records := *in.Records
		in.Records = &records
	}
	if in.Stored != nil {
		stored := *in.Stored
		in.Stored = &stored
	}
	newWalker(r.replace, true).input(in)
	shuffle(in)
	return in
}

// shuffle puts rows into the order of pseudonyms and times. The order in which rows
// came, often that of names, would tell who is who; it means nothing to a diagnosis.
func shuffle(in diagnose.Input) {
	slices.SortStableFunc(in.Book.Learners, func(a, b grade.Learner) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(in.Book.Results, func(a, b grade.Result) int { return cmp.Compare(a.Learner, b.Learner) })
	slices.SortStableFunc(in.Book.Totals, func(a, b grade.Total) int { return cmp.Compare(a.Learner, b.Learner) })
	slices.SortStableFunc(in.Book.Completions, func(a, b grade.Completion) int { return cmp.Compare(a.Learner, b.Learner) })
	if s := in.Stored; s != nil {
		slices.SortStableFunc(s.Progress, func(a, b grade.StoredProgress) int { return cmp.Compare(a.Learner, b.Learner) })
	}
	r := in.Records
	if r == nil {
		return
	}
	slices.SortStableFunc(r.Accounts, func(a, b grade.Account) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(r.Scores, func(a, b grade.Score) int { return cmp.Compare(a.Account, b.Account) })
	slices.SortStableFunc(r.Launches, func(a, b grade.Launch) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Account, b.Account))
	})
	slices.SortStableFunc(r.Sends, func(a, b grade.Send) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Account, b.Account))
	})
	if r.Likeness != nil {
		slices.SortFunc(r.Likeness.Near, func(a, b grade.Near) int { return cmp.Compare(a.Account, b.Account) })
		slices.SortFunc(r.Likeness.Twins, func(a, b grade.Twin) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	}
}

// count fills the manifest.
func (r *Redacted) count() {
	r.Manifest.Replaced, r.Manifest.Dropped = map[string]int{}, map[string]int{}
	for k, n := range r.by.changed {
		switch k {
		case answer, phrase, free:
			r.Manifest.Dropped[string(k)] = n
		default:
			r.Manifest.Replaced[string(k)] = n
		}
	}
}
