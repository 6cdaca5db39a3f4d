package preflight

import (
	"fmt"
	"slices"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

func courseRules() []ruled {
	return []ruled{
		{id: "course.blueprint", group: groupCourse, codes: []string{"LI-08"}, only: []string{"canvas"},
			good: "no blueprint locks what the tool has to set", facts: []grade.Fact{grade.FactActivityGoverned, grade.FactCourseBlueprint},
			known: func(v *view, a *grade.Activity) bool {
				return grade.Is(v.Book.Course.Blueprint, false) || a.Governed.Known()
			}},
	}
}

func activityRules() []ruled {
	return []ruled{
		{id: "activities.published", group: groupActivities, codes: []string{"LI-02"}, good: "every activity is published", facts: []grade.Fact{grade.FactActivityVisible},
			known: func(_ *view, a *grade.Activity) bool { return a.Visible.Known() }},
		{id: "activities.graded", group: groupActivities, codes: []string{"LI-01"}, deeper: []string{"LI-03"}, keep: columnless, good: "every link has a gradebook column", facts: []grade.Fact{grade.FactLineItems, grade.FactResults},
			known: func(_ *view, a *grade.Activity) bool { return a.Graded.Known() }},
		{id: "activities.points", group: groupActivities, codes: []string{"LI-11"}, good: "every column has points", facts: []grade.Fact{grade.FactLineItemMax, grade.FactResults},
			known: inColumn(func(l *grade.LineItem) bool { return l.Max.Known() || grade.Is(l.Type, grade.NoGrade) })},
		{id: "activities.type", group: groupActivities, codes: []string{"LI-15"}, good: "every column can hold a number", facts: []grade.Fact{grade.FactLineItemType, grade.FactResults},
			known: inColumn(func(l *grade.LineItem) bool { return l.Type.Known() })},
		{id: "activities.hidden", group: groupActivities, codes: []string{"GB-02"}, only: notCanvas(), good: "no column is hidden", facts: []grade.Fact{grade.FactLineItemHidden, grade.FactResultHidden, grade.FactResults},
			known: inColumn(func(l *grade.LineItem) bool { return l.Hidden.Known() })},
		{id: "activities.locked", group: groupActivities, codes: []string{"AC-10"}, keep: without(grade.FactResultClosed), good: "no column is locked",
			facts: []grade.Fact{grade.FactActivityModerated, grade.FactResultLocked, grade.FactResults},
			known: func(v *view, a *grade.Activity) bool {
				return a.LineItem == nil || a.LineItem.Locked.Known() || v.kindIs("canvas") && a.Moderated.Known()
			}},
		{id: "activities.period", group: groupActivities, codes: []string{"AC-10"}, only: []string{"canvas"}, keep: with(grade.FactResultClosed), good: "every grading period is open",
			facts: []grade.Fact{grade.FactResultClosed, grade.FactResults, grade.FactRoster}, known: inCells(func(r *grade.Result) bool { return r.Closed.Known() || grade.Is(r.Assigned, false) })},
		{id: "activities.assigned", group: groupActivities, codes: []string{"LI-16"}, only: []string{"canvas"}, mild: true, good: "every activity is assigned to every learner",
			facts: []grade.Fact{grade.FactResultAssigned, grade.FactResults, grade.FactRoster}, known: inCells(func(r *grade.Result) bool { return r.Assigned.Known() })},
		{id: "activities.tool", group: groupActivities, codes: []string{"TK-11"}, only: []string{"canvas"}, good: "every link's tool is installed",
			facts: []grade.Fact{grade.FactTools, grade.FactToolAvailable}, known: func(_ *view, a *grade.Activity) bool { return a.ToolID != "" }},
	}
}

// launchRules are those that only launches can show: a link that nobody has opened
// yet tells nothing of them.
func launchRules() []ruled {
	check := func(id, good string, codes ...string) ruled {
		return ruled{id: id, group: groupActivities, codes: codes, good: good, needs: launched}
	}
	return []ruled{
		check("launches.service", "launches carry a way to return grades", "LA-07").in(opened),
		check("launches.link", "each link that was opened opens its own activity", "LI-12").in(opened),
		check("launches.course", "launches come from this course", "LI-17", "LA-08"),
		check("launches.deployment", "launches come by a deployment that covers the course", "TK-07", "TK-06"),
	}
}

func rosterRules() []ruled {
	return []ruled{
		{id: "roster.roles", group: groupRoster, codes: []string{"ID-09"}, good: "whoever is to be graded has a role that can be", facts: []grade.Fact{grade.FactRole, grade.FactRoster}},
	}
}

func toolRules() []ruled {
	return []ruled{
		{id: "tool.lineitems", group: groupTool, codes: []string{"LI-05", "LI-03"}, keep: misdirected, needs: holdsLineItems,
			good: "the tool sends to this course's columns", facts: []grade.Fact{grade.FactLineItemURL, grade.FactLineItems, grade.FactResults}, known: itemTold},
		{id: "tool.sending", group: groupTool, codes: []string{"RL-02"}, needs: tells, good: "the tool sends by itself", reach: sendingTold},
	}
}

// owner is decided by launches where there are any.
func owner() ruled {
	return ruled{id: "activities.owner", group: groupActivities, codes: []string{"LI-04"}, only: []string{"canvas"}, needs: launched, good: "every column is the tool's own"}
}

// leftBehind is decided by launches: old links that still serve are no fault.
func leftBehind(old, current int) ruled {
	good := "no link was left behind on LTI 1.1"
	if old > 0 && current > 0 {
		good = fmt.Sprintf("%s LTI 1.1 beside %d on LTI 1.3, and launches by them carry what a grade needs", number(old, "link runs on", "links run on"), current)
	}
	return ruled{id: "tool.version", group: groupTool, codes: []string{"LI-13"}, good: good}
}

// notCanvas are the kinds of LMS whose columns can be hidden as a whole.
func notCanvas() []string { return []string{"moodle", "blackboard", "brightspace", "lti"} }

// inColumn asks of the column, where there is one.
func inColumn(known func(*grade.LineItem) bool) func(*view, *grade.Activity) bool {
	return func(_ *view, a *grade.Activity) bool { return a.LineItem == nil || known(a.LineItem) }
}

// inCells asks of the cells of an activity, of which there must be one.
func inCells(known func(*grade.Result) bool) func(*view, *grade.Activity) bool {
	return func(v *view, a *grade.Activity) bool {
		cells := 0
		for _, c := range v.e.InActivity(a.ID) {
			if c.Result == nil {
				continue
			}
			if cells++; !known(c.Result) {
				return false
			}
		}
		return cells > 0
	}
}

// with keeps the findings that stand on a fact, without those that do not.
func with(fact grade.Fact) func(*diagnose.Finding) bool {
	return func(f *diagnose.Finding) bool {
		return slices.ContainsFunc(f.Evidence, func(e diagnose.Evidence) bool { return e.Fact == string(fact) })
	}
}

func without(fact grade.Fact) func(*diagnose.Finding) bool {
	on := with(fact)
	return func(f *diagnose.Finding) bool { return !on(f) }
}

// columnless keeps the findings about links without a column.
func columnless(f *diagnose.Finding) bool {
	return len(f.Reach) > 0 && f.Reach[0].LMS != nil && grade.Is(f.Reach[0].LMS.Graded, false)
}

// misdirected keeps the findings about links that have one, or from which the tool
// sends elsewhere: the others are a matter of the missing link or column.
func misdirected(f *diagnose.Finding) bool {
	return len(f.Reach) > 0 && f.Reach[0].LMS != nil && (f.Rule().Code != "LI-03" || !columnless(f))
}

// launched says why what launches show was left out.
func launched(v *view) string {
	switch {
	case v.Records == nil:
		return "launches show it, and there are no records of the tool"
	case len(v.Records.Launches) == 0:
		return "launches show it, and there is no record of any yet"
	}
	return ""
}

// tells says why what the tool's activities show was left out.
func tells(v *view) string {
	switch {
	case v.Records == nil:
		return "there are no records of the tool"
	case len(v.Records.Activities) == 0:
		return "the tool's records do not name its activities"
	}
	return ""
}

// holdsLineItems says why the tool's line items were left out.
func holdsLineItems(v *view) string {
	if reason := tells(v); reason != "" {
		return reason
	}
	for i := range v.Records.Activities {
		if v.Records.Activities[i].LineItemURL != "" {
			return ""
		}
	}
	return "the tool knows no line item of its activities yet"
}

// itemTold reports whether the line item that the tool holds for an activity can be
// compared with the LMS's.
func itemTold(v *view, a *grade.Activity) bool {
	for i := range v.Records.Activities {
		t := &v.Records.Activities[i]
		if t.ID == v.joined.Tools[a.ID] && t.LineItemURL != "" {
			return a.LineItem != nil && a.LineItem.URL != "" || grade.Is(a.Graded, false)
		}
	}
	return true
}
