package lab

import "time"

func canvasAcceptFaults() []fault {
	return []fault{
		{code: "AC-03", scope: "grade", reach: someGrades, effect: differs, apply: breakStale,
			doc: "Two scores were refused as older than the grades that are there."},
		{code: "AC-05", scope: "grade", reach: someGrades, apply: breakNoMaximum,
			doc: "Two scores were sent without their maximum and refused."},
		{code: "AC-08", scope: "grade", reach: someGrades, effect: differs, apply: breakAttempts,
			doc: "Two learners have used up their attempts, and the better score of another one was refused."},
		{code: "AC-10", scope: "grade", reach: someGrades, apply: breakClosedPeriod,
			doc: "For three learners an assignment stands in a grading period that is closed."},
		{code: "AC-11", scope: "grade", reach: someGrades, effect: differs, apply: breakByHand,
			doc: "Two grades were changed by the teacher."},
	}
}

// regrade gives a grade another value at a later time, and remembers the first.
func (g *entry) regrade(value float64, at time.Time) {
	g.mark.before, g.mark.beforeAt = g.value, g.at
	g.value, g.at = value, at
}

func breakStale(b *breaker) (claim, error) {
	return single(b, wish{version: lti13, activities: 2, each: 1, arrived: true}, func(s *score) {
		b.w.unsend(s)
		g := b.w.grade(s)
		g.value, g.at = share(s, 0.6), s.scored.Add(day)
		x := b.w.record(s, g.at.Add(time.Hour), 400, "", "Provided timestamp of "+stamp(s.scored)+" before last updated timestamp of "+stamp(g.at))
		x.timestamp = s.scored
	})
}

func breakNoMaximum(b *breaker) (claim, error) {
	return single(b, wish{version: lti13, activities: 2, each: 1}, func(s *score) {
		b.w.stop(s)
		b.w.record(s, s.scored.Add(4*time.Second), 422, "", "ScoreMaximum not supplied when ScoreGiven present.").maxless = true
	})
}

// attemptLimit is how often the assignment may be handed in.
const attemptLimit = 2

func breakAttempts(b *breaker) (claim, error) {
	return single(b, wish{version: lti13, activities: 1, each: 2, arrived: true}, func(s *score) {
		s.activity.module.assignment.attempts = attemptLimit
		b.w.unsend(s)
		best := s.value
		s.value = share(s, 0.6) * s.activity.max / s.activity.column.max
		b.w.accepted(s, s.scored.Add(-2*day))
		g := b.w.grade(s)
		g.value, g.at, g.submitted, g.mark.attempt = share(s, 1), s.lastSentAt, s.lastSentAt.Add(-5*time.Minute), attemptLimit
		s.value = best
		b.w.record(s, s.scored.Add(4*time.Second), 422, "", "The maximum number of allowed attempts has been reached for this submission")
	})
}

func breakClosedPeriod(b *breaker) (claim, error) {
	out, err := b.takeCells(wish{version: lti13, activities: 1, each: 3})
	if err != nil {
		return nil, err
	}
	early := &override{id: out[0].activity.module.id + 600, due: b.w.starts.Add(5 * day)}
	for _, s := range out {
		early.people = append(early.people, s.account.person)
	}
	m := &out[0].activity.module.assignment
	m.overrides = append(m.overrides, early)
	b.refuseAll(out, refusal{status: 422, text: "cannot be changed at this time: This assignment is in a closed grading period for this student"})
	return exactly(out), nil
}

func breakByHand(b *breaker) (claim, error) {
	return single(b, wish{activities: 2, each: 1, arrived: true}, func(s *score) {
		g := b.w.grade(s)
		g.regrade(share(s, 0.5), g.at.Add(2*day))
		g.mark.grader = b.w.canvas.teacher.id
	})
}
