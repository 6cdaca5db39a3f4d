package lab

func enrolmentFaults() []fault {
	return []fault{
		{code: "ID-08", scope: "user", reach: oneLearner, apply: breakUnenrolled,
			doc: "One learner is not enrolled any more."},
		{code: "ID-09", scope: "user", reach: oneLearner, apply: breakRole,
			doc: "One learner is a non-editing teacher in the LMS and one has no role, so neither can hold a grade."},
		{code: "ID-10", scope: "user", reach: oneLearner, apply: breakSuspended,
			doc: "The enrolments of two learners are suspended: their grades were taken and are not listed."},
		{code: "ID-11", scope: "user", reach: someGrades, effect: notExpected, apply: breakTestStudent,
			doc: "One account is the LMS's preview account, which can hold no grade."},
	}
}

func breakUnenrolled(b *breaker) (claim, error) {
	return wholeLearners(b, 1, func(acc *account) {
		// Unenrolling takes a person's grades out of the gradebook, all of them.
		for _, c := range b.w.columns {
			delete(c.grades, acc.person)
		}
		acc.person.gone, acc.person.group, acc.person.roles, acc.person.canvas.rows = true, 0, nil, nil
	})
}

func breakRole(b *breaker) (claim, error) {
	roles := [][]string{{"teacher"}, {}}
	return wholeLearners(b, len(roles), func(acc *account) {
		acc.person.roles, roles = roles[0], roles[1:]
	})
}

func breakSuspended(b *breaker) (claim, error) {
	accounts, err := b.takeLearners(2)
	if err != nil {
		return nil, err
	}
	for _, acc := range accounts {
		acc.person.suspended = true
	}
	return b.allOf(accounts), nil
}

// previewUser is the id of the preview account, which no roster lists.
const previewUser = "900"

func breakTestStudent(b *breaker) (claim, error) {
	picked, err := b.takeCells(wish{version: lti13, activities: 1, each: 1})
	if err != nil {
		return nil, err
	}
	model := picked[0]
	delete(b.spoiled, model)
	acc := b.previewAccount()
	s := &score{
		account: acc, activity: model.activity, value: model.activity.max, has: true, state: "graded", released: true,
		submitted: b.w.starts.Add(day), scored: b.w.starts.Add(day),
	}
	l := b.w.activityLaunch(s, b.w.starts.Add(day-day/24))
	l.roles = roleTestUser13 + " " + roleLearner13
	b.w.accounts, b.w.scores = append(b.w.accounts, acc), append(b.w.scores, s)
	b.w.launches = append(b.w.launches, l)
	return exactly([]*score{s}), nil
}

// previewAccount is the account that the LMS's preview account left in the tool.
// Moodle's roster does not list that one, Canvas's does.
func (b *breaker) previewAccount() *account {
	acc := &account{
		id: b.newAccountID(), name: "Test Student", lmsID: previewUser, lti11ID: previewUser, source: "lti", role: "student",
		created: b.w.starts, mergeState: none, test: true,
	}
	if b.w.canvas != nil {
		acc.person = b.w.canvas.preview
		acc.lmsID, acc.lti11ID = acc.person.canvas.sub, acc.person.canvas.hash
	}
	return acc
}
