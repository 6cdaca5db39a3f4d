package lab

import "time"

func acceptFaults() []fault {
	return []fault{
		{code: "AC-03", scope: "grade", reach: someGrades, effect: differs, apply: breakEarlierTimestamp,
			doc: "Two scores were refused as older than the grades that are there."},
		{code: "AC-04", scope: "grade", reach: someGrades, effect: differs, apply: breakAboveMaximum,
			doc: "Two scores are above the maximum, and the LMS cut them."},
		{code: "AC-06", scope: "grade", reach: someGrades, apply: breakNotFinal,
			doc: "Two scores were sent as not final; the LMS took them and shows nothing."},
		{code: "AC-10", scope: "activity", reach: oneActivity13, apply: breakLocked,
			doc: "The column of an activity is locked."},
		{code: "AC-11", scope: "grade", reach: someGrades, effect: differs, apply: breakOverridden,
			doc: "Two grades were overridden by hand."},
	}
}

func breakEarlierTimestamp(b *breaker) (claim, error) {
	return single(b, wish{version: lti13, activities: 2, each: 1, arrived: true}, func(s *score) {
		b.w.unsend(s)
		g := b.w.grade(s)
		g.value, g.at = share(s, 0.6), s.scored.Add(day)
		x := b.w.record(s, g.at.Add(time.Hour), 409, "", "Refusing score with an earlier timestamp")
		x.timestamp = s.scored
	})
}

// share is a part of the score, in the LMS's points and whole tenths.
func share(s *score, part float64) float64 {
	tenths := s.value * s.activity.column.max / s.activity.max * part * 10
	return float64(int(tenths)) / 10
}

func breakAboveMaximum(b *breaker) (claim, error) {
	return single(b, wish{version: lti13, activities: 2, each: 1, arrived: true}, func(s *score) {
		at := s.lastSentAt
		b.w.unsend(s)
		s.value = s.activity.max * 1.2
		b.w.accepted(s, at)
		b.w.grade(s).value = s.activity.column.max
	})
}

func breakNotFinal(b *breaker) (claim, error) {
	return single(b, wish{version: lti13, activities: 2, each: 1}, func(s *score) {
		at := s.scored.Add(3 * time.Second)
		b.w.stop(s)
		b.w.accepted(s, at).progress = "Pending"
	})
}

func breakLocked(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) {
		a.column.locked = true
		for _, s := range b.w.scoresIn(a) {
			b.w.record(s, s.scored.Add(4*time.Second), 500, "", "")
		}
	})
}

func breakOverridden(b *breaker) (claim, error) {
	return single(b, wish{activities: 2, each: 1, arrived: true}, func(s *score) {
		g := b.w.grade(s)
		g.value, g.at, g.overridden = share(s, 0.5), g.at.Add(2*day), true
	})
}
