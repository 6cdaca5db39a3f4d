package lab

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// activityLaunch is a launch by the link of an activity, with what a launch of
// its LTI version carries.
func (w *world) activityLaunch(s *score, at time.Time) *launch {
	if s.activity.version == lti11 {
		return launch11(s, at)
	}
	l := launch13(s.account, at)
	l.activity = s.activity
	l.linkID = s.activity.linkID
	l.lineItem = s.activity.lineItem
	l.targetURI = toolURL + "/lab/" + s.activity.id
	return l
}

// courseLaunch is a launch by the link in the course's navigation: it belongs to
// no activity, so it carries the line item container alone.
func (w *world) courseLaunch(acc *account, at time.Time) *launch {
	l := launch13(acc, at)
	l.targetURI = toolURL + "/course"
	return l
}

// launch13 is what every LTI 1.3 launch of the course has.
func launch13(acc *account, at time.Time) *launch {
	return &launch{
		at: at, account: acc, version: lti13, origin: "lti", iss: "/", client: clientID, deployment: "1",
		contextID: strconv.Itoa(courseID), contextTitle: courseTitle, user: acc.lmsID, roles: roleLearner13,
		lineItem: none, lineItems: lineItemsPath(courseID),
		scopes:    strings.Join([]string{scopeLineItem, scopeLineItemRead, scopeResultRead, scopeScore}, " "),
		sourcedID: none, outcomeURL: none,
	}
}

// launch11 is an LTI 1.1 launch by the link of an activity.
func launch11(s *score, at time.Time) *launch {
	l := bareLaunch11(s.account, at)
	l.activity, l.linkID = s.activity, s.activity.linkID
	l.sourcedID = fmt.Sprintf(`{"data":{"instanceid":"%s","userid":"%s","typeid":"%d","launchid":%d},"hash":"%064x"}`,
		s.activity.linkID, s.account.lti11ID, typeLegacy, at.Unix()%1_000_000_000, at.Unix())
	l.outcomeURL = outcomePath
	l.targetURI = toolURL + "/quiz/" + s.activity.id
	return l
}

// bareLaunch11 is an LTI 1.1 launch that carries no way to return a grade.
func bareLaunch11(acc *account, at time.Time) *launch {
	return &launch{
		at: at, account: acc, version: lti11, origin: "lti", client: consumerKey,
		contextID: strconv.Itoa(courseID), contextTitle: courseTitle, user: acc.lti11ID, roles: "Learner",
		lineItem: none, lineItems: none, scopes: none, sourcedID: none, outcomeURL: none,
		targetURI: toolURL + "/course",
	}
}

// directVisit is an arrival by the tool's own login page.
func directVisit(s *score, at time.Time) *launch {
	return &launch{
		at: at, account: s.account, activity: s.activity, version: none, origin: "direct",
		lineItem: none, lineItems: none, scopes: none, sourcedID: none, outcomeURL: none,
		targetURI: toolURL + "/login",
	}
}
