package report

import (
	"io"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

func textFormat() Format {
	return Format{
		Name: "text", Doc: "for people: what is wrong, why, and what to do",
		Diagnosis: textDiagnosis, Trace: textTrace, Checks: textChecks,
		Causes: textCauses, Explain: textExplain, Answers: textAnswers, Relaunch: textRelaunch,
	}
}

// diagnosis is a report on its way to a page.
type diagnosis struct {
	*diagnose.Report
	*naming
	style Style
	// lastStep is the step with which more than one remedy ends.
	lastStep string
}

// textDiagnosis writes a report for people: the verdict, the totals, the causes
// with their remedies, and then what is not known.
func textDiagnosis(w io.Writer, r *diagnose.Report, s Style) error {
	d := &diagnosis{Report: r, naming: newNaming(r, s), style: s}
	d.lastStep = sharedStep(d.faults())
	if len(d.faults()) > fewCauses {
		d.limits.rows = min(d.limits.rows, d.limits.crowded)
	}
	p := newPage(w, s)
	d.head(p)
	if d.quiet() {
		d.footnote(p)
	}
	below := d.below(p)
	room := d.room(p) - len(p.lines)
	for _, part := range below {
		room -= len(part.lines) + 1
	}
	d.causes(p, room)
	for _, part := range below {
		p.add(part)
	}
	return p.flush(w)
}

// below are the sections that follow the causes.
func (d *diagnosis) below(p *page) []*page {
	parts := []*page{d.info(p.part()), d.unexplained(p.part())}
	if !d.quiet() {
		parts = append(parts, d.notChecked(p.part()), d.gaps(p.part()), d.next(p.part()))
	}
	return parts
}

// room is the number of lines a page may take; narrow lines need more of them.
func (d *diagnosis) room(p *page) int {
	return d.limits.lines * max(defaultWidth, p.width) / p.width
}

// quiet reports whether all is well, so that a few lines say it all.
func (d *diagnosis) quiet() bool {
	t := d.Totals
	return t.Expected > 0 && t.Troubled() == 0 && t.Unknown == 0 && !d.Partial && d.Tool.Given &&
		len(d.faults()) == 0 && d.style.Verbose == 0
}

// faults are the causes that somebody must act on; the others only explain why
// nothing is there.
func (d *diagnosis) faults() []diagnose.Cause { return d.ofKind(false) }

func (d *diagnosis) ofKind(info bool) []diagnose.Cause {
	var list []diagnose.Cause
	for _, c := range d.Causes {
		if (c.Severity == diagnose.SeverityInfo) == info {
			list = append(list, c)
		}
	}
	return list
}

// head says which course it is, what became of its grades, and shows the totals.
func (d *diagnosis) head(p *page) {
	if !d.Tool.Given {
		missing := "No tool records were given:"
		if len(d.Tool.Sources) > 0 {
			missing = "The tool's records hold no scores:"
		}
		p.para(0, 0, span{missing, strongDoubtful}, span{"only what the LMS alone shows could be judged.", doubtful})
		p.blank()
	}
	p.course(d.Course, d.LMS)
	if d.style.Verbose > 0 {
		p.para(0, 0, span{d.sources(), faint})
	}
	if !d.quiet() {
		p.blank()
	}
	p.para(0, 0, d.verdict()...)
	if !d.quiet() {
		p.blank()
	}
	p.bar(&d.Totals)
}

// course names the course at the left and its LMS at the right.
func (p *page) course(c diagnose.CourseName, lms grade.Site) {
	code, title := cut(c.Code, longestTitle), cut(c.Title, longestTitle)
	if code == "" {
		code = "course " + c.ID
	}
	if title == code {
		title = ""
	}
	site := strings.TrimSpace(siteName(lms.Kind) + " " + lms.Version)
	if host := strings.TrimPrefix(lms.URL, "https://"); host != "" {
		site += " at " + host
	}
	p.facing(span{}, 0, []span{{code, strong}, {title, plain}}, span{site, faint})
}

// sources says when and from what the report was made.
func (d *diagnosis) sources() string {
	text := "judged " + d.GeneratedAt.UTC().Format("2006-01-02 15:04 MST")
	if len(d.Tool.Sources) > 0 {
		text += " with tool records from " + and(d.Tool.Sources)
	}
	if d.Gradesync != "" {
		text += " by gradesync " + d.Gradesync
	}
	return text
}
