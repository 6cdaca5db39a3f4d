package preflight

import (
	"slices"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/match"
)

// owners finds links that the LMS has for another registration than the tool's own:
// their columns take no score of it. Where the LMS does not say, launches may.
func (v *view) owners() {
	var foreign []string
	own := len(v.mine) > 0 && v.partial() == ""
	for _, a := range v.mine {
		switch v.registration(a) {
		case anothers:
			foreign = append(foreign, a.Title)
		case unclear:
			own = false
		}
	}
	switch {
	case len(foreign) > 0:
		v.add(groupActivities, owner().id, diagnose.CheckFailed, "the link is another tool's: "+named(foreign), "LI-04", v.cure("LI-04"))
	case own && launched(v) != "":
		v.add(groupActivities, owner().id, diagnose.CheckOK, "every link is registered as this tool's")
	default:
		v.judge([]ruled{owner()})
	}
}

// whose tells by which registration a link opens.
type whose int

const (
	unclear whose = iota
	ours
	anothers
	overLTI1 // by LTI 1.1, which has no registration and no line item
)

// registration tells whose a link is, by what the LMS says of its tool. Where it says
// nothing, launches of the link may tell that it runs on LTI 1.1.
func (v *view) registration(a *grade.Activity) whose {
	t := v.e.ToolOf(a)
	switch {
	case t != nil && t.LTIVersion == grade.LTI11, t == nil && v.launchedBy(a) == grade.LTI11:
		return overLTI1
	case t == nil || t.LTIVersion != grade.LTI13 || t.ClientID == "" || v.ClientID == "":
		return unclear
	case t.ClientID != v.ClientID:
		return anothers
	}
	return ours
}

// launchedBy is the version of LTI that all launches of a link came by; "" where
// there are none, or several.
func (v *view) launchedBy(a *grade.Activity) string {
	version := ""
	for _, c := range v.e.InActivity(a.ID) {
		for _, l := range c.Launches() {
			switch {
			case l.Version != grade.LTI11 && l.Version != grade.LTI13: // by the tool's own login page
			case version != "" && l.Version != version:
				return ""
			default:
				version = l.Version
			}
		}
	}
	return version
}

// lineItems finds links with a column of which the tool's own list of line items
// knows nothing: it can send no score there.
func (v *view) lineItems() {
	const id = "activities.lineitems"
	if v.Listed == nil {
		v.unlisted(id)
		return
	}
	count := 0
	var missing, untold []string
	for _, a := range v.mine {
		switch whose := v.registration(a); {
		case a.LineItem == nil || grade.Is(a.Graded, false):
		case v.lists(a):
			count++
		case whose == ours:
			missing = append(missing, a.Title)
		case whose == unclear:
			untold = append(untold, a.Title)
		}
	}
	switch {
	case len(missing) > 0:
		v.add(groupActivities, id, diagnose.CheckFailed, "the tool's own list has no line item for: "+named(missing), "LI-03", v.cure("LI-03"))
	case v.partial() != "":
		v.untold(groupActivities, id, "", v.partial())
	case len(untold) > 0:
		v.untold(groupActivities, id, of(untold), "the tool's own list has none, and whether these links run on LTI 1.1 is not known: "+v.why(grade.FactTools, grade.FactActivityTool))
	case count == 0:
		v.add(groupActivities, id, diagnose.CheckSkipped, about(id, "no link of the tool runs on LTI 1.3"))
	default:
		v.add(groupActivities, id, diagnose.CheckOK, number(count, "link has its line item", "links have their line items")+" in the tool's own list")
	}
}

// lists reports whether a link's line item is in the tool's own list.
func (v *view) lists(a *grade.Activity) bool {
	return slices.ContainsFunc(v.Listed, func(l lti.LineItem) bool {
		return a.LineItem.URL != "" && match.URLKey(l.ID) == match.URLKey(a.LineItem.URL) || l.ResourceLinkID != "" && l.ResourceLinkID == a.ResourceLinkID
	})
}

// unlisted says why there is no list to look into.
func (v *view) unlisted(id string) {
	if v.ClientID == "" {
		v.add(groupActivities, id, diagnose.CheckSkipped, about(id, "only the tool's own registration shows them, and there is none that the LMS knows"))
		return
	}
	v.untold(groupActivities, id, "", "the tool's own list could not be read")
}
