package report

import (
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// command is something to type next, with what it is for. Its parts are the
// program's words and flags with their values; a line may break between them.
type command struct {
	parts []string
	doc   string
}

// next names what to do after the remedies: the step that several of them end
// with, and the commands that lead on from here, two at most.
func (d *diagnosis) next(p *page) *page {
	if d.lastStep != "" {
		p.item(0, nextColumn, span{"Then", strong}, span{d.lastStep, plain})
	}
	p.commands(d.commands(), d.style.With)
	return p
}

func (d *diagnosis) commands() []command {
	var list []command
	if len(d.Unexplained) > 0 {
		list = append(list, d.trace(d.Unexplained[0]))
	}
	if !d.Tool.Given || d.Totals.Unknown > 0 && len(d.faults()) == 0 {
		list = append(list, command{[]string{"gradesync check", "--course " + courseWord(d.Course)}, "the connections and the tool's records"})
	}
	faults := d.faults()
	if slices.ContainsFunc(faults, waitsForLaunch) {
		list = append(list, command{[]string{"gradesync relaunch", d.from()}, "who must open which link"})
	}
	if len(faults) > 0 {
		first := faults[0]
		list = append(list, command{explain(first.Code, d.LMS.Kind), "the first cause in full"})
		if len(first.Grades) > 0 {
			list = append(list, d.trace(first.Grades[0]))
		}
	}
	return list[:min(len(list), 2)]
}

const explaining = "gradesync explain "

// explain are the parts of the command that tells a cause in the words of a kind of
// LMS.
func explain(code, kind string) []string {
	parts := []string{explaining + Quoted(code)}
	if diagnose.HasWords(kind) {
		parts = append(parts, "--lms "+kind)
	}
	return parts
}

// waitsForLaunch tells the causes for which learners must open a link.
func waitsForLaunch(c diagnose.Cause) bool { return len(c.Grades) > 0 && c.ByLaunch() }

func (d *diagnosis) trace(g diagnose.Pair) command {
	return command{[]string{
		"gradesync trace", d.from(), "--user " + Quoted(g.User), "--activity " + Quoted(g.Activity),
	}, "hop by hop"}
}

// from says where the course comes from: the saved book of this run, else the LMS.
func (d *diagnosis) from() string { return d.style.from(d.Course) }

func (s Style) from(c diagnose.CourseName) string {
	if s.Book != "" {
		return "--book " + Quoted(s.Book)
	}
	if s.Stored {
		return "--stored --course " + courseWord(c)
	}
	return "--course " + courseWord(c)
}

// resync are the parts of the command that sends a course's grades again.
func (s Style) resync(c diagnose.CourseName) []string {
	parts := []string{"gradesync resync"}
	if s.With != "" {
		parts = append(parts, clean(s.With))
	}
	return append(parts, Style{Book: s.Book}.from(c)) // it reads the LMS before it sends
}

// courseWord names a course by its code where that is one plain word, else by its id.
func courseWord(c diagnose.CourseName) string {
	return diagnose.CourseName{ID: clean(c.ID), Code: clean(c.Code)}.Word()
}

// Quoted makes a value from outside one harmless word of a shell's command line.
func Quoted(s string) string { return diagnose.Quoted(clean(s)) }

// nextColumn is where the commands begin.
const nextColumn = 6

// commands sets commands below each other, with what they are for where there is
// room, and broken as a shell allows it where there is not. Each that asks the same
// course again repeats the flags of this run.
func (p *page) commands(list []command, with string) {
	longest := 0
	for i, c := range list {
		c = c.with(with)
		list[i] = c
		if n := width(c.line()); nextColumn+n+2+width("# "+c.doc) <= p.width {
			longest = max(longest, n)
		}
	}
	label := p.colours.paint(strong, "Next") + "  "
	for _, c := range list {
		n, doc := width(c.line()), "# "+c.doc
		switch {
		case nextColumn+max(n, longest)+2+width(doc) <= p.width:
			gap := strings.Repeat(" ", max(n, longest)-n+2)
			p.lines = append(p.lines, label+c.line()+gap+p.colours.paint(faint, doc))
		case nextColumn+n <= p.width:
			p.lines = append(p.lines, label+c.line())
		default:
			p.lines = append(p.lines, label+strings.Join(c.parts, " \\\n"+strings.Repeat(" ", nextColumn+2)))
		}
		label = strings.Repeat(" ", nextColumn)
	}
}

// with is a command that asks the same course again, with the flags of this run. What
// explains a cause asks no course.
func (c command) with(flags string) command {
	if flags = clean(flags); flags != "" && len(c.parts) > 1 && !strings.HasPrefix(c.parts[0], explaining) {
		c.parts = slices.Insert(slices.Clone(c.parts), 1, flags)
	}
	return c
}

func (c command) line() string { return strings.Join(c.parts, " ") }
