package redact

import (
	"fmt"
	"reflect"

	"github.com/gradesync/gradesync/internal/grade"
)

// visitor is given each text of a course with what the table says of its field, and
// returns what shall stand there.
type visitor func(at *spot, text string) string

// spot is one field of the table.
type spot struct {
	field string // Launch.UserID
	kind  kind
}

// walker goes through every field of a course. What it meets is copied first where
// write is set: rows that were read from a file share their lists.
type walker struct {
	visit visitor
	write bool
	plans map[reflect.Type][]step
}

// step is one field of a struct that texts lie in.
type step struct {
	index int
	at    spot
	keys  spot // of a map
}

func newWalker(visit visitor, write bool) *walker {
	return &walker{visit: visit, write: write, plans: map[reflect.Type][]step{}}
}

// unclassified is a field that the table does not name: a slip in this package.
type unclassified string

func (u unclassified) Error() string {
	return "redact: the field " + string(u) + " is not in the table of fields.go"
}

// plan lists the fields of a struct that texts may lie in. It panics with the name of
// one that nobody has said anything about.
func (w *walker) plan(t reflect.Type) []step {
	if steps, ok := w.plans[t]; ok {
		return steps
	}
	steps := []step{}
	for i := range t.NumField() {
		f := t.Field(i)
		field := t.Name() + "." + f.Name
		if s, ok := stepFor(f.Type, field); ok {
			s.index = i
			steps = append(steps, s)
		}
	}
	w.plans[t] = steps
	return steps
}

func stepFor(t reflect.Type, field string) (step, bool) {
	switch shapeOf(t) {
	case noText:
		return step{}, false
	case structs:
		return step{}, true
	case texts:
		return step{at: spot{field, kindOf(field)}, keys: spot{field + "[]", fields[field+"[]"]}}, true
	case numbers:
		kindOf(field)
		return step{}, false
	}
	panic(unclassified(field))
}

func kindOf(field string) kind {
	k, ok := fields[field]
	if !ok {
		panic(unclassified(field))
	}
	return k
}

// course goes through all that v points to.
func (w *walker) course(v any) {
	if p := reflect.ValueOf(v); !p.IsNil() {
		w.row(p.Elem())
	}
}

// row goes through one struct.
func (w *walker) row(v reflect.Value) {
	steps := w.plan(v.Type())
	for i := range steps {
		w.value(v.Field(steps[i].index), &steps[i])
	}
}

func (w *walker) value(v reflect.Value, s *step) {
	if w.maybe(v, s) {
		return
	}
	switch v.Kind() {
	case reflect.String:
		w.text(v, &s.at)
	case reflect.Struct:
		w.row(v)
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		if w.write {
			other := reflect.New(v.Type().Elem())
			other.Elem().Set(v.Elem())
			v.Set(other)
		}
		w.value(v.Elem(), s)
	case reflect.Slice:
		w.list(v, s)
	case reflect.Map:
		w.pairs(v, s)
	default:
		panic(fmt.Sprintf("redact: no way to walk %s", v.Type()))
	}
}

func (w *walker) text(v reflect.Value, at *spot) {
	is := v.String()
	if shall := w.visit(at, is); w.write && shall != is {
		v.SetString(shall)
	}
}

func (w *walker) list(v reflect.Value, s *step) {
	if v.IsNil() {
		return
	}
	if w.write {
		other := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(other, v)
		v.Set(other)
	}
	for i := range v.Len() {
		w.value(v.Index(i), s)
	}
}

// pairs goes through a map from text to text.
func (w *walker) pairs(v reflect.Value, s *step) {
	if v.IsNil() {
		return
	}
	other := reflect.MakeMapWithSize(v.Type(), v.Len())
	for _, key := range v.MapKeys() {
		k, e := reflect.New(key.Type()).Elem(), reflect.New(v.Type().Elem()).Elem()
		k.SetString(w.visit(&s.keys, key.String()))
		e.SetString(w.visit(&s.at, v.MapIndex(key).String()))
		other.SetMapIndex(k, e)
	}
	if w.write {
		v.Set(other)
	}
}

// maybe goes through what may be unknown, which reflection cannot open.
func (w *walker) maybe(v reflect.Value, s *step) bool {
	switch m := v.Addr().Interface().(type) {
	case *grade.Maybe[string]:
		open(m, func(t string) string { return w.visit(&s.at, t) }, w.write)
	case *grade.Maybe[grade.ColumnType]:
		open(m, func(t grade.ColumnType) grade.ColumnType { return grade.ColumnType(w.visit(&s.at, string(t))) }, w.write)
	case *grade.Maybe[grade.EnrolmentState]:
		open(m, func(t grade.EnrolmentState) grade.EnrolmentState {
			return grade.EnrolmentState(w.visit(&s.at, string(t)))
		}, w.write)
	case *grade.Maybe[[]string]:
		open(m, func(list []string) []string {
			w.list(reflect.ValueOf(&list).Elem(), s)
			return list
		}, w.write)
	case *grade.Maybe[grade.Lease]:
		open(m, func(l grade.Lease) grade.Lease {
			w.course(&l)
			return l
		}, w.write)
	default:
		return false
	}
	return true
}

func open[T any](m *grade.Maybe[T], visit func(T) T, write bool) {
	is, known := m.Get()
	if !known {
		return
	}
	if shall := visit(is); write {
		*m = grade.Known(shall)
	}
}
