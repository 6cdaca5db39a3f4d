package grade

import (
	"strings"
	"testing"
)

const (
	membership  = "http://purl.imsglobal.org/vocab/lis/v2/membership"
	institution = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
	system      = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
	testUser    = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
)

func TestLTIRole(t *testing.T) {
	for roles, want := range map[string]struct {
		kind        RoleKind
		known, test bool
	}{
		"":                                           {},
		membership + "#Learner":                      {kind: RoleLearner, known: true},
		membership + "#Instructor":                   {kind: RoleStaff, known: true},
		membership + "#Administrator":                {kind: RoleStaff, known: true},
		membership + "#ContentDeveloper":             {kind: RoleStaff, known: true},
		membership + "#Manager":                      {kind: RoleStaff, known: true},
		membership + "#Officer":                      {kind: RoleStaff, known: true},
		membership + "#Mentor":                       {kind: RoleObserver, known: true},
		membership + "#Member":                       {kind: RoleOther, known: true},
		membership + "#Unheard":                      {},
		membership + "/Instructor#TeachingAssistant": {kind: RoleStaff, known: true},
		membership + "/Instructor#Grader":            {kind: RoleStaff, known: true},
		membership + "/Instructor#GuestInstructor":   {kind: RoleStaff, known: true},
		membership + "/Learner#NonCreditLearner":     {kind: RoleLearner, known: true},
		membership + "/Learner#GuestLearner":         {kind: RoleLearner, known: true},
		membership + "/Mentor#Observer":              {kind: RoleObserver, known: true},
		institution + "Student":                      {},
		institution + "Instructor":                   {},
		system + "Administrator":                     {},
		testUser:                                     {test: true},
		testUser + " " + membership + "#Learner":     {kind: RoleLearner, known: true, test: true},
		system + "User " + institution + "Instructor " + institution + "Student " + membership + "#Learner": {kind: RoleLearner, known: true},
		membership + "#Instructor " + membership + "/Instructor#TeachingAssistant":                          {kind: RoleStaff, known: true},
		membership + "#Instructor " + membership + "#Learner":                                               {kind: RoleLearner, known: true},
		membership + "#Member " + membership + "#Mentor":                                                    {kind: RoleObserver, known: true},
		"Learner":                      {kind: RoleLearner, known: true},
		"learner":                      {kind: RoleLearner, known: true},
		"Instructor":                   {kind: RoleStaff, known: true},
		"Instructor/TeachingAssistant": {kind: RoleStaff, known: true},
		"Mentor":                       {kind: RoleObserver, known: true},
		"urn:lti:role:ims/lis/Learner": {kind: RoleLearner, known: true},
		"urn:lti:role:ims/lis/Learner/NonCreditLearner": {kind: RoleLearner, known: true},
		"urn:lti:role:ims/lis/TeachingAssistant":        {kind: RoleStaff, known: true},
		"urn:lti:role:ims/lis/Mentor":                   {kind: RoleObserver, known: true},
		"urn:lti:instrole:ims/lis/Student":              {},
		"urn:lti:instrole:ims/lis/Instructor":           {},
		"urn:lti:sysrole:ims/lis/SysAdmin":              {},
		"https://example.edu/roles/Learner":             {},
	} {
		kind, known, test := LTIRole(strings.Fields(roles))
		if kind != want.kind || known != want.known || test != want.test {
			t.Errorf("LTIRole(%q) = %q, %v, %v; want %+v", roles, kind, known, test, want)
		}
	}
}

func TestLTIRoleTakesBlanksOff(t *testing.T) {
	if kind, known, _ := LTIRole([]string{" Learner\n", ""}); kind != RoleLearner || !known {
		t.Errorf("LTIRole = %q, %v", kind, known)
	}
}

func TestAccountRole(t *testing.T) {
	for word, want := range map[string]RoleKind{
		"student": RoleLearner, " Learner ": RoleLearner, "instructor": RoleStaff, "TA": RoleStaff, "Teaching Assistant": RoleStaff,
		"admin": RoleStaff, "observer": RoleObserver, "": "", "wizard": "",
	} {
		if kind, known := AccountRole(word); kind != want || known != (want != "") {
			t.Errorf("AccountRole(%q) = %q, %v", word, kind, known)
		}
	}
}

func FuzzLTIRole(f *testing.F) {
	for _, seed := range []string{"", "#", "/", "urn:lti:role:ims/lis/", "urn:lti:", membership, membership + "/#", membership + "#Learner", testUser} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, role string) {
		kind, known, _ := LTIRole([]string{role})
		if known != (kind != "") {
			t.Errorf("LTIRole(%q) = %q, known %v", role, kind, known)
		}
		// A learner's role among others always decides.
		if kind, known, _ := LTIRole([]string{role, "Learner"}); kind != RoleLearner || !known {
			t.Errorf("LTIRole(%q and Learner) = %q, %v", role, kind, known)
		}
	})
}
