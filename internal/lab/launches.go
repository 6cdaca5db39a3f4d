package lab

import (
	"strings"
	"time"
)

// activityLaunch is a launch by the link of an activity, with what a launch of
// its LTI version carries.
func (w *world) activityLaunch(s *score, at time.Time) *launch {
	if s.activity.version == lti11 {
		return w.launch11(s, at)
	}
	l := w.launch13(s.account, at)
	l.activity = s.activity
	l.linkID = s.activity.linkID
	l.lineItem = s.activity.lineItem
	l.targetURI = toolURL + "/lab/" + s.activity.id
	return l
}

// courseLaunch is a launch by the link in the course's navigation: it belongs to
// no activity, so it carries the line item container alone.
func (w *world) courseLaunch(acc *account, at time.Time) *launch {
	l := w.launch13(acc, at)
	l.targetURI, l.linkID = toolURL+"/course", w.lti.courseLink
	return l
}

// launch13 is what every LTI 1.3 launch of the course has.
func (w *world) launch13(acc *account, at time.Time) *launch {
	return &launch{
		at: at, account: acc, version: lti13, origin: "lti", iss: w.lti.issuer, client: w.lti.client, deployment: w.lti.deployment,
		contextID: w.lti.contextID, contextTitle: w.lti.contextTitle, user: acc.lmsID, roles: roleLearner13,
		lineItem: none, lineItems: w.lti.lineItems,
		scopes:    strings.Join([]string{scopeLineItem, scopeLineItemRead, scopeResultRead, scopeScore}, " "),
		sourcedID: none, outcomeURL: none,
	}
}

// launch11 is an LTI 1.1 launch by the link of an activity.
func (w *world) launch11(s *score, at time.Time) *launch {
	l := w.bareLaunch11(s.account, at)
	l.activity, l.linkID = s.activity, s.activity.linkID
	l.sourcedID = w.lti.sourcedID(s, at)
	l.outcomeURL = w.lti.outcomes
	l.targetURI = toolURL + "/quiz/" + s.activity.id
	return l
}

// bareLaunch11 is an LTI 1.1 launch that carries no way to return a grade.
func (w *world) bareLaunch11(acc *account, at time.Time) *launch {
	return &launch{
		at: at, account: acc, version: lti11, origin: "lti", client: w.lti.key,
		contextID: w.lti.contextID, contextTitle: w.lti.contextTitle, user: acc.lti11ID, roles: "Learner",
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
