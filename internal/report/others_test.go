package report

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// brokenTrace is a grade that stops at an activity nobody can open.
func brokenTrace() *diagnose.Trace {
	hop := func(h diagnose.Hop, s diagnose.HopState, facts ...diagnose.Evidence) diagnose.TraceHop {
		return diagnose.TraceHop{Hop: h, State: s, Facts: facts}
	}
	link := hop(diagnose.HopLink, diagnose.HopBroken,
		ev(grade.FactActivityVisible, "false", "moodle core_course_get_contents"),
		ev(grade.FactLineItems, "true", "moodle gradereport_user_get_grade_items"),
		ev(grade.FactLineItemMax, "10", "moodle gradereport_user_get_grade_items"))
	link.Code = "XX-02"
	return &diagnose.Trace{
		Schema: diagnose.TraceSchema, User: "52", Activity: "37", Title: "Lab 3", Verdict: diagnose.Missing, Cause: "XX-02",
		Hops: []diagnose.TraceHop{
			hop(diagnose.HopScore, diagnose.HopOK, ev(grade.FactScores, "8", "tool records"), ev(grade.FactScoreState, "graded", "tool records"),
				ev(grade.FactScoredAt, "2026-11-20 14:12 UTC", "tool records")),
			hop(diagnose.HopRelease, diagnose.HopOK, ev(grade.FactScoreReleased, "true", "tool records"), ev(grade.FactToolSend, "auto", "tool records")),
			hop(diagnose.HopIdentity, diagnose.HopOK, ev(grade.FactAccountLMSUser, "matched by lms_user_id", "tool records"),
				ev(grade.FactRole, "learner", "moodle core_enrol_get_enrolled_users")),
			hop(diagnose.HopLaunch, diagnose.HopUnknown),
			link,
			hop(diagnose.HopToken, diagnose.HopNotReached),
			hop(diagnose.HopTransport, diagnose.HopNotReached),
			hop(diagnose.HopAccept, diagnose.HopNotReached),
			hop(diagnose.HopGradebook, diagnose.HopNotReached, ev(grade.FactResults, "none", "moodle gradereport_user_get_grade_items")),
			hop(diagnose.HopSync, diagnose.HopNotReached),
		},
		Remedy: &diagnose.Cure{Actor: diagnose.ActorTeacher, Steps: []string{"Turn editing on in course CALC101, open the ⋮ menu of “Lab 3” and choose Show (Availability > Show on course page).", resend}},
	}
}

func arrivedTrace() *diagnose.Trace {
	t := &diagnose.Trace{Schema: diagnose.TraceSchema, User: "tool:acc7", Activity: "37", Name: "Ada Lovelace", Verdict: diagnose.Arrived}
	for _, h := range diagnose.Hops() {
		t.Hops = append(t.Hops, diagnose.TraceHop{Hop: h, State: diagnose.HopOK})
	}
	return t
}

func someChecks() *diagnose.Checks {
	c := &diagnose.Checks{Schema: diagnose.ChecksSchema, Gradesync: "0.1.0", GeneratedAt: time.Date(2026, 11, 21, 18, 30, 0, 0, time.UTC)}
	c.Add(diagnose.Check{ID: "lms.token", Group: "LMS", State: diagnose.CheckOK, Detail: "Moodle 5.1.3 took the token of user gradesync"})
	c.Add(diagnose.Check{ID: "lms.grades", Group: "LMS", State: diagnose.CheckFailed, Code: "TK-13",
		Detail: "gradereport_user_get_grade_items answers accessexception: the token's user may not read grades",
		Remedy: "Give the user's role the right gradereport/user:view in the course or above it, and add the function to the service."})
	c.Add(diagnose.Check{ID: "lti.token", Group: "LTI", State: diagnose.CheckOK, Detail: "token for client gslabfull", Remedy: "never shown"})
	c.Add(diagnose.Check{ID: "lti.scopes", Group: "LTI", State: diagnose.CheckUnknown, Detail: "no line items to try"})
	c.Add(diagnose.Check{ID: "clock", Group: "LTI", State: diagnose.CheckWarning, Code: "TK-09", Detail: "this clock is 74 s behind the LMS's", Remedy: "Set the clock by NTP."})
	c.Add(diagnose.Check{ID: "lms.roster", Group: "LMS", State: diagnose.CheckOK, Detail: "84 people"})
	c.Add(diagnose.Check{ID: "store", Group: "Store", State: diagnose.CheckSkipped, Detail: "none configured"})
	return c
}

// aRule is a rule of its own, so that the catalogue may change its words.
func aRule() *diagnose.Rule {
	return &diagnose.Rule{
		Code: "XX-02", Name: "activity not published", Hop: diagnose.HopLink, Severity: diagnose.SeverityError,
		Needs:    []grade.Fact{grade.FactActivityVisible, grade.FactToolSend},
		Explains: []diagnose.Verdict{diagnose.Missing, diagnose.NotExpected}, After: []string{"XX-99"}, Blocks: true,
		Doc: "The activity is hidden from learners. They cannot open its link, and many tools do not send grades to an activity that is not published.\n\nIt is recognised by the LMS's own setting.",
		Remedy: diagnose.Remedy{Actor: diagnose.ActorTeacher,
			Steps: []string{"Publish {activity} in course {course}.", "{resend}"},
			In: map[string][]string{
				"moodle": {"Open the ⋮ menu of {activity} and choose Show.", "Run gradesync resync --course {course} --user {user}."},
				"canvas": {"Press Publish beside {activity}."},
			}},
	}
}

func someRules() []*diagnose.Rule {
	return []*diagnose.Rule{
		{Code: "SC-01", Name: "no attempt", Hop: diagnose.HopScore, Severity: diagnose.SeverityInfo},
		{Code: "SC-02", Name: "attempt not finished", Hop: diagnose.HopScore, Severity: diagnose.SeverityWarning},
		aRule(),
		{Code: "GB-02", Name: "column hidden", Hop: diagnose.HopGradebook, Severity: diagnose.SeverityWarning},
	}
}

func TestTraceGolden(t *testing.T) {
	draw := func(tr *diagnose.Trace, s Style) []byte {
		return render(t, func(b *bytes.Buffer, tr *diagnose.Trace) error { return textTrace(b, tr, s) }, tr)
	}
	golden(t, "trace-broken", draw(brokenTrace(), Style{}))
	golden(t, "trace-broken-40", draw(brokenTrace(), Style{Width: 40}))
	golden(t, "trace-broken-color", draw(brokenTrace(), Style{Color: true}))
	golden(t, "trace-arrived", draw(arrivedTrace(), Style{}))
}

func TestChecksGolden(t *testing.T) {
	draw := func(c *diagnose.Checks, s Style) []byte {
		return render(t, func(b *bytes.Buffer, c *diagnose.Checks) error { return textChecks(b, c, s) }, c)
	}
	golden(t, "checks", draw(someChecks(), Style{}))
	golden(t, "checks-40", draw(someChecks(), Style{Width: 40}))
	golden(t, "checks-none", draw(&diagnose.Checks{}, Style{}))
}

func TestCatalogueGolden(t *testing.T) {
	golden(t, "causes", render(t, func(b *bytes.Buffer, r []*diagnose.Rule) error { return textFormat().Causes(b, r, Style{}) }, someRules()))
	explain := func(kind string, s Style) []byte {
		return render(t, func(b *bytes.Buffer, r *diagnose.Rule) error { return textFormat().Explain(b, r, kind, s) }, aRule())
	}
	golden(t, "explain", explain("", Style{}))
	golden(t, "explain-moodle", explain("moodle", Style{Width: 60}))
	golden(t, "explain-blackboard", explain("blackboard", Style{}))
}

// TestRealCatalogue explains every cause there is, and names relatives both ways.
func TestRealCatalogue(t *testing.T) {
	pages := map[string]string{}
	for _, r := range diagnose.Catalogue() {
		page := string(render(t, func(b *bytes.Buffer, r *diagnose.Rule) error { return textFormat().Explain(b, r, "", Style{}) }, r))
		pages[r.Code] = strings.Join(strings.Fields(page), " ")
		if left := regexp.MustCompile(`\{[a-z]+\}`).FindString(page); left != "" {
			t.Errorf("%s: placeholder %s stays", r.Code, left)
		}
	}
	for _, r := range diagnose.Catalogue() {
		for _, code := range r.After {
			if parent := diagnose.Lookup(code); parent != nil {
				if !strings.Contains(pages[code], r.Code+" "+r.Name) || !strings.Contains(pages[r.Code], code+" "+parent.Name) {
					t.Errorf("%s follows from %s, and one of their pages does not say so", r.Code, code)
				}
			}
		}
	}
}

// TestTraceNamesCause: the code comes with the name that the catalogue gives it.
func TestTraceNamesCause(t *testing.T) {
	rule := diagnose.Catalogue()[0]
	tr := brokenTrace()
	tr.Cause = rule.Code
	got := string(render(t, func(b *bytes.Buffer, tr *diagnose.Trace) error { return textTrace(b, tr, Style{Width: 100}) }, tr))
	if !strings.Contains(got, "The cause is "+rule.Code+", "+rule.Name+".") {
		t.Errorf("no name of %s in\n%s", rule.Code, got)
	}
}

// TestSuggestedCommands: they repeat this run's flags, and a value from outside
// stays one word of the shell.
func TestSuggestedCommands(t *testing.T) {
	got := diagnosisText(t, demoReport(), Style{Width: 100, With: "--profile demo"})
	if !strings.Contains(got, "gradesync trace --profile demo --course CALC101 --user 73 --activity 32") {
		t.Errorf("no --profile demo in\n%s", got)
	}
	for in, want := range map[string]string{
		"CALC101": "CALC101", "": "''", "a b": "'a b'", "it's": `'it'\''s'`, "$(x)": "'$(x)'", "a\nb": "'a b'", "tool:acc-7": "tool:acc-7",
	} {
		if got := Quoted(in); got != want {
			t.Errorf("Quoted(%q) = %s, want %s", in, got, want)
		}
	}
}
