package report

import (
	"fmt"
	"strconv"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// draft builds a report whose parts agree with each other, as a diagnosis makes
// them: every pair is counted, listed and put down to at most one cause.
type draft struct{ *diagnose.Report }

func newDraft() draft {
	return draft{&diagnose.Report{
		Schema: diagnose.Schema, Gradesync: "0.1.0",
		GeneratedAt: time.Date(2026, 11, 21, 18, 30, 0, 0, time.UTC),
		Course:      diagnose.CourseName{ID: "5", Code: "CALC101", Title: "Calculus"},
		LMS:         grade.Site{Kind: "moodle", URL: "https://moodle.example.edu", Version: "5.1.3"},
		Tool:        diagnose.ToolSide{Given: true, Sources: []string{"./records"}},
		Causes:      []diagnose.Cause{}, Unexplained: []diagnose.Pair{}, Suppressed: []diagnose.Suppressed{}, NotChecked: []diagnose.NotChecked{},
		Judged: diagnose.Judged{Users: []string{}, Activities: []string{}},
		Gaps:   []grade.Gap{}, Grades: []diagnose.GradeRow{}, Titles: map[string]string{},
	}}
}

func (d draft) count(v diagnose.Verdict, n int) {
	t := &d.Totals
	t.Expected += n
	switch v {
	case diagnose.Arrived:
		t.Arrived += n
	case diagnose.Missing:
		t.Missing += n
	case diagnose.Differs:
		t.Differs += n
	case diagnose.Hidden:
		t.Hidden += n
	case diagnose.Late:
		t.Late += n
	case diagnose.NotExpected:
		t.NotExpected += n
	default:
		t.Unknown += n
	}
}

// blame puts pairs with a verdict down to a cause.
func (d draft) blame(c diagnose.Cause, v diagnose.Verdict, pairs ...diagnose.Pair) {
	for _, p := range pairs {
		c.Grades = append(c.Grades, diagnose.Pair{User: p.User, Activity: p.Activity})
		d.row(p, v, c.Code)
	}
	c.Explains = len(c.Grades)
	if c.Certainty == "" {
		c.Certainty = diagnose.Certain
	}
	d.Causes = append(d.Causes, wholeCause(c))
}

func (d draft) row(p diagnose.Pair, v diagnose.Verdict, code string) {
	d.count(v, 1)
	if v == diagnose.NotExpected {
		return
	}
	d.Grades = append(d.Grades, diagnose.GradeRow{
		User: p.User, Activity: p.Activity, Verdict: v, Cause: code,
		ToolScore: grade.Known(8.0), ToolMax: grade.Known(10.0), LMSMax: grade.Known(10.0),
	})
	if d.Titles[p.Activity] == "" {
		d.Titles[p.Activity] = "Activity " + p.Activity
	}
}

func (d draft) puzzle(v diagnose.Verdict, pairs ...diagnose.Pair) {
	for _, p := range pairs {
		p.Verdict = v
		d.Unexplained = append(d.Unexplained, p)
		d.Totals.Unexplained++
		d.row(p, v, "")
	}
}

// pairs crosses users from..to with activities.
func pairs(from, to int, activities ...string) []diagnose.Pair {
	var list []diagnose.Pair
	for _, a := range activities {
		for u := from; u <= to; u++ {
			list = append(list, diagnose.Pair{User: strconv.Itoa(u), Activity: a})
		}
	}
	return list
}

func activitySubjects(ids ...string) []diagnose.Subject {
	var list []diagnose.Subject
	for _, id := range ids {
		list = append(list, diagnose.Subject{Kind: "activity", ID: id, Label: "Activity " + id})
	}
	return list
}

func userSubjects(ids ...string) []diagnose.Subject {
	var list []diagnose.Subject
	for _, id := range ids {
		list = append(list, diagnose.Subject{Kind: "user", ID: id, Label: id})
	}
	return list
}

func ev(fact grade.Fact, value, source string) diagnose.Evidence {
	return diagnose.Evidence{Fact: string(fact), Value: value, Source: source}
}

const resend = "Send these grades again: from the tool, or with gradesync resync --course CALC101."

// cleanReport has nothing to complain about.
func cleanReport() *diagnose.Report {
	d := newDraft()
	d.count(diagnose.Arrived, 234)
	d.count(diagnose.NotExpected, 6)
	d.NotChecked = append(d.NotChecked, diagnose.NotChecked{Code: "SC-10", Reason: "not known: the tool's send log"})
	return d.Report
}

// demoReport is a course with several faults at once.
func demoReport() *diagnose.Report {
	d := newDraft()
	for id, title := range map[string]string{"31": "Lab 1", "32": "Lab 2", "37": "Lab 3", "38": "Lab 4", "39": "Quiz 1: limits",
		"40": "Quiz 2: derivatives", "41": "Lab 5", "42": "Final project"} {
		d.Titles[id] = title
	}
	d.count(diagnose.Arrived, 165)
	d.blame(diagnose.Cause{
		Code: "LI-02", Name: "activity not published", Hop: diagnose.HopLink, Severity: diagnose.SeverityError, Scope: diagnose.ScopeActivity,
		Subjects: activitySubjects("37"),
		Evidence: []diagnose.Evidence{ev(grade.FactActivityVisible, "false", "moodle core_course_get_contents")},
		Remedy: diagnose.Cure{Actor: diagnose.ActorTeacher, Steps: []string{
			"Turn editing on in course CALC101, open the ⋮ menu of “Lab 3” and choose Show (Availability > Show on course page).",
			"If its whole section is hidden, show the section in the same way.", resend}},
		Consequences: []diagnose.Consequence{{Code: "LA-05", Name: "launched before grades were switched on", Grades: 3}},
	}, diagnose.Missing, pairs(52, 80, "37")...)
	d.blame(diagnose.Cause{
		Code: "ID-01", Name: "account not connected to the LMS", Hop: diagnose.HopIdentity, Severity: diagnose.SeverityError, Scope: diagnose.ScopeUser,
		Subjects: userSubjects("53", "58"),
		Evidence: []diagnose.Evidence{ev(grade.FactAccountSource, "manual", "tool records"), ev(grade.FactAccountLMSUser, "none", "tool records"),
			ev(grade.FactLaunches, "none", "tool records")},
		Remedy: diagnose.Cure{Actor: diagnose.ActorLearner, Steps: []string{
			"Open any activity of the tool from its link in the course and, when asked, connect the account that has the work.", resend}},
		Also: []diagnose.Consequence{{Code: "LI-02", Name: "activity not published", Grades: 2}},
	}, diagnose.Missing, append(pairs(53, 53, "31", "32", "38", "39", "40"), pairs(58, 58, "31", "32", "38", "39", "40")...)...)
	d.blame(diagnose.Cause{
		Code: "GB-02", Name: "column hidden", Hop: diagnose.HopGradebook, Severity: diagnose.SeverityWarning, Scope: diagnose.ScopeActivity,
		Subjects: activitySubjects("41"),
		Evidence: []diagnose.Evidence{ev(grade.FactResultHidden, "true", "moodle gradereport_user_get_grade_items")},
		Remedy:   diagnose.Cure{Actor: diagnose.ActorTeacher, Steps: []string{"Open the gradebook setup and show the column of “Lab 5”."}},
	}, diagnose.Hidden, pairs(60, 67, "41")...)
	d.blame(diagnose.Cause{
		Code: "TR-03", Name: "LMS was unreachable", Hop: diagnose.HopTransport, Severity: diagnose.SeverityError, Scope: diagnose.ScopeGrade,
		Evidence: []diagnose.Evidence{ev(grade.FactSendStatus, "503", "tool records"), ev(grade.FactSends, "2026-11-21 15:02 UTC", "tool records"),
			ev(grade.FactSends, "2026-11-21 15:04 UTC", "tool records"), ev(grade.FactSends, "2026-11-21 15:10 UTC", "tool records"),
			ev(grade.FactSends, "2026-11-21 15:31 UTC", "tool records")},
		Remedy: diagnose.Cure{Actor: diagnose.ActorToolAdmin, Steps: []string{resend}},
	}, diagnose.Missing, append(pairs(70, 71, "31"), append(pairs(64, 66, "32"), pairs(72, 72, "40")...)...)...)
	d.blame(diagnose.Cause{
		Code: "GB-03", Name: "changed by hand", Hop: diagnose.HopGradebook, Severity: diagnose.SeverityWarning, Scope: diagnose.ScopeGrade, Certainty: diagnose.Likely,
		Evidence: []diagnose.Evidence{ev(grade.FactResultTime, "2026-11-20 09:12 UTC", "moodle gradereport_user_get_grade_items"),
			ev(grade.FactLastSent, "8", "tool records")},
		Remedy: diagnose.Cure{Actor: diagnose.ActorTeacher, Steps: []string{"Decide which grade is right; to take the tool's, clear the other one and send again."}},
	}, diagnose.Differs, append(pairs(55, 56, "38"), pairs(59, 59, "38")...)...)
	d.blame(diagnose.Cause{
		Code: "SC-01", Name: "no attempt", Hop: diagnose.HopScore, Severity: diagnose.SeverityInfo, Scope: diagnose.ScopeGrade,
		Evidence: []diagnose.Evidence{ev(grade.FactScoreState, "not_started", "tool records")},
		Remedy:   diagnose.Cure{Actor: diagnose.ActorNobody, Steps: []string{"Nothing to do."}},
	}, diagnose.NotExpected, pairs(54, 57, "42")...)
	d.blame(diagnose.Cause{
		Code: "RL-03", Name: "only just scored", Hop: diagnose.HopRelease, Severity: diagnose.SeverityInfo, Scope: diagnose.ScopeGrade,
		Remedy: diagnose.Cure{Actor: diagnose.ActorNobody, Steps: []string{"Wait."}},
	}, diagnose.Late, pairs(60, 61, "42")...)
	d.puzzle(diagnose.Missing, pairs(73, 74, "32")...)
	d.NotChecked = append(d.NotChecked,
		diagnose.NotChecked{Code: "LA-06", Reason: "no launch errors in the records"},
		diagnose.NotChecked{Code: "TK-01", Reason: "not known: the launches' scopes"},
		diagnose.NotChecked{Code: "TK-06", Reason: "not known: the launches' deployment ids"},
		diagnose.NotChecked{Code: "TK-07", Reason: "not known: the launches' deployment ids"},
	)
	d.Gaps = append(d.Gaps, grade.Gap{What: "enrolment dates", Class: grade.Unsupported, Reason: "Moodle web services do not tell"})
	return d.Report
}

// namedReport is demoReport for those who may see names.
func namedReport() *diagnose.Report {
	r := demoReport()
	for u := 52; u <= 80; u++ {
		r.People = append(r.People, diagnose.PersonName{User: strconv.Itoa(u), Name: fmt.Sprintf("Learner No. %d", u-51), Login: fmt.Sprintf("l%d", u)})
	}
	r.People[1].Name = "José Ñandú-Œuvre"
	return r
}

// hugeReport has thousands of missing grades and more causes than a page holds.
func hugeReport() *diagnose.Report {
	d := newDraft()
	d.Course.Title = "Introduction to Programming for Scientists and Engineers"
	d.count(diagnose.Arrived, 14999)
	activities := []string{"101", "102", "103", "104", "105", "106", "107", "108", "109"}
	for i := range 16 {
		c := diagnose.Cause{
			Code: fmt.Sprintf("LI-%02d", i+1), Name: "link of the activity is not what it should be", Hop: diagnose.HopLink,
			Severity: diagnose.SeverityError, Scope: []diagnose.Scope{diagnose.ScopeActivity, diagnose.ScopeUser, diagnose.ScopeGrade, diagnose.ScopeCourse, diagnose.ScopeConnection}[i%5],
			Remedy: diagnose.Cure{Actor: diagnose.ActorLMSAdmin, Steps: []string{"Open the registration of the tool.", "Allow it to send grades.", resend}},
		}
		group := pairs(1000*i, 1000*i+399-24*i, activities[:max(1, 9-i)]...)
		for _, p := range group {
			c.Evidence = append(c.Evidence, ev(grade.FactLineItems, "none for "+p.User, "tool records"))
		}
		switch c.Scope {
		case diagnose.ScopeActivity:
			c.Subjects = activitySubjects(idsOf(by(group, activityOf))...)
		case diagnose.ScopeUser:
			c.Subjects = userSubjects(idsOf(by(group, userOf))...)
		case diagnose.ScopeConnection:
			c.Subjects = []diagnose.Subject{{Kind: "connection", ID: "gslabfull", Label: "gslabfull"}}
		}
		d.blame(c, diagnose.Missing, group...)
	}
	d.puzzle(diagnose.Missing, pairs(30000, 30059, activities...)...)
	for i := range 60 {
		d.NotChecked = append(d.NotChecked, diagnose.NotChecked{Code: fmt.Sprintf("TR-%02d", i), Reason: fmt.Sprintf("not known: datum %d", i%12)})
		d.Gaps = append(d.Gaps, grade.Gap{What: fmt.Sprintf("group %d", i), Class: grade.Failed, Reason: "HTTP 503 from the LMS"})
	}
	d.Partial = true
	return d.Report
}

// storedReport is of a course in the store, which cannot be pulled any more.
func storedReport() *diagnose.Report {
	r := noToolReport()
	r.Stored = &diagnose.StoredSide{
		State: grade.CourseOpen, PulledAt: grade.Known(r.GeneratedAt.Add(-3 * time.Hour)), FailingSince: grade.Known(r.GeneratedAt.Add(-2 * time.Hour)),
	}
	return r
}

// noToolReport judges with the LMS alone.
func noToolReport() *diagnose.Report {
	d := newDraft()
	d.Tool = diagnose.ToolSide{Sources: []string{}}
	d.Partial = true
	d.Titles["41"] = "Lab 5"
	d.blame(diagnose.Cause{
		Code: "GB-02", Name: "column hidden", Hop: diagnose.HopGradebook, Severity: diagnose.SeverityWarning, Scope: diagnose.ScopeActivity,
		Subjects: activitySubjects("41"),
		Evidence: []diagnose.Evidence{ev(grade.FactResultHidden, "true", "moodle gradereport_user_get_grade_items")},
		Remedy:   diagnose.Cure{Actor: diagnose.ActorTeacher, Steps: []string{"Open the gradebook setup and show the column of “Lab 5”."}},
	}, diagnose.Hidden, pairs(60, 67, "41")...)
	d.blame(diagnose.Cause{
		Code: "LI-02", Name: "activity not published", Hop: diagnose.HopLink, Severity: diagnose.SeverityWarning, Scope: diagnose.ScopeActivity,
		Subjects: activitySubjects("37"),
		Evidence: []diagnose.Evidence{ev(grade.FactActivityVisible, "false", "moodle core_course_get_contents")},
		Remedy:   diagnose.Cure{Actor: diagnose.ActorTeacher, Steps: []string{"Show “Lab 3”.", resend}},
	}, diagnose.Missing)
	d.count(diagnose.Unknown, 232)
	for i, reason := range []string{"accounts", "scores", "send log"} {
		for j := range 4 + i {
			d.NotChecked = append(d.NotChecked, diagnose.NotChecked{Code: fmt.Sprintf("%s-%02d", []string{"ID", "SC", "TR"}[i], j+1), Reason: "not known: the tool's " + reason})
		}
	}
	return d.Report
}

// unknownReport could read nearly nothing.
func unknownReport() *diagnose.Report {
	d := newDraft()
	d.Partial = true
	d.count(diagnose.Unknown, 240)
	d.Gaps = append(d.Gaps,
		grade.Gap{Fact: grade.FactResults, What: "the gradebook", Class: grade.Forbidden, Reason: "gradereport_user_get_grade_items: accessexception; the token's user needs the right gradereport/user:view"},
		grade.Gap{Fact: grade.FactResultHidden, What: "hidden results", Class: grade.Forbidden, Reason: "they come with the gradebook"})
	d.NotChecked = append(d.NotChecked, diagnose.NotChecked{Code: "AC-10", Reason: "the gradebook: accessexception"})
	return d.Report
}

// hostileReport carries what a bad title can do to a terminal.
func hostileReport() *diagnose.Report {
	d := newDraft()
	d.Course = diagnose.CourseName{ID: "5", Code: "C'; rm -rf ~ #", Title: "\x1b]0;owned\x07Red \x1b[31malert\x1b[0m\r\nAll 240 expected grades arrived."}
	d.LMS.URL = "https://moodle.example.edu/\x1b[2J"
	d.Titles["1"] = "Lab \u202e3 detrevni\u202c\u2066x\u2069"
	d.Titles["2"] = "\u200b\u200b"
	d.Titles["3"] = "微分積分学入門：極限と連続性についての実習課題その三"
	d.Titles["4"] = "Z\u0351\u0352\u0353\u0354\u0355\u0356\u0357\u0358algo \x9b31m\u009b31m \xff\xfe"
	d.Titles["5"] = "ריצה של מעבדה"
	c := diagnose.Cause{
		Code: "LI-02", Name: "activity not published", Hop: diagnose.HopLink, Severity: diagnose.SeverityError, Scope: diagnose.ScopeActivity,
		Subjects: activitySubjects("1", "2", "3", "4"),
		Evidence: []diagnose.Evidence{ev(grade.FactActivityVisible, "fal\x1b[8mse\n\n\nfixed", "moodle\tcore")},
		Remedy:   diagnose.Cure{Actor: diagnose.ActorTeacher, Steps: []string{"Show “Lab \u202e3\x07”, see https://moodle.example.edu/course/view.php?id=5&section=a-very-long-address-that-must-stay-whole."}},
	}
	d.blame(c, diagnose.Missing, pairs(1, 2, "1", "2", "3", "4", "5")...)
	d.puzzle(diagnose.Differs, diagnose.Pair{User: "tool:\x1b[5m$(reboot)", Activity: "3"})
	d.Gaps = append(d.Gaps, grade.Gap{What: "x\x00y", Class: grade.Failed, Reason: "<script>&\u2028\u2029 " + string(make([]byte, 3))})
	return d.Report
}

// redactedReport is of a course in which nobody can be recognised.
func redactedReport() *diagnose.Report {
	r := storedReport()
	r.Stored = nil
	r.Redaction = &grade.Redaction{
		Keyed: true, Scores: grade.ScoresRounded, KeptScores: 2, SameDiagnosis: true,
		Replaced: map[string]int{"name": 40, "login": 38}, Dropped: map[string]int{},
	}
	return r
}
