package diagnose

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// IgnoreFile is the usual name of a file of suppressions.
const IgnoreFile = ".gradesync-ignore"

// codeWord is how the code of a cause looks, whether or not there is such a cause.
var codeWord = regexp.MustCompile(`^[A-Za-z]{2}-\d{2,3}$`)

// ParseSuppression reads what --suppress takes: CODE or CODE=SUBJECT.
func ParseSuppression(word string) (Suppression, error) {
	code, subject, narrowed := strings.Cut(word, "=")
	switch {
	case !codeWord.MatchString(code):
		return Suppression{}, fmt.Errorf("%q does not begin with the code of a cause, such as LI-02", word)
	case narrowed && strings.TrimSpace(subject) == "":
		return Suppression{}, fmt.Errorf("%q names nothing after the =", word)
	}
	return Suppression{Code: strings.ToUpper(code), Subject: strings.TrimSpace(subject), Reason: "suppressed on the command line", From: "--suppress"}, nil
}

// ReadSuppressions reads a file of suppressions, one a line:
//
//	CODE[=SUBJECT] [until YYYY-MM-DD] REASON
//
// A subject with spaces stands in double quotes. Empty lines and lines that begin
// with # say nothing. The error tells every mistake with file, line and column.
func ReadSuppressions(name string, data []byte) ([]Suppression, error) {
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("%s is not UTF-8 text", name)
	}
	var list []Suppression
	var mistakes []error
	number := 0
	for text := range strings.SplitSeq(strings.TrimPrefix(string(data), "\ufeff"), "\n") {
		number++
		line := ignoreLine{text: strings.TrimSuffix(text, "\r")}
		if line.skip(); line.ended() || line.text[line.at] == '#' {
			continue
		}
		first := line.column()
		s, err := line.entry()
		if err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s:%d:%d: %w", name, number, line.column(), err))
			continue
		}
		s.From = fmt.Sprintf("%s:%d:%d", name, number, first)
		list = append(list, s)
	}
	return list, errors.Join(mistakes...)
}

// ignoreLine is a line that is read from left to right; mark is where the part at
// work begins, for whoever has to correct it. Both count bytes.
type ignoreLine struct {
	text     string
	at, mark int
}

// column is where the part at work begins, in letters from 1.
func (l *ignoreLine) column() int { return utf8.RuneCountInString(l.text[:l.mark]) + 1 }

func (l *ignoreLine) ended() bool { return l.at >= len(l.text) }

// skip passes over blanks.
func (l *ignoreLine) skip() {
	for !l.ended() && strings.IndexByte(" \t", l.text[l.at]) >= 0 {
		l.at++
	}
	l.mark = l.at
}

// word takes everything up to one of the stops.
func (l *ignoreLine) word(stops string) string {
	from := l.at
	for !l.ended() && strings.IndexByte(stops, l.text[l.at]) < 0 {
		l.at++
	}
	return l.text[from:l.at]
}

func (l *ignoreLine) entry() (Suppression, error) {
	code := l.word("= \t")
	if !codeWord.MatchString(code) {
		return Suppression{}, fmt.Errorf("%q is not the code of a cause, such as LI-02", code)
	}
	s := Suppression{Code: strings.ToUpper(code)}
	var err error
	if !l.ended() && l.text[l.at] == '=' {
		l.at++
		if s.Subject, err = l.subject(); err != nil {
			return s, err
		}
	}
	if s.Until, err = l.until(); err != nil {
		return s, err
	}
	l.skip()
	if s.Reason = strings.TrimSpace(l.text[l.at:]); s.Reason == "" {
		return s, errors.New("no reason: say after the entry why it is suppressed")
	}
	return s, nil
}

// subject reads a word, or what stands in double quotes; a backslash there takes
// the next sign as it is.
func (l *ignoreLine) subject() (string, error) {
	l.mark = l.at
	if l.ended() || l.text[l.at] != '"' {
		if word := l.word(" \t"); word != "" {
			return word, nil
		}
		return "", errors.New("nothing after the =: name what is meant, or leave the = out")
	}
	var b strings.Builder
	for l.at++; !l.ended() && l.text[l.at] != '"'; l.at++ {
		if l.text[l.at] == '\\' && l.at+1 < len(l.text) {
			l.at++
		}
		b.WriteByte(l.text[l.at])
	}
	if l.ended() {
		return "", errors.New("the quoted name does not end: a \" is missing")
	}
	if l.at++; !l.ended() && strings.IndexByte(" \t", l.text[l.at]) < 0 {
		l.mark = l.at
		return "", errors.New("a space belongs between the quoted name and what follows")
	}
	if name := strings.TrimSpace(b.String()); name != "" {
		return name, nil
	}
	return "", errors.New("the quoted name is empty")
}

// until reads the last day, where there is one.
func (l *ignoreLine) until() (time.Time, error) {
	l.skip()
	before := *l
	if l.word(" \t") != "until" {
		*l = before
		return time.Time{}, nil
	}
	l.skip()
	word := l.word(" \t")
	day, err := time.Parse(dayForm, word)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a day such as 2026-12-31, which has to follow the word until", word)
	}
	return day, nil
}
