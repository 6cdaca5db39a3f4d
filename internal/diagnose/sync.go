package diagnose

import (
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

func sy01() *Rule {
	return &Rule{
		Code: "SY-01", Name: "not pulled yet", Hop: HopSync, Severity: SeverityWarning, Stored: true,
		Needs:    []grade.Fact{grade.FactSyncPulled},
		NeedsOne: [][]grade.Fact{{grade.FactLastSent, grade.FactSends, grade.FactScoredAt}},
		Uses:     []grade.Fact{grade.FactSendStatus, grade.FactSendCode, grade.FactSyncFailure},
		Explains: []Verdict{Missing, Differs, Unknown},
		// Each of these keeps the store from what the LMS has now.
		After: []string{"TK-13", "SY-02", "SY-05", "SY-06", "SY-08"},
		Doc: "The grade came, or was ready, after the course was last pulled into the store, so what is stored cannot show it yet. Courses are pulled every half hour as a rule. " +
			"It is recognised by the time of the last pull, before the tool's last good send of this score: then it is certain. Where only the scoring is younger than the pull, it is likely.",
		Remedy: Remedy{
			Actor: ActorNobody,
			Steps: []string{"Wait for the next pull, or run {pull} now and diagnose again. {status} tells when courses were pulled."},
		},
		Check: func(p *Pass) {
			at, ok := p.Stored.PulledAt.Get()
			if !ok {
				return
			}
			reach := map[Certainty][]*Case{}
			for _, c := range p.Cases {
				if certainty := p.sincePull(c, at); certainty != "" {
					reach[certainty] = append(reach[certainty], c)
				}
			}
			if at.IsZero() {
				reach[Certain] = p.unread()
			}
			for _, certainty := range []Certainty{Certain, Likely} {
				if len(reach[certainty]) > 0 {
					p.BlameCourse(certainty, reach[certainty], append(p.pulledEvidence(), p.failureEvidence()...)...)
				}
			}
		},
	}
}

// sincePull tells how surely a grade that the book lacks came after a pull; "" where
// nothing says so, or the newest attempt to send it failed.
func (p *Pass) sincePull(c *Case, pulled time.Time) Certainty {
	if !lacks(c) || c.Score == nil || lastFailed(c) {
		return ""
	}
	if s := c.LastSend(); s != nil && accepted(s) && s.At.After(pulled) && sinceScored(c, s.At) {
		return Certain
	}
	if at, ok := grade.At(c.Score.LastSentAt); ok && at.After(pulled) && believedSent(c) {
		return Certain
	}
	if at, ok := grade.At(c.Score.ScoredAt); ok && at.After(pulled) {
		return Likely
	}
	return ""
}

// behind returns the cases that a pull now might show otherwise: what came since the
// last one, and what no pull has read.
func (p *Pass) behind() []*Case {
	list := p.unread()
	if at, ok := p.Stored.PulledAt.Get(); ok {
		for _, c := range p.Cases {
			if p.sincePull(c, at) != "" {
				list = append(list, c)
			}
		}
	}
	return list
}

// pulledEvidence says when the course was last pulled, if that is known.
func (p *Pass) pulledEvidence() []Evidence {
	at, ok := p.Stored.PulledAt.Get()
	switch {
	case !ok:
		return nil
	case at.IsZero():
		return []Evidence{p.Evidence(grade.FactSyncPulled, "never")}
	}
	return []Evidence{p.Evidence(grade.FactSyncPulled, at)}
}

// failureEvidence says since when pulls fail, if they do.
func (p *Pass) failureEvidence() []Evidence {
	since, failing := grade.At(p.Stored.FailingSince)
	if !failing {
		return nil
	}
	words := "since " + p.text(since)
	if p.Stored.Reason != "" {
		words += ": " + p.Stored.Reason
	}
	if next, ok := grade.At(p.Stored.NextTry); ok {
		words += "; next try " + p.text(next)
	}
	return []Evidence{p.Evidence(grade.FactSyncFailure, words)}
}

func sy02() *Rule {
	return &Rule{
		Code: "SY-02", Name: "sync is refused by the LMS", Hop: HopSync, Severity: SeverityError, Stored: true,
		Needs:    []grade.Fact{grade.FactSyncFailure},
		Uses:     []grade.Fact{grade.FactSyncPulled},
		Explains: []Verdict{Missing, Differs, Unknown}, After: []string{"TK-13"},
		Doc: "Pulls fail because the LMS refuses gradesync's credentials, or a right that they had was taken away, so the store stands still: it keeps what was read last, " +
			"and nothing that came since can show. It is recognised by the class of the failures that sync has noted since its last success.",
		Remedy: Remedy{
			Actor: ActorLMSAdmin,
			Steps: []string{
				"Renew the access token that gradesync uses, or give its user the right back that was taken away: gradesync explain TK-13 tells where.",
				"Run gradesync check to see that nothing is refused any more.",
				"Run {pull}, then diagnose again.",
			},
		},
		Check: func(p *Pass) {
			if p.refusedPull() {
				p.BlameCourse(Certain, emptyNotNil(p.behind()), append(p.failureEvidence(), p.pulledEvidence()...)...)
			}
		},
	}
}

// refusedPull reports whether the store knows that the LMS refuses to be read.
func (p *Pass) refusedPull() bool {
	if p.Stored == nil {
		return false
	}
	_, failing := grade.At(p.Stored.FailingSince)
	return failing && p.Stored.Class.Refused()
}

// emptyNotNil makes an empty reach mean no case, where nil would mean all.
func emptyNotNil(cases []*Case) []*Case {
	if cases == nil {
		return []*Case{}
	}
	return cases
}

func sy05() *Rule {
	return &Rule{
		Code: "SY-05", Name: "course not open for sync", Hop: HopSync, Severity: SeverityWarning, Stored: true,
		Needs:    []grade.Fact{grade.FactSyncState},
		Uses:     []grade.Fact{grade.FactSyncPulled},
		Explains: []Verdict{Missing, Differs, Unknown},
		Doc: "Only open courses are pulled. A course that sync has just seen is new, and stays out of sight until an administrator opens or closes it; a closed one is not pulled " +
			"any more, and its grades stand as they were. It is recognised by the state of the course in the store.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"If the course is to be followed, run {open}; if not, nothing is to be done.",
				"Run {pull}, then diagnose again.",
			},
		},
		Check: func(p *Pass) {
			if s := p.Stored.State; s == grade.CourseNew || s == grade.CourseClosed {
				p.BlameCourse(Certain, emptyNotNil(p.behind()), append([]Evidence{p.stateEvidence()}, p.pulledEvidence()...)...)
			}
		},
	}
}

// stateEvidence says what state the course is in, and since when.
func (p *Pass) stateEvidence() Evidence {
	words := string(p.Stored.State)
	if at, ok := grade.At(p.Stored.StateSince); ok {
		words += ", since " + p.text(at)
	}
	return p.Evidence(grade.FactSyncState, words)
}

func sy06() *Rule {
	return &Rule{
		Code: "SY-06", Name: "course deleted in the LMS", Hop: HopSync, Severity: SeverityWarning, Stored: true,
		Needs:    []grade.Fact{grade.FactSyncState},
		Uses:     []grade.Fact{grade.FactSyncPulled},
		Explains: []Verdict{Missing, Differs, Unknown},
		Doc: "The course is gone from the LMS's list of courses. Its enrolments and grades stay in the store and are still shown, nothing new can come, and it returns by itself if the LMS " +
			"brings it back. It is recognised by the state of the course in the store, which becomes deleted only after a list that was proven complete.",
		Remedy: Remedy{
			Actor: ActorLMSAdmin,
			Steps: []string{
				"If the course should be there, restore it in {lms}, or give the token's user sight of it again: the next sync finds it.",
				"Otherwise nothing is to be done: what was stored stays.",
			},
		},
		Check: func(p *Pass) {
			if p.Stored.State == grade.CourseDeleted {
				p.BlameCourse(Certain, emptyNotNil(p.behind()), append([]Evidence{p.stateEvidence()}, p.pulledEvidence()...)...)
			}
		},
	}
}
