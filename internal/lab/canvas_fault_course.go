package lab

import (
	"slices"
	"time"
)

func canvasCourseFaults() []fault {
	taken := []string{"AC-06", "TR-06", "LI-15"}
	launches := []string{"LA-01", "LA-02", "LA-03", "LA-05", "LA-07", "TK-01", "TK-06", "LI-04", "LI-05", "LI-09", "LI-10", "LI-12", "LI-13", "LI-17", "ID-14", "ID-11"}
	ids := []string{"ID-01", "ID-02", "ID-03", "ID-04", "ID-05", "ID-07", "ID-08", "ID-11"}
	return []fault{
		{code: "AC-01", scope: "course", reach: wholeCourse, alone: taken, apply: breakUnpublishedCourse,
			doc: "The course is not published, and Canvas takes no grade for anybody in it."},
		{code: "AC-02", scope: "course", reach: wholeCourse, apply: breakConcluded,
			doc: "The term has ended; what was graded after that is refused."},
		{code: "GB-07", scope: "course", reach: wholeCourse, alone: slices.Concat(taken, launches), apply: breakWrongCourse,
			doc: "Nearly everybody works in another course of the same title; this one has hardly any grades."},
		{code: "ID-06", scope: "course", reach: wholeCourse, alone: slices.Concat(taken, ids), apply: breakAnonymous,
			doc: "The tool's privacy level is anonymous: it has no LMS user id of anybody."},
		{code: "LA-08", scope: "course", reach: wholeCourse, alone: slices.Concat(taken, launches), apply: breakUnpaired,
			doc: "No instructor has launched the tool from this course, so the tool does not know the course."},
		{code: "TK-07", scope: "course", reach: wholeCourse, apply: breakMovedCourse,
			doc: "The course was moved to an account for which the tool is not installed; what was graded after that is refused."},
	}
}

func breakUnpublishedCourse(b *breaker) (claim, error) {
	b.w.canvas.workflow = "unpublished"
	b.cutAll(b.w.activities)
	b.refuseAll(b.everyScore(), notStudent())
	return b.everyScore, nil
}

// gradeLater makes the scores of the last n activities of a version ones that
// were graded after a moment, and lets Canvas refuse them.
func (b *breaker) gradeLater(version string, n int, moment time.Time, no refusal) claim {
	late := slices.DeleteFunc(slices.Clone(b.w.activities), func(a *activity) bool { return !fits(a, version) })
	late = late[len(late)-n:]
	b.cutAll(late)
	var out []*score
	for _, a := range late {
		for i, s := range b.w.scoresIn(a) {
			s.scored = moment.Add(time.Hour + time.Duration(i)*9*time.Minute)
			out = append(out, s)
		}
	}
	b.refuseAll(out, no)
	return having(out)
}

func breakConcluded(b *breaker) (claim, error) {
	b.w.ends = b.w.now.Add(-6 * day)
	return b.gradeLater(anyVersion, 3, b.w.ends, refusal{422,
		"This course has concluded. AGS requests will no longer be accepted for this course.",
		"course_not_available", "Course not available for student"}), nil
}

func breakMovedCourse(b *breaker) (claim, error) {
	b.w.canvas.account = siblingAccount
	return b.gradeLater(lti13, 2, b.w.now.Add(-9*day), refusal{status: 401, text: notLinked}), nil
}

// pioneers is how many learners found the right course.
const pioneers = 2

func breakWrongCourse(b *breaker) (claim, error) {
	b.cutAll(b.w.activities)
	lost := b.learners[:len(b.learners)-pioneers]
	for _, l := range b.w.launches {
		if slices.Contains(lost, l.account) {
			l.elsewhere(b.w.canvas, twinCourse)
		}
	}
	scores := b.w.where(func(s *score) bool { return slices.Contains(lost, s.account) })
	for _, s := range scores {
		b.w.stop(s)
	}
	return having(scores), nil
}

func breakAnonymous(b *breaker) (claim, error) {
	for _, t := range b.w.canvas.tools {
		t.privacy = "anonymous"
	}
	for _, acc := range b.w.accounts {
		acc.lmsID, acc.lti11ID, acc.source = "", "", "roster"
	}
	for _, l := range b.w.launches {
		l.user = ""
	}
	b.cutAll(b.w.activities)
	for _, a := range b.w.activities {
		b.stopAll(a)
	}
	return b.everyScore, nil
}

func breakUnpaired(b *breaker) (claim, error) {
	b.w.dropLaunches(func(l *launch) bool { return l.roles != roleInstructor13 })
	for _, l := range b.w.launches {
		l.at = l.at.Add(-170 * day)
		l.elsewhere(b.w.canvas, lastTermCourse)
	}
	for _, acc := range b.w.accounts {
		acc.source = "roster"
	}
	b.cutAll(b.w.activities)
	for _, a := range b.w.activities {
		b.stopAll(a)
	}
	return b.everyScore, nil
}
