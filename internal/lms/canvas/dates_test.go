package canvas

import (
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

// changed is the practice course with one text of an answer put in place of another.
func changed(t *testing.T, path, from, to string) *site {
	t.Helper()
	s := practice()
	if !strings.Contains(s.answers[path], from) {
		t.Fatalf("%s does not hold %q", path, from)
	}
	s.answers[path] = strings.Replace(s.answers[path], from, to, 1)
	return s
}

const (
	termEnds  = `"end_at":"2026-12-18T07:00:00Z"}`
	overrides = `,"overrides":{"StudentEnrollment":{"start_at":null,"end_at":"2026-12-20T07:00:00Z"}}`
	noDates   = `"end_at":null,"time_zone":"America/Denver","restrict_enrollments_to_course_dates":false`
)

func TestConcluded(t *testing.T) {
	for name, tt := range map[string]struct {
		site *site
		want grade.Maybe[bool]
		by   string
		at   string
	}{
		"going on": {practice(), grade.Known(false), "", ""},
		"by hand":  {changed(t, here, `"workflow_state":"available"`, `"workflow_state":"completed"`), grade.Known(true), "course", ""},
		"end date without restriction": {changed(t, here, noDates, strings.Replace(noDates, "null", `"2026-09-30T00:00:00Z"`, 1)),
			grade.Known(false), "", ""},
		"end date that restricts": {changed(t, here, noDates, `"end_at":"2026-09-30T00:00:00Z","restrict_enrollments_to_course_dates":true`),
			grade.Known(false), "", ""}, // the one section without dates of its own is over; the enrolment below is not in it
		"Canvas says so": {changed(t, here, `"concluded":false`, `"concluded":true`), grade.Known(true), "", ""},
		"term, and Canvas says so": {changed(t, here, termEnds+`,"concluded":false`, `"end_at":"2026-10-01T07:00:00Z"},"concluded":true`),
			grade.Known(true), "term", "2026-10-01T07:00:00Z"},
		"term kept back": {changed(t, here, `"term":{"id":31,"start_at":"2026-08-20T06:00:00Z",`+termEnds+`,"concluded":false,`, ""), grade.Known(false), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "end date that restricts" {
				tt.want, tt.by, tt.at = grade.Known(true), "section", "2026-10-01T06:00:00Z"
			}
			c := bookOf(t, tt.site).Course
			want := grade.Maybe[string]{}
			if tt.at != "" {
				want = grade.Known(tt.at)
			}
			if !c.Concluded.Equal(tt.want) || c.ConcludedBy != tt.by || c.ConcludedAt.Known() != want.Known() ||
				want.Known() && !c.ConcludedAt.Equal(at(tt.at)) {
				t.Errorf("concluded %v by %q at %v, want %v by %q at %q", c.Concluded, c.ConcludedBy, c.ConcludedAt, tt.want, tt.by, tt.at)
			}
		})
	}
}

func TestTermOver(t *testing.T) {
	s := changed(t, here, termEnds, `"end_at":"2026-10-01T07:00:00Z"}`)
	b := bookOf(t, s)
	// The term's own end is over, and the students have a later one.
	if l := learner(t, b, "30117"); !grade.Is(l.State(), grade.EnrolmentActive) || !grade.Is(b.Course.Concluded, false) {
		t.Errorf("state %v, concluded %v", l.State(), b.Course.Concluded)
	}
	s = changed(t, here, termEnds, `"end_at":"2026-10-01T07:00:00Z"}`)
	s.answers["/api/v1/accounts/1/terms"] = strings.Replace(s.answers["/api/v1/accounts/1/terms"], overrides, "", 1)
	b = bookOf(t, s)
	l := learner(t, b, "30117")
	if !grade.Is(l.State(), grade.EnrolmentConcluded) || !grade.Is(b.Course.Concluded, true) || b.Course.ConcludedBy != "term" {
		t.Errorf("state %v, concluded %v by %s", l.State(), b.Course.Concluded, b.Course.ConcludedBy)
	}
	// Section 2 was over before; the course is over with its last section.
	if !b.Course.ConcludedAt.Equal(at("2026-10-01T07:00:00Z")) {
		t.Errorf("since %v", b.Course.ConcludedAt)
	}
	// The teacher of a concluded course is as concluded.
	if l := learner(t, b, "41"); !grade.Is(l.State(), grade.EnrolmentConcluded) {
		t.Errorf("the teacher is %v", l.State())
	}
}

func TestBeforeTheStart(t *testing.T) {
	s := changed(t, here, `"start_at":"2026-08-24T06:00:00Z",`+noDates, `"start_at":"2026-11-01T00:00:00Z","end_at":null,"restrict_enrollments_to_course_dates":true`)
	b := bookOf(t, s)
	for id, want := range map[string]grade.EnrolmentState{
		"30117": grade.EnrolmentInactive, "30122": grade.EnrolmentInvited, "99": grade.EnrolmentActive, "30118": grade.EnrolmentActive,
	} {
		if l := learner(t, b, id); !grade.Is(l.State(), want) {
			t.Errorf("%s is %v, want %v", id, l.State(), want)
		}
	}
}

// Dates that were kept back make a state unknown, where it hangs on them.
func TestUnknownDates(t *testing.T) {
	s := changed(t, here, `"term":{"id":31,"start_at":"2026-08-20T06:00:00Z",`+termEnds+`,"concluded":false,`, "")
	s.respond = on("/api/v1/accounts/1/terms", 403, forbidden)
	b := bookOf(t, s)
	if b.Course.Concluded.Known() || b.Course.EndAt.Known() {
		t.Errorf("concluded %v, end %v, though nothing tells", b.Course.Concluded, b.Course.EndAt)
	}
	for id, want := range map[string]grade.Maybe[grade.EnrolmentState]{
		"30117": {}, "30118": grade.Known(grade.EnrolmentActive), "30119": grade.Known(grade.EnrolmentConcluded), "30121": grade.Known(grade.EnrolmentInactive),
	} {
		if l := learner(t, b, id); l.State() != want {
			t.Errorf("%s is %v, want %v", id, l.State(), want)
		}
	}
	for fact, words := range map[grade.Fact]string{
		grade.FactCourseConcluded: "Allow Include Parameters", grade.FactCourseDates: `"term"`, grade.FactEnrolmentState: `"term"`, "": "root account",
	} {
		if _, ok := gap(b, fact, words); !ok {
			t.Errorf("no gap of %q with %q in %+v", fact, words, b.Gaps)
		}
	}
}
