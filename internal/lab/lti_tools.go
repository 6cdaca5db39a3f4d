package lab

import (
	"slices"
	"strings"
)

// The scopes of the other two services.
const (
	scopeMembers = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
	scopeOutcome = "https://purl.imsglobal.org/spec/lti-bo/scope/basicoutcome"
)

// consumerSecret goes with consumerKey, and otherSecret with another tool's key.
const (
	consumerSecret = "practice-secret"
	otherConsumer  = "otherkey"
	otherSecret    = "othersecret"
)

func consumers() map[string]string {
	return map[string]string{consumerKey: consumerSecret, otherConsumer: otherSecret}
}

// registration is one LTI 1.3 tool of a Moodle. Beside the tool that the course
// has, the site knows some that have nothing in it; they all sign with the same keys.
type registration struct {
	id     int
	client string
	sync   int  // the grade service: 0 off, 1 scores only, 2 with columns of its own
	course int  // the only course it is for; 0 is the whole site
	never  bool // accept grades: never
}

func registrations() []registration {
	return []registration{
		{id: typeCertLab, client: clientID, sync: 2},
		{id: 2, client: "gslabscoreonly", sync: 1},
		{id: 3, client: "gslabnosync", sync: 0},
		{id: 4, client: "gslabnever", sync: 2, never: true},
		{id: 8, client: "gslabbio", sync: 2, course: bioCourseID},
	}
}

// registrationOf finds a tool of a Moodle by its client id.
func registrationOf(client string) (registration, bool) {
	all := registrations()
	i := slices.IndexFunc(all, func(r registration) bool { return r.client == client })
	if i < 0 {
		return registration{}, false
	}
	return all[i], true
}

// permitted lists the scopes that a tool may have now.
func (c *ltiCall) permitted(tool registration) []string {
	var scopes []string
	if tool.sync == 2 {
		scopes = append(scopes, scopeLineItem)
	}
	if tool.sync > 0 {
		scopes = append(scopes, scopeLineItemRead, scopeResultRead, scopeScore)
	}
	scopes = append(scopes, scopeMembers)
	if !tool.never {
		scopes = append(scopes, scopeOutcome)
	}
	return slices.DeleteFunc(scopes, func(s string) bool {
		return c.state.ways.withholds(s) || tool.client == c.world.lti.client && c.world.withholds(s)
	})
}

// withholds tells whether the course is one whose tool is not granted a scope of
// the grade services: no launch carries it, and there are launches.
func (w *world) withholds(scope string) bool {
	if !strings.Contains(scope, "/lti-ags/") {
		return false
	}
	seen := false
	for _, l := range w.launches {
		if l.version != lti13 || l.client != w.lti.client || l.scopes == none {
			continue
		}
		if slices.Contains(strings.Fields(l.scopes), scope) {
			return false
		}
		seen = true
	}
	return seen
}

// elsewhere tells whether a column belongs to an activity that is launched under
// another deployment than the course's: its scores are not allowed here.
func (w *world) elsewhere(c *column) bool {
	found := false
	for _, l := range w.launches {
		if l.version != lti13 || l.activity == nil || l.activity.column != c {
			continue
		}
		if l.deployment == w.lti.deployment {
			return false
		}
		found = true
	}
	return found
}
