package lab

import (
	"slices"
	"time"
)

func canvasToolFaults() []fault {
	return []fault{
		{code: "TK-06", scope: "activity", reach: oneActivity13, apply: breakCanvasDeployment,
			doc: "An activity is launched under another deployment than the rest, which does not reach this course."},
		{code: "TK-11", scope: "activity", reach: oneConnection, apply: breakReinstalled,
			doc: "The LTI 1.1 tool was removed and added again; an assignment still belongs to the one that is gone."},
		{code: "TR-06", scope: "grade", reach: someGrades, apply: breakCanvasFailure,
			doc: "Two LTI 1.1 grades were refused inside an answer with status 200, which the tool took for success."},
	}
}

// toolElsewhere is an installation that this course has nothing of.
const toolElsewhere = 733

func breakCanvasDeployment(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) {
		for _, l := range b.launchesInto(a) {
			l.deployment = deploymentOf(toolElsewhere, siblingAccount)
		}
		b.refuseAll(b.w.scoresIn(a), refusal{status: 401, text: notLinked})
	})
}

// toolAgain is LegacyQuiz as it was added again.
const toolAgain = 530

// breakReinstalled removes LegacyQuiz after the launches of the first quiz and
// before those of the second, which was made with the new installation.
func breakReinstalled(b *breaker) (claim, error) {
	first, err := b.takeActivity(lti11)
	if err != nil {
		return nil, err
	}
	var last time.Time
	for _, s := range b.w.scoresIn(first) {
		if s.submitted.After(last) {
			last = s.submitted
		}
	}
	again := *b.w.canvas.tool(toolLegacy)
	again.id, again.created = toolAgain, last.Add(day)
	b.w.canvas.tools = slices.DeleteFunc(b.w.canvas.tools, func(t *canvasTool) bool { return t.id == toolLegacy })
	b.w.canvas.tools = append(b.w.canvas.tools, &again)
	for _, s := range b.w.scoresIn(first) {
		b.w.stop(s)
		b.w.record(s, again.created.Add(2*time.Hour), 422, "tool_invalid", "Tool is invalid")
	}
	for _, a := range b.w.activities {
		if a.version == lti11 && a != first {
			b.reinstall(a)
		}
	}
	b.w.lti.outcomes = outcomesOf(toolAgain)
	return b.all(first), nil
}

// reinstall makes an activity one of the new installation.
func (b *breaker) reinstall(a *activity) {
	a.module.assignment.tool = toolAgain
	for _, l := range b.launchesInto(a) {
		l.outcomeURL = outcomesOf(toolAgain)
	}
	for _, x := range b.w.sends {
		if x.score.activity == a {
			x.path = outcomesOf(toolAgain)
		}
	}
}

func breakCanvasFailure(b *breaker) (claim, error) {
	return single(b, wish{version: lti11, activities: 1, each: 2}, func(s *score) {
		at := s.scored.Add(3 * time.Second)
		b.w.stop(s)
		s.lastSent, s.lastSentAt = s.value, at
		b.w.record(s, at, 200, "failure", "Invalid sourcedid")
	})
}
