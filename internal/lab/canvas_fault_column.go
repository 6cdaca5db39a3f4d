package lab

func canvasColumnFaults() []fault {
	return []fault{
		{code: "LI-11", scope: "activity", reach: oneActivity, apply: breakPointless,
			doc: "An assignment has no points possible."},
		{code: "LI-15", scope: "activity", reach: oneActivity, apply: breakNotGraded,
			doc: "An assignment is displayed as not graded: grades are taken and never shown."},
		{code: "LI-16", scope: "grade", reach: someGrades, apply: breakUnassigned,
			doc: "An assignment is not assigned to three learners."},
	}
}

func breakPointless(b *breaker) (claim, error) {
	return wholeActivity(b, anyVersion, false, func(a *activity) {
		a.column.max, a.module.assignment.pointless = 0, true
	})
}

func breakNotGraded(b *breaker) (claim, error) {
	return wholeActivity(b, anyVersion, true, func(a *activity) {
		a.column.typeless, a.module.assignment.grading = true, "not_graded"
	})
}

func breakUnassigned(b *breaker) (claim, error) {
	out, err := b.takeCells(wish{version: lti13, activities: 1, each: 3})
	if err != nil {
		return nil, err
	}
	a := out[0].activity
	m := &a.module.assignment
	for _, s := range out {
		m.absent[s.account.person] = true
	}
	b.refuseAll(out, refusal{status: 422, text: "cannot be changed at this time: This assignment is not applicable to this student"})
	given := &override{id: a.module.id + 500, due: m.due}
	for _, p := range b.w.people {
		if p.graded() && !m.absent[p] {
			given.people = append(given.people, p)
		}
	}
	m.only, m.overrides = true, []*override{given}
	return exactly(out), nil
}
