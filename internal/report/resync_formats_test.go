package report

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/resync"
)

// resyncAs writes a plan in a format.
func resyncAs(t *testing.T, format string, d *resync.Document, s Style) []byte {
	t.Helper()
	f, err := Lookup(format)
	if err != nil {
		t.Fatal(err)
	}
	return render(t, func(b *bytes.Buffer, d *resync.Document) error { return f.Resync(b, d, s) }, d)
}

// resyncPlans are the plans that the formats are looked at with.
func resyncPlans() map[string]*resync.Document {
	return map[string]*resync.Document{
		"plan": somePlan(), "names": namedPlan(), "applied": appliedPlan(), "stopped": stoppedPlan(), "long": longPlan(), "none": noPlan(), "hostile": hostilePlan(),
	}
}

// hostilePlan carries what text from outside can do to a document.
func hostilePlan() *resync.Document {
	d := appliedPlan()
	const markup = `</script><img src=x onerror=alert(1)> @everyone [x](https://evil.example) | ]]>`
	d.Course.Title, d.Stopped = markup, "the LMS said \x1b[2J"+markup
	for id := range d.Titles {
		d.Titles[id] = "Lab \u202e3 detrevni\u202c " + id + markup
	}
	d.People = []diagnose.PersonName{{User: "52", Name: "=1+1" + markup}}
	for i := range d.Plan {
		d.Plan[i].Reason += " \x00" + markup
		d.Plan[i].Answer += markup
	}
	return d
}

func TestResyncFormatsGolden(t *testing.T) {
	for name, d := range resyncPlans() {
		golden(t, "resync-markdown-"+name, resyncAs(t, "markdown", d, Style{With: "--profile autumn"}))
		golden(t, "resync-sarif-"+name, withoutHelp(t, resyncAs(t, "sarif", d, Style{})))
		if name != "long" {
			golden(t, "resync-junit-"+name, resyncAs(t, "junit", d, Style{}))
			golden(t, "resync-html-"+name, bare(resyncAs(t, "html", d, Style{With: "--profile autumn"})))
		}
	}
}

// TestResyncMarkdownIsInert: whatever a plan holds, its ticket is text and tables.
func TestResyncMarkdownIsInert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyPlan(t)
		hostile := anyMarkup(t)
		d.Course.Title, d.Stopped = hostile, hostile
		for i := range d.Plan {
			d.Titles[d.Plan[i].Activity] = hostile
			d.Plan[i].Answer, d.Plan[i].Reason = hostile, d.Plan[i].Reason+hostile
		}
		var b bytes.Buffer
		if err := markdownResync(&b, d, Style{With: "--profile " + hostile, Verbose: rapid.IntRange(0, 2).Draw(t, "verbose")}); err != nil {
			t.Fatal(err)
		}
		if found := active(b.String()); found != "" {
			t.Fatal(found)
		}
	})
}

// TestResyncHTMLIsInert: whatever a plan holds, its page has the tags of the
// template and no other, and no script at all.
func TestResyncHTMLIsInert(t *testing.T) {
	known := ownElements(t)
	rapid.Check(t, func(t *rapid.T) {
		d := anyPlan(t)
		d.Course.Title, d.LMS.Version, d.Stopped = `</title><iframe>`, `<img src=x>`, `"><a href=javascript:x>`
		for i := range d.Plan {
			d.Plan[i].Reason += `<img src=x onerror=alert(1)>`
			d.Titles[d.Plan[i].Activity] = `</script><iframe>`
		}
		var b bytes.Buffer
		if err := htmlResync(&b, d, Style{}); err != nil {
			t.Fatal(err)
		}
		if found := foreign(b.Bytes(), known); found != "" || bytes.Contains(b.Bytes(), []byte("<script")) {
			t.Fatalf("%s in a page that needs no script", found)
		}
	})
}

// TestResyncJUnit: a case for each score, of its outcome; a failure where --fail-on
// makes the exit code one, and none with never.
func TestResyncJUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyPlan(t)
		s := Style{FailOn: oneOf(t, "fail on", "", "error", "warning", "info", "never")}
		var b bytes.Buffer
		if err := junitResync(&b, d, s); err != nil {
			t.Fatal(err)
		}
		suite := junitSuiteOf(t, b.Bytes())
		failures, skipped, own := d.Totals.Send-d.Totals.Confirmed, d.Totals.Skip, 1
		if s.FailOn == "never" {
			failures, skipped = 0, skipped+d.Totals.InDoubt
		}
		if d.Partial {
			skipped++
		}
		if d.Applied {
			own++
		}
		want := map[string]int{"failures": failures, "skipped": skipped, "tests": len(d.Plan) + own}
		for name, n := range want {
			if suite.attrs[name] != strconv.Itoa(n) {
				t.Fatalf("%s is %s, want %d", name, suite.attrs[name], n)
			}
		}
	})
}

// TestResyncJUnitCasesDiffer: a reader tells cases apart by class and name, from run
// to run.
func TestResyncJUnitCasesDiffer(t *testing.T) {
	for name, d := range resyncPlans() {
		seen := map[string]bool{}
		for _, c := range junitSuiteOf(t, resyncAs(t, "junit", d, Style{})).children {
			key := c.attrs["classname"] + " " + c.attrs["name"]
			if c.name == "testcase" && seen[key] {
				t.Errorf("%s: two cases are %s", name, key)
			}
			seen[key] = true
		}
	}
}

// TestResyncSARIF holds plans of any shape to the schema, to a rule at its index
// and a fingerprint of its own; what is in doubt or was cut short is no success.
func TestResyncSARIF(t *testing.T) {
	schema := sarifSchemaOf(t)
	rapid.Check(t, func(t *rapid.T) {
		d := anyPlan(t)
		var b bytes.Buffer
		if err := sarifResync(&b, d, Style{}); err != nil {
			t.Fatal(err)
		}
		run := sarifRunOf(t, schema, b.Bytes())
		whole := !d.Partial && d.Totals.InDoubt == 0 && d.Stopped == ""
		if run.Invocations[0].Successful != whole {
			t.Fatalf("successful: %v, want %v", run.Invocations[0].Successful, whole)
		}
	})
}

// TestResyncFormatsAddUp: every format tells of every fate of an applied plan.
func TestResyncFormatsAddUp(t *testing.T) {
	for format, wants := range map[string][]string{
		"markdown": {"| refused | 1 |", "| not shown | 1 |", "| in doubt | 1 |", "| confirmed | 4 |", "| left out | 33 |", "`404 No such user in the context`", "after 3 sends"},
		"html":     {"<b>1</b> refused", "<b>4</b> confirmed", "<b>33</b> left out", "404 No such user", "after 3 sends", "reads back what is in doubt"},
		"junit":    {`failures="3"`, `skipped="33"`, `type="not_shown"`, "ID-05 The LMS says"},
		"sarif":    {`"resync/refused"`, `"resync/not-shown"`, `"resync/in-doubt"`, `"resync/left-out"`, "4 of 7 scores are confirmed"},
	} {
		got := string(resyncAs(t, format, appliedPlan(), Style{}))
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", format, want, got)
			}
		}
	}
}
