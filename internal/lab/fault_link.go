package lab

import (
	"strconv"
	"strings"
)

func linkFaults() []fault {
	return []fault{
		{code: "LI-01", scope: "activity", reach: oneActivity13, apply: breakNoGrades,
			doc: "An activity's link does not accept grades, so it has no column."},
		{code: "LI-02", scope: "activity", reach: oneActivity, apply: breakHiddenActivity,
			doc: "An activity is hidden in the course, and the tool sends nothing to it."},
		{code: "LI-05", scope: "activity", reach: oneActivity13, apply: breakCopiedLink,
			doc: "The tool sends an activity's grades to the column of another course."},
		{code: "LI-12", scope: "activity", reach: oneActivity13, apply: breakSwappedLink,
			doc: "The launches of an activity come from the link of another activity."},
		{code: "LI-13", scope: "activity", reach: oneActivity13, apply: breakOldVersion,
			doc: "An activity is still linked by LTI 1.1 while the tool has moved to 1.3."},
	}
}

func breakNoGrades(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) {
		a.module.accepts, a.module.points, a.column.deleted = false, 0, true
		a.lineItem = ""
		for _, l := range b.launchesInto(a) {
			l.lineItem = none
		}
	})
}

func breakHiddenActivity(b *breaker) (claim, error) {
	return wholeActivity(b, anyVersion, false, func(a *activity) { a.module.visible = false })
}

// copiedCourse is the course a copied link still points to.
const copiedCourse = 99

func breakCopiedLink(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) {
		elsewhere := lineItemPath(copiedCourse, 700+a.column.id)
		a.lineItem = elsewhere
		for _, l := range b.launchesInto(a) {
			l.lineItem = elsewhere
		}
	})
}

func breakSwappedLink(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) {
		other := b.neighbour(a)
		for _, l := range b.launchesInto(a) {
			l.linkID, l.lineItem = strconv.Itoa(other.module.instance), lineItemPath(courseID, other.column.id)
		}
	})
}

// neighbour is another activity of the same version, untouched if there is one,
// from the end of the course.
func (b *breaker) neighbour(a *activity) *activity {
	var found *activity
	for _, x := range b.w.activities {
		if x == a || x.version != a.version {
			continue
		}
		if found == nil || b.wide[found] || !b.wide[x] {
			found = x
		}
	}
	return found
}

func breakOldVersion(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) {
		a.lineItem = ""
		// Such a link was typed in by its URL, before the tool was registered.
		a.module.typeID, a.module.toolURL = 0, toolURL+"/lti11"
		b.relaunch11(a)
	})
}

// relaunch11 makes the launches of an activity ones of LTI 1.1, from which the
// tool kept nothing that a grade could be returned by.
func (b *breaker) relaunch11(a *activity) {
	for _, s := range b.w.scoresIn(a) {
		for _, l := range b.w.launchesOf(s) {
			at := l.at
			*l = *b.w.launch11(s, at)
			l.client, l.sourcedID, l.outcomeURL = "", "", ""
			l.targetURI = strings.Replace(l.targetURI, "/quiz/", "/lab/", 1)
		}
	}
}
