package lab

func canvasGradebookFaults() []fault {
	return []fault{
		{code: "GB-01", scope: "activity", reach: oneActivity, effect: hidden, apply: breakManualPosting,
			doc: "The grades of an assignment are posted by hand, and nobody has posted them."},
		{code: "GB-03", scope: "grade", reach: someGrades, effect: differs, apply: breakOverwritten,
			doc: "Two grades were changed by another tool after this one had sent them."},
		{code: "GB-04", scope: "grade", reach: someGrades, effect: differs, apply: breakLatePolicy,
			doc: "The course's late policy took points off three grades."},
		{code: "GB-06", scope: "grade", reach: someGrades, effect: differs, apply: breakNeedsGrading,
			doc: "Two learners handed in again, and Canvas still shows the grade of the earlier attempt."},
	}
}

func breakManualPosting(b *breaker) (claim, error) {
	return wholeActivity(b, anyVersion, true, func(a *activity) {
		a.column.hidden, a.module.assignment.manual = true, true
	})
}

func breakOverwritten(b *breaker) (claim, error) {
	return single(b, wish{activities: 2, each: 1, arrived: true}, func(s *score) {
		g := b.w.grade(s)
		g.regrade(share(s, 0.8), s.lastSentAt.Add(day))
		g.mark.grader = -toolOther
	})
}

func breakLatePolicy(b *breaker) (claim, error) {
	b.w.canvas.latePolicy = true
	return single(b, wish{activities: 1, each: 3, arrived: true}, func(s *score) {
		g, m := b.w.grade(s), &s.activity.module.assignment
		g.mark.late, g.mark.deducted = day, lateDeduction*s.activity.column.max
		g.value -= g.mark.deducted
		m.overrides = append(m.overrides, &override{
			id: s.activity.module.id*10 + len(m.overrides), people: []*person{s.account.person}, due: s.submitted.Add(-day),
		})
	})
}

func breakNeedsGrading(b *breaker) (claim, error) {
	return single(b, wish{activities: 2, each: 1, arrived: true}, func(s *score) {
		g := b.w.grade(s)
		g.value, g.at = share(s, 0.6), s.submitted.Add(-2*day)
		g.mark.stale, g.mark.attempt = true, 2
	})
}
