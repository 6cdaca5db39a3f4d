package canvas

import (
	"fmt"

	"github.com/gradesync/gradesync/internal/grade"
)

// gapOf is what an error leaves unread.
func gapOf(fact grade.Fact, what string, err error) grade.Gap {
	return grade.Gap{Fact: fact, What: what, Class: grade.ClassOf(err), Reason: err.Error()}
}

// missingMember is the error of an answer that lacks what was asked for: Canvas
// drops includes silently, and members that the user may not see.
func missingMember(member string, of route) error {
	return fmt.Errorf("%w: %s left out %q: the developer key needs \"Allow Include Parameters\", or the token's user the permission to see it",
		grade.ErrScope, of.call(), member)
}

// untold is what Canvas reveals to nobody, or only one by one.
func untold() []grade.Gap {
	const no = "Canvas's REST API does not tell"
	return []grade.Gap{
		{Fact: grade.FactLineItemLocked, What: "whether columns are locked", Class: grade.Unsupported, Reason: "Canvas locks no columns: closed grading periods, moderation and attempts are read in their place"},
		{Fact: grade.FactResultLocked, What: "whether results are locked", Class: grade.Unsupported, Reason: "Canvas locks no results: closed grading periods, moderation and attempts are read in their place"},
		{Fact: grade.FactLineItemHidden, What: "whether columns are hidden", Class: grade.Unsupported, Reason: "Canvas hides each learner's grade until it is posted, and that is read"},
		{Fact: grade.FactLineItemURL, What: "the addresses of line items, and how many an assignment has", Class: grade.Unsupported, Reason: no + "; the tool's own line item list shows them"},
		{Fact: grade.FactLTIUsers, What: "the LTI ids of the course and its people", Class: grade.Unsupported, Reason: no + " them in lists: those that launches carry are looked up one by one"},
		{What: "scores that Canvas refused", Class: grade.Unsupported, Reason: "Canvas keeps no record of them"},
		{What: "whether a tool's developer key is on for the course's account, and with which scopes", Class: grade.Unsupported, Reason: "it is told to administrators of the root account only, together with the key's secret, and is not asked for"},
	}
}

// gaps names everything that was not read.
func (r *reading) gaps(b *grade.Book) []grade.Gap {
	var gaps []grade.Gap
	gaps = append(gaps, r.courseGaps(b)...)
	gaps = append(gaps, r.assignmentGaps()...)
	gaps = append(gaps, r.rosterGaps(b)...)
	gaps = append(gaps, r.resultGaps(b)...)
	gaps = append(gaps, r.totalGaps(b)...)
	gaps = append(gaps, r.toolGaps()...)
	gaps = append(gaps, r.moduleGaps()...)
	return append(gaps, untold()...)
}

// failed is one gap for each fact that a part would have told.
func failed(of route, what string, err error) []grade.Gap {
	if err == nil {
		return nil
	}
	var gaps []grade.Gap
	for _, fact := range told()[of] {
		gaps = append(gaps, gapOf(fact, what, err))
	}
	return gaps
}

// whatSISID is what a course lacks that Canvas shows without its SIS id.
const whatSISID = "the course's SIS id"

func (r *reading) courseGaps(b *grade.Book) []grade.Gap {
	var gaps []grade.Gap
	c := b.Course
	if r.course.Term == nil {
		err := missingMember("term", routeCourse)
		if !c.StartAt.Known() || !c.EndAt.Known() {
			gaps = append(gaps, gapOf(grade.FactCourseDates, "the dates of the course's term", err))
		}
		if !c.Concluded.Known() {
			gaps = append(gaps, gapOf(grade.FactCourseConcluded, "whether the course is over", err))
		}
	}
	if r.term.err != nil {
		gaps = append(gaps, gapOf("", "dates that the term has for students alone", r.term.err))
	}
	if !r.course.SISID.there {
		gaps = append(gaps, grade.Gap{What: whatSISID, Class: grade.Forbidden, Reason: "Canvas shows it to users with \"SIS Data - read\" only"})
	}
	gaps = append(gaps, failed(routeSections, "the course's sections", r.sections.err)...)
	if r.blueprint.err != nil && !c.Blueprint.Known() {
		gaps = append(gaps, gapOf(grade.FactCourseBlueprint, "whether a blueprint governs the course", r.blueprint.err))
	}
	return append(gaps, failed(routeAccount, "the accounts above the course", r.accounts.err)...)
}

func (r *reading) assignmentGaps() []grade.Gap {
	if r.assignments.err != nil {
		return failed(routeAssignments, "the course's assignments", r.assignments.err)
	}
	n := 0
	for _, a := range r.assignments.value {
		if a.Overrides == nil && !grade.Is(a.HasOverrides.Maybe, false) {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return []grade.Gap{gapOf(grade.FactActivityDates, fmt.Sprintf("opening and closing of %d assignments with dates for some learners", n),
		missingMember("overrides", routeAssignments))}
}

func (r *reading) toolGaps() []grade.Gap {
	gaps := failed(routeTools, "the tools that the course can use", r.tools.err)
	err := r.tools.err
	for _, i := range r.installed {
		if err == nil {
			err = i.err
		}
	}
	if err == nil && !r.accounts.read() {
		err = r.accounts.err
	}
	if r.elsewhere != nil {
		gaps = append(gaps, gapOf(grade.FactToolAvailable, "whether tools that assignments name, and the course cannot use, are installed elsewhere", r.elsewhere))
	}
	if err != nil {
		gaps = append(gaps, gapOf(grade.FactToolAvailable, "which tools are installed above the course and closed to it", err))
	}
	return gaps
}

// whatLinks begins the gap of modules that were not read.
const whatLinks = "links in modules that open a tool without a column"

func (r *reading) moduleGaps() []grade.Gap {
	const what = whatLinks
	switch n := r.itemless(); {
	case r.modules.err != nil && len(r.modules.value) == 0:
		return []grade.Gap{gapOf("", what, r.modules.err)}
	case n > 0 && r.modules.err != nil:
		return []grade.Gap{gapOf("", fmt.Sprintf("%s, of %d modules", what, n), r.modules.err)}
	case n > 0:
		return []grade.Gap{{What: fmt.Sprintf("%s, of %d modules", what, n), Class: grade.Failed,
			Reason: fmt.Sprintf("Canvas left out their items, and no more than %d modules are read one by one", modulesMax)}}
	}
	return nil
}
