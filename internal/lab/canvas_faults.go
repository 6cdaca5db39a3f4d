package lab

import "slices"

// canvasDemo is the set that a Canvas is broken with when nothing is asked for:
// eight causes, and most of the grades arrived.
func canvasDemo() []string {
	return []string{"AC-08", "GB-01", "GB-04", "ID-10", "LA-02", "LI-02", "LI-16", "TK-11"}
}

// canvasFaults is the list of everything that can be broken in a Canvas: what is
// the tool's own fault as in any LMS, and what is Canvas's.
func canvasFaults() []fault {
	return slices.Concat(
		scoreFaults(), releaseFaults(),
		ofCodes(accountFaults(), "ID-01", "ID-02", "ID-03", "ID-04", "ID-05"),
		ofCodes(enrolmentFaults(), "ID-08", "ID-11"),
		ofCodes(launchFaults(), "LA-01", "LA-03", "LA-05", "LA-07"),
		ofCodes(linkFaults(), "LI-02"),
		ofCodes(tokenFaults(), "TK-01", "TK-13"),
		ofCodes(transportFaults(), "TR-03", "TR-05"),
		ofCodes(acceptFaults(), "AC-06"),
		ofCodes(gradebookFaults(), "GB-05"),
		ofCodes(refusalFaults(), "TK-02", "TK-03", "TK-04", "TK-05", "TK-08", "TK-09", "TK-10", "TR-04", "TR-09", "LA-09", "AC-09"),
		canvasCourseFaults(), canvasLinkFaults(), canvasColumnFaults(), canvasToolFaults(),
		canvasPeopleFaults(), canvasLaunchFaults(), canvasAcceptFaults(), canvasGradebookFaults(),
	)
}

func ofCodes(list []fault, codes ...string) []fault {
	return slices.DeleteFunc(list, func(f fault) bool { return !slices.Contains(codes, f.code) })
}

// refusal is how Canvas says no to a score, by either version of LTI.
type refusal struct {
	status     int
	text       string // AGS
	code, said string // Basic Outcomes, with status 422
}

// notStudent is what Canvas says of everybody it takes no grade for.
func notStudent() refusal {
	return refusal{422, "User not found in course or is not a student", "user_not_in_course", "User is no longer in course"}
}

const notLinked = "Access Token not linked to a Tool associated with this Context"

// refuse notes a send, seconds after the score, that Canvas did not take.
func (b *breaker) refuse(s *score, no refusal) {
	at := s.scored.Add(4e9)
	if s.activity.version == lti11 {
		b.w.record(s, at, 422, no.code, no.said)
		return
	}
	b.w.record(s, at, no.status, "", no.text)
}

// refuseAll stops grades and notes that Canvas refused them.
func (b *breaker) refuseAll(scores []*score, no refusal) {
	for _, s := range scores {
		b.w.stop(s)
		b.refuse(s, no)
	}
}

// cutAll marks activities as emptied by a wide fault.
func (b *breaker) cutAll(activities []*activity) {
	for _, a := range activities {
		b.cut[a] = true
	}
}

// having claims those of the scores that are there in the end.
func having(scores []*score) claim {
	return func() []*score {
		return slices.DeleteFunc(slices.Clone(scores), func(s *score) bool { return !s.has || s.account.test })
	}
}

// everyScore lists what the tool holds for learners.
func (b *breaker) everyScore() []*score {
	return b.w.where(func(s *score) bool { return s.has && !s.account.test })
}

// elsewhere makes a launch one from another course, which has a link and a line
// item of its own for the same activity.
func (l *launch) elsewhere(site *canvasSite, course int) {
	other := site.course(func(o *canvasCourse) bool { return o.id == course })
	l.contextID, l.contextTitle, l.linkID = contextOf(course), other.title, contextOf(course)
	if l.version == lti13 {
		l.lineItems = canvasLineItems(course)
	}
	if l.activity == nil {
		return
	}
	l.linkID = universal("link of "+other.code, l.activity.module.id)
	if l.lineItem != none {
		l.lineItem = canvasLineItem(course, 300+l.activity.column.id%100)
	}
}
