package report

import (
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// textExplain writes one cause as prose.
func textExplain(w io.Writer, r *diagnose.Rule, kind string, s Style) error {
	p := newPage(w, s)
	p.facing(span{}, 2, []span{{r.Code, strong}, {r.Name, strong}}, severityWord(r.Severity))
	p.blank()
	p.table(0, summary(r))
	p.section("What it means and how it is recognised")
	for _, paragraph := range strings.Split(r.Doc, "\n\n") {
		p.blankAfterText()
		p.para(2, 2, span{paragraph, plain})
	}
	p.needs(r)
	p.section("Who fixes it, and how")
	p.cure(r, kind)
	p.relations(r)
	return p.flush(w)
}

// summary is the cause in a few lines.
func summary(r *diagnose.Rule) []row {
	rows := []row{
		{cells: []span{{"stops at", faint}}, rest: []span{{string(r.Hop) + ":", plain}, {hopQuestion(r.Hop), plain}}},
		{cells: []span{{"severity", faint}}, rest: []span{{string(r.Severity) + ":", plain}, {severityMeaning(r.Severity), plain}}},
	}
	var verdicts []string
	for _, v := range r.Explains {
		verdicts = append(verdicts, strings.ReplaceAll(string(v), "_", " "))
	}
	if len(verdicts) > 0 {
		rows = append(rows, row{cells: []span{{"explains", faint}}, rest: []span{{"grades that are " + either(verdicts), plain}}})
	}
	if len(r.Only) > 0 {
		rows = append(rows, row{cells: []span{{"looked for", faint}}, rest: []span{{"in " + and(siteNames(r.Only)) + " only", plain}}})
	}
	return append(rows, row{cells: []span{{"sending again", faint}}, rest: []span{{resendingMeaning(r.Resending()), plain}}})
}

func resendingMeaning(s diagnose.Resending) string {
	switch s {
	case diagnose.ResendYes:
		return "cures it, or shows whether it is cured"
	case diagnose.ResendIfPast:
		return "only after the cause is cleared; at once where nothing but the send log tells of it"
	case diagnose.ResendNo:
		return "no grade is kept out, so there is nothing to send"
	}
	return "only after the cause is cleared"
}

func severityMeaning(s diagnose.Severity) string {
	switch s {
	case diagnose.SeverityError:
		return "a grade is lost until somebody acts"
	case diagnose.SeverityWarning:
		return "a grade is at risk, or wrong in a small way"
	}
	return "nothing is wrong, but somebody may wonder"
}

func (p *page) section(title string) {
	p.blank()
	p.para(0, 0, span{title, strong})
}

// blankAfterText sets paragraphs apart, but not the first from its heading.
func (p *page) blankAfterText() {
	if n := len(p.lines); n > 0 && strings.HasPrefix(p.lines[n-1], " ") {
		p.blank()
	}
}

// needs says in words what must be known for the cause to be looked for.
func (p *page) needs(r *diagnose.Rule) {
	if len(r.Needs) == 0 && !r.Stored {
		return
	}
	p.section("What must be known")
	if r.Stored {
		p.item(2, 2, span{"-", plain}, span{"how the course came into the store: it is looked for by gradesync diagnose --stored only", plain})
	}
	for _, need := range r.Needs {
		words, side := diagnose.FactWords(need)
		p.item(2, 2, span{"-", plain}, span{words + ",", plain}, span{toldBy(side), plain}, span{"(" + string(need) + ")", faint})
	}
	if r.Blocks {
		p.para(2, 2, span{"Grades that did arrive in its reach speak against it.", plain})
	}
}

func toldBy(s diagnose.Side) string {
	switch s {
	case diagnose.SideTool:
		return "from the tool's records"
	case diagnose.SideStore:
		return "from the store of gradesync sync"
	}
	return "from the LMS"
}

// cure writes the remedy in the words of one kind of LMS, or in neutral ones. The
// placeholders of its steps become words, or the capitals that stand for a value in
// a command.
func (p *page) cure(r *diagnose.Rule, kind string) {
	if !r.FoundIn(kind) {
		p.para(2, 2, span{"Not applicable in " + siteName(kind) + ": it is looked for in " + and(siteNames(r.Only)) + " only.", plain})
		return
	}
	if kind == "" && len(r.Only) == 1 {
		kind = r.Only[0]
	}
	head := actorName(r.Remedy.Actor)
	if r.Remedy.Actor == diagnose.ActorNobody {
		head = "nobody has to do anything"
	}
	if diagnose.HasWords(kind) {
		head = "In " + siteName(kind) + ", " + head
	}
	p.para(2, 2, span{sentence(head) + ":", plain})
	list := r.Remedy.For(kind)
	for i, step := range list {
		list[i] = placeholders().Replace(diagnose.General(step))
	}
	steps(p, 4, list)
	if own := r.Localised(); kind == "" && len(own) > 0 {
		p.para(2, 4, span{"--lms tells it in the words of an LMS: " + strings.Join(slices.Sorted(maps.Keys(own)), ", "), faint})
	}
}

func siteNames(kinds []string) []string {
	var names []string
	for _, kind := range kinds {
		names = append(names, siteName(kind))
	}
	return names
}

func placeholders() *strings.Replacer {
	return strings.NewReplacer(
		"--course {course}", "--course COURSE", "--user {user}", "--user USER", "--activity {activity}", "--activity ACTIVITY",
		"course {course}", "the course", "{course}", "the course", "{activity}", "the activity", "{user}", "the person",
	)
}

// relations names the causes that this one follows from or brings about.
func (p *page) relations(r *diagnose.Rule) {
	var after, before []string
	for _, other := range diagnose.Catalogue() {
		if slices.Contains(r.After, other.Code) {
			after = append(after, other.Code+" "+other.Name)
		}
		if slices.Contains(other.After, r.Code) {
			before = append(before, other.Code+" "+other.Name)
		}
	}
	for _, code := range r.After {
		if diagnose.Lookup(code) == nil {
			after = append(after, code)
		}
	}
	if len(after)+len(before) == 0 {
		return
	}
	p.section("Consequences")
	if len(before) > 0 {
		p.para(2, 4, span{"Brings about:", faint}, span{and(before), plain})
	}
	if len(after) > 0 {
		p.para(2, 4, span{"Is itself brought about by:", faint}, span{and(after), plain})
	}
}
