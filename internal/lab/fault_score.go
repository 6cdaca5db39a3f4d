package lab

import "time"

func scoreFaults() []fault {
	return []fault{
		{code: "SC-01", scope: "grade", reach: someGrades, effect: notExpected, apply: breakNoAttempt,
			doc: "Two learners have not started an activity, so there is nothing to send."},
		{code: "SC-02", scope: "grade", reach: someGrades, apply: breakInProgress,
			doc: "Two attempts are still in progress: a partial score stands there, and the tool sends at the end only."},
		{code: "SC-03", scope: "grade", reach: someGrades, apply: breakPendingManual,
			doc: "Two scores wait for marking by hand."},
		{code: "SC-04", scope: "grade", reach: someGrades, apply: breakOutsideDates,
			doc: "Three learners did the work before the course began, and the tool does not send that."},
		{code: "SC-07", scope: "grade", reach: someGrades, apply: breakUnchanged,
			doc: "Two grades were sent once and are gone from the LMS; the score has not changed, so the tool does not send again."},
		{code: "SC-08", scope: "grade", reach: someGrades, apply: breakZero,
			doc: "Three scores of exactly zero were never sent."},
		{code: "SC-12", scope: "user", reach: oneLearner, apply: breakToolStaff,
			doc: "One learner is an instructor in the tool, and the tool sends nothing for staff."},
	}
}

func breakNoAttempt(b *breaker) (claim, error) {
	return single(b, wish{activities: 2, each: 1}, func(s *score) {
		b.w.stop(s)
		s.value, s.has, s.state = 0, false, "not_started"
		s.submitted, s.scored = time.Time{}, time.Time{}
	})
}

func breakInProgress(b *breaker) (claim, error) {
	return single(b, wish{activities: 2, each: 1}, func(s *score) {
		b.w.stop(s)
		s.value, s.state, s.submitted = s.value/2, "in_progress", time.Time{}
	})
}

func breakPendingManual(b *breaker) (claim, error) {
	return single(b, wish{activities: 2, each: 1}, func(s *score) {
		b.w.stop(s)
		s.state = "pending_manual"
	})
}

func breakOutsideDates(b *breaker) (claim, error) {
	return single(b, wish{activities: 3, each: 1}, func(s *score) {
		b.w.stop(s)
		b.w.redate(s, b.w.starts.Add(-2*day))
	})
}

// redate moves a submission, its score and the launch before it.
func (w *world) redate(s *score, submitted time.Time) {
	s.submitted, s.scored = submitted, submitted.Add(5*time.Minute)
	for _, l := range w.launchesOf(s) {
		l.at = submitted.Add(-30 * time.Minute)
	}
}

func breakUnchanged(b *breaker) (claim, error) {
	return single(b, wish{activities: 2, each: 1, arrived: true}, b.w.ungrade)
}

func breakZero(b *breaker) (claim, error) {
	return single(b, wish{activities: 3, each: 1}, func(s *score) {
		b.w.stop(s)
		s.value = 0
	})
}

func breakToolStaff(b *breaker) (claim, error) {
	return wholeLearners(b, 1, func(acc *account) { acc.role = "instructor" })
}
