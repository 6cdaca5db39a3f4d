package preflight_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lms/canvas"
	"github.com/gradesync/gradesync/internal/lms/moodle"
	"github.com/gradesync/gradesync/internal/preflight"
)

// TestMissingRights: what a token may not read is unknown, never ok and never a
// failure. The LTI services are not there to make up for it.
func TestMissingRights(t *testing.T) {
	const page = "activities.dates activities.duplicates activities.graded activities.hidden activities.links activities.locked activities.points " +
		"activities.published activities.type tool.activities tool.lineitems tool.links tool.titles"
	const cells = "activities.hidden activities.locked activities.points activities.type activities.duplicates"
	for _, c := range []struct{ kind, way, unknown string }{
		{"moodle", "norights:core_course_get_contents", page},
		{"moodle", "norights:gradereport_user_get_grade_items", cells},
		{"moodle", "norights:core_enrol_get_enrolled_users", "roster.learners"},
		{"canvas", "refuse403:/assignments", "activities.assigned activities.owner activities.period activities.posting activities.tool course.blueprint " +
			"activities.dates activities.duplicates activities.graded activities.links activities.locked activities.points activities.published activities.type tool.links"},
		{"canvas", "refuse403:/students/submissions", "activities.duplicates"},
		{"canvas", "refuse403:/sections", "roster.learners"},
		{"canvas", "refuse403:/external_tools", "activities.owner activities.tool"},
		{"canvas", "refuse403:/blueprint_subscriptions", "course.blueprint"},
		{"canvas", "refuse403:/enrollments", "roster.learners roster.roles"},
	} {
		t.Run(c.kind+" "+c.way, func(t *testing.T) {
			s := serve(t, lab.Options{LMS: c.kind, Without: "work", Misbehave: c.way})
			found := checked(s.alone(t))
			for id := range strings.FieldsSeq(c.unknown) {
				if found[id].State != diagnose.CheckUnknown || !strings.Contains(found[id].Detail, "(") {
					t.Errorf("%s: %+v", id, found[id])
				}
			}
			for id, check := range found {
				if check.State == diagnose.CheckFailed {
					t.Errorf("%s fails for want of a right: %+v", id, check)
				}
			}
		})
	}
}

// alone reads the course with the LMS's token alone.
func (s *site) alone(t *testing.T) preflight.Course {
	t.Helper()
	var main lms.LMS
	var err error
	if s.kind == "canvas" {
		main, err = canvas.New(canvas.Options{URL: s.url, Token: s.Token(), HTTP: s.kit()})
	} else {
		main, err = moodle.New(moodle.Options{URL: s.url, Token: s.Token(), HTTP: s.kit()})
	}
	if err != nil {
		t.Fatal(err)
	}
	book, err := main.Book(t.Context(), s.Course())
	if err != nil {
		t.Fatal(err)
	}
	return preflight.Course{Book: book, Records: s.records(t), Now: s.now(), ClientID: s.registration().ClientID}
}

// TestNothingKnown: of a book that holds nothing but the course no check is ok.
func TestNothingKnown(t *testing.T) {
	for _, kind := range []string{"moodle", "canvas", "lti", ""} {
		c := preflight.Course{Book: &grade.Book{LMS: grade.Site{Kind: kind}, Course: grade.Course{ID: "5", Code: "C"}}, Now: time.Now()}
		for id, check := range checked(c) {
			if check.State != diagnose.CheckUnknown && check.State != diagnose.CheckSkipped {
				t.Errorf("%q: %s: %+v", kind, id, check)
			}
		}
	}
}

// TestForgetting: each datum that is taken out of a healthy course makes the checks
// that stand on it unknown, and makes none fail.
func TestForgetting(t *testing.T) {
	sites := []*site{serve(t, lab.Options{Without: "work"}), serve(t, lab.Options{LMS: "canvas", Without: "work"})}
	each := func(do func(*grade.Activity)) func(*grade.Book) {
		return func(b *grade.Book) {
			for i := range b.Activities {
				do(&b.Activities[i])
			}
		}
	}
	column := func(do func(*grade.LineItem)) func(*grade.Book) {
		return each(func(a *grade.Activity) {
			if a.LineItem != nil {
				do(a.LineItem)
			}
		})
	}
	cells := func(do func(*grade.Result)) func(*grade.Book) {
		return func(b *grade.Book) {
			for i := range b.Results {
				do(&b.Results[i])
			}
		}
	}
	for name, c := range map[string]struct {
		forget func(*grade.Book)
		want   string // of a Moodle; and behind a slash, of a Canvas
	}{
		"whether it is visible": {func(b *grade.Book) { b.Course.Visible = grade.Maybe[bool]{} }, "course.published/course.published"},
		"when it ends": {func(b *grade.Book) {
			b.Course.EndAt, b.Course.Concluded = grade.Maybe[time.Time]{}, grade.Maybe[bool]{}
		}, "course.dates/course.dates"},
		"what is published":        {each(func(a *grade.Activity) { a.Visible = grade.Maybe[bool]{} }), "activities.published/activities.published"},
		"what of one is published": {func(b *grade.Book) { b.Activities[3].Visible = grade.Maybe[bool]{} }, "activities.published/activities.published"},
		"what is graded":           {each(func(a *grade.Activity) { a.Graded = grade.Maybe[bool]{} }), "activities.duplicates activities.graded tool.lineitems/activities.duplicates activities.graded tool.lineitems"},
		"dates":                    {each(func(a *grade.Activity) { a.ClosesAt = grade.Maybe[time.Time]{} }), "activities.dates/activities.dates"},
		"points":                   {column(func(l *grade.LineItem) { l.Max = grade.Maybe[float64]{} }), "activities.points tool.maxima/activities.points tool.maxima"},
		"grade types":              {column(func(l *grade.LineItem) { l.Type = grade.Maybe[grade.ColumnType]{} }), "activities.type/activities.type"},
		"hidden columns":           {column(func(l *grade.LineItem) { l.Hidden = grade.Maybe[bool]{} }), "activities.hidden/"},
		"locked columns":           {column(func(l *grade.LineItem) { l.Locked = grade.Maybe[bool]{} }), "activities.locked/"},
		"addresses of line items":  {column(func(l *grade.LineItem) { l.URL = "" }), "tool.lineitems/tool.lineitems"},
		"moderation":               {each(func(a *grade.Activity) { a.Moderated = grade.Maybe[bool]{} }), "/activities.locked"},
		"posting":                  {each(func(a *grade.Activity) { a.PostManually = grade.Maybe[bool]{} }), "/activities.posting"},
		"closed periods":           {cells(func(r *grade.Result) { r.Closed = grade.Maybe[bool]{} }), "/activities.period"},
		"who is assigned":          {cells(func(r *grade.Result) { r.Assigned = grade.Maybe[bool]{} }), "/activities.assigned"},
		"blueprints": {func(b *grade.Book) {
			b.Course.Blueprint = grade.Maybe[bool]{}
			each(func(a *grade.Activity) { a.Governed = grade.Maybe[[]string]{} })(b)
		}, "/course.blueprint"},
		"who is there":              {func(b *grade.Book) { b.Learners = nil }, "roster.learners roster.roles/activities.assigned activities.period roster.learners roster.roles"},
		"what they are":             {func(b *grade.Book) { forgetRoles(b) }, "roster.learners roster.roles/roster.learners roster.roles"},
		"whose enrolment is active": {func(b *grade.Book) { forgetStates(b) }, "roster.learners/roster.learners"},
	} {
		for n, s := range sites {
			t.Run(name+" "+s.kind, func(t *testing.T) {
				course := s.course(t, s.Token())
				before := checked(course)
				c.forget(course.Book)
				var unknown []string
				after := checked(course)
				for _, id := range slices.Sorted(maps.Keys(after)) {
					if after[id].State == diagnose.CheckFailed {
						t.Errorf("%s fails: %+v", id, after[id])
					}
					if after[id].State == diagnose.CheckUnknown && before[id].State != diagnose.CheckUnknown {
						unknown = append(unknown, id)
					}
				}
				if got, want := strings.Join(unknown, " "), strings.Split(c.want, "/")[n]; got != want {
					t.Errorf("unknown %q, want %q", got, want)
				}
			})
		}
	}
}

func forgetRoles(b *grade.Book) {
	for i := range b.Learners {
		b.Learners[i].Enrolments = nil
	}
}

func forgetStates(b *grade.Book) {
	for i := range b.Learners {
		for j := range b.Learners[i].Enrolments {
			b.Learners[i].Enrolments[j].State = grade.Maybe[grade.EnrolmentState]{}
		}
	}
}
