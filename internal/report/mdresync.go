package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/gradesync/gradesync/internal/resync"
)

// resyncTicket is a plan, applied or not, on its way to a Markdown document.
type resyncTicket struct {
	*resending
	sheet
	most int // rows of a table
}

// openRows is how long a table may be that is not folded.
const openRows = 10

// markdownResync writes for a ticket or a job's summary which scores are sent again.
func markdownResync(w io.Writer, d *resync.Document, s Style) error {
	t := &resyncTicket{resending: newResending(d, s), most: []int{50, 500, 1 << 30}[min(max(s.Verbose, 0), 2)]}
	t.top()
	for _, f := range allFates() {
		if groups := t.groupsOf(f); len(groups) > 0 {
			t.heading(2, sentence(f.name))
			for _, g := range groups {
				t.group(f, g)
			}
		}
	}
	t.next()
	return t.flush(w)
}

// title is what a document of this plan is called.
func (r *resending) title() string {
	if r.Applied {
		return "Scores sent again: " + courseTitle(r.Course)
	}
	return "Scores to send again: " + courseTitle(r.Course)
}

// top is the course, the verdict and the totals.
func (t *resyncTicket) top() {
	t.heading(1, markdown(t.title()))
	for i, sentence := range t.verdict() {
		mark := ""
		if i == 0 {
			mark = "**"
		}
		t.line("%s%s%s", mark, markdown(sentence.text), mark)
	}
	if t.Stopped != "" {
		t.line("\n**Stopped:** %s", markdown(stopped(sentence(t.Stopped))))
	}
	if len(t.Plan) > 0 {
		t.line("\n| outcome | scores |\n| --- | ---: |")
	}
	for _, f := range allFates() {
		if n := len(t.entries(f.of)); n > 0 {
			t.line("| %s | %d |", f.name, n)
		}
	}
	t.line("\n%s, %s.", markdown(siteWords(t.LMS)), moment(t.GeneratedAt))
}

// group sets the scores of one fate and one reason, a long list behind a line.
func (t *resyncTicket) group(f fate, group []*resync.Entry) {
	folded := len(group) > openRows
	if f.why {
		t.line("%s", t.reason(f, group, folded))
	}
	if folded {
		t.fold(f.size(len(group)), func() { t.table(group) })
	} else {
		if f.why {
			t.line("")
		}
		t.table(group)
	}
	t.line("")
}

// reason says why, of how many scores and, where these are folded, in which activities.
func (t *resyncTicket) reason(f fate, group []*resync.Entry, folded bool) string {
	line := "**" + f.size(len(group)) + "**"
	if code := group[0].Cause; code != "" {
		line += ", " + inCode(code)
	}
	line += ": " + markdown(reasonOf(group))
	if answer := oneAnswer(group); answer != "" {
		line += " Answer: " + inCode(answer) + "."
	}
	if folded {
		line += " In " + markdown(t.activities(idsOf(by(pairsOf(group), activityOf)))) + "."
	}
	return line
}

func (t *resyncTicket) table(group []*resync.Entry) {
	rows, more := t.scoreTable(group, t.most)
	for i, row := range rows {
		if i == 1 {
			t.line("|%s", strings.Repeat(" --- |", len(row)))
		}
		for j := range row {
			row[j] = mdCell(row[j])
		}
		t.line("| %s |", strings.Join(row, " | "))
	}
	if more > 0 {
		t.line("\nand %d more; `-o csv` lists every score", more)
	}
}

// next are the commands that lead on from here.
func (t *resyncTicket) next() {
	steps := t.steps()
	if len(steps) == 0 {
		return
	}
	t.heading(2, "Next")
	if t.Totals.InDoubt > 0 {
		t.line("%s\n", readsBack)
	}
	for _, c := range steps {
		line := "- " + inCode(c.line())
		if c.doc != "" {
			line += fmt.Sprintf(": %s", markdown(c.doc))
		}
		t.line("%s", line)
	}
}
