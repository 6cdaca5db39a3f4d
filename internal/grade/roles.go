package grade

import "strings"

// LTIRole reads the roles of one launch or membership. Only context roles decide:
// an LMS may send the institution and system roles of all of a person's
// enrolments with every launch (Canvas does). known is false when no context role
// is among them. test is true for the platform's preview account, whose role is
// http://purl.imsglobal.org/vocab/lti/system/person#TestUser.
//
// Names are those of LTI 1.3 (core specification, appendix A), their LTI 1.1 URN
// forms, and the short names that both allow for context roles.
func LTIRole(roles []string) (kind RoleKind, known, test bool) {
	for _, role := range roles {
		name, context, isTest := splitRole(strings.TrimSpace(role))
		test = test || isTest
		if !context {
			continue
		}
		k, ok := contextRoles[strings.ToLower(name)]
		if !ok {
			continue
		}
		if !known || rank[k] > rank[kind] {
			kind = k
		}
		known = true
	}
	return kind, known, test
}

// contextRoles maps principal context roles and the sub-roles that stand alone.
var contextRoles = map[string]RoleKind{
	"learner": RoleLearner, "student": RoleLearner, "guestlearner": RoleLearner,
	"noncreditlearner": RoleLearner, "externallearner": RoleLearner,
	"instructor": RoleStaff, "teachingassistant": RoleStaff, "administrator": RoleStaff,
	"contentdeveloper": RoleStaff, "manager": RoleStaff, "officer": RoleStaff, "grader": RoleStaff,
	"mentor": RoleObserver,
	"member": RoleOther,
}

// rank orders kinds when a person has several: a learner can always be graded.
var rank = map[RoleKind]int{RoleOther: 1, RoleObserver: 2, RoleStaff: 3, RoleLearner: 4}

// splitRole finds the principal role's name and whether it is a context role.
func splitRole(role string) (name string, context, test bool) {
	if rest, ok := strings.CutPrefix(role, "urn:lti:role:ims/lis/"); ok {
		name, _, _ = strings.Cut(rest, "/")
		return name, true, false
	}
	if strings.HasPrefix(role, "urn:lti:") {
		return "", false, strings.EqualFold(role, "urn:lti:role:TestUser")
	}
	base, fragment, ok := strings.Cut(role, "#")
	if !ok {
		name, _, _ = strings.Cut(role, "/")
		return name, role != "" && !strings.Contains(role, ":"), false
	}
	switch {
	case strings.HasSuffix(base, "/membership"):
		return fragment, true, false
	case strings.Contains(base, "/membership/"):
		return base[strings.LastIndex(base, "/")+1:], true, false
	}
	return "", false, strings.HasSuffix(base, "lti/system/person") && fragment == "TestUser"
}

// AccountRole reads the word with which a tool names the role of an account.
// known is false for the empty string and for words that say nothing about grades.
func AccountRole(word string) (kind RoleKind, known bool) {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "student", "learner", "participant", "pupil":
		return RoleLearner, true
	case "instructor", "teacher", "staff", "ta", "teaching assistant", "teachingassistant",
		"assistant", "grader", "admin", "administrator", "designer", "author", "owner":
		return RoleStaff, true
	case "observer", "mentor", "parent":
		return RoleObserver, true
	}
	return "", false
}
