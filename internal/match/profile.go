package match

import (
	"strings"
	"unicode"
)

// Identity is what is known of one person, to be compared with others. Only ID
// has to be there.
type Identity struct{ ID, Name, Email, Login string }

// profile is an Identity made ready to be compared, with what both sides' ids
// say about it.
type profile struct {
	id          string
	name        name
	mail        address
	login, stem string // folded; stem has no separators and no digits at the end
	mailStem    string // of the local part
	sis         string
	lti, lti11  string // the LMS user ids the account carries
	lost        bool   // such an id is there, and the roster does not have it
	learner     string // whom it is matched to
	inRoster    bool   // a person of the LMS, not an account of the tool
}

func newProfile(p Identity) profile {
	q := profile{
		id: p.ID, name: newName(p.Name), mail: newAddress(p.Email), login: FoldKey(p.Login),
	}
	local, _, _ := strings.Cut(q.login, "@")
	q.stem, q.mailStem = stem(local), stem(q.mail.local)
	return q
}

// stem is a login without separators and without digits at its end. It is empty
// when too little is left to mean anything.
func stem(login string) string {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, login)
	letters = strings.TrimRightFunc(letters, unicode.IsDigit)
	if len(letters) < 4 {
		return ""
	}
	return letters
}

// apart reports whether two profiles are two users of the LMS: then no likeness
// makes them one person.
func (p *profile) apart(q *profile) bool {
	if p.learner != "" && q.learner != "" {
		return p.learner != q.learner
	}
	differ := func(a, b string) bool { return a != "" && b != "" && a != b }
	return differ(p.lti, q.lti) || differ(p.lti11, q.lti11)
}
