package redact_test

import (
	"fmt"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// world draws a course in which every text that can name somebody does. Words are made
// of syllables that no word of gradesync's has, so that one that is left is a leak.
type world struct {
	t      *rapid.T
	book   *grade.Book
	rec    *grade.Records
	secret map[string]bool // what must not be left
}

const site = "https://campus.uzoqua-edu.test"

func drawWorld(t *rapid.T) *world {
	w := &world{t: t, secret: map[string]bool{}, book: &grade.Book{}, rec: &grade.Records{}}
	w.course()
	n := rapid.IntRange(1, 5).Draw(t, "people")
	people := make([]someone, 0, n)
	for i := range n {
		people = append(people, w.person(i, people))
	}
	for i := range people {
		w.enrol(i, &people[i])
		w.accounts(i, &people[i])
	}
	return w
}

func (w *world) input() diagnose.Input {
	return diagnose.Input{Book: w.book, Records: w.rec, Now: noon, Grace: time.Hour, Tolerance: 0.01}
}

// hide notes a value that must not be left.
func (w *world) hide(s string) string {
	if len([]rune(s)) >= 4 {
		w.secret[s] = true
	}
	return s
}

func (w *world) word(label string) string {
	syllables := []string{"zuqo", "Éqwi", "ıxuo", "Quöz", "žyua", "щэюя", "aqoux", "王李張陳", "iwuqe", "O'qua"}
	return rapid.SampledFrom(syllables).Draw(w.t, label) + rapid.SampledFrom([]string{"", "uqi", "oxua", "éwa"}).Draw(w.t, label+"2")
}

func (w *world) one(label string, of ...string) string { return rapid.SampledFrom(of).Draw(w.t, label) }

func (w *world) yes(label string) bool { return rapid.Bool().Draw(w.t, label) }

// someone is a person with all that both sides know.
type someone struct{ id, sub, name, email, login, sis string }

func (w *world) person(i int, others []someone) someone {
	family := w.hide(w.word("family"))
	p := someone{id: w.hide(fmt.Sprint(900100 + i)), name: w.hide(w.word("given") + " " + family)}
	p.sub = p.id
	if w.yes("own sub") {
		p.sub = w.hide(fmt.Sprintf("0a1u-e%d-%s", i, p.id))
	}
	p.login = w.hide(fmt.Sprintf("%s0%d", strings.ToLower(family), i))
	p.email = w.hide(p.login + "@" + w.one("domain", "stud.uzoqua-edu.test", "Uzoqua-Edu.test", "gmail.com"))
	p.sis = w.one("sis", w.hide(fmt.Sprintf("9010%04d", i)), p.login)
	switch w.one("login form", "plain", "address", "sis") {
	case "address":
		p.login = p.email
	case "sis":
		p.login = p.sis
	}
	if len(others) > 0 && w.yes("namesake") {
		p.name = others[0].name
	}
	if len(others) > 0 && w.yes("shared address") {
		p.email = others[0].email
	}
	return p
}

func (w *world) course() {
	b := w.book
	b.LMS = grade.Site{Kind: w.one("kind", "moodle", "canvas", ""), URL: site, Version: "5.1.3"}
	b.AskedAt, b.Sources = noon, map[grade.Fact]string{grade.FactRoster: "moodle core_enrol_get_enrolled_users"}
	b.Course = grade.Course{
		ID: "5", Code: "CALC101", Title: "Calculus with " + w.hide(w.word("teacher")), Number: w.hide("sis-90" + w.word("number")),
		ContextIDs: []string{"ctx-5"}, LineItemsURL: site + "/mod/lti/services.php/5/lineitems", TimeZone: "Europe/Berlin",
		Sections: []grade.Section{{ID: "Group " + w.hide(w.word("group")), Name: "Friends of " + w.hide(w.word("friend"))}},
	}
	b.Contexts = map[string]string{"ctx-5": "5", "ctx-7": "7"}
	b.Tools = []grade.Tool{{ID: "1", Name: "Tool of " + w.hide(w.word("maker")), LTIVersion: grade.LTI13, ClientID: "client1", DeploymentID: "1:d",
		Available: grade.Known(true), Domain: w.hide("tool.uzoqua-edu.test")}}
	b.Gaps = []grade.Gap{{What: "the grades of " + w.hide(w.word("gap")), Class: grade.Failed,
		Reason: "GET " + site + "/api?user=" + w.hide(w.word("asked")) + ": refused for " + w.hide("10.0.0.17")}}
	w.rec.Sources = []string{"files /home/" + w.hide(w.word("home")) + "/records"}
	for i := range 3 {
		w.activity(i)
	}
}

func (w *world) activity(i int) {
	id := fmt.Sprint(35 + i)
	title := fmt.Sprintf("Lab %d for %s", i+1, w.hide(w.word("title")))
	url := fmt.Sprintf("%s/%d/lineitem", w.book.Course.LineItemsURL, 40+i)
	launch := "https://tool.uzoqua-edu.test/launch?who=" + w.hide(w.word("query")) + "&item=" + w.one("item", "1", "2")
	w.book.Activities = append(w.book.Activities, grade.Activity{
		ID: id, Title: title, Kind: "lti", URL: site + "/mod/lti/view.php?id=" + id, ResourceLinkID: "r" + id, ToolID: w.one("tool", "1", "9"),
		Visible: grade.Known(w.yes("visible")), Graded: grade.Known(true), LaunchURL: launch,
		LineItem: &grade.LineItem{ID: fmt.Sprint(40 + i), URL: url, Max: grade.Known(10.0), Type: grade.Known(grade.Points)},
	})
	tool := grade.ToolActivity{ID: fmt.Sprint("t", i+1), Title: title, Max: grade.Known(10.0), Send: w.one("send", "auto", "off", "manual")}
	switch w.one("linked by", "title", "url", "link", "other case", "elsewhere") {
	case "url":
		tool.LineItemURL = url + "?type_id=" + w.hide(w.word("type"))
	case "link":
		tool.ResourceLinkID = "r" + id
	case "other case":
		tool.Title = strings.ToUpper(title)
	case "elsewhere":
		tool.LineItemURL = strings.Replace(url, "/5/", "/7/", 1)
	}
	w.rec.Activities = append(w.rec.Activities, tool)
}

func (w *world) enrol(i int, p *someone) {
	w.book.Learners = append(w.book.Learners, grade.Learner{
		ID: p.id, Name: p.name, Email: p.email, Login: p.login, SISID: p.sis, LTIUserIDs: []string{p.sub},
		FormerIDs: []string{w.hide("former0-" + p.id)}, Listed: grade.Known(true),
		Enrolments: []grade.Enrolment{{
			Role: w.one("role", "student", "StudentEnrollment", "Helper of "+w.hide(w.word("helped"))), Kind: grade.RoleLearner,
			State: grade.Known(grade.EnrolmentState(w.one("state", "active", "inactive"))), Sections: []string{w.book.Course.Sections[0].ID},
		}},
	})
	for n, a := range w.book.Activities {
		r := grade.Result{Learner: p.id, Activity: a.ID, Empty: true}
		if w.yes("has result") {
			r.Empty, r.Score = false, grade.Known(float64(rapid.IntRange(0, 12).Draw(w.t, "result")))
			r.GradedAt = grade.Known(noon.Add(-time.Duration(200+37*i+n) * time.Hour))
			r.Grader = w.one("grader", "", "tool:1", "person", w.hide(w.word("grader")))
		}
		w.book.Results = append(w.book.Results, r)
	}
	w.book.Totals = append(w.book.Totals, grade.Total{Learner: p.id, Letter: grade.Known("Well done, " + w.hide(w.word("letter")))})
}

// accounts gives a person one account or two, joined by keys of all kinds.
func (w *world) accounts(i int, p *someone) {
	for n := range rapid.IntRange(0, 2).Draw(w.t, "accounts") {
		a := grade.Account{ID: w.hide(fmt.Sprintf("acc0u-%d-%d", i, n)), Name: p.name, Source: w.one("source", "lti", "manual"), Role: "student"}
		switch w.one("key", "sub", "sis", "email", "case", "alias", "login", "name", "typo", "strange") {
		case "sub":
			a.LMSUserID = " " + p.sub
		case "sis":
			a.SISID = p.sis
		case "email":
			a.Email = p.email
		case "case":
			a.Email = strings.ToUpper(p.email)
		case "alias":
			a.Email = w.hide(strings.Replace(p.email, "@", "+lab0@", 1))
		case "login":
			a.Login = p.login + " "
		case "typo":
			a.Email, a.Name = w.hide("x"+p.email), p.name
		case "strange":
			a.LMSUserID = w.hide(fmt.Sprint("nobody0-", i, n))
		}
		if n == 1 && w.yes("merge") {
			a.MergedInto, a.MergeState = w.rec.Accounts[len(w.rec.Accounts)-1].ID, w.one("merge state", "pending", "done", "none")
		}
		w.rec.Accounts = append(w.rec.Accounts, a)
		for k := range w.rec.Activities {
			w.work(i, n, k, p, &a)
		}
	}
}

// work gives an account a score, a launch and a send, each with names in its texts.
func (w *world) work(i, n, k int, p *someone, a *grade.Account) {
	t := w.rec.Activities[k]
	at := noon.Add(-time.Duration(300+97*i+31*n+7*k) * time.Hour)
	score := float64(rapid.IntRange(0, 12).Draw(w.t, "score"))
	if w.yes("scored") {
		w.rec.Scores = append(w.rec.Scores, grade.Score{
			Account: a.ID, Activity: t.ID, Score: grade.Known(score), Max: grade.Known(10.0), State: w.one("work", "graded", "submitted", "pending_manual"),
			ScoredAt: grade.Known(at), LastSentScore: grade.Known(score),
		})
	}
	if w.yes("launched") {
		l := grade.Launch{
			At: at.Add(-time.Hour), Account: a.ID, Activity: w.one("into", t.ID, ""), Version: w.one("version", grade.LTI13, grade.LTI11), Origin: grade.OriginLTI,
			Issuer: site, ClientID: "client1", DeploymentID: "1:d", ContextID: w.one("context", "ctx-5", "ctx-7"), ContextTitle: w.book.Course.Title,
			UserID: p.sub, Roles: []string{"Learner", w.hide(w.word("launch role"))}, UserAgent: "Browser of " + p.name,
			SourcedID:  grade.Known(`{"data":{"userid":"` + p.id + `","login":"` + p.login + `"},"hash":"` + w.hide("0u"+w.word("hash")) + `"}`),
			OutcomeURL: grade.Known(site + "/users/" + p.id + "/service?user=" + p.login + "#" + w.hide(w.word("fragment"))),
		}
		if w.yes("refused launch") {
			l.Error = p.name + " <" + p.email + "> is not known at 10.0.0.17"
		}
		w.rec.Launches = append(w.rec.Launches, l)
	}
	if w.yes("sent") {
		said := w.one("said", "", "User not found in course or is not a student", "locked by Master Course", "Incorrect score received", "no such thing")
		w.rec.Sends = append(w.rec.Sends, grade.Send{
			At: at.Add(time.Hour), Account: a.ID, Activity: t.ID, URL: site + "/people/" + p.login + "/lineitem?type_id=1" + w.one("misbuilt", "", "/scores"),
			Status: grade.Known(rapid.SampledFrom([]int{200, 400, 403, 404, 422, 500, 0}).Draw(w.t, "status")), Code: w.one("code", "", "failure", "success"),
			Message: said + ": " + p.name + " (" + p.login + ")", Score: grade.Known(score), Max: grade.Known(10.0),
		})
	}
}
