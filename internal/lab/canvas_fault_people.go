package lab

import "time"

func canvasPeopleFaults() []fault {
	return []fault{
		{code: "ID-07", scope: "user", reach: oneLearner, apply: breakMerged,
			doc: "One learner's Canvas user was merged into another, and the tool still has the old id."},
		{code: "ID-09", scope: "user", reach: oneLearner, apply: breakCanvasRole,
			doc: "One learner is an observer in Canvas and one a teacher, so neither can hold a grade."},
		{code: "ID-10", scope: "user", reach: oneLearner, apply: breakInactive,
			doc: "One learner's enrolment is inactive, and one is in a section that has ended."},
		{code: "ID-14", scope: "user", reach: oneLearner, apply: breakMovedSection,
			doc: "One learner changed to a cross-listed section, and the tool still takes them to its former course."},
	}
}

func breakMerged(b *breaker) (claim, error) {
	return wholeLearners(b, 1, func(acc *account) {
		old := mergedUser{id: acc.person.id - 1700, name: acc.person.name(), into: acc.person}
		acc.lmsID, acc.lti11ID = universal("user", old.id), opaque("user", old.id)
		b.w.canvas.merged[acc.lmsID], b.w.canvas.merged[acc.lti11ID] = old, old
		for _, l := range b.w.launchesWhere(func(l *launch) bool { return l.account == acc }) {
			l.user = acc.lmsID
			if l.version == lti11 {
				l.user = acc.lti11ID
			}
		}
		b.refuseAll(b.w.scoresOf(acc), notStudent())
	})
}

func breakCanvasRole(b *breaker) (claim, error) {
	kinds := []string{kindObserver, kindTeacher}
	return wholeLearners(b, len(kinds), func(acc *account) {
		for _, e := range acc.person.canvas.rows {
			e.kind, e.role = kinds[0], kinds[0]
		}
		acc.person.roles, kinds = []string{"staff"}, kinds[1:]
	})
}

func breakInactive(b *breaker) (claim, error) {
	ended := &section{
		id: sectionFinished, name: "CANV201-04 short", sis: canvasCourseSIS + "-04", created: b.w.starts.Add(-40 * day),
		starts: b.w.starts.Add(-day), ends: b.w.starts.Add(5 * day),
	}
	b.w.canvas.sections = append(b.w.canvas.sections, ended)
	n := 0
	return wholeLearners(b, 2, func(acc *account) {
		for _, e := range acc.person.canvas.rows {
			if n == 0 {
				e.state = "inactive"
			} else {
				e.section = ended
			}
		}
		n++
		b.refuseAll(b.w.scoresOf(acc), notStudent())
	})
}

// breakMovedSection moves a learner in the middle of the course; what they do
// later is recorded for the course the section came from.
func breakMovedSection(b *breaker) (claim, error) {
	accounts, err := b.takeLearners(1)
	if err != nil {
		return nil, err
	}
	acc, at := accounts[0], b.w.starts.Add(45*day)
	b.w.canvas.sections = append(b.w.canvas.sections, &section{
		id: sectionFormer, from: formerCourse, name: "CANV201-03 evening", sis: canvasCourseSIS + "-03", created: b.w.starts.Add(-40 * day),
	})
	for _, e := range acc.person.canvas.rows {
		e.state = "deleted"
	}
	b.w.addRow(acc.person, kindStudent, sectionFormer).created = at
	scores := b.w.where(func(s *score) bool { return s.account == acc && s.has && s.submitted.After(at.Add(time.Hour)) })
	for _, s := range scores {
		b.w.stop(s)
		for _, l := range b.w.launchesOf(s) {
			l.elsewhere(b.w.canvas, formerCourse)
		}
	}
	return having(scores), nil
}
