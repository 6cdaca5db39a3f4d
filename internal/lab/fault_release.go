package lab

import "time"

func releaseFaults() []fault {
	return []fault{
		{code: "RL-01", scope: "grade", reach: someGrades, apply: breakUnreleased,
			doc: "Five scores of one activity are not released in the tool."},
		{code: "RL-02", scope: "activity", reach: oneActivity, apply: breakSendOff,
			doc: "Sending is switched off for an activity in the tool."},
		{code: "RL-03", scope: "grade", reach: someGrades, effect: late, apply: breakLate,
			doc: "Two scores are ten minutes old and were not sent yet."},
	}
}

func breakUnreleased(b *breaker) (claim, error) {
	return single(b, wish{activities: 1, each: 5}, func(s *score) {
		b.w.stop(s)
		s.released, s.activity.release = false, "manual"
	})
}

func breakSendOff(b *breaker) (claim, error) {
	return wholeActivity(b, anyVersion, false, func(a *activity) { a.send = "off" })
}

func breakLate(b *breaker) (claim, error) {
	return single(b, wish{activities: 2, each: 1}, func(s *score) {
		b.w.stop(s)
		b.w.redate(s, b.w.now.Add(-10*time.Minute))
		s.scored = s.submitted
	})
}
