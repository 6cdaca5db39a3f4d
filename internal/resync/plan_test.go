package resync_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/resync"
)

// planned is the entry of learner 51 in an activity.
func planned(t *testing.T, c *course, activity string, via resync.Via, o resync.Options) resync.Entry {
	t.Helper()
	for _, e := range resync.MakePlan(c.examine(), nil, via, o).Document().Plan {
		if e.User == "51" && e.Activity == activity {
			return e
		}
	}
	return resync.Entry{}
}

// guards are all reasons for which a score over LTI 1.3 is left out, each with what
// brings it about and, where there is one, the flag that overrules it.
func guards() []struct {
	name   string
	change func(*course)
	reason string // part of the sentence
	flag   func(*resync.Options)
} {
	lower := func(o *resync.Options) { o.AllowLower = true }
	manual := func(o *resync.Options) { o.OverwriteManual = true }
	return []struct {
		name   string
		change func(*course)
		reason string
		flag   func(*resync.Options)
	}{
		{"young", func(c *course) { c.records.Scores[0].ScoredAt = grade.Known(noon.Add(-time.Minute)) }, "grace time", nil},
		{"cause", func(c *course) { c.rules = []*diagnose.Rule{blame("LI-02", false)} }, "(LI-02): a teacher has to act first", nil},
		{"not in the roster", func(c *course) { c.book.Learners[0].ID, c.book.Learners[0].LTIUserIDs = "77", []string{"77"} }, "nobody in the course's roster", nil},
		{"no role told", func(c *course) { c.book.Learners[0].Enrolments = nil }, "does not tell this person's role", nil},
		{"teacher", func(c *course) { c.book.Learners[0].Enrolments[0].Kind = grade.RoleObserver }, "not as a learner", nil},
		{"dropped", func(c *course) { c.book.Learners[0].Enrolments[0].State = grade.Known(grade.EnrolmentDeleted) }, "not active (deleted)", nil},
		{"dropped, and teaching", func(c *course) {
			l := &c.book.Learners[0]
			l.Enrolments[0].State = grade.Known(grade.EnrolmentInactive)
			l.Enrolments = append(l.Enrolments, grade.Enrolment{Kind: grade.RoleStaff, State: grade.Known(grade.EnrolmentActive)})
		}, "not active (inactive)", nil},
		{"account suspended", func(c *course) { c.book.Learners[0].Suspended = grade.Known(true) }, "suspended", nil},
		{"probably a second account", func(c *course) {
			c.records.Accounts[0] = grade.Account{ID: "a51", Name: "Ada 51", Email: "ada@uni.example"}
			c.book.Learners[0].Name, c.book.Learners[0].Email = "Ada 51", "adam@uni.example"
			c.book.Learners[0].Email = "ada@uni.exampel"
		}, "not connected to this learner", nil},
		{"not released", func(c *course) { c.records.Scores[0].Released = grade.Known(false) }, "not released", nil},
		{"still to be marked", func(c *course) { c.records.Scores[0].State = grade.PendingManual }, "not final", nil},
		{"no maximum", func(c *course) {
			c.records.Scores[0].Max, c.records.Activities[0].Max = grade.Maybe[float64]{}, grade.Maybe[float64]{}
		}, "maximum of the tool's score", nil},
		{"below zero", func(c *course) { c.records.Scores[0].Score = grade.Known(-1.0) }, "not a number from zero up", nil},
		{"column locked", func(c *course) { c.book.Activities[0].LineItem.Locked = grade.Known(true) }, "column is locked", nil},
		{"cell locked", func(c *course) { c.book.Results[0].Locked = grade.Known(true) }, "grade is locked", nil},
		{"period closed", func(c *course) { c.book.Results[0].Closed = grade.Known(true) }, "grading period is closed", nil},
		{"excused", func(c *course) { c.shows(2).Excused = grade.Known(true) }, "excused", nil},
		{"by hand", func(c *course) { c.shows(2).Overridden = grade.Known(true) }, "a person set this grade", manual},
		{"by a person", func(c *course) { c.shows(2).Grader = "person" }, "a person set this grade", manual},
		{"by hand, with its cause", func(c *course) {
			c.shows(2).Grader = "person"
			c.rules = []*diagnose.Rule{blame("AC-11", false)}
		}, "--overwrite-manual", manual},
		{"grader not told", func(c *course) { c.shows(2).Overridden = grade.Maybe[bool]{} }, "does not tell whether a person", manual},
		{"lower", func(c *course) { c.shows(9) }, "it would lower the grade from 9 / 10 to 8 / 10", lower},
		{"maximum in the LMS unknown", func(c *course) {
			c.shows(9)
			c.book.Activities[0].LineItem.Max = grade.Maybe[float64]{}
			c.book.Results[0].Max = grade.Known(0.0)
		}, "may be the lower one", lower},
		{"no such activity in the course", func(c *course) { c.book.Activities = c.book.Activities[1:] }, "no activity of the course", nil},
		{"another course's line item", func(c *course) {
			c.book.Activities[0].LineItem.URL, c.book.Course.LineItemsURL = "", ""
			c.book.Activities[1].LineItem.URL = ""
			c.records.Activities[0].LineItemURL = "https://moodle.example.edu/mod/lti/services.php/6/lineitems/1/lineitem"
			c.records.Launches[0].ContextID = "6"
		}, "not known to be one of this course", nil},
		{"a line item that the course does not have, under its address", func(c *course) {
			c.book.Activities[0].LineItem.URL = ""
			c.records.Activities[0].LineItemURL = container + "/64/lineitem"
			c.records.Launches[0].LineItem = grade.Known(container + "/64/lineitem")
		}, "not known to be one of this course", nil},
		{"no line item", func(c *course) {
			c.book.Activities[0].LineItem.URL, c.records.Activities[0].LineItemURL = "", ""
			c.records.Launches[0].LineItem = grade.Known("")
		}, "line item is not known", nil},
		{"another one's sub", func(c *course) {
			c.book.LMS.Kind = "canvas"
			c.book.Learners[0].LTIUserIDs, c.book.LTIUsers = nil, map[string]string{"51": "99"}
			c.records.Accounts[0].Email, c.book.Learners[0].Email = "ada@uni.example", "ada@uni.example"
		}, "under an LTI user id that the LMS has for somebody else", nil},
		{"no sub", func(c *course) {
			c.book.LMS.Kind = "canvas"
			c.book.Learners[0].LTIUserIDs, c.records.Accounts[0].LMSUserID, c.records.Accounts[0].LTI11UserID = nil, "", ""
			c.records.Accounts[0].Email, c.book.Learners[0].Email = "ada@uni.example", "ada@uni.example"
			c.records.Launches[0].UserID = ""
		}, "LTI user id is not known", nil},
		{"one cell twice", func(c *course) {
			for i := range c.records.Launches {
				l := &c.records.Launches[i]
				l.Version, l.ResourceLinkID = grade.LTI11, ""
				l.SourcedID, l.OutcomeURL = grade.Known("the same"), grade.Known(outcomes)
			}
		}, "several scores of the tool", nil},
	}
}

func TestGuards(t *testing.T) {
	for _, g := range guards() {
		t.Run(g.name, func(t *testing.T) {
			c := newCourse()
			if e := planned(t, c, "35", both(), resync.Options{}); e.Action != resync.Send || e.Route != resync.RouteAGS {
				t.Fatalf("without it: %+v", e)
			}
			g.change(c)
			var e resync.Entry
			doc := resync.MakePlan(c.examine(), nil, both(), resync.Options{}).Document()
			for _, one := range doc.Plan {
				if strings.HasSuffix(one.User, "51") && strings.HasSuffix(one.Activity, "35") {
					e = one
				}
			}
			if e.Action != resync.Skip || !strings.Contains(e.Reason, g.reason) || e.Route != "" {
				t.Errorf("%+v\nwant %q", e, g.reason)
			}
			if g.flag == nil {
				return
			}
			o := resync.Options{}
			if g.flag(&o); planned(t, c, "35", both(), o).Action != resync.Send {
				t.Errorf("with the flag: %+v", planned(t, c, "35", both(), o))
			}
		})
	}
}

// TestUnknownIsNotFalse: what is not told forbids nothing of itself.
func TestUnknownIsNotFalse(t *testing.T) {
	for name, change := range map[string]func(*course){
		"state of the enrolment": func(c *course) { c.book.Learners[0].Enrolments[0].State = grade.Maybe[grade.EnrolmentState]{} },
		"released":               func(c *course) { c.records.Scores[0].Released = grade.Maybe[bool]{} },
		"state of the score":     func(c *course) { c.records.Scores[0].State = "" },
		"line items of the LMS, with a launch that names it": func(c *course) {
			c.book.Activities[0].LineItem.URL, c.book.Activities[1].LineItem.URL, c.book.Course.LineItemsURL = "", "", ""
		},
		"line items of the tool": func(c *course) { c.records.Activities[0].LineItemURL = "" },
		"ids of the learner": func(c *course) {
			c.book.LMS.Kind, c.book.LTIUsers, c.book.Learners[0].LTIUserIDs = "canvas", map[string]string{}, nil
			c.records.Accounts[0].SISID, c.book.Learners[0].SISID = "s1", "s1"
		},
		"a cause that lies in the past": func(c *course) { c.rules = []*diagnose.Rule{blame("TR-03", true)} },
	} {
		c := newCourse()
		change(c)
		if e := planned(t, c, "35", both(), resync.Options{}); e.Action != resync.Send || e.Route != resync.RouteAGS {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestNarrowing(t *testing.T) {
	c := newCourse()
	c.addLearner("52")
	c.addLearner("53")
	for _, tt := range []struct {
		name       string
		o          resync.Options
		send, skip int
	}{
		{"all", resync.Options{}, 6, 0},
		{"one user", resync.Options{Users: []string{"52"}}, 2, 0},
		{"one activity, by its title", resync.Options{Activities: []string{"Lab 36"}}, 3, 0},
		{"both", resync.Options{Users: []string{"52", "53"}, Activities: []string{"35"}}, 2, 0},
		{"nobody", resync.Options{Users: []string{"99"}}, 0, 0},
		{"a limit", resync.Options{Limit: 4}, 4, 2},
	} {
		doc := resync.MakePlan(c.examine(), nil, both(), tt.o).Document()
		if doc.Totals.Send != tt.send || doc.Totals.Skip != tt.skip || len(doc.Plan) != tt.send+tt.skip {
			t.Errorf("%s: %+v", tt.name, doc.Totals)
		}
	}
	doc := resync.MakePlan(c.examine(), nil, both(), resync.Options{Names: true}).Document()
	if len(doc.People) != 3 || doc.People[0].Name != "Ada 51" || doc.Titles["35"] != "Lab 35" {
		t.Errorf("%+v %v", doc.People, doc.Titles)
	}
	if doc.Applied || doc.Course.ID != "5" || doc.Schema != resync.Schema || doc.Partial {
		t.Errorf("%+v", doc)
	}
}

// TestPreviewAccount: nothing is expected for it, so that it is not in the plan.
func TestPreviewAccount(t *testing.T) {
	c := newCourse()
	c.book.Learners[0].Test = grade.Known(true)
	if doc := resync.MakePlan(c.examine(), nil, both(), resync.Options{}).Document(); len(doc.Plan) != 0 {
		t.Errorf("%+v", doc.Plan)
	}
}
