package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// sarifDiagnosis writes one result a cause, and one for what has none.
func sarifDiagnosis(w io.Writer, r *diagnose.Report, s Style) error {
	d := &diagnosis{Report: r, naming: newNaming(titlesOf(r), r.People, s), style: s}
	run := newRun(r.Gradesync, r.GeneratedAt, !r.Partial)
	run.Automation = &sarifAutomation{"gradesync/" + classWord(firstWord(r.Course.ID, r.Course.Code)) + "/"}
	if half := d.half(); half != "" {
		run.notify("warning", half+" only what the LMS alone shows could be judged.")
	}
	for _, g := range r.Gaps {
		if g.Class != grade.Unsupported {
			run.notify("warning", g.What+" ("+string(g.Class)+"): "+g.Reason)
		}
	}
	for _, n := range r.NotChecked {
		run.notify("note", n.Code+" could not be checked: "+n.Reason)
	}
	for i := range r.Causes {
		run.add(d.rule(&r.Causes[i]), d.result(&r.Causes[i]))
	}
	d.setApartIn(run)
	if n := len(r.Unexplained); n > 0 {
		text := grades(n) + " did not arrive or are not as they should be, without a known cause."
		run.add(unexplainedRule(), sarifResult{
			Level: "error", Message: sarifMessage{Text: text},
			Locations:    []sarifLocation{{s.physical(), d.logical(r.Course, nil, r.Unexplained)}},
			Fingerprints: fingerprint(r.LMS.URL, r.Course.ID, "unexplained"),
		})
	}
	return run.write(w)
}

// result is one cause as it was found.
func (d *diagnosis) result(c *diagnose.Cause, more ...string) sarifResult {
	parts := append([]string{d.LMS.URL, d.Course.ID, c.Code, string(c.Scope), string(c.Certainty)}, more...)
	return sarifResult{
		Level: sarifLevel(c.Severity), Message: d.message(c),
		Locations:    []sarifLocation{{d.style.physical(), d.logical(d.Course, c.Subjects, c.Grades)}},
		Fingerprints: fingerprint(parts...),
	}
}

// setApartIn adds what is suppressed as results that are, each with its reason, and
// tells of entries that do nothing.
func (d *diagnosis) setApartIn(run *sarifRun) {
	for _, s := range d.inForce() {
		for i := range s.Causes {
			one := d.result(&s.Causes[i], "suppressed", s.Subject)
			one.Suppressions = []sarifSuppression{{"external", "accepted", because(s)}}
			run.add(d.rule(&s.Causes[i]), one)
		}
	}
	for _, s := range d.notInForce() {
		run.notify("warning", notApplied(s))
	}
}

// rule describes a cause, in the words of the catalogue where it is in there.
func (d *diagnosis) rule(c *diagnose.Cause) sarifRule {
	doc, steps := c.Name, c.Remedy.Steps
	severity := c.Severity
	uri := ""
	if known := diagnose.Lookup(c.Code); known != nil {
		doc, steps, severity = known.Doc, nil, known.Severity
		for _, step := range known.Remedy.For(d.LMS.Kind) {
			steps = append(steps, placeholders().Replace(step))
		}
		uri = home + "/blob/main/docs/causes/" + c.Code + ".md"
	}
	first, _, _ := strings.Cut(doc, "\n\n")
	return sarifRule{
		ID: clean(c.Code), Name: clean(c.Name), Short: sarifMessage{Text: clean(c.Name)}, Full: sarifMessage{Text: clean(first)},
		Help: help(doc, c.Remedy.Actor, steps), HelpURI: uri, Defaults: sarifDefault{sarifLevel(severity)},
		Bag: sarifBag{[]string{"grades", string(c.Hop)}},
	}
}

// help says what a cause means and who does what about it.
func help(doc string, actor diagnose.Actor, steps []string) sarifMessage {
	var text, md []string
	for paragraph := range strings.SplitSeq(doc, "\n\n") {
		text, md = append(text, clean(paragraph)), append(md, markdown(paragraph), "")
	}
	if len(steps) > 0 {
		who := "To be done by " + actorName(actor) + ":"
		text, md = append(text, who), append(md, "**"+who+"**", "")
	}
	for i, step := range steps {
		number := fmt.Sprintf("%d. ", i+1)
		text, md = append(text, number+clean(sentence(step))), append(md, number+markdown(sentence(step)))
	}
	return sarifMessage{Text: strings.Join(text, "\n"), Markdown: strings.Join(md, "\n")}
}

// message says what this cause did here, why that is known, and what to do now.
func (d *diagnosis) message(c *diagnose.Cause) sarifMessage {
	lines := append([]string{c.Name + ": " + d.inShort(c)}, d.told(c)[1:]...)
	for i := range lines {
		lines[i] = clean(lines[i])
	}
	return sarifMessage{Text: strings.Join(lines, "\n")}
}

// fewLogical is how many subjects a result names; the rest stands in other formats.
const fewLogical = 100

// logical is where a finding is in the course: its subjects, or the activities of
// its grades where it has none.
func (n *naming) logical(of diagnose.CourseName, subjects []diagnose.Subject, pairs []diagnose.Pair) []sarifLogical {
	course := "course/" + clean(of.ID)
	list := []sarifLogical{{clean(firstWord(of.Code, of.Title)), course, "course"}}
	if len(subjects) == 0 {
		for _, a := range by(pairs, activityOf) {
			subjects = append(subjects, diagnose.Subject{Kind: "activity", ID: a.id})
		}
	}
	for _, s := range subjects[:min(len(subjects), fewLogical)] {
		name := cut(s.Label, longestTitle)
		switch s.Kind {
		case "activity":
			name = n.activity(s.ID)
		case "user":
			name = n.user(s.ID)
		}
		place := sarifLogical{clean(name), course + "/" + s.Kind + "/" + clean(s.ID), s.Kind}
		if !slices.Contains(list, place) { // ids may differ in what cannot be shown alone; no place may be named twice
			list = append(list, place)
		}
	}
	return list
}

func unexplainedRule() sarifRule {
	doc := "These grades are missing, differ or are hidden, and nothing that gradesync looks for explains it.\n\n" +
		"gradesync trace follows one of them hop by hop; what could not be read or checked may hold the cause."
	return sarifRule{
		ID: "unexplained", Name: "unexplained grade", Short: sarifMessage{Text: "grades without a known cause"},
		Full: sarifMessage{Text: "Grades that did not arrive, differ or are hidden, without a known cause."},
		Help: help(doc, diagnose.ActorNobody, nil), Defaults: sarifDefault{"error"}, Bag: sarifBag{[]string{"grades", "verdict"}},
	}
}

// sarifChecks writes one result for each check that failed or warned. What could
// not be checked makes the run unsuccessful.
func sarifChecks(w io.Writer, c *diagnose.Checks, s Style) error {
	run := newRun(c.Gradesync, c.GeneratedAt, c.Totals.Unknown == 0)
	run.Automation = &sarifAutomation{"gradesync/" + clean(firstWord(s.Run, "checks")) + "/"}
	for _, check := range c.Checks {
		text := strings.TrimSpace(check.ID + ": " + check.Detail)
		severity := diagnose.SeverityError
		switch check.State {
		case diagnose.CheckOK, diagnose.CheckSkipped:
			continue
		case diagnose.CheckWarning:
			severity = diagnose.SeverityWarning
		case diagnose.CheckFailed:
		default:
			run.notify("warning", "could not be checked: "+text+" "+check.Remedy)
			if !s.Strict {
				continue
			}
			text = "could not be checked: " + text
		}
		run.add(checkRule(check), sarifResult{
			Level: sarifLevel(severity), Message: sarifMessage{Text: clean(text + fixWords(check.Remedy))},
			Locations:    []sarifLocation{{s.physical(), []sarifLogical{{clean(check.ID), "check/" + clean(check.ID), "check"}}}},
			Fingerprints: fingerprint("check", s.Run, check.ID, check.Code),
		})
	}
	return run.write(w)
}

// checkRule describes a check, as the cause that it would be where there is one.
func checkRule(check diagnose.Check) sarifRule {
	id := clean("check/" + check.ID)
	rule := sarifRule{
		ID: id, Name: id, Short: sarifMessage{Text: id}, Full: sarifMessage{Text: "A check of the connections: " + id + "."},
		Help: help(firstWord(check.Remedy, check.Detail), diagnose.ActorNobody, nil), Defaults: sarifDefault{"error"},
		Bag: sarifBag{[]string{"grades", clean(check.Group)}},
	}
	if known := diagnose.Lookup(check.Code); known != nil {
		rule.Short, rule.Full = sarifMessage{Text: known.Name}, sarifMessage{Text: clean(known.Doc)}
		rule.Help, rule.HelpURI = help(known.Doc, known.Remedy.Actor, nil), home+"/blob/main/docs/causes/"+known.Code+".md"
	}
	return rule
}

func fixWords(remedy string) string {
	if remedy == "" {
		return ""
	}
	return " Fix: " + remedy
}
