package redact

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// shortest is the length in characters from which a value is searched for: shorter
// ones stand everywhere by chance.
const shortest = 4

// originals are the values that must not be in the copy, found by their first word.
type originals struct {
	byWord map[string][]original
	odd    []original // without any word
	seen   map[string]bool
}

// original is one value, folded, with the field that it was read from.
type original struct {
	text  string
	lead  int // bytes before its first word
	field string
}

func newOriginals() *originals {
	return &originals{byWord: map[string][]original{}, seen: map[string]bool{}}
}

func (o *originals) add(field, value string) {
	_, value, _ = trim(value)
	text := fold(value)
	if utf8.RuneCountInString(text) < shortest || o.seen[text] {
		return
	}
	o.seen[text] = true
	first, from := firstWord(text)
	if first == "" {
		o.odd = append(o.odd, original{text: text, field: field})
		return
	}
	o.byWord[first] = append(o.byWord[first], original{text, from, field})
}

// has tells whether a word is one of the values.
func (o *originals) has(word string) bool { return o.seen[fold(word)] }

func firstWord(s string) (word string, from int) {
	from = strings.IndexFunc(s, inWord)
	if from < 0 {
		return "", 0
	}
	to := strings.IndexFunc(s[from:], func(r rune) bool { return !inWord(r) })
	if to < 0 {
		return s[from:], from
	}
	return s[from : from+to], from
}

// found is one place where a value stands in a text that was folded.
type found struct {
	from, to int
	original *original
}

// in returns where values stand in a folded text, each as a whole: no letter or
// digit beside it. Places are in order and do not overlap; the longest counts.
func (o *originals) in(text string) []found {
	var list []found
	for at := 0; at < len(text); {
		word, from := firstWord(text[at:])
		if word == "" {
			break
		}
		from += at
		at = from + len(word)
		best := found{}
		for i := range o.byWord[word] {
			e := &o.byWord[word][i]
			if f, ok := e.standsAt(text, from); ok && f.to-f.from > best.to-best.from {
				best = f
			}
		}
		if best.original == nil || len(list) > 0 && best.from < list[len(list)-1].to {
			continue
		}
		list = append(list, best)
		at = max(at, best.to)
	}
	return o.withOdd(list, text)
}

func (e *original) standsAt(text string, word int) (found, bool) {
	from := word - e.lead
	if from < 0 || !strings.HasPrefix(text[from:], e.text) {
		return found{}, false
	}
	to := from + len(e.text)
	last, _ := utf8.DecodeLastRuneInString(e.text)
	next, _ := utf8.DecodeRuneInString(text[to:])
	if to < len(text) && inWord(last) && inWord(next) {
		return found{}, false
	}
	return found{from, to, e}, true
}

// withOdd adds the places of values that have no word in them.
func (o *originals) withOdd(list []found, text string) []found {
	for i := range o.odd {
		e := &o.odd[i]
		for at := 0; ; {
			from := strings.Index(text[at:], e.text)
			if from < 0 {
				break
			}
			f := found{at + from, at + from + len(e.text), e}
			at = f.to
			if !slices.ContainsFunc(list, func(g found) bool { return f.from < g.to && g.from < f.to }) {
				list = append(list, f)
			}
		}
	}
	slices.SortFunc(list, func(a, b found) int { return a.from - b.from })
	return list
}
