package grade

import (
	"errors"
	"fmt"
	"testing"
)

func TestClassOf(t *testing.T) {
	for err, want := range map[error]GapClass{
		ErrAuth: Forbidden, ErrScope: Forbidden, ErrUnsupported: Unsupported, ErrNotFound: Failed, ErrThrottled: Failed,
		ErrTemporary: Failed, ErrRejected: Failed, ErrUnreadable: Failed, errors.New("anything"): Failed,
	} {
		if got := ClassOf(err); got != want {
			t.Errorf("ClassOf(%v) = %s, want %s", err, got, want)
		}
		if got := ClassOf(fmt.Errorf("reading the roster: %w", err)); got != want {
			t.Errorf("ClassOf of %v, wrapped, = %s, want %s", err, got, want)
		}
	}
}
