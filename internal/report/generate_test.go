package report

import (
	"fmt"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// nasty are letters that break layouts and terminals; there is no digit among
// them, so that every digit in a text is a count.
var nasty = []rune("abcdefgh XYZ-_./,'\"éß\t\n\r\x00\x07\x1b\x7f\u009b[]m;$`ü微積分ריצهخ\u0301\u0302\u200b\u200d\u202e\u2066\u2028\u00a0\ufeff\u3000🎓✓█\ufffd")

func words(atMost int) *rapid.Generator[string] {
	return rapid.StringOfN(rapid.SampledFrom(nasty), 0, atMost, -1)
}

func oneOf[T any](t *rapid.T, label string, list ...T) T {
	return rapid.SampledFrom(list).Draw(t, label)
}

// anyReport draws reports of any shape whose counts agree with their lists.
func anyReport(t *rapid.T) *diagnose.Report {
	d := newDraft()
	text := func(label string, n int) string { return words(n).Draw(t, label) }
	d.Course = diagnose.CourseName{ID: text("course", 6), Code: text("code", 6), Title: text("title", 90)}
	d.LMS = grade.Site{Kind: oneOf(t, "lms", "moodle", "canvas", "lti", "", text("kind", 9)), URL: oneOf(t, "url", "", "https://lms.example.edu", text("url", 60))}
	d.Tool.Given = rapid.Bool().Draw(t, "given")
	d.Tool.Sources = []string{text("source", 30)}
	d.Partial = rapid.Bool().Draw(t, "partial")
	users, activities := idPool(t, "user", 60), idPool(t, "activity", 12)
	for _, id := range activities {
		d.Titles[id] = text("activity title", 70)
	}
	draw := func(label string) []diagnose.Pair {
		var list []diagnose.Pair
		for range rapid.IntRange(0, 40).Draw(t, label) {
			list = append(list, diagnose.Pair{User: rapid.SampledFrom(users).Draw(t, "u"), Activity: rapid.SampledFrom(activities).Draw(t, "a")})
		}
		return list
	}
	d.count(diagnose.Arrived, rapid.IntRange(0, 100000).Draw(t, "arrived"))
	d.count(diagnose.NotExpected, rapid.IntRange(0, 300).Draw(t, "not expected"))
	d.count(diagnose.Unknown, oneOf(t, "unknown", 0, 0, 77, 4444))
	for i := range rapid.IntRange(0, 12).Draw(t, "causes") {
		d.blame(anyCause(t, i, users, activities), oneOf(t, "verdict", diagnose.Missing, diagnose.Missing, diagnose.Differs, diagnose.Hidden, diagnose.Late, diagnose.NotExpected), draw("grades")...)
	}
	d.puzzle(oneOf(t, "puzzle", diagnose.Missing, diagnose.Differs), draw("unexplained")...)
	for i := range rapid.IntRange(0, 20).Draw(t, "not checked") {
		d.NotChecked = append(d.NotChecked, diagnose.NotChecked{Code: fmt.Sprintf("AC-%02d", i), Reason: text("reason", 50)})
	}
	for range rapid.IntRange(0, 9).Draw(t, "gaps") {
		d.Gaps = append(d.Gaps, grade.Gap{What: text("what", 70), Class: oneOf(t, "class", grade.Failed, grade.Unsupported), Reason: text("why", 250)})
	}
	if rapid.Bool().Draw(t, "names") {
		for _, u := range users {
			d.People = append(d.People, diagnose.PersonName{User: u, Name: text("name", 60)})
		}
	}
	return d.Report
}

func idPool(t *rapid.T, label string, n int) []string {
	return rapid.SliceOfNDistinct(rapid.StringMatching(`(tool:)?[a-z]{1,3}`), n, n, rapid.ID).Draw(t, label)
}

func anyCause(t *rapid.T, i int, users, activities []string) diagnose.Cause {
	text := func(label string, n int) string { return words(n).Draw(t, label) }
	c := diagnose.Cause{
		Code: fmt.Sprintf("LI-%02d", i), Name: text("name", 60), Hop: diagnose.HopLink,
		Severity:  oneOf(t, "severity", diagnose.SeverityError, diagnose.SeverityWarning, diagnose.SeverityInfo),
		Scope:     oneOf(t, "scope", diagnose.ScopeActivity, diagnose.ScopeUser, diagnose.ScopeGrade, diagnose.ScopeCourse, diagnose.ScopeConnection),
		Certainty: oneOf(t, "certainty", diagnose.Certain, diagnose.Likely),
		Remedy:    diagnose.Cure{Actor: oneOf(t, "actor", diagnose.ActorTeacher, diagnose.ActorLearner, diagnose.ActorNobody)},
	}
	for range rapid.IntRange(0, 4).Draw(t, "steps") {
		c.Remedy.Steps = append(c.Remedy.Steps, oneOf(t, "step", "Send these grades again: from the tool, or with gradesync resync --course CALC.", text("step", 120), "see https://lms.example.edu/a/very/long/address/that/nobody/should/break/in/two/ever"))
	}
	for range rapid.IntRange(0, 12).Draw(t, "evidence") {
		c.Evidence = append(c.Evidence, diagnose.Evidence{Fact: oneOf(t, "fact", "sends", "results", text("fact", 40)), Value: text("value", 130), Source: oneOf(t, "source", "tool records", text("source", 40))})
	}
	switch c.Scope {
	case diagnose.ScopeActivity:
		c.Subjects = activitySubjects(rapid.SliceOfNDistinct(rapid.SampledFrom(activities), 1, 9, rapid.ID).Draw(t, "subjects")...)
		for i := range c.Subjects {
			c.Subjects[i].Label = ""
		}
	case diagnose.ScopeUser:
		c.Subjects = userSubjects(rapid.SliceOfNDistinct(rapid.SampledFrom(users), 1, 30, rapid.ID).Draw(t, "subjects")...)
	case diagnose.ScopeConnection:
		c.Subjects = []diagnose.Subject{{Kind: "connection", ID: "c", Label: text("label", 80)}}
	}
	if rapid.Bool().Draw(t, "also") {
		c.Also = []diagnose.Consequence{{Code: "TR-03", Name: text("also", 40), Grades: rapid.IntRange(1, 999).Draw(t, "n")}}
	}
	return c
}

// anyStyle draws a width that real terminals have.
func anyStyle(t *rapid.T) Style {
	return Style{Width: oneOf(t, "width", 0, 40, 41, 59, 60, 61, 80, 99, 120, 200), Verbose: rapid.IntRange(0, 2).Draw(t, "verbose")}
}

func anyEvidence(t *rapid.T) []diagnose.Evidence {
	var list []diagnose.Evidence
	for range rapid.IntRange(0, 5).Draw(t, "facts") {
		list = append(list, diagnose.Evidence{
			Fact: words(30).Draw(t, "fact"), Value: words(90).Draw(t, "value"), Source: words(40).Draw(t, "source"),
		})
	}
	return list
}

func anyTrace(t *rapid.T) *diagnose.Trace {
	text := func(label string, n int) string { return words(n).Draw(t, label) }
	tr := &diagnose.Trace{
		User: text("user", 9), Activity: text("activity", 9), Title: text("title", 90), Name: text("name", 60),
		Verdict: oneOf(t, "verdict", diagnose.Verdicts()...), Cause: oneOf(t, "cause", "", "LI-02", "XX-01"),
	}
	for _, hop := range diagnose.Hops() {
		state := oneOf(t, "state", diagnose.HopOK, diagnose.HopBroken, diagnose.HopNotReached, diagnose.HopUnknown)
		tr.Hops = append(tr.Hops, diagnose.TraceHop{Hop: hop, State: state, Facts: anyEvidence(t)})
	}
	if rapid.Bool().Draw(t, "remedy") {
		tr.Remedy = &diagnose.Cure{Actor: diagnose.ActorTeacher, Steps: []string{text("step", 99), text("step", 99)}}
	}
	return tr
}

func anyChecks(t *rapid.T) *diagnose.Checks {
	text := func(label string, n int) string { return words(n).Draw(t, label) }
	c := &diagnose.Checks{}
	for range rapid.IntRange(0, 6).Draw(t, "checks") {
		c.Add(diagnose.Check{
			ID: text("id", 50), Group: oneOf(t, "group", "LMS", "LTI", text("group", 30)), Detail: text("detail", 120), Remedy: text("remedy", 120),
			State: oneOf(t, "state", diagnose.CheckOK, diagnose.CheckFailed, diagnose.CheckWarning, diagnose.CheckSkipped, diagnose.CheckUnknown),
		})
	}
	return c
}

func anyRule(t *rapid.T) *diagnose.Rule {
	text := func(label string, n int) string { return words(n).Draw(t, label) }
	return &diagnose.Rule{
		Code: "LI-77", Name: text("name", 70), Hop: oneOf(t, "hop", diagnose.Hops()...), Severity: oneOf(t, "severity", diagnose.SeverityError, diagnose.SeverityInfo),
		Needs: []grade.Fact{grade.FactSends, grade.Fact(text("need", 20))}, Doc: text("doc", 300), After: []string{"TR-03"},
		Remedy: diagnose.Remedy{Actor: diagnose.ActorNobody, Steps: []string{text("step", 90)}, In: map[string][]string{"moodle": {text("step", 90)}}},
	}
}
