package redact

import (
	"reflect"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// shape is how a field holds text.
type shape int

const (
	unknownShape shape = iota
	noText             // truth, a whole number, a time
	numbers            // with a fraction
	texts              // one, a list, a map
	structs
)

func shapeOf(t reflect.Type) shape {
	switch reflect.Zero(t).Interface().(type) {
	case time.Time, time.Duration, grade.Maybe[bool], grade.Maybe[int], grade.Maybe[time.Time]:
		return noText
	case grade.Maybe[float64]:
		return numbers
	case grade.Maybe[string], grade.Maybe[[]string], grade.Maybe[grade.ColumnType], grade.Maybe[grade.EnrolmentState]:
		return texts
	case grade.Maybe[grade.Lease]:
		return structs
	}
	switch t.Kind() {
	case reflect.Bool, reflect.Int:
		return noText
	case reflect.Float64:
		return numbers
	case reflect.String:
		return texts
	case reflect.Map:
		return shapeOf(t.Elem())
	case reflect.Slice, reflect.Pointer:
		return shapeOf(t.Elem())
	case reflect.Struct:
		return structs
	}
	return unknownShape
}
