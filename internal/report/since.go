package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// bunch is what comparing says of one cause in one way: its subjects in a line.
type bunch struct {
	one      diagnose.Sighting // the first: code, name, severity
	subjects []string
	pairs    []cellLabel // of grades
	kind     string
	grades   int
	vague    bool // of some it is not known how many grades they cost
}

// cellLabel names one grade.
type cellLabel struct{ user, title string }

// bunches gathers sightings of one cause that have the same to say.
func bunches(list []diagnose.Sighting) []*bunch {
	type key struct {
		code, kind, note string
		severity         diagnose.Severity
		suppressed       bool
	}
	at := map[key]*bunch{}
	var all []*bunch
	for _, s := range list {
		k := key{s.Code, s.Subject.Kind, s.Note, s.Severity, s.Suppressed}
		b := at[k]
		if b == nil {
			b = &bunch{one: s, kind: s.Subject.Kind}
			at[k] = b
			all = append(all, b)
		}
		b.subjects = append(b.subjects, cut(firstWord(s.Subject.Label, s.Subject.ID), longestTitle))
		b.grades += s.Grades.Or(0)
		b.vague = b.vague || !s.Grades.Known()
		if s.Subject.Kind == "grade" {
			b.pairs = append(b.pairs, gradeLabel(s.Subject))
		}
	}
	return all
}

// cost says how many grades it is about.
func (b *bunch) cost() string {
	switch {
	case b.vague && b.grades == 0:
		return "grades not counted"
	case b.vague:
		return grades(b.grades) + " or more"
	}
	return graded(b.grades)
}

// where names the subjects, folded.
func (b *bunch) where(limit int) string {
	switch b.kind {
	case "course":
		return "the whole course"
	case "user":
		if len(b.subjects) > 1 {
			return "users " + some(b.subjects, limit, "")
		}
		return "user " + b.subjects[0]
	case "grade":
		return b.cells(limit)
	case "connection", "tool":
		return b.kind + " " + some(b.subjects, limit, "")
	}
	return some(b.subjects, limit, "")
}

// cells names single grades, activity by activity.
func (b *bunch) cells(limit int) string {
	var titles []string
	users := map[string][]string{}
	for _, c := range b.pairs {
		if users[c.title] == nil {
			titles = append(titles, c.title)
		}
		users[c.title] = append(users[c.title], c.user)
	}
	var words []string
	for _, title := range titles[:min(limit, len(titles))] {
		who := "users "
		if len(users[title]) == 1 {
			who = "user "
		}
		words = append(words, title+": "+who+some(users[title], limit, ""))
	}
	if left := len(titles) - len(words); left > 0 {
		words = append(words, "and "+count(left, "more activity", "more activities"))
	}
	return strings.Join(words, "; ")
}

// gradeLabel parts the label of a grade, which names the person and then the activity;
// the id of the person says where the activity begins, where no name stands there.
func gradeLabel(s diagnose.Subject) cellLabel {
	user, activity, _ := strings.Cut(s.ID, "/")
	if title, ok := strings.CutPrefix(s.Label, user+", "); ok {
		return cellLabel{user, cut(title, longestTitle)}
	}
	if who, title, ok := strings.Cut(s.Label, ", "); ok {
		return cellLabel{cut(who, longestName), cut(title, longestTitle)}
	}
	return cellLabel{user, activity}
}

// told is the line of a bunch: name, subjects and what else there is to know.
func (b *bunch) told(limit int) string {
	words := cut(b.one.Name, longestTitle) + " — " + b.where(limit)
	var more []string
	if b.one.Suppressed {
		more = append(more, "suppressed")
	}
	if b.one.Note != "" {
		more = append(more, cut(b.one.Note, longestValue))
	}
	if len(more) > 0 {
		words += " (" + strings.Join(more, "; ") + ")"
	}
	return words
}

// bunchRows sets bunches as rows of a table.
func bunchRows(list []diagnose.Sighting, l limits) []row {
	all := bunches(list)
	shown := min(len(all), l.rows)
	var rows []row
	for _, b := range all[:shown] {
		rows = append(rows, row{
			cells: []span{severityWord(b.one.Severity), {b.one.Code, strong}, {b.cost(), plain}},
			rest:  []span{{b.told(l.subjects), plain}},
		})
	}
	if left := len(all) - shown; left > 0 {
		rows = append(rows, row{cells: []span{{"", plain}, {"", plain}, {"", plain}}, rest: []span{{fmt.Sprintf("and %d more; -v lists them", left), faint}}})
	}
	return rows
}

// group is one list of a comparison with its heading.
type group struct {
	word, heading string
	ink           ink
	list          []diagnose.Sighting
}

// sinceBaseline are the lists of a report's baseline that have anything in them.
func sinceBaseline(b *diagnose.Baseline) []group {
	return withEntries([]group{
		{"reopened", "Reopened", bad, b.Reopened},
		{"fixed", "Fixed", good, b.Fixed},
		{"still there", "Still there", plain, b.Known},
		{"not comparable", "Not comparable", doubtful, b.NotComparable},
		{"stale", "Stale", faint, b.Stale},
	})
}

func withEntries(all []group) []group {
	var list []group
	for _, g := range all {
		if len(g.list) > 0 {
			list = append(list, g)
		}
	}
	return list
}

// since says how the report stands to its baseline: what is fixed or stale, and how
// much is still there.
func (d *diagnosis) since(p *page) *page {
	if d.Baseline == nil {
		return p
	}
	p.para(0, 0, span{"Against the baseline of " + moment(d.Baseline.GeneratedAt) + ":", strong}, span{d.news(), plain})
	for _, g := range sinceBaseline(d.Baseline) {
		if g.word == "still there" && d.style.Verbose == 0 {
			p.para(2, 4, span{count(len(g.list), "finding is", "findings are") + " still there and left out; -v lists them", faint})
			continue
		}
		p.para(2, 2, span{g.heading, g.ink})
		p.table(4, bunchRows(g.list, d.limits))
	}
	return p
}

// news says whether there is anything new.
func (d *diagnosis) news() string {
	if len(d.faults()) == 0 && len(d.Unexplained) == 0 {
		return "nothing is new."
	}
	if len(d.Baseline.Reopened) > 0 {
		return "what is shown above is new, or was fixed and is back."
	}
	return "what is shown above is new."
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }
