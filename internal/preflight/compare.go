package preflight

import (
	"fmt"
	"math"
	"strconv"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// tool compares the tool's activities with the course's links.
func (v *view) tool() {
	if reason := tells(v); reason != "" {
		v.add(groupTool, "tool.links", diagnose.CheckSkipped, about("tool.links", reason), "", "export the tool's activities, and name their folder under tool in the profile")
		return
	}
	v.linkless()
	v.unknownLinks()
	v.titled()
	v.maxima()
	v.judge(toolRules())
	v.versions()
}

// pairs lists the tool's activities that count, with their links; a nil link is none.
func (v *view) pairs() (tools []*grade.ToolActivity, links []*grade.Activity) {
	for i := range v.Records.Activities {
		if t := &v.Records.Activities[i]; counts(t) {
			tools, links = append(tools, t), append(links, v.e.Activity(v.joined.Items[t.ID].Activity))
		}
	}
	return tools, links
}

// linkless finds activities of the tool that no link of the course opens.
func (v *view) linkless() {
	const id = "tool.links"
	var missing, unclear []string
	tools, links := v.pairs()
	for i, t := range tools {
		switch {
		case links[i] != nil:
		case v.joined.Items[t.ID].Ambiguous():
			unclear = append(unclear, title(t))
		default:
			missing = append(missing, title(t))
		}
	}
	switch {
	case v.partial() != "":
		v.untold(groupTool, id, "", v.partial())
	case len(missing) > 0:
		v.add(groupTool, id, diagnose.CheckFailed, "activities of the tool that nothing in the course links to: "+named(missing), "",
			by(diagnose.ActorTeacher)+"Link them in course "+v.Book.Course.Code+" as graded activities, or mark them in the tool as not assigned.")
	case len(unclear) > 0:
		v.add(groupTool, id, diagnose.CheckUnknown, about(id, "several links may be the ones of "+named(unclear)), "", "export the activities with resource_link_id or lineitem_url")
	default:
		v.add(groupTool, id, diagnose.CheckOK, "every activity of the tool has its link")
	}
}

// title names a tool's activity.
func title(t *grade.ToolActivity) string {
	if t.Title != "" {
		return t.Title
	}
	return t.ID
}

// unknownLinks finds links to the tool that no activity of it belongs to.
func (v *view) unknownLinks() {
	const id = "tool.activities"
	unknown := v.titles(func(a *grade.Activity) bool { return v.joined.Tools[a.ID] == "" })
	switch {
	case len(unknown) > 0:
		v.add(groupTool, id, diagnose.CheckWarning, "links to the tool that it has no activity for: "+named(unknown), "",
			by(diagnose.ActorTeacher)+"Open each once as a teacher, so that the tool learns of it, or remove it; then export the tool's records again.")
	case v.partial() != "":
		v.untold(groupTool, id, "", v.partial())
	case !v.toolsTold():
		v.untold(groupTool, id, "", "which tool the other links open: "+v.why(grade.FactActivityTool))
	default:
		v.add(groupTool, id, diagnose.CheckOK, "the tool has an activity for every link")
	}
}

// toolsTold reports whether it is known of every link which tool it opens.
func (v *view) toolsTold() bool {
	for i := range v.Book.Activities {
		if a := &v.Book.Activities[i]; v.opensTool(a) && a.ToolID == "" && !v.kindIs("lti") && v.joined.Tools[a.ID] == "" {
			return false
		}
	}
	return true
}

// titled compares titles.
func (v *view) titled() {
	var differ []string
	tools, links := v.pairs()
	for i, t := range tools {
		if a := links[i]; a != nil && t.Title != "" && a.Title != "" && plain(t.Title) != plain(a.Title) {
			differ = append(differ, fmt.Sprintf("%q in the tool is %q here", t.Title, a.Title))
		}
	}
	if len(differ) > 0 {
		v.add(groupTool, "tool.titles", diagnose.CheckWarning, "titles differ: "+named(differ), "",
			by(diagnose.ActorTeacher)+"See that each of these links opens what it says, and give both the same title.")
		return
	}
	v.compared("tool.titles", "titles agree", func(t *grade.ToolActivity) bool { return t.Title != "" }, func(*grade.Activity) bool { return true })
}

// maxima compares the points. Scores are scaled, so that another maximum is no
// fault, but often a slip.
func (v *view) maxima() {
	var differ []string
	tools, links := v.pairs()
	for i, t := range tools {
		if a := links[i]; a != nil && a.LineItem != nil {
			here, known := a.LineItem.Max.Get()
			there, told := t.Max.Get()
			if known && told && here > 0 && math.Abs(here-there) > 1e-6 {
				differ = append(differ, fmt.Sprintf("%s (%s in the tool, %s here)", a.Title, points(there), points(here)))
			}
		}
	}
	if len(differ) > 0 {
		v.add(groupTool, "tool.maxima", diagnose.CheckWarning, "maxima differ: "+named(differ), "",
			by(diagnose.ActorTeacher)+"Scores are scaled to the gradebook's points. If that is not meant, give both the same maximum before grades come.")
		return
	}
	v.compared("tool.maxima", "maxima agree", func(t *grade.ToolActivity) bool { return t.Max.Known() },
		func(a *grade.Activity) bool { return a.LineItem == nil || a.LineItem.Max.Known() })
}

// compared adds a comparison in which nothing differed: ok only where there was
// something to compare, and all of it was told on both sides.
func (v *view) compared(id, good string, there func(*grade.ToolActivity) bool, here func(*grade.Activity) bool) {
	var silent, unread []string
	tools, links := v.pairs()
	n := 0
	for i, a := range links {
		switch {
		case a == nil:
			continue
		case !here(a):
			unread = append(unread, a.Title)
		case !there(tools[i]):
			silent = append(silent, a.Title)
		}
		n++
	}
	switch {
	case len(unread) > 0:
		v.untold(groupTool, id, "", v.why(grade.FactLineItemMax, grade.FactResults))
	case v.partial() != "":
		v.untold(groupTool, id, "", v.partial())
	case n == 0:
		v.add(groupTool, id, diagnose.CheckSkipped, about(id, "no activity of the tool has a link to compare it with"))
	case len(silent) == n:
		v.add(groupTool, id, diagnose.CheckSkipped, about(id, "the tool's records do not tell them"))
	case len(silent) > 0:
		v.untold(groupTool, id, of(silent), "the tool's records do not tell")
	default:
		v.add(groupTool, id, diagnose.CheckOK, good)
	}
}

func points(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
