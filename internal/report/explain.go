package report

import (
	"io"
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
	for _, v := range versions(r, kind) {
		p.cure(v)
	}
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
	return rows
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
	if len(r.Needs) == 0 {
		return
	}
	p.section("What must be known")
	for _, need := range r.Needs {
		words, ofTool := diagnose.FactWords(need)
		side := "from the LMS"
		if ofTool {
			side = "from the tool's records"
		}
		p.item(2, 2, span{"-", plain}, span{words + ",", plain}, span{side, plain}, span{"(" + string(need) + ")", faint})
	}
	if r.Blocks {
		p.para(2, 2, span{"Grades that did arrive in its reach speak against it.", plain})
	}
}

// version is the remedy for one kind of LMS; kind is empty for every other.
type version struct {
	title string
	actor diagnose.Actor
	steps []string
}

func versions(r *diagnose.Rule, kind string) []version {
	actor := r.Remedy.Actor
	if kind != "" {
		title := ""
		if _, own := r.Remedy.In[kind]; own {
			title = "In " + siteName(kind)
		}
		return []version{{title, actor, r.Remedy.For(kind)}}
	}
	var list []version
	if len(r.Remedy.Steps) > 0 || len(r.Remedy.In) == 0 {
		list = append(list, version{"", actor, r.Remedy.Steps})
	}
	for _, k := range kinds(r.Remedy.In) {
		list = append(list, version{"In " + siteName(k), actor, r.Remedy.In[k]})
	}
	return list
}

func kinds(in map[string][]string) []string {
	var list []string
	for k := range in {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

// cure writes one version of the remedy. The placeholders of its steps become
// words, or the capitals that stand for a value in a command.
func (p *page) cure(v version) {
	p.blankAfterText()
	who := actorName(v.actor)
	if v.actor == diagnose.ActorNobody {
		who = "nobody has to do anything"
	}
	head := who
	if v.title != "" {
		head = v.title + ", " + who
	}
	p.para(2, 2, span{sentence(head) + ":", plain})
	list := make([]string, 0, len(v.steps))
	for _, step := range v.steps {
		list = append(list, placeholders().Replace(step))
	}
	steps(p, 4, list)
}

func placeholders() *strings.Replacer {
	return strings.NewReplacer(
		"--course {course}", "--course COURSE", "--user {user}", "--user USER", "--activity {activity}", "--activity ACTIVITY",
		"course {course}", "the course", "{course}", "the course", "{activity}", "the activity", "{user}", "the person",
		"{resend}", "Send these grades again from the tool, then run gradesync diagnose once more.",
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
