package redact

import "strings"

// User returns the pseudonym of somebody by the name that cases have for them: an id
// of the LMS, or "tool:" and an account.
func (r *Redacted) User(id string) string {
	if account, ok := strings.CutPrefix(id, "tool:"); ok {
		return "tool:" + r.by.treat(accountID, account)
	}
	return r.by.treat(personID, id)
}

// Activity returns what stands for the id of an activity, nearly always the id itself.
func (r *Redacted) Activity(id string) string {
	if tool, ok := strings.CutPrefix(id, "tool:"); ok {
		return "tool:" + r.by.treat(ref, tool)
	}
	return r.by.treat(ref, id)
}

// Subject returns what stands for the subject of a suppression: an id, a title, or
// user/activity, with the word before it that says which is meant.
func (r *Redacted) Subject(subject string) string {
	prefix, rest, ok := strings.Cut(subject, ":")
	if !ok || prefix != "user" && prefix != "activity" && prefix != "course" {
		prefix, rest = "", subject
	} else {
		prefix += ":"
	}
	user, activity := cellOf(rest)
	switch {
	case r.met(rest) && (prefix == "" || prefix == "user:"):
		return prefix + r.User(rest)
	case activity != "" && r.met(user):
		return prefix + r.User(user) + "/" + r.Activity(activity)
	case r.by.done[value{ref, rest}] != "":
		return prefix + r.Activity(rest)
	}
	return prefix + r.by.treat(title, rest)
}

// met tells whether the course has somebody of this id.
func (r *Redacted) met(user string) bool {
	account, ok := strings.CutPrefix(user, "tool:")
	if ok {
		return r.by.done[value{accountID, account}] != ""
	}
	return r.by.done[value{personID, user}] != ""
}
