package diagnose

import (
	"errors"

	"github.com/gradesync/gradesync/internal/grade"
)

// Failures of Find.
var (
	ErrNoCase    = errors.New("not in this diagnosis")
	ErrAmbiguous = errors.New("more than one match")
)

// traceHop collects what is known of a case at one hop, and whether that is
// enough to call the hop passed.
func (e *Examination) traceHop(c *Case, hop Hop) TraceHop {
	h := hopFacts{examination: e, passed: c.travelled() && hop != HopSync}
	switch hop {
	case HopScore:
		h.score(c)
	case HopRelease:
		h.release(c)
	case HopIdentity:
		h.identity(c)
	case HopLaunch:
		h.launch(c)
	case HopLink:
		h.link(c)
	case HopToken:
		h.token(c)
	case HopTransport:
		h.transport(c)
	case HopAccept:
		h.accept(c)
	case HopGradebook:
		h.gradebook(c)
	case HopSync:
		h.sync(c)
	}
	state := HopUnknown
	if h.passed {
		state = HopOK
	}
	if h.facts == nil {
		h.facts = []Evidence{}
	}
	return TraceHop{Hop: hop, State: state, Facts: h.facts}
}

// hopFacts gathers the data of one hop.
type hopFacts struct {
	examination *Examination
	facts       []Evidence
	passed      bool
}

func (h *hopFacts) add(fact grade.Fact, value any) {
	h.facts = append(h.facts, Evidence{
		Fact: string(fact), Value: h.examination.text(value), Source: h.examination.source(fact),
	})
}

func addKnown[T any](h *hopFacts, fact grade.Fact, m grade.Maybe[T]) {
	if v, ok := m.Get(); ok {
		h.add(fact, v)
	}
}

func (h *hopFacts) addWord(fact grade.Fact, word string) {
	if word != "" {
		h.add(fact, word)
	}
}

func (h *hopFacts) score(c *Case) {
	if c.Score == nil {
		return
	}
	addKnown(h, grade.FactScores, c.Score.Score)
	h.addWord(grade.FactScoreState, c.Score.State)
	addKnown(h, grade.FactSubmittedAt, c.Score.SubmittedAt)
	addKnown(h, grade.FactScoredAt, c.Score.ScoredAt)
	h.passed = h.passed || c.Score.Score.Known() && c.Score.State == grade.Graded
}

func (h *hopFacts) release(c *Case) {
	if c.Score != nil {
		addKnown(h, grade.FactScoreReleased, c.Score.Released)
		h.passed = h.passed || grade.Is(c.Score.Released, true)
	}
	if c.Tool != nil {
		h.addWord(grade.FactToolSend, c.Tool.Send)
		h.passed = h.passed && c.Tool.Send != "off"
	}
}

func (h *hopFacts) identity(c *Case) {
	h.addWord(grade.FactAccountLMSUser, matchWords(c))
	if c.Account != nil {
		h.addWord(grade.FactAccountSource, c.Account.Source)
		h.addWord(grade.FactAccountRole, c.Account.Role)
	}
	if c.Learner == nil {
		return
	}
	if role, ok := c.Learner.Role(); ok {
		h.add(grade.FactRole, string(role))
		h.passed = h.passed || role == grade.RoleLearner && c.How != "" && !byFormerID(c) && grade.Is(c.Learner.State(), grade.EnrolmentActive)
	}
	addKnown(h, grade.FactEnrolmentState, enrolmentState(c.Learner))
}

// matchWords says how the two sides know that they speak of the same person.
func matchWords(c *Case) string {
	switch {
	case c.Account == nil:
		return ""
	case c.How != "":
		return "matched by " + string(c.How)
	case c.Learner != nil:
		return "not matched; probably this learner"
	}
	return "not matched"
}

func (h *hopFacts) launch(c *Case) {
	launches := c.Launches()
	if len(launches) == 0 {
		return
	}
	last := launches[len(launches)-1]
	h.add(grade.FactLaunches, last.At)
	h.addWord(grade.FactLaunchVersion, last.Version)
	h.addWord(grade.FactLaunchOrigin, last.Origin)
	h.addWord(grade.FactLaunchContext, last.ContextID)
	here := h.examination.Here(last)
	h.passed = h.passed || isLTI(last.Version) && grade.Is(here, true)
}

func (h *hopFacts) link(c *Case) {
	if c.LMS == nil {
		return
	}
	addKnown(h, grade.FactActivityVisible, c.LMS.Visible)
	addKnown(h, grade.FactLineItems, c.LMS.Graded)
	if item := c.LMS.LineItem; item != nil {
		addKnown(h, grade.FactLineItemMax, item.Max)
		addKnown(h, grade.FactLineItemType, item.Type)
		max, ok := item.Max.Get()
		h.passed = h.passed || ok && max > 0 && grade.Is(c.LMS.Visible, true)
	}
}

func (h *hopFacts) token(c *Case) {
	for _, l := range c.Launches() {
		if scopes, ok := l.Scopes.Get(); ok {
			granted := hasScoreScope(scopes)
			h.facts = nil
			h.add(grade.FactLaunchScopes, map[bool]string{true: "score scope granted", false: "score scope not granted"}[granted])
			h.passed = h.passed || granted
		}
	}
}

func (h *hopFacts) transport(c *Case) {
	s := c.LastSend()
	if s == nil {
		return
	}
	h.add(grade.FactSends, s.At)
	addKnown(h, grade.FactSendStatus, s.Status)
	status, ok := s.Status.Get()
	h.passed = h.passed || ok && status >= 200 && status < 500 && status != 429
}

func (h *hopFacts) accept(c *Case) {
	if s := c.LastSend(); s != nil {
		h.addWord(grade.FactSendCode, s.Code)
		status, ok := s.Status.Get()
		h.passed = h.passed || ok && status < 300 && status >= 200 && (s.Code == "" || s.Code == "success")
	}
	if c.Result != nil {
		addKnown(h, grade.FactResultLocked, c.Result.Locked)
		addKnown(h, grade.FactResultOverridden, c.Result.Overridden)
	}
}

func (h *hopFacts) gradebook(c *Case) {
	if c.Result == nil {
		return
	}
	if c.Result.Empty {
		h.add(grade.FactResults, "none")
	}
	addKnown(h, grade.FactResults, c.Result.Score)
	addKnown(h, grade.FactResultTime, c.Result.GradedAt)
	addKnown(h, grade.FactResultHidden, c.Result.Hidden)
}

// sync tells when the book came into the store. A grade that it shows was pulled.
func (h *hopFacts) sync(c *Case) {
	stored := h.examination.Stored
	if stored == nil {
		return
	}
	h.addWord(grade.FactSyncState, string(stored.State))
	addKnown(h, grade.FactSyncPulled, stored.PulledAt)
	addKnown(h, grade.FactSyncFailure, stored.FailingSince)
	h.passed = c.travelled()
}
