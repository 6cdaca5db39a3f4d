package redact

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

// TestEveryFieldIsClassified goes through every field that a course can have. One that
// is new fails here until the table says what becomes of it.
func TestEveryFieldIsClassified(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, root := range []any{grade.Book{}, grade.Records{}, grade.Stored{}, grade.Lease{}} {
		classify(t, reflect.TypeOf(root), seen)
	}
	for field := range fields {
		if !seen[strings.TrimSuffix(field, "[]")] {
			t.Errorf("the table has %s, and no course has such a field", field)
		}
	}
}

func classify(t *testing.T, of reflect.Type, seen map[string]bool) {
	t.Helper()
	for i := range of.NumField() {
		f := of.Field(i)
		field := of.Name() + "." + f.Name
		inner := f.Type
		for inner.Kind() == reflect.Slice || inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch shapeOf(f.Type) {
		case unknownShape:
			t.Errorf("%s is of a type that is not walked", field)
		case texts, numbers:
			if _, ok := fields[field]; !ok {
				t.Errorf("%s is not in the table", field)
			}
			if f.Type.Kind() == reflect.Map && fields[field+"[]"] == "" {
				t.Errorf("the keys of %s are not in the table", field)
			}
			seen[field] = true
		case structs:
			if inner.Kind() == reflect.Struct && inner.Name() != "" && !strings.HasPrefix(inner.Name(), "Maybe") && !seen[inner.Name()] {
				seen[inner.Name()] = true
				classify(t, inner, seen)
			}
		}
	}
}

// TestAnUnknownFieldIsNoSecret: a struct that the table does not know is not walked.
func TestAnUnknownFieldIsNoSecret(t *testing.T) {
	t.Parallel()
	type stranger struct{ Nickname string }
	defer func() {
		if got, ok := recover().(unclassified); !ok || !strings.Contains(got.Error(), "stranger.Nickname") {
			t.Errorf("walked without a word: %v", got)
		}
	}()
	newWalker(func(_ *spot, text string) string { return text }, false).course(&stranger{"Ada"})
}

// TestKindsAreHandled: every kind of the table has a way to be replaced and is
// different from the value where it has to be.
func TestKindsAreHandled(t *testing.T) {
	t.Parallel()
	r := newRedactor([]byte("0123456789abcdef"))
	kept := []kind{ref, group, word, fact, role, module, told, grader, score, measure, letter}
	for field, k := range fields {
		got := r.treat(k, "zzyzx.qq.example")
		if k != score && k != measure && !slices.Contains(kept, k) && strings.Contains(got, "zzyzx") {
			t.Errorf("%s keeps its value: %s", field, got)
		}
	}
}
