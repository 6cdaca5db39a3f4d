package preflight

import (
	"cmp"
	"slices"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// ruled is a check that rules of the catalogue decide, as they find the rehearsed
// course.
type ruled struct {
	id, group string
	codes     []string
	// deeper are codes that tell the same fault with more of its story, where they can
	// be found at all; they go first.
	deeper []string
	// only are the kinds of LMS that have such a thing; empty is all.
	only []string
	keep func(*diagnose.Finding) bool // of their findings; nil is all
	// known tells whether the LMS tells what decides of an activity; nil where it is
	// no matter of single activities. facts name that datum.
	known func(*view, *grade.Activity) bool
	facts []grade.Fact
	good  string // what is said when nothing is found
	// reach tells of how many links it could be made; nil is all.
	reach func(*view) seen
	mild  bool // it may well be meant: a warning at most
	// needs says why it was left out where the tool tells nothing; "" where it needs
	// nothing of the tool.
	needs func(*view) string
}

// rehearsedCodes are the codes of all rules that a rehearsal runs.
func rehearsedCodes() []string {
	var codes []string
	for _, c := range slices.Concat(courseRules(), activityRules(), launchRules(), rosterRules(), toolRules(), []ruled{owner(), leftBehind(0, 0)}) {
		codes = append(append(codes, c.deeper...), c.codes...)
	}
	return codes
}

// judge adds the checks that rules decide.
func (v *view) judge(checks []ruled) {
	for _, c := range checks {
		if len(c.only) > 0 && !slices.Contains(c.only, v.Book.LMS.Kind) {
			continue
		}
		if c.needs != nil {
			if reason := c.needs(v); reason != "" {
				v.add(c.group, c.id, diagnose.CheckSkipped, about(c.id, reason))
				continue
			}
		}
		v.list.Add(v.decide(c))
	}
}

// decide judges one check: what was found, else what could not be told, else ok.
func (v *view) decide(c ruled) diagnose.Check {
	check := diagnose.Check{ID: c.id, Group: c.group}
	blind, covered := v.blind(c), ""
	for _, code := range slices.Concat(c.deeper, c.codes) {
		found, after := v.findings(code, c.keep)
		if len(found) > 0 {
			v.blame(&check, found, c.mild)
		}
		covered = cmp.Or(covered, after)
	}
	if check.State != "" {
		if blind != "" {
			check.Detail += "; " + blind
		}
		return check
	}
	switch {
	case blind != "":
		check.State, check.Detail = diagnose.CheckUnknown, about(c.id, blind)
	case covered != "":
		check.State, check.Detail = diagnose.CheckSkipped, about(c.id, "follows from another cause ("+covered+")")
	default:
		check.State, check.Detail = diagnose.CheckOK, c.good
		v.narrow(&check, c)
	}
	return check
}

// findings are those of a rule that are no consequence of another found of the same
// subject; after is the cause of one that is.
func (v *view) findings(code string, keep func(*diagnose.Finding) bool) (list []*diagnose.Finding, after string) {
	for i := range v.e.Findings {
		f := &v.e.Findings[i]
		if f.Rule().Code != code || keep != nil && !keep(f) {
			continue
		}
		if cause := v.follows(f); cause != "" {
			after = cause
			continue
		}
		list = append(list, f)
	}
	return list, after
}

// follows is the certain cause that a finding merely follows from; "" when none.
func (v *view) follows(f *diagnose.Finding) string {
	for i := range v.e.Findings {
		g := &v.e.Findings[i]
		if g.Subject == f.Subject && g.Certainty == diagnose.Certain && slices.Contains(f.Rule().After, g.Rule().Code) {
			return g.Rule().Code
		}
	}
	return ""
}

// blind says what of a check could not be told; "" where all of it could.
func (v *view) blind(c ruled) string {
	reason := v.gap(c.facts...)
	for _, n := range v.e.NotChecked {
		if slices.Contains(c.codes, n.Code) {
			if reason == "" {
				reason = n.Reason
			}
			return "could not be told (" + reason + ")"
		}
	}
	if c.known == nil {
		return ""
	}
	var untold []string
	for _, a := range v.mine {
		if !c.known(v, a) {
			untold = append(untold, a.Title)
		}
	}
	switch partial := v.partial(); {
	case len(untold) > 0:
		return "could not be told" + of(untold) + " (" + v.why(c.facts...) + ")"
	case partial != "":
		return "could not be told of every activity (" + partial + ")"
	}
	return ""
}
