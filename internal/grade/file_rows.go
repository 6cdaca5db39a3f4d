package grade

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// rows is the table of one type.
type rows[T any] struct {
	at       *[]T
	utc      func(*T)                        // puts a copy of a row into the form it is written in
	scan     func(*scanner, *T, []byte) bool // reads the member of a name; nil: encoding/json reads the rows
	write    func(*printer, *T)              // writes the members; nil: encoding/json writes the rows
	declared int
}

func (r *rows[T]) count() (n int, read bool) { return len(*r.at), *r.at != nil }

func (r *rows[T]) open(n int) {
	r.declared = n
	*r.at = []T{}
}

func (r *rows[T]) encode(w *rowWriter, i int) error {
	row := (*r.at)[i]
	if r.utc != nil {
		r.utc(&row)
	}
	if r.write != nil && printRow(&w.line, &row, r.write) {
		return nil
	}
	return w.encode(&row)
}

func (r *rows[T]) decode(scan *scanner, body []byte) error {
	all := r.room()
	row := &all[len(all)-1]
	*r.at = all
	if r.scan != nil && scanObject(scan, body, row, r.scan) {
		return nil
	}
	*row = *new(T)
	return json.Unmarshal(body, row)
}

// room makes room for one more row. What is announced is not trusted with memory
// until a share of it is there.
func (r *rows[T]) room() []T {
	const first, factor = 4096, 8
	all := *r.at
	if n := len(all); n == cap(all) && n < r.declared {
		all = make([]T, n, min(r.declared, max(first, factor*n)))
		copy(all, *r.at)
	}
	return append(all, *new(T))
}

func (r *rows[T]) blame(body []byte) (offset int, reason string) {
	var syntax *json.SyntaxError
	if err := json.Unmarshal(body, new(T)); errors.As(err, &syntax) {
		return int(syntax.Offset) - 1, syntax.Error()
	}
	members := json.NewDecoder(bytes.NewReader(body))
	_, err := members.Token()
	for err == nil && members.More() {
		var name json.Token
		var value json.RawMessage
		if name, err = members.Token(); err != nil {
			break
		}
		if err = members.Decode(&value); err != nil {
			break
		}
		one, _ := json.Marshal(map[string]json.RawMessage{fmt.Sprint(name): value})
		if err := json.Unmarshal(one, new(T)); err != nil {
			return int(members.InputOffset()) - len(value), fmt.Sprintf("%.40q %s", name, misfit(err))
		}
	}
	return 0, "cannot be read"
}

// misfit says why a value cannot be read without saying what it is.
func misfit(err error) string {
	var kind *json.UnmarshalTypeError
	var moment *time.ParseError
	switch {
	case errors.As(err, &moment):
		return "is not an RFC 3339 time"
	case errors.As(err, &kind):
		is, _, _ := strings.Cut(kind.Value, " ") // "number 17" would tell a score
		return fmt.Sprintf("is of JSON's kind %s where %s belongs", is, jsonKind(kind.Type))
	}
	return "cannot be read"
}

// jsonKind names what a Go type is in JSON.
func jsonKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "bool"
	case reflect.Int, reflect.Float64:
		return "number"
	case reflect.Slice:
		return "array"
	}
	return "object"
}

// inUTC keeps a moment and drops its zone: the file tells moments alone.
func inUTC(m *Maybe[time.Time]) { m.value = m.value.UTC() }

func (a *Activity) utc() {
	inUTC(&a.OpensAt)
	inUTC(&a.ClosesAt)
	inUTC(&a.CreatedAt)
}

func (r *Result) utc() {
	inUTC(&r.GradedAt)
	inUTC(&r.SubmittedAt)
}

func (c *Completion) utc() { inUTC(&c.At) }

func (a *Account) utc() { inUTC(&a.CreatedAt) }

func (a *ToolActivity) utc() {
	inUTC(&a.DueAt)
	inUTC(&a.UpdatedAt)
}

func (s *Score) utc() {
	inUTC(&s.SubmittedAt)
	inUTC(&s.ScoredAt)
	inUTC(&s.LastSentAt)
}

// plain also makes a known nil list of scopes an empty one: null would be unknown.
func (l *Launch) plain() {
	l.At = l.At.UTC()
	if l.Scopes.known && l.Scopes.value == nil {
		l.Scopes.value = []string{}
	}
}

func (s *Send) utc() {
	s.At = s.At.UTC()
	inUTC(&s.Timestamp)
}
