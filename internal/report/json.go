package report

import (
	"io"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/resync"
)

func jsonFormat() Format {
	return Format{
		Name: "json", Doc: "for programs: everything, in the form of docs/*.schema.json",
		Diagnosis: jsonDiagnosis, Trace: jsonTrace, Checks: jsonChecks,
		Causes: jsonCauses, Explain: jsonExplain, Answers: jsonAnswers, Relaunch: jsonRelaunch, Resync: jsonResync,
		Sync: jsonSync, Status: jsonStatus, Courses: jsonCourses, Moves: jsonMoves, Card: jsonCard,
		Diff: jsonDiff,
	}
}

// jsonDiagnosis writes a report member by member, so that a course of any size
// needs no second copy in memory.
func jsonDiagnosis(w io.Writer, r *diagnose.Report, _ Style) error {
	o := newObject(w)
	o.member("schema", r.Schema)
	o.member("gradesync", r.Gradesync)
	o.member("generated_at", r.GeneratedAt)
	o.member("course", r.Course)
	o.member("lms", r.LMS)
	if r.Stored != nil {
		o.member("stored", r.Stored)
	}
	tool := r.Tool
	tool.Sources = present(tool.Sources)
	o.member("tool", tool)
	if r.Redaction != nil {
		o.member("redaction", r.Redaction)
	}
	o.member("partial", r.Partial)
	o.member("totals", r.Totals)
	array(o, "causes", r.Causes, wholeCause)
	array(o, "unexplained", r.Unexplained, same)
	array(o, "suppressed", r.Suppressed, wholeSuppressed)
	if r.Baseline != nil {
		o.member("baseline", wholeBaseline(*r.Baseline))
	}
	array(o, "not_checked", r.NotChecked, same)
	array(o, "gaps", r.Gaps, same)
	array(o, "grades", r.Grades, same)
	o.member("judged", diagnose.Judged{Users: present(r.Judged.Users), Activities: present(r.Judged.Activities), Narrowed: r.Judged.Narrowed})
	if len(r.People) > 0 {
		array(o, "people", r.People, same)
	}
	titles := r.Titles
	if titles == nil {
		titles = map[string]string{}
	}
	o.member("titles", titles)
	return o.close()
}

func jsonTrace(w io.Writer, t *diagnose.Trace, _ Style) error {
	whole := *t
	whole.Hops = make([]diagnose.TraceHop, 0, len(t.Hops))
	for _, h := range t.Hops {
		h.Facts = present(h.Facts)
		whole.Hops = append(whole.Hops, h)
	}
	if t.Remedy != nil {
		whole.Remedy = &diagnose.Cure{Actor: t.Remedy.Actor, Steps: present(t.Remedy.Steps)}
	}
	return document(w, whole)
}

func jsonChecks(w io.Writer, c *diagnose.Checks, _ Style) error {
	whole := *c
	whole.Checks = present(c.Checks)
	return document(w, whole)
}

func jsonRelaunch(w io.Writer, r *diagnose.Relaunches, _ Style) error {
	whole := *r
	whole.Tool.Sources = present(r.Tool.Sources)
	whole.Links, whole.Unmatched, whole.Blocked = wholeLinks(r.Links), wholeLinks(r.Unmatched), wholeLinks(r.Blocked)
	return document(w, whole)
}

func jsonResync(w io.Writer, d *resync.Document, _ Style) error {
	whole := *d
	whole.Plan = present(d.Plan)
	if whole.Titles == nil {
		whole.Titles = map[string]string{}
	}
	return document(w, whole)
}

func jsonCard(w io.Writer, c *pull.Card, _ Style) error { return document(w, c) }

// wholeLinks makes every list of links present.
func wholeLinks(list []diagnose.Relaunch) []diagnose.Relaunch {
	whole := make([]diagnose.Relaunch, 0, len(list))
	for _, l := range list {
		l.Steps = present(l.Steps)
		whole = append(whole, l)
	}
	return whole
}

func same[T any](v T) T { return v }

// wholeCause makes every list of a cause present.
func wholeCause(c diagnose.Cause) diagnose.Cause {
	c.Subjects, c.Grades, c.Evidence = present(c.Subjects), present(c.Grades), present(c.Evidence)
	c.Remedy.Steps = present(c.Remedy.Steps)
	c.Consequences, c.Also = present(c.Consequences), present(c.Also)
	return c
}

// wholeSuppressed makes every list of a suppression present.
func wholeSuppressed(s diagnose.Suppressed) diagnose.Suppressed {
	whole := make([]diagnose.Cause, 0, len(s.Causes))
	for _, c := range s.Causes {
		whole = append(whole, wholeCause(c))
	}
	s.Causes = whole
	return s
}

// wholeBaseline makes every list of a baseline present.
func wholeBaseline(b diagnose.Baseline) diagnose.Baseline {
	b.Known, b.Fixed, b.Reopened = present(b.Known), present(b.Fixed), present(b.Reopened)
	b.NotComparable, b.Stale = present(b.NotComparable), present(b.Stale)
	return b
}

// present makes a list that is not there an empty one.
func present[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
