package preflight

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// soon is how long before its end a course that goes on should have another one.
const soon = 14 * 24 * time.Hour

// course judges what holds for the whole course.
func (v *view) course() {
	v.published()
	v.dates()
	v.judge(courseRules())
}

func (v *view) published() {
	visible, known := v.Book.Course.Visible.Get()
	switch {
	case !known:
		v.untold(groupCourse, "course.published", "", v.why(grade.FactCourseVisible))
	case visible:
		v.add(groupCourse, "course.published", diagnose.CheckOK, "the course is published")
	case v.kindIs("canvas"):
		v.add(groupCourse, "course.published", diagnose.CheckFailed, "the course is not published, and Canvas takes no grade in it", "AC-01", v.cure("AC-01"))
	default:
		v.add(groupCourse, "course.published", diagnose.CheckFailed, "the course is hidden from its learners: nobody can open its activities", "", v.showCourse())
	}
}

// showCourse says how a hidden course is shown.
func (v *view) showCourse() string {
	if v.kindIs("moodle") {
		return by(diagnose.ActorTeacher) + "Open Settings of course " + v.Book.Course.Code + " and set Course visibility to Show."
	}
	return by(diagnose.ActorTeacher) + "Publish course " + v.Book.Course.Code + "."
}

// cure is the remedy of a cause that no rule found here.
func (v *view) cure(code string) string {
	r := diagnose.Lookup(code)
	var steps []string
	for _, step := range r.Remedy.For(v.Book.LMS.Kind) {
		if step != "{resend}" {
			steps = append(steps, strings.NewReplacer("{course}", v.Book.Course.Code, "{activity}", "the activity", "{user}", "the learner").Replace(step))
		}
	}
	return by(r.Remedy.Actor) + strings.Join(steps, " ")
}

// dates judges from when to when the course runs.
func (v *view) dates() {
	const id = "course.dates"
	c := &v.Book.Course
	start, starts := grade.At(c.StartAt)
	end, ends := grade.At(c.EndAt)
	left := end.Sub(v.Now)
	switch {
	case grade.Is(c.Concluded, true):
		v.add(groupCourse, id, diagnose.CheckFailed, "the course has ended"+v.endedBy(), "AC-02", v.cure("AC-02"))
	case starts && ends && end.Before(start):
		v.add(groupCourse, id, diagnose.CheckFailed, fmt.Sprintf("the course ends on %s, before it starts on %s", v.day(end), v.day(start)), "", v.moveEnd())
	case ends && left <= 0 && !c.Concluded.Known() && !v.kindIs("moodle"):
		v.add(groupCourse, id, diagnose.CheckWarning, "the course ended on "+v.day(end)+", and whether the LMS goes on taking grades it does not tell", "AC-02", v.moveEnd())
	case ends && left <= 0:
		v.add(groupCourse, id, diagnose.CheckWarning, "the end of the course was on "+v.day(end)+": learners find it among their past courses", "", v.moveEnd())
	case ends && left < soon:
		v.add(groupCourse, id, diagnose.CheckWarning, fmt.Sprintf("the course ends on %s, in %s", v.day(end), days(left)), "", v.moveEnd())
	case !c.EndAt.Known() && !grade.Is(c.Concluded, false):
		v.untold(groupCourse, id, "", v.why(grade.FactCourseDates, grade.FactCourseConcluded))
	default:
		v.add(groupCourse, id, diagnose.CheckOK, v.running(start, starts, end, ends))
	}
}

func (v *view) endedBy() string {
	words := ""
	if by := v.Book.Course.ConcludedBy; by != "" {
		words = ", by the dates of the " + by
	}
	if at, ok := grade.At(v.Book.Course.ConcludedAt); ok {
		words += ", on " + v.day(at)
	}
	return words
}

func (v *view) moveEnd() string {
	if v.kindIs("moodle") {
		return by(diagnose.ActorTeacher) + "If work goes on after that, open Settings of course " + v.Book.Course.Code + " and move the Course end date."
	}
	return by(diagnose.ActorTeacher) + "If work goes on after that, move the end of course " + v.Book.Course.Code + ", or of its term."
}

// running says from when to when a course runs.
func (v *view) running(start time.Time, starts bool, end time.Time, ends bool) string {
	words := "the course is open"
	if starts && start.After(v.Now) {
		words = fmt.Sprintf("the course starts on %s, in %s", v.day(start), days(start.Sub(v.Now)))
	}
	if ends {
		return fmt.Sprintf("%s, and ends on %s, in %s", words, v.day(end), days(end.Sub(v.Now)))
	}
	return words + ", and has no end"
}

// day is a date where the course is.
func (v *view) day(t time.Time) string {
	if zone, err := time.LoadLocation(v.Book.Course.TimeZone); err == nil {
		t = t.In(zone)
	}
	return t.Format("2006-01-02")
}

// roster judges who is there to be graded.
func (v *view) roster() {
	v.learners()
	if v.Book.Learners == nil {
		v.untold(groupRoster, "roster.roles", "", v.why(grade.FactRoster))
		return
	}
	v.judge(rosterRules())
}

func (v *view) learners() { //nolint:cyclop // one check after the other
	const id = "roster.learners"
	active, inactive, untold, staff, test := 0, 0, 0, 0, 0
	for i := range v.Book.Learners {
		l := &v.Book.Learners[i]
		kind, ok := l.Role()
		state, known := l.State().Get()
		switch {
		case grade.Is(l.Test, true):
			test++
		case !ok:
			untold++
		case kind == grade.RoleStaff || kind == grade.RoleObserver:
			staff++
		case kind != grade.RoleLearner || state == grade.EnrolmentDeleted:
		case !known:
			untold++
		case state == grade.EnrolmentActive:
			active++
		default:
			inactive++
		}
	}
	switch {
	case v.Book.Learners == nil, active == 0 && untold > 0:
		v.untold(groupRoster, id, "", v.why(grade.FactRoster, grade.FactRole, grade.FactEnrolmentState))
	case active == 0 && inactive > 0 && grade.Is(v.Book.Course.Concluded, true):
		v.add(groupRoster, id, diagnose.CheckOK, number(inactive, "learner", "learners")+", whose enrolments ended with the course")
	case active == 0 && inactive > 0:
		v.add(groupRoster, id, diagnose.CheckFailed, "no enrolment of a learner is active: "+number(inactive, "is not", "are not"), "ID-10", v.enrol())
	case active == 0 && test > 0:
		v.add(groupRoster, id, diagnose.CheckFailed, "the only learner is a preview account, which can hold no grade", "ID-11", v.enrol())
	case active == 0:
		v.add(groupRoster, id, diagnose.CheckFailed, "nobody is enrolled as a learner: "+number(staff, "person", "people")+" of staff alone", "", v.enrol())
	default:
		v.add(groupRoster, id, diagnose.CheckOK, beside(active, inactive, test))
	}
}

func (v *view) enrol() string {
	return by(diagnose.ActorTeacher) + "Enrol the learners in course " + v.Book.Course.Code + ", or one real person to try grades with."
}

func beside(active, inactive, test int) string {
	words := number(active, "active learner", "active learners")
	if inactive > 0 {
		words += fmt.Sprintf(", %d whose enrolment is not active", inactive)
	}
	if test > 0 {
		words += "; the preview account is none: it can hold no grade"
	}
	return words
}

// titles lists the titles of the tool's links that keep says, in their order.
func (v *view) titles(keep func(*grade.Activity) bool) []string {
	var list []string
	for _, a := range v.mine {
		if keep(a) && !slices.Contains(list, a.Title) {
			list = append(list, a.Title)
		}
	}
	return list
}
