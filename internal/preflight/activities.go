package preflight

import (
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// activities judges the links that open the tool.
func (v *view) activities() {
	v.found()
	v.judge(activityRules())
	v.owners()
	v.lineItems()
	v.twins()
	v.posting()
	v.windows()
	v.judge(launchRules())
}

// found tells whether the course has links to the tool at all.
func (v *view) found() {
	const id = "activities.links"
	others := 0
	for i := range v.Book.Activities {
		if a := &v.Book.Activities[i]; v.opensTool(a) && a.Kind != bareLink {
			others++
		}
	}
	switch {
	case v.partial() != "":
		v.untold(groupActivities, id, "", v.partial())
	case len(v.mine) == 0 && others == 0:
		v.add(groupActivities, id, diagnose.CheckFailed, "the course has no link to an external tool", "",
			by(diagnose.ActorTeacher)+"Add the tool's activities to course "+v.Book.Course.Code+" as graded links.")
	case len(v.mine) == 0:
		v.add(groupActivities, id, diagnose.CheckFailed, "none of the course's "+number(others, "link", "links")+" to external tools is known to be this tool's", "",
			by(diagnose.ActorTeacher)+"Add the tool's activities to course "+v.Book.Course.Code+" as graded links; see that lti13.client_id is the one under which the LMS has the tool.")
	default:
		v.add(groupActivities, id, diagnose.CheckOK, number(len(v.mine), "link opens", "links open")+" the tool")
	}
}

// twins finds columns of one title: of two, the tool may fill the wrong one.
func (v *view) twins() {
	const id = "activities.duplicates"
	columns := map[string]int{}
	for i := range v.Book.Activities {
		if a := &v.Book.Activities[i]; a.LineItem != nil {
			columns[plain(a.Title)]++
		}
	}
	double := v.titles(func(a *grade.Activity) bool {
		return columns[plain(a.Title)] > 1 || a.LineItem == nil && columns[plain(a.Title)] > 0
	})
	switch {
	case len(double) > 0:
		v.add(groupActivities, id, diagnose.CheckWarning, "the gradebook has another column of the same title: "+named(double), "LI-06",
			by(diagnose.ActorTeacher)+"See which of the two columns belongs to the link that learners open, and delete or rename the other before grades come.")
	case v.partial() != "":
		v.untold(groupActivities, id, "", v.partial())
	case v.columnsUntold():
		v.untold(groupActivities, id, "", v.why(grade.FactLineItems, grade.FactResults))
	default:
		v.add(groupActivities, id, diagnose.CheckOK, "no two columns have the same title")
	}
}

// columnsUntold reports whether the gradebook's columns were not all read.
func (v *view) columnsUntold() bool {
	for _, gap := range v.Book.Gaps {
		if (gap.Fact == grade.FactLineItems || gap.Fact == grade.FactResults) && gap.Class != grade.Unsupported {
			return true
		}
	}
	return len(v.titles(func(a *grade.Activity) bool { return !a.Graded.Known() })) > 0
}

// plain is a title as people see it.
func plain(title string) string { return strings.ToLower(strings.Join(strings.Fields(title), " ")) }

// posting tells where grades stay hidden until a teacher posts them. Other LMSs have
// no such thing.
func (v *view) posting() {
	const id = "activities.posting"
	if !v.kindIs("canvas") {
		return
	}
	manual := v.titles(func(a *grade.Activity) bool { return grade.Is(a.PostManually, true) })
	untold := v.titles(func(a *grade.Activity) bool { return !a.PostManually.Known() })
	switch {
	case len(manual) > 0:
		v.add(groupActivities, id, diagnose.CheckWarning, "learners see no grade until a teacher posts it: "+named(manual), "GB-01",
			by(diagnose.ActorTeacher)+"Unless that is meant, open Grades in course "+v.Book.Course.Code+", ⋮ menu in the column header, Grade Posting Policy, and choose Automatically.")
	case v.partial() != "":
		v.untold(groupActivities, id, "", v.partial())
	case len(untold) > 0:
		v.untold(groupActivities, id, of(untold), v.why(grade.FactActivityPosting))
	default:
		v.add(groupActivities, id, diagnose.CheckOK, "grades are posted as they come")
	}
}

// windows compares from when to when activities are open with the course's dates.
func (v *view) windows() {
	const id = "activities.dates"
	var shut, beyond, untold []string
	for _, a := range v.mine {
		switch v.window(a) {
		case "shut":
			shut = append(shut, a.Title)
		case "beyond":
			beyond = append(beyond, a.Title)
		case "untold":
			untold = append(untold, a.Title)
		}
	}
	fix := by(diagnose.ActorTeacher) + "Compare the dates of the " + map[bool]string{true: "activity", false: "activities"}[len(shut)+len(beyond) == 1] + " with those of course " + v.Book.Course.Code + " and move what is wrong."
	switch {
	case len(shut) > 0:
		v.add(groupActivities, id, diagnose.CheckFailed, "never open while the course is: "+named(shut), "", fix)
	case len(beyond) > 0:
		v.add(groupActivities, id, diagnose.CheckWarning, "open beyond the end of the course: "+named(beyond), "", fix)
	case v.partial() != "":
		v.untold(groupActivities, id, "", v.partial())
	case len(untold) > 0:
		v.untold(groupActivities, id, of(untold), v.why(grade.FactActivityDates))
	default:
		v.add(groupActivities, id, diagnose.CheckOK, "the activities' dates are within the course's")
	}
}

func of(titles []string) string {
	if len(titles) == 0 {
		return ""
	}
	return " of " + named(titles)
}

// window says how an activity's dates are to the course's; "" when they fit.
func (v *view) window(a *grade.Activity) string {
	start, starts := grade.At(v.Book.Course.StartAt)
	end, ends := grade.At(v.Book.Course.EndAt)
	opens, hasOpening := grade.At(a.OpensAt)
	closes, hasClosing := grade.At(a.ClosesAt)
	switch {
	case hasClosing && (!closes.After(v.Now) || starts && !closes.After(start)),
		hasOpening && ends && !opens.Before(end),
		hasOpening && hasClosing && !closes.After(opens):
		return "shut"
	case hasClosing && ends && closes.After(end):
		return "beyond"
	case !a.OpensAt.Known() || !a.ClosesAt.Known():
		return "untold"
	}
	return ""
}
