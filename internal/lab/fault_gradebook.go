package lab

func gradebookFaults() []fault {
	return []fault{
		{code: "GB-01", scope: "grade", reach: someGrades, effect: hidden, apply: breakHiddenGrades,
			doc: "Three learners' grades of one activity are hidden in the gradebook."},
		{code: "GB-02", scope: "activity", reach: oneActivity, effect: hidden, apply: breakHiddenColumn,
			doc: "The column of an activity is hidden in the gradebook."},
		{code: "GB-03", scope: "grade", reach: someGrades, effect: differs, apply: breakChangedGrade,
			doc: "Two grades were changed in the LMS after the tool sent them."},
		{code: "GB-05", scope: "activity", reach: oneActivity, effect: differs, apply: breakRescaled,
			doc: "The maximum of a column was changed and its grades were kept as they were."},
	}
}

func breakHiddenGrades(b *breaker) (claim, error) {
	return single(b, wish{activities: 1, each: 3, arrived: true}, func(s *score) { b.w.grade(s).hidden = true })
}

func breakHiddenColumn(b *breaker) (claim, error) {
	return wholeActivity(b, anyVersion, true, func(a *activity) { a.column.hidden = true })
}

func breakChangedGrade(b *breaker) (claim, error) {
	return single(b, wish{activities: 2, each: 1, arrived: true}, func(s *score) {
		g := b.w.grade(s)
		g.value, g.at = share(s, 0.8), s.lastSentAt.Add(day)
	})
}

func breakRescaled(b *breaker) (claim, error) {
	return wholeActivity(b, anyVersion, true, func(a *activity) {
		max := 100.0
		if a.max == max {
			max = 200
		}
		for _, s := range b.w.scoresIn(a) {
			if g := b.w.grade(s); g != nil {
				g.value = s.value
			}
		}
		// The gradebook's maximum changes, not the setting of the activity.
		a.column.max = max
	})
}
