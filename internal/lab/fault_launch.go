package lab

import (
	"slices"
	"strconv"
)

func launchFaults() []fault {
	return []fault{
		{code: "LA-01", scope: "user", reach: oneLearner, apply: breakDirect,
			doc: "Two learners reached three activities by the tool's own login page."},
		{code: "LA-02", scope: "grade", reach: someGrades, apply: breakOtherContext,
			doc: "Three learners opened an activity by the link of another course."},
		{code: "LA-03", scope: "grade", reach: someGrades, apply: breakGenericLink,
			doc: "Three learners opened an LTI 1.1 activity by a generic link, which brings no address for its grade."},
		{code: "LA-05", scope: "grade", reach: someGrades, apply: breakEarlyLaunch,
			doc: "Three learners opened an LTI 1.1 activity before its link could take grades, and not again since."},
		{code: "LA-07", scope: "activity", reach: oneActivity13, apply: breakNoService,
			doc: "The launches of an activity carry no way to return a grade, though its column is there."},
	}
}

func breakDirect(b *breaker) (claim, error) {
	accounts, err := b.takeLearners(2)
	if err != nil {
		return nil, err
	}
	var out []*score
	for _, a := range b.calmActivities(lti13, 2, lti11, 1) {
		for _, s := range b.w.scoresIn(a) {
			if !slices.Contains(accounts, s.account) {
				continue
			}
			b.w.stop(s)
			at := s.submitted.Add(-day / 48)
			b.w.dropLaunches(func(l *launch) bool { return l.account == s.account && l.activity == a })
			b.w.launches = append(b.w.launches, directVisit(s, at))
			out = append(out, s)
		}
	}
	return exactly(out), nil
}

// calmActivities picks activities of two versions that no wide fault took, and
// touched ones when there are not enough.
func (b *breaker) calmActivities(v1 string, n1 int, v2 string, n2 int) []*activity {
	pick := func(version string, n int) []*activity {
		all := slices.DeleteFunc(slices.Clone(b.w.activities), func(a *activity) bool { return !fits(a, version) })
		slices.SortStableFunc(all, func(x, y *activity) int {
			return truthValue(b.wide[x] || b.cut[x]) - truthValue(b.wide[y] || b.cut[y])
		})
		return all[:n]
	}
	return append(pick(v1, n1), pick(v2, n2)...)
}

func breakOtherContext(b *breaker) (claim, error) {
	return single(b, wish{version: lti13, activities: 1, each: 3}, func(s *score) {
		b.w.stop(s)
		for _, l := range b.w.launchesOf(s) {
			l.contextID, l.contextTitle = strconv.Itoa(otherCourseID), otherCourseTitle
			// The other course has its own link and column for the same activity.
			l.linkID = strconv.Itoa(otherCourseInstance)
			l.lineItem, l.lineItems = lineItemPath(otherCourseID, otherCourseInstance), lineItemsPath(otherCourseID)
		}
	})
}

func breakGenericLink(b *breaker) (claim, error) {
	return single(b, wish{version: lti11, activities: 1, each: 3}, func(s *score) {
		b.w.stop(s)
		at := s.submitted.Add(-day / 24)
		b.w.dropLaunches(func(l *launch) bool { return l.account == s.account && l.activity == s.activity })
		b.w.launches = append(b.w.launches, b.w.bareLaunch11(s.account, at))
	})
}

func breakEarlyLaunch(b *breaker) (claim, error) {
	return single(b, wish{version: lti11, activities: 1, each: 3}, func(s *score) {
		b.w.stop(s)
		for _, l := range b.w.launchesOf(s) {
			l.at = b.w.starts.Add(5 * day)
			l.sourcedID, l.outcomeURL = none, none
		}
	})
}

func breakNoService(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) {
		for _, l := range b.w.launchesWhere(func(l *launch) bool { return l.activity == a }) {
			l.lineItem, l.lineItems, l.scopes = none, none, none
		}
	})
}
