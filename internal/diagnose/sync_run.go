package diagnose

import (
	"fmt"
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// usualInterval is how often courses are pulled where nothing else is known.
const usualInterval = 30 * time.Minute

func sy07() *Rule {
	return &Rule{
		Code: "SY-07", Name: "a list was not read to its end", Hop: HopSync, Severity: SeverityError, Stored: true,
		Needs:    []grade.Fact{grade.FactSyncLists},
		Explains: []Verdict{Missing, Unknown}, After: []string{"SY-02"},
		Doc: "A list of many pages was not read to its last one: a page failed, or the LMS did not tell that there are more. Who or what stands on the rest seems not to be there. " +
			"It is recognised by sync's own note on each list, which calls a list complete only when its end was proven. Such a list takes nothing away from the store.",
		Remedy: Remedy{
			Actor: ActorLMSAdmin,
			Steps: []string{
				"Run {pull}: a page that failed once may come now. {status} tells the failure if it does not.",
				"If the list ends too early each time, look for a proxy before {lms} that drops the Link header, or for a limit on pages in {lms}.",
			},
		},
		Check: func(p *Pass) {
			var evidence []Evidence
			var reach []*Case
			for _, list := range p.Stored.Lists {
				if grade.Is(list.Complete, false) {
					words := fmt.Sprintf("%s: %s, and the end was not reached", listWords(list.ID), countOf(list.Rows, "row"))
					evidence = append(evidence, p.Evidence(grade.FactSyncLists, words))
					reach = append(reach, p.needing(list.ID)...)
				}
			}
			if len(evidence) > 0 {
				p.BlameConnection("lms", Certain, reach, evidence...)
			}
		},
	}
}

// listWords names a list.
func listWords(id string) string {
	if id == grade.ListOfCourses {
		return "the list of courses"
	}
	words, _ := FactWords(grade.Fact(id))
	return words
}

// needing returns the cases that look missing or unknown for want of the rest of a
// list. The list of courses is behind none.
func (p *Pass) needing(list string) []*Case {
	var reach []*Case
	for _, c := range inTrouble(p.Cases, Missing, Unknown) {
		lost := false
		switch grade.Fact(list) {
		case grade.FactRoster:
			lost = c.Learner == nil
		case grade.FactActivities:
			lost = c.LMS == nil
		case grade.FactResults:
			lost = c.Result == nil
		}
		if lost {
			reach = append(reach, c)
		}
	}
	return reach
}

func sy08() *Rule {
	return &Rule{
		Code: "SY-08", Name: "another sync run is stuck", Hop: HopSync, Severity: SeverityError, Stored: true,
		Needs:    []grade.Fact{grade.FactSyncLease},
		Uses:     []grade.Fact{grade.FactSyncPulled},
		Explains: []Verdict{Missing, Differs, Unknown},
		Doc: "One run of sync has held the work for longer than two intervals, and no other can begin while it does: it hangs, or there is more to pull than the interval leaves time for. " +
			"A run that died does not do this, as its hold runs out by itself. It is recognised by who holds sync in the store, since when, and until when.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Look at {status}, and at the process that the evidence names: if it does nothing, end it, and its hold runs out by itself.",
				"If it is at work all the time, pull less often, or let several machines share the work.",
				"Run {pull}, then diagnose again.",
			},
		},
		Check: func(p *Pass) {
			l, ok := p.Stored.Lease.Get()
			interval := p.Stored.Interval
			if interval <= 0 {
				interval = usualInterval
			}
			if !ok || l.Holder == "" || !l.Until.After(p.Now) || p.Now.Sub(l.Since) <= 2*interval {
				return
			}
			words := fmt.Sprintf("%s since %s, until %s", l.Holder, p.text(l.Since), p.text(l.Until))
			p.BlameConnection("sync", Certain, p.behind(), append([]Evidence{p.Evidence(grade.FactSyncLease, words)}, p.pulledEvidence()...)...)
		},
	}
}

func sy09() *Rule {
	return &Rule{
		Code: "SY-09", Name: "many courses gone at once", Hop: HopSync, Severity: SeverityWarning, Stored: true,
		Needs:    []grade.Fact{grade.FactSyncHeldBack},
		Explains: []Verdict{Unknown},
		Doc: "The LMS's last list of courses lacks so many of those known that sync did not believe it: they are kept as they were until somebody has looked. A token that lost sight of " +
			"courses, or a list that came short, looks the same as courses that were deleted. It is recognised by the removals that sync holds back.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Compare gradesync courses list with {lms}: are these courses really gone, or can the token's user not see them any more?",
				"If they are gone, run {accept}. If not, give the token's user the right back: nothing was lost, and the next sync finds them.",
			},
		},
		Check: func(p *Pass) {
			if n, ok := p.Stored.HeldBack.Get(); ok && n > 0 {
				p.BlameConnection("lms", Certain, nil, p.Evidence(grade.FactSyncHeldBack, countOf(n, "course")+" gone from the last list, none removed"))
			}
		},
	}
}

// readWhole reports whether sync is not known to have read only a part of a list.
func (p *Pass) readWhole(fact grade.Fact) bool {
	return !p.incomplete(fact) && !slices.ContainsFunc(p.Stored.Lists, func(l grade.StoredList) bool {
		return l.ID == string(fact) && grade.Is(l.Complete, false)
	})
}
