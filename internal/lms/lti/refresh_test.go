package lti

import (
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms/lmstest"
)

// A refresh sees what changed in the LMS, and is a book.
func TestRefresh(t *testing.T) {
	p, l := openLab(t, "", nil)
	last, err := p.Book(t.Context(), "5")
	if err != nil {
		t.Fatal(err)
	}
	user := last.Results[0].Learner
	if err := l.Grade("CALC101", user, "Lab 1 Limits", 3); err != nil {
		t.Fatal(err)
	}
	fresh, err := p.Refresh(t.Context(), last, last.AskedAt)
	if err != nil {
		t.Fatal(err)
	}
	if lmstest.Difference(fresh, last) == "" || !grade.Is(fresh.Results[0].Score, 3) {
		t.Errorf("the new grade is not seen: %+v", fresh.Results[0])
	}
	whole, err := p.Book(t.Context(), "5")
	if err != nil {
		t.Fatal(err)
	}
	if diff := lmstest.Difference(fresh, whole); diff != "" {
		t.Error(diff)
	}
	if b, err := p.Refresh(t.Context(), nil, time.Time{}); err != nil || b.Course.ID != "5" {
		t.Errorf("without a book: %v", err)
	}
}
