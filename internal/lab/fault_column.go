package lab

func columnFaults() []fault {
	return []fault{
		{code: "LI-03", scope: "activity", reach: oneActivity13, apply: breakDeletedColumn,
			doc: "The column of an activity was deleted from the gradebook; the activity is still there."},
		{code: "LI-06", scope: "activity", reach: oneActivity13, apply: breakSecondColumn,
			doc: "The grades of an activity are in a second column of the same title, and its own is empty."},
		{code: "LI-11", scope: "activity", reach: oneActivity, apply: breakZeroPoints,
			doc: "The column of an activity has a maximum of zero points."},
		{code: "LI-15", scope: "activity", reach: oneActivity, apply: breakTypeless,
			doc: "The column of an activity has the grade type none: grades are taken and never shown."},
	}
}

func breakDeletedColumn(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) { a.column.deleted = true })
}

// firstMadeItem is the id from which columns that the tool made are counted.
const firstMadeItem = 90

func breakSecondColumn(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) {
		a.lineItem = ""
		a.twin = &column{
			id: firstMadeItem + len(b.w.columns), name: a.title, category: rootCategory, max: a.column.max,
			grades: map[*person]*entry{},
		}
		b.w.columns = append(b.w.columns, a.twin)
		for _, s := range b.w.scoresIn(a) {
			if p := s.account.person; p != nil && p.listed() {
				a.twin.grades[p] = &entry{value: s.value * a.twin.max / a.max, at: s.scored}
			}
		}
	})
}

func breakZeroPoints(b *breaker) (claim, error) {
	return wholeActivity(b, anyVersion, false, func(a *activity) { a.column.max = 0 })
}

func breakTypeless(b *breaker) (claim, error) {
	return wholeActivity(b, anyVersion, true, func(a *activity) { a.column.typeless, a.module.points = true, 0 })
}
