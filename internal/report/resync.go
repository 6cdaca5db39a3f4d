package report

import (
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/resync"
)

// resending is a plan, applied or not, on its way to a page.
type resending struct {
	*resync.Document
	*naming
	style Style
}

func newResending(d *resync.Document, s Style) *resending {
	return &resending{Document: d, naming: newNaming(d.Titles, d.People, s), style: s}
}

// textResync writes for people which scores are sent again: the verdict, then what
// asks for somebody's attention, what is well, what is left out and why, and the
// command to type next.
func textResync(w io.Writer, d *resync.Document, s Style) error {
	r := newResending(d, s)
	p := newPage(w, s)
	p.course(d.Course, d.LMS)
	p.blank()
	p.para(0, 0, r.verdict()...)
	if d.Stopped != "" {
		p.blank()
		p.para(0, 2, span{"Stopped:", strongBad}, span{stopped(sentence(d.Stopped)), plain})
	}
	for _, f := range fates() {
		r.blocks(p, f)
	}
	p.add(r.leftOut(p.part()))
	p.add(r.next(p.part()))
	return p.flush(w)
}

// verdict says in a sentence or two what will happen, or what happened.
func (r *resending) verdict() []span {
	spans := []span{r.firstSentence()}
	if !r.Applied && r.Totals.Send > 0 {
		spans = append(spans, span{"Nothing is sent yet.", plain})
	}
	if r.Partial {
		spans = append(spans, span{"Part of what was needed could not be read, so a score may be missing here.", doubtful})
	}
	return spans
}

func (r *resending) firstSentence() span {
	t := &r.Totals
	switch {
	case t.Send == 0 && t.Skip == 0 && r.Partial:
		return span{"No grade is known to be missing or to differ.", strong}
	case t.Send == 0 && t.Skip == 0:
		return span{"Nothing to send: no grade is missing or differs.", good}
	case t.Send == 0 && r.Applied:
		return span{"Nothing was sent: " + r.allLeftOut() + ".", strong}
	case t.Send == 0:
		return span{"Nothing can be sent: " + r.allLeftOut() + ".", strong}
	case !r.Applied:
		return span{count(t.Send, "score", "scores") + " can be sent again" + r.andLeftOut() + ".", strong}
	case t.Confirmed == t.Send:
		return span{r.allConfirmed() + r.andLeftOut() + ".", good}
	}
	return span{r.confirmedSome() + r.andLeftOut() + ".", strong}
}

func (r *resending) allLeftOut() string {
	switch r.Totals.Skip {
	case 1:
		return "the 1 grade in trouble is left out"
	case 2:
		return "both grades in trouble are left out"
	}
	return fmt.Sprintf("all %d grades in trouble are left out", r.Totals.Skip)
}

func (r *resending) andLeftOut() string {
	switch r.Totals.Skip {
	case 0:
		return ""
	case 1:
		return "; 1 grade is left out"
	}
	return fmt.Sprintf("; %d grades are left out", r.Totals.Skip)
}

func (r *resending) allConfirmed() string {
	switch r.Totals.Send {
	case 1:
		return "The score is confirmed: the gradebook shows it"
	case 2:
		return "Both scores are confirmed: the gradebook shows them"
	}
	return fmt.Sprintf("All %d scores are confirmed: the gradebook shows them", r.Totals.Send)
}

// confirmedSome says of scores that are not all confirmed what became of each.
func (r *resending) confirmedSome() string {
	t := &r.Totals
	words := []string{fmt.Sprintf("%d of %s", t.Confirmed, count(t.Send, "score is confirmed", "scores are confirmed"))}
	if t.Confirmed == 0 {
		words = []string{"No score is confirmed"}
	}
	for _, part := range []struct {
		n         int
		one, many string
	}{
		{t.Refused, "was refused", "were refused"},
		{t.AcceptedNotShown, "was taken but is not shown", "were taken but are not shown"},
		{t.InDoubt, "is in doubt", "are in doubt"},
	} {
		if part.n > 0 {
			words = append(words, count(part.n, part.one, part.many))
		}
	}
	return and(words)
}

// change writes what the gradebook shows and what it will show.
func change(e *resync.Entry) string {
	return pointsOf(e.Old, e.OldMax) + " → " + pointsOf(e.New, e.Max)
}

func pointsOf(points, most grade.Maybe[float64]) string {
	switch {
	case !points.Known():
		return "none"
	case !most.Known():
		return short(points.Or(0))
	}
	return short(points.Or(0)) + " / " + short(most.Or(0))
}

// short writes points with no more digits than anybody grades by.
func short(points float64) string {
	const thousandths = 1000
	return strconv.FormatFloat(math.Round(points*thousandths)/thousandths, 'f', -1, 64)
}
