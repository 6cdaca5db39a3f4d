package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/pull"
)

// Trouble is one thing that went wrong in a run, in a line each.
type Trouble struct {
	Mark string // one or two words in capitals
	What string // what is wrong, since when and how often
	Do   string // what to do about it; empty when there is nothing
}

func (t Trouble) ink() ink {
	if t.Mark == "FAILED" {
		return strongBad
	}
	return strongDoubtful
}

// fewTroubles is how many courses are named that failed.
const fewTroubles = 5

// Troubles lists what went wrong, the widest first; empty when all is well.
func (r *SyncRun) Troubles(s Style) []Trouble {
	var list []Trouble
	c := &r.Summary.Courses
	f := r.Connection()
	if f != nil {
		list = append(list, r.disconnected(f, s))
	}
	switch listed := f == nil || c.Pulled > 0; {
	case !listed: // what was held back before is no news
	case c.HeldBack > 0:
		list = append(list, r.heldBack(s))
	case c.New+c.Open+c.Closed+c.Deleted == 0:
		list = append(list, Trouble{"EMPTY", "the LMS lists no course at all",
			"look whether the token's user may see courses: " + s.Typed("gradesync check", "")})
	}
	list = append(list, r.failed(s)...)
	if c.Waiting > 0 {
		list = append(list, r.leftAlone(s))
	}
	if c.Left > 0 {
		list = append(list, Trouble{"LEFT", count(c.Left, "course was", "courses were") + " not tried, because the run ended before",
			"the next run begins with " + pronoun(c.Left)})
	}
	return list
}

// disconnected is trouble of the connection as a whole.
func (r *SyncRun) disconnected(f *pull.Failure, s Style) Trouble {
	what, do := disconnection(f.Class, s)
	if f.Code != "" {
		what += " (" + f.Code + ")"
	}
	return Trouble{"FAILED", what + r.since(f.Since, f.Times) + ": " + reason(f.Reason, ""), do}
}

// disconnection says what a class of failures of the connection means, and what to do.
func disconnection(class string, s Style) (what, do string) {
	check := s.Typed("gradesync check", "")
	switch class {
	case "auth":
		return "the LMS refuses the token", "put a good token where lms.token refers to; " + check + " tries it"
	case "scope":
		return "the token lacks a right", "ask the LMS administrator for it; " + check + " lists all that are needed"
	case "temporary", "throttled", "timeout":
		return "the LMS does not answer as it should", "what was pulled before is kept, and the next run goes on; " + check + " tells more"
	case "unsupported":
		return "this LMS has no list of courses to read", "sync needs the LMS's own API: lms.kind moodle or canvas with a token"
	}
	return "the LMS cannot be read", check + " tells more"
}

func (r *SyncRun) heldBack(s Style) Trouble {
	c := &r.Summary.Courses
	known := c.New + c.Open + c.Closed
	t := Trouble{Mark: "HELD BACK"}
	t.What = fmt.Sprintf("%d of %s gone from the LMS's list, which is too many to be believed; nothing was removed",
		c.HeldBack, count(known, "course is", "courses are"))
	if c.HeldBack == known {
		t.What = "the LMS's list of courses has none of the " + count(known, "course", "courses") + " known; nothing was removed"
	}
	t.Do = "look at " + s.Typed("gradesync courses list", "--state gone") + "; if it is right that they are gone, run " +
		s.Typed("gradesync sync --once", fmt.Sprintf("--accept-removals %d", c.HeldBack))
	return t
}

// failed names the first courses that could not be pulled, and counts the rest.
func (r *SyncRun) failed(s Style) []Trouble {
	var list []Trouble
	more := 0
	for i := range r.Failures {
		f := &r.Failures[i]
		switch {
		case f.Course == "", r.held(f):
		case len(list) == fewTroubles:
			more++
		default:
			list = append(list, r.courseFailed(f, s))
		}
	}
	if more > 0 {
		list = append(list, Trouble{"FAILED", count(more, "more course", "more courses") + " could not be pulled",
			s.Typed("gradesync sync status", "") + " lists them"})
	}
	return list
}

// held tells a course that fails because it is gone, and is held back: of that the
// list tells already.
func (r *SyncRun) held(f *pull.Failure) bool {
	return r.Summary.Courses.HeldBack > 0 && f.Class == "not_found" && !r.course(f.Course).Listed
}

func (r *SyncRun) courseFailed(f *pull.Failure, s Style) Trouble {
	c := r.course(f.Course)
	t := Trouble{Mark: "FAILED", What: courseName(c) + r.since(f.Since, f.Times) + ": " + reason(f.Reason, f.Course)}
	var do []string
	if next, known := c.NextTry.Get(); known {
		do = append(do, "it is tried again after "+clock(next, r.FinishedAt))
	}
	if f.Times > manyFailures {
		do = append(do, s.Typed("gradesync courses close", Quoted(f.Course))+" if it should not be pulled")
	}
	t.Do = strings.Join(do, "; ")
	return t
}

// manyFailures is how often a course may fail until it is asked whether it is wanted.
const manyFailures = 2

// leftAlone names the courses that failed before, and are left alone for now.
func (r *SyncRun) leftAlone(s Style) Trouble {
	var words, ids []string
	var first grade.Maybe[time.Time]
	for _, c := range r.waiting() {
		words, ids = append(words, c.ID), append(ids, c.ID)
		if next, known := c.NextTry.Get(); known && (!first.Known() || next.Before(first.Or(next))) {
			first = c.NextTry
		}
	}
	n := r.Summary.Courses.Waiting
	t := Trouble{Mark: "WAITING", What: count(n, "course", "courses") + " failed before and is left alone for now"}
	if n > 1 {
		t.What = strings.Replace(t.What, " is ", " are ", 1)
	}
	if len(words) > 0 {
		t.What += ": " + some(words, fewTroubles, "")
	}
	if next, known := first.Get(); known {
		t.What += "; the next try is after " + clock(next, r.FinishedAt)
	}
	if len(ids) > 0 {
		t.Do = s.Typed("gradesync sync --once", "--course "+Quoted(ids[0])) + " tries now"
	}
	return t
}

// since tells how long and how often something has failed, when not for the first
// time.
func (r *SyncRun) since(t time.Time, times int) string {
	if times < 2 {
		return ""
	}
	return fmt.Sprintf(", %d times since %s", times, clock(t, r.FinishedAt))
}

// reason is what was met, without what stands before it here: the name of the course,
// or that the list was read.
func reason(text, course string) string {
	before := fmt.Sprintf("course %q: ", course)
	if course == "" {
		before = "read the list of courses: "
	}
	return strings.TrimPrefix(clean(text), before)
}
