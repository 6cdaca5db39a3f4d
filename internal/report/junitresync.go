package report

import (
	"io"
	"strings"

	"github.com/gradesync/gradesync/internal/resync"
)

// junitResync writes one case a score: confirmed is passed, left out is skipped. What
// could be sent fails as it does by its exit code, unless --fail-on lets it pass.
func junitResync(w io.Writer, d *resync.Document, s Style) error {
	r := newResending(d, s)
	suite := newSuite("gradesync resync "+courseTitle(d.Course), d.GeneratedAt, d.Gradesync)
	suite.property("course", d.Course.ID)
	suite.property("lms", siteWords(d.LMS))
	for _, sentence := range r.verdict() {
		suite.note(sentence.text)
	}
	class := "gradesync." + classWord(courseWord(d.Course)) + "."
	suite.ended(r.readable(class))
	if d.Applied {
		suite.ended(r.ranToEnd(class))
	}
	for i := range d.Plan {
		suite.ended(r.sent(suite, class, &d.Plan[i]))
	}
	for _, c := range r.steps() {
		suite.note("next: " + c.line())
	}
	return suite.write(w)
}

// readable is the case of the reading: what could not be read is no pass.
func (r *resending) readable(class string) junitCase {
	one := junitCase{Name: "all that is needed can be read", Class: class + "resync"}
	if r.Partial {
		one.Skipped = outcome("", "part of what was needed could not be read, so a score may be missing here")
	}
	return one
}

// ranToEnd is the case of the sending itself.
func (r *resending) ranToEnd(class string) junitCase {
	one := junitCase{Name: "sending comes to its end", Class: class + "resync"}
	if r.Stopped != "" {
		one.Error = outcome("stopped", stopped(sentence(r.Stopped)))
	}
	return one
}

// sent is the case of one score. Those of one activity share a class.
func (r *resending) sent(suite *junitSuite, class string, e *resync.Entry) junitCase {
	one := junitCase{Name: "score of " + r.user(e.User), Class: class + classWord(r.activity(e.Activity))}
	f := fateOf(e)
	message := f.name + ": " + strings.TrimSpace(e.Cause+" "+reasonOf([]*resync.Entry{e}))
	switch {
	case e.Outcome == resync.Confirmed:
	case e.Action == resync.Skip, e.Outcome == resync.InDoubt && r.style.FailOn == "never":
		one.Skipped = outcome("", message, told(e)...)
	case r.style.FailOn != "never":
		one.Failure = outcome(strings.ReplaceAll(f.name, " ", "_"), message, told(e)...)
	default:
		suite.note(one.Name + " in " + r.activity(e.Activity) + ", " + message)
	}
	return one
}

// told is a score in lines: from what to what, by which route, and the answer.
func told(e *resync.Entry) []string {
	lines := []string{"gradebook " + pointsOf(e.Old, e.OldMax) + ", tool " + pointsOf(e.New, e.Max)}
	if e.Route != "" {
		lines = append(lines, "route: "+string(e.Route))
	}
	if words := remarkWords(e, true); words != "" {
		lines = append(lines, words)
	}
	return lines
}
