package redact

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// ErrLeft is the class of a LeftError.
var ErrLeft = errors.New("a value of the original is left")

// LeftError names the fields whose values are left in a copy, never the values.
type LeftError struct {
	Fields []string // of the original, such as Learner.Email
	Where  string   // in what they were found
}

func (e *LeftError) Error() string {
	return fmt.Sprintf("redact: %s: %s has a value of %s", ErrLeft, e.Where, strings.Join(e.Fields, ", "))
}

// Unwrap returns ErrLeft.
func (e *LeftError) Unwrap() error { return ErrLeft }

// Check searches a course, field by field, for every value of the original that was
// replaced and has at least four characters. What stands as a whole for a value, and
// words of fixed lists, are not searched: a login may be called student. It returns a
// LeftError that names the fields.
func (r *Redacted) Check(in diagnose.Input) error {
	left := map[string]string{}
	look := func(at *spot, text string) string {
		for _, f := range r.by.left(at.kind, text) {
			left[f] = at.field
		}
		return text
	}
	newWalker(look, false).input(in)
	if len(left) == 0 {
		return nil
	}
	e := &LeftError{Where: "the copy"}
	for field, where := range left {
		e.Fields = append(e.Fields, field+" (in "+where+")")
	}
	slices.Sort(e.Fields)
	return e
}

// left names the fields of the original whose values a text still has.
func (r *redactor) left(k kind, text string) []string {
	_, core, _ := trim(text)
	switch {
	case core == "" || r.issued[core] || known(k, core):
		return nil
	case k == answer && diagnose.KeptWords(core) == core:
		return nil
	case k == address:
		core = r.bare(core)
	}
	var list []string
	for _, f := range r.values.in(fold(core)) {
		if (k == ref || k == group) && digitsOnly(f.original.text) || k == grader && strings.HasPrefix(core, "tool:") && digitsOnly(f.original.text) {
			continue
		}
		list = append(list, f.original.field)
	}
	return list
}

// bare takes off an address what no value of the original stands in: a plain scheme, a
// host that was issued, the path to scores behind a query.
func (r *redactor) bare(core string) string {
	p := partsOf(core)
	if r.plainScheme(strings.TrimSuffix(p.scheme, "://")) {
		p.scheme = ""
	}
	if r.issued[p.host] {
		p.host = ""
	}
	return p.scheme + p.user + " " + p.host + " " + p.port + p.path + strings.TrimSuffix(p.tail, scoresPath)
}

// CheckText searches a document, made of the copy, for the values of the original.
// It is coarser than Check: a document is full of words that are nobody's. Values of
// which every word is plain or of a fixed list, short numbers, and parts of addresses
// that are nobody's value elsewhere are passed over.
func (r *Redacted) CheckText(document []byte, plain func(word string) bool) error {
	const shortestNumber = 6
	seen := map[string]bool{}
	for _, f := range r.by.values.in(fold(string(document))) {
		text := f.original.text
		if fields[f.original.field] == address || digitsOnly(text) && len(text) < shortestNumber || allWords(text, plain) {
			continue
		}
		seen[f.original.field] = true
	}
	if len(seen) == 0 {
		return nil
	}
	e := &LeftError{Where: "the document"}
	for field := range seen {
		e.Fields = append(e.Fields, field)
	}
	slices.Sort(e.Fields)
	return e
}

func allWords(text string, plain func(string) bool) bool {
	parts := strings.FieldsFunc(text, func(c rune) bool { return !inWord(c) })
	return len(parts) > 0 && !slices.ContainsFunc(parts, func(w string) bool {
		return !plain(w) && !courseWords[w] && !plainWords[w] && !enumerations[w] && !roleWords[w]
	})
}
