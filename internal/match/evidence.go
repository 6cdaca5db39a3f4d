package match

import "math"

// Threshold is the score from which two people are reported as one. The same
// name reaches it only where nobody else has that name and no e-mail address
// speaks against it; an e-mail address that is nearly the same needs the name too.
const Threshold = 0.6

// evidence adds up what speaks for two profiles being one person. Each piece
// takes its share of the doubt that is left, so that many weak ones never become
// a certainty.
type evidence struct {
	doubt float64
	words [4]string // one of each kind: ids, e-mail, name, login
	n     int
}

func (e *evidence) add(weight float64, reason string) {
	e.doubt *= 1 - weight
	e.words[e.n] = reason
	e.n++
}

// reasons tells what was added; nil when nothing was.
func (e *evidence) reasons() []string { return append([]string(nil), e.words[:e.n]...) }

// compare scores two profiles between 0 and 1. unique tells that nobody else has
// the name they share.
func compare(p, q *profile, unique bool) (float64, evidence) {
	e := evidence{doubt: 1}
	if p.apart(q) {
		return 0, e
	}
	if p.learner != "" && p.learner == q.learner {
		e.add(1, "matched to the same learner of the LMS")
		return 1, e
	}
	names, mails := p.name.like(q.name), p.mail.like(q.mail)
	e.addIDs(p, q)
	e.addMail(mails, names)
	e.addName(names, unique && p.name.full())
	e.addLogin(p, q)
	score := (1 - e.doubt) * objections(p, q, names, mails)
	return math.Round(score*100) / 100, e
}

func (e *evidence) addIDs(p, q *profile) {
	switch {
	case p.lti != "" && p.lti == q.lti || p.lti11 != "" && p.lti11 == q.lti11:
		e.add(0.95, "same LMS user id")
	case p.sis != "" && p.sis == q.sis:
		e.add(0.9, "same SIS id")
	}
}

func (e *evidence) addMail(m mailbox, names likeness) {
	switch m {
	case sameMail:
		e.add(0.9, "same e-mail address")
	case aliasMail:
		e.add(0.85, "e-mail alias of the same mailbox")
	case nearbyMail:
		e.add(0.65, "same e-mail name at a domain of the same site or one letter off")
	case slipMail:
		// Where the names differ too, so do the people: jan.novak and jana.novak.
		weight := 0.6
		if names == otherName || names == touchingName || names == slipName {
			weight = 0.3
		}
		e.add(weight, "e-mail addresses differ by one typing error")
	case localElsewhere:
		e.add(0.5, "same e-mail name at another domain")
	case shortElsewhere:
		e.add(0.25, "same short e-mail name at another domain")
	}
}

func (e *evidence) addName(n likeness, unique bool) {
	switch {
	case n == sameName && unique:
		e.add(0.6, "same name, which nobody else has")
	case n == sameName:
		e.add(0.5, "same name")
	case n == slipName:
		e.add(0.4, "names differ by one typing error")
	case n == partName:
		e.add(0.4, "one name is part of the other")
	case n == initialsName:
		e.add(0.3, "same name with initials")
	}
}

func (e *evidence) addLogin(p, q *profile) {
	switch {
	case p.login != "" && p.login == q.login:
		e.add(0.6, "same login")
	case p.stem != "" && p.stem == q.stem:
		e.add(0.25, "logins differ by digits or separators only")
	case p.stem != "" && p.stem == q.mailStem, q.stem != "" && q.stem == p.mailStem:
		e.add(0.25, "the login of one is the e-mail name of the other")
	}
}

// objections is the share of the score that is left by what speaks against it.
func objections(p, q *profile, names likeness, mails mailbox) float64 {
	left := 1.0
	switch names {
	case otherName:
		left *= 0.7
	case touchingName:
		left *= 0.85
	}
	if mails == otherMail {
		left *= 0.75
	}
	if p.sis != "" && q.sis != "" && p.sis != q.sis {
		left *= 0.5
	}
	if p.lost || q.lost {
		left *= 0.75
	}
	return left
}
