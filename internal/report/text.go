package report

import (
	"io"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

func textFormat() Format {
	return Format{
		Name: "text", Doc: "for people: what is wrong, why, and what to do",
		Diagnosis: textDiagnosis, Trace: textTrace, Checks: textChecks,
		Causes: textCauses, Explain: textExplain, Answers: textAnswers, Relaunch: textRelaunch, Resync: textResync,
		Sync: textSync, Status: textStatus, Courses: textCourses, Moves: textMoves, Card: textCard,
		Diff: textDiff,
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
	d := &diagnosis{Report: r, naming: newNaming(titlesOf(r), r.People, s), style: s}
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
	parts := []*page{d.info(p.part()), d.unexplained(p.part()), d.setAside(p.part()), d.since(p.part())}
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
	if half := d.half(); half != "" {
		p.para(0, 0, span{half, strongDoubtful}, span{"only what the LMS alone shows could be judged.", doubtful})
		p.blank()
	}
	p.course(d.Course, d.LMS)
	p.para(0, 0, d.fromStore()...)
	if d.Redaction != nil {
		p.para(0, 0, span{"Redacted: people, hosts and texts are pseudonyms.", faint})
	}
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

// half says why only half of the evidence is there; empty when all of it is.
func (d *diagnosis) half() string {
	switch {
	case d.Tool.Given:
		return ""
	case len(d.Tool.Sources) > 0:
		return "The tool's records hold no scores:"
	}
	return "No tool records were given:"
}

// pulledWords says of a course that was judged from the store when it came there.
func (d *diagnosis) pulledWords() string {
	if d.Stored == nil {
		return ""
	}
	if at, ever := grade.At(d.Stored.PulledAt); ever {
		return " as it was pulled into the store at " + at.Format("2006-01-02 15:04 MST")
	}
	return " from a store into which the course was never pulled"
}

// fromStore says how old a course is that was judged from the store.
func (d *diagnosis) fromStore() []span {
	s := d.Stored
	if s == nil {
		return nil
	}
	at, ever := grade.At(s.PulledAt)
	if !ever {
		return []span{{"From the store, where the course is " + string(s.State) + " and was never pulled.", doubtful}}
	}
	spans := []span{{"From the store: pulled " + age(at, d.GeneratedAt) + ", " + clock(at, d.GeneratedAt) + ".", plain}}
	if since, failing := grade.At(s.FailingSince); failing {
		spans = append(spans, span{"Pulls fail since " + clock(since, d.GeneratedAt) + ".", doubtful})
	}
	return spans
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
	p.facing(span{}, 0, []span{{code, strong}, {title, plain}}, span{siteWords(lms), faint})
}

// sources says when and from what the report was made.
func (d *diagnosis) sources() string {
	text := "judged " + d.GeneratedAt.UTC().Format("2006-01-02 15:04 MST")
	text += d.pulledWords()
	if d.Redaction != nil {
		text += ", redacted,"
	}
	if len(d.Tool.Sources) > 0 {
		text += " with tool records from " + and(d.Tool.Sources)
	}
	if d.Gradesync != "" {
		text += " by gradesync " + d.Gradesync
	}
	return text
}
