package report

import (
	"fmt"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// blame finds the cause that each grade was put down to: one of the report's own, or
// one that was set apart.
type blame struct {
	causes []diagnose.Cause      // the report's own first, then those set apart
	of     map[diagnose.Pair]int // a place in causes
	why    map[int]string        // by place: the reason for which a cause is suppressed
	known  int                   // from this place on, what the baseline knows
}

func blamed(r *diagnose.Report) *blame {
	b := &blame{of: map[diagnose.Pair]int{}, why: map[int]string{}}
	for _, c := range r.Causes {
		b.add(c)
	}
	for i := range r.Suppressed {
		for _, c := range r.Suppressed[i].Causes {
			b.why[b.add(c)] = firstWord(r.Suppressed[i].Reason, r.Suppressed[i].From)
		}
	}
	b.known = len(b.causes)
	if r.Baseline != nil {
		b.addKnown(r)
	}
	return b
}

func (b *blame) add(c diagnose.Cause) int {
	b.causes = append(b.causes, c)
	for _, p := range c.Grades {
		b.of[unjudged(p)] = len(b.causes) - 1
	}
	return len(b.causes) - 1
}

// addKnown puts what is left of the grades in trouble down to causes of the baseline:
// they are in no list of the report, because they were known.
func (b *blame) addKnown(r *diagnose.Report) {
	left := map[diagnose.Pair]bool{}
	for _, p := range r.Unexplained {
		left[unjudged(p)] = true
	}
	places := map[string]int{}
	for _, g := range r.Grades {
		pair := diagnose.Pair{User: g.User, Activity: g.Activity}
		if _, ok := b.of[pair]; ok || left[pair] || !troubled(g.Verdict) {
			continue
		}
		code := firstWord(g.Cause, diagnose.Unexplained)
		if _, ok := places[code]; !ok {
			places[code] = len(b.causes)
			b.causes = append(b.causes, knownCause(code))
		}
		b.of[pair] = places[code]
	}
}

func knownCause(code string) diagnose.Cause {
	if rule := diagnose.Lookup(code); rule != nil {
		return diagnose.Cause{Code: code, Name: rule.Name, Hop: rule.Hop, Severity: rule.Severity, Remedy: diagnose.Cure{Actor: rule.Remedy.Actor}}
	}
	return diagnose.Cause{Code: code, Name: "no known cause"}
}

// suppressionHead names an entry that is in force, and how many grades it keeps.
func suppressionHead(s *diagnose.Suppressed) string {
	return entryWords(s) + " (" + graded(s.Grades()) + ")"
}

func graded(n int) string {
	if n == 0 {
		return "no grade yet"
	}
	return grades(n)
}

// entryWords writes a suppression as its user did.
func entryWords(s *diagnose.Suppressed) string {
	return diagnose.Suppression{Code: s.Code, Subject: cut(s.Subject, longestTitle)}.String()
}

// because is the reason of a suppression with its last day and the place it stands at.
func because(s *diagnose.Suppressed) string {
	words := cut(s.Reason, longestValue)
	if s.Until != "" {
		words += ", until " + s.Until
	}
	if s.From != "--suppress" && s.From != "" {
		words += " (" + s.From + ")"
	}
	return words
}

// inForce and notInForce part the suppressions of a report.
func (d *diagnosis) inForce() []*diagnose.Suppressed    { return d.suppressions(true) }
func (d *diagnosis) notInForce() []*diagnose.Suppressed { return d.suppressions(false) }

func (d *diagnosis) suppressions(applied bool) []*diagnose.Suppressed {
	var list []*diagnose.Suppressed
	for i := range d.Suppressed {
		if s := &d.Suppressed[i]; (s.State == diagnose.SuppressionApplied) == applied {
			list = append(list, s)
		}
	}
	return list
}

// notApplied says of an entry that is not in force why it is not.
func notApplied(s *diagnose.Suppressed) string {
	words := entryWords(s) + " suppresses nothing: " + cut(s.Note, longestValue)
	if s.From != "" && s.From != "--suppress" {
		words += " (" + s.From + ")"
	}
	return words
}

// setAside folds what is suppressed into a line or two; more with -v.
func (d *diagnosis) setAside(p *page) *page {
	held := d.inForce()
	if d.style.Verbose > 0 && len(held) > 0 {
		p.para(0, 0, span{"Suppressed", strong})
		for _, s := range held {
			p.para(2, 4, span{suppressionHead(s) + ":", plain}, span{because(s), faint})
		}
	} else if len(held) > 0 {
		var words []string
		for _, s := range held[:min(len(held), d.limits.subjects)] {
			words = append(words, suppressionHead(s)+": "+because(s))
		}
		if rest := len(held) - len(words); rest > 0 {
			words = append(words, fmt.Sprintf("and %d more, -v lists them", rest))
		}
		p.para(0, 2, span{"Suppressed", strong}, span{semicolons(words, len(words)), faint})
	}
	for _, s := range d.notInForce() {
		p.para(0, 2, span{"Warning:", doubtful}, span{notApplied(s), plain})
	}
	return p
}
