package redact

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// differences lists what the diagnosis of the copy says otherwise than that of the
// original, in the words of the copy.
func (r *Redacted) differences(before *diagnose.Report, in diagnose.Input) []string {
	after := diagnose.Examine(in, diagnose.Catalogue()).Report(diagnose.Options{All: true})
	was, is := map[string]int{}, map[string]int{}
	r.tally(was, before, r.User, r.Activity)
	same := func(id string) string { return id }
	r.tally(is, after, same, same)
	var list []string
	for line, n := range was {
		if is[line] != n {
			list = append(list, line)
		}
	}
	for line, n := range is {
		if was[line] == 0 && n != 0 {
			list = append(list, line)
		}
	}
	slices.Sort(list)
	return list
}

// tally counts what a report says, line by line: each grade with its verdict and
// cause, each cause with its scope, certainty and subjects, each rule not checked.
func (r *Redacted) tally(to map[string]int, rep *diagnose.Report, user, activity func(string) string) {
	for _, g := range rep.Grades {
		to[fmt.Sprintf("grade %s/%s %s %s", user(g.User), activity(g.Activity), g.Verdict, g.Cause)]++
	}
	for i := range rep.Causes {
		c := &rep.Causes[i]
		to[fmt.Sprintf("cause %s %s %s %s, %d grades, %d subjects, %v, %v",
			c.Code, c.Scope, c.Certainty, c.Severity, c.Explains, len(c.Subjects), c.Consequences, c.Also)]++
		for _, s := range c.Subjects {
			to[fmt.Sprintf("subject of %s %s %s", c.Code, c.Certainty, subjectKey(s, user, activity))]++
		}
	}
	for _, n := range rep.NotChecked {
		to["not checked "+n.Code]++
	}
}

func subjectKey(s diagnose.Subject, user, activity func(string) string) string {
	id := s.ID
	switch s.Kind {
	case "user":
		id = user(id)
	case "activity":
		id = activity(id)
	case "grade":
		who, what := cellOf(id)
		id = user(who) + "/" + activity(what)
	default:
		id = activity(id) // a reference that is kept or replaced in the same way
	}
	return s.Kind + " " + id
}

// cellOf takes user/activity apart. Ids have no slash but those that an odd LMS gives
// to people.
func cellOf(id string) (user, activity string) {
	at := strings.LastIndexByte(id, '/')
	if at < 0 {
		return id, ""
	}
	return id[:at], id[at+1:]
}
