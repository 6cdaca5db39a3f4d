package lab

import "time"

func transportFaults() []fault {
	return []fault{
		{code: "TR-03", scope: "grade", reach: someGrades, apply: breakOutage,
			doc: "The LMS did not answer for an hour; six scores fell into it and were not sent again."},
		{code: "TR-05", scope: "grade", reach: someGrades, apply: breakGaveUp,
			doc: "Two scores failed for days until the tool gave up."},
		{code: "TR-06", scope: "grade", reach: someGrades, apply: breakFailureIn200,
			doc: "Two LTI 1.1 grades were refused inside an answer with status 200, which the tool took for success."},
	}
}

func breakOutage(b *breaker) (claim, error) {
	n := 0
	return single(b, wish{activities: 3, each: 2}, func(s *score) {
		b.w.stop(s)
		at := b.w.now.Add(-3*time.Hour + time.Duration(n)*9*time.Minute)
		b.w.redate(s, at.Add(-6*time.Minute))
		if n%3 == 2 {
			b.w.record(s, at, 0, "timeout", "")
		} else {
			b.w.record(s, at, 503, "", "Service Unavailable")
		}
		n++
	})
}

func breakGaveUp(b *breaker) (claim, error) {
	return single(b, wish{activities: 2, each: 1}, func(s *score) {
		b.w.stop(s)
		for i, pause := range []time.Duration{0, day / 4, day, 2 * day, 4 * day} {
			at := s.scored.Add(3*time.Second + pause)
			if i%2 == 1 {
				b.w.record(s, at, 0, "timeout", "")
			} else {
				b.w.record(s, at, 500, "", "Internal Server Error")
			}
		}
	})
}

func breakFailureIn200(b *breaker) (claim, error) {
	return single(b, wish{version: lti11, activities: 1, each: 2}, func(s *score) {
		at := s.scored.Add(3 * time.Second)
		b.w.stop(s)
		s.lastSent, s.lastSentAt = s.value, at
		b.w.record(s, at, 200, "failure", "SourcedId hash not valid")
	})
}
