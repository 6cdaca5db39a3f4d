package report

import (
	"fmt"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// verdict says in one or two sentences how the course stands.
func (d *diagnosis) verdict() []span {
	t := &d.Totals
	tone := strong
	if d.quiet() {
		tone = good
	}
	spans := []span{{d.firstSentence(), tone}}
	if t.Troubled() > 0 && t.Unknown > 0 {
		spans = append(spans, span{fmt.Sprintf("%d more could not be judged.", t.Unknown), plain})
	}
	if d.Partial && d.Tool.Given {
		spans = append(spans, span{"Part of what was needed could not be read.", doubtful})
	}
	return spans
}

func (d *diagnosis) firstSentence() string {
	t := &d.Totals
	switch {
	case t.Expected == 0:
		return "No grades are expected here."
	case t.Troubled() > 0:
		return and(troubles(t)) + "; " + d.explained() + "."
	case t.Unknown == t.Expected:
		return fmt.Sprintf("None of the %s could be judged.", grades(t.Expected))
	case t.Unknown > 0:
		return fmt.Sprintf("No grade is known to be missing, but %d of %s could not be judged.", t.Unknown, grades(t.Expected))
	case t.Arrived == 0 && t.Late == 0:
		return fmt.Sprintf("None of the %s is due: there is nothing to send.", grades(t.Expected))
	case t.Late > 0:
		return fmt.Sprintf("%d arrived and %d still on the way: no grade is missing.", t.Arrived, t.Late)
	case t.Arrived == 1:
		return "The 1 expected grade arrived."
	}
	return fmt.Sprintf("All %d expected grades arrived.", t.Arrived)
}

// troubles lists what went wrong; the first says how many grades there are in all.
func troubles(t *diagnose.Totals) []string {
	all := " of " + grades(t.Expected)
	var list []string
	add := func(n int, one, many string) {
		if n == 0 {
			return
		}
		words := many
		if n == 1 {
			words = one
		}
		list = append(list, fmt.Sprintf("%d%s %s", n, all, words))
		all = ""
	}
	add(t.Missing, "did not arrive", "did not arrive")
	add(t.Differs, "differs from the tool's", "differ from the tool's")
	add(t.Hidden, "is hidden from its learner", "are hidden from their learners")
	return list
}

// explained says how much of the trouble the causes account for.
func (d *diagnosis) explained() string {
	t := &d.Totals
	n := d.explaining()
	causes := count(n, "cause explains", "causes explain")
	if t.Suppressed+t.Known > 0 {
		return d.besides(causes)
	}
	switch {
	case n == 0 || t.Unexplained >= t.Troubled():
		return "no known cause explains " + pronoun(t.Troubled())
	case t.Unexplained > 0:
		return fmt.Sprintf("%s all but %d", causes, t.Unexplained)
	case t.Troubled() == 1:
		return causes + " it"
	}
	return causes + " all of them"
}

// besides says how many of the grades in trouble are set apart, and what of the rest.
func (d *diagnosis) besides(causes string) string {
	t := &d.Totals
	var apart []string
	if t.Suppressed > 0 {
		apart = append(apart, fmt.Sprintf("%d %s suppressed", t.Suppressed, be(t.Suppressed)))
	}
	if t.Known > 0 {
		apart = append(apart, fmt.Sprintf("%d %s known from the baseline", t.Known, be(t.Known)))
	}
	words, left := and(apart), t.Troubled()-t.Suppressed-t.Known
	others := "the other"
	if left > 1 {
		others = fmt.Sprintf("the other %d", left)
	}
	switch {
	case left <= 0:
		return words
	case t.Unexplained >= left:
		return words + ", and no known cause explains " + others
	case t.Unexplained > 0:
		return fmt.Sprintf("%s, and %s all but %d of %s", words, causes, t.Unexplained, others)
	}
	return words + ", and " + causes + " " + others
}

func be(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func pronoun(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

// explaining counts the causes that a missing, differing or hidden grade was put
// down to; others only tell why nothing is due.
func (d *diagnosis) explaining() int {
	type cell struct{ user, activity string }
	troubled := map[cell]bool{}
	for _, g := range d.Grades {
		switch g.Verdict {
		case diagnose.Missing, diagnose.Differs, diagnose.Hidden:
			troubled[cell{g.User, g.Activity}] = true
		}
	}
	n := 0
	for _, c := range d.Causes {
		for _, g := range c.Grades {
			if troubled[cell{g.User, g.Activity}] {
				n++
				break
			}
		}
	}
	return n
}
