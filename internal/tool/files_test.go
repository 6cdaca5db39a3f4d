package tool

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/gradesync/gradesync/internal/grade"
)

func TestUnknownIsNotFalse(t *testing.T) {
	for name, file := range map[string]map[string]string{
		"columns missing": {"scores.csv": "account_id,activity_id\na1,q1\n"},
		"cells empty":     {"scores.csv": "account_id,activity_id,score,released,scored_at,state\na1,q1,, ,\"\",\n"},
		"placeholders":    {"scores.csv": "account_id,activity_id,score,released,scored_at,state\na1,q1,NULL,\\N,NULL,\\N\n"},
		"members missing": {"scores.jsonl": `{"account_id":"a1","activity_id":"q1"}`},
		"members null":    {"scores.jsonl": `{"account_id":"a1","activity_id":"q1","score":null,"released":null,"state":""}`},
	} {
		t.Run(name, func(t *testing.T) {
			diff(t, "scores", []grade.Score{{Account: "a1", Activity: "q1"}}, good(t, file).records.Scores)
		})
	}
}

func TestPlaceholderIsNoted(t *testing.T) {
	o := good(t, map[string]string{"accounts.csv": "id,name,lms_user_id\na1,x,NULL\na2,NULL,NULL\na3,Null,52\n"})
	diff(t, "notes", []string{
		"records/accounts.csv:2:6: lms_user_id NULL is read as an empty cell, here and further on",
		"records/accounts.csv:3:4: name NULL is read as an empty cell, here and further on",
	}, o.notes)
	diff(t, "accounts", []grade.Account{{ID: "a1", Name: "x"}, {ID: "a2"}, {ID: "a3", Name: "Null", LMSUserID: "52"}}, o.records.Accounts)
}

func TestNoneIsKnown(t *testing.T) {
	o := good(t, map[string]string{
		"launches.csv": "at,lti_version,lineitem,lineitems,scopes,lis_outcome_service_url\n" +
			"2026-11-20T08:00:00Z,1.3,none,none,none,\n" +
			"2026-11-20T08:00:00Z,1.3,,,,\n" +
			"2026-11-20T08:00:00Z,1.1,,,,NONE\n",
	})
	var returns []grade.Maybe[bool]
	for i := range o.records.Launches {
		returns = append(returns, o.records.Launches[i].ReturnsGrades())
	}
	diff(t, "launches that return grades", []grade.Maybe[bool]{grade.Known(false), {}, grade.Known(false)}, returns)
	if scopes, known := o.records.Launches[0].Scopes.Get(); !known || scopes == nil || len(scopes) != 0 {
		t.Errorf("scopes %v, known %v: want an empty list that survives JSON", scopes, known)
	}
}

func TestRolesWithSpaces(t *testing.T) {
	const ta = "urn:lti:role:ims/lis/TeachingAssistant"
	for name, file := range map[string]map[string]string{
		"spaces": {"launches.csv": "at,roles\n2026-11-20T08:00:00Z,  Learner   " + ta + " \n"},
		"commas": {"launches.csv": "at,roles\n2026-11-20T08:00:00Z,\"Learner,\t" + ta + "\"\n"},
		"array":  {"launches.jsonl": `{"at":"2026-11-20T08:00:00Z","roles":[" Learner ","", "` + ta + `"]}`},
		"text":   {"launches.jsonl": `{"at":"2026-11-20T08:00:00Z","roles":"Learner\t` + ta + `"}`},
	} {
		t.Run(name, func(t *testing.T) {
			diff(t, "roles", []string{"Learner", ta}, good(t, file).records.Launches[0].Roles)
		})
	}
}

func TestUnknownColumns(t *testing.T) {
	o := good(t, map[string]string{
		"accounts.csv":  "id,e-mail,LMS User ID,favourite colour,\na1,a@x.example,52,blue,\n",
		"scores.jsonl":  `{"account_id":"a1","activity_id":"q1","accountId":1}` + "\n" + `{"account_id":"a2","activity_id":"q1","accountId":2,"points":3}`,
		"score.csv":     "x",
		"launches.json": "x",
		".hidden.csv":   "x",
		"readme.md":     "x",
	})
	diff(t, "notes", []string{
		"records/launches.json is not read: write it as .csv or .jsonl",
		"records/score.csv is not read: it is none of accounts, activities, scores, launches, sends (did you mean scores?)",
		`records/accounts.csv: column "e-mail" is not known and is kept out (did you mean email?)`,
		`records/accounts.csv: column "LMS User ID" is not known and is kept out (did you mean lms_user_id?)`,
		`records/accounts.csv: column "favourite colour" is not known and is kept out`,
		`records/scores.jsonl: column "accountId" is not known and is kept out (did you mean account_id?)`,
		`records/scores.jsonl: column "points" is not known and is kept out`,
		"1 account has scores and no row among the accounts",
	}, o.notes)
	diff(t, "account", grade.Account{ID: "a1"}, o.records.Accounts[0])
}

// TestManyUnknownColumns: members without number do not flood the notes.
func TestManyUnknownColumns(t *testing.T) {
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, `{"id":"a%d","extra %d":1}`+"\n", i, i)
	}
	if o := good(t, map[string]string{"accounts.jsonl": b.String()}); len(o.notes) != mostUnknown || len(o.records.Accounts) != 100 {
		t.Errorf("%d notes, %d accounts", len(o.notes), len(o.records.Accounts))
	}
}

func TestNumbers(t *testing.T) {
	for in, want := range map[string]float64{"0": 0, "-0": 0, "8.50": 8.5, "-1": -1, "+2": 2, "1e2": 100, " 7 ": 7, ".5": 0.5} {
		o := good(t, map[string]string{"scores.csv": "account_id,activity_id,score\na1,q1," + in + "\n"})
		got := o.records.Scores[0].Score
		if !grade.Is(got, want) || math.Signbit(got.Or(0)) != math.Signbit(want) {
			t.Errorf("%q is %v, want %v", in, got, want)
		}
	}
}

func TestZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct{ in, want string }{
		{"2026-07-01 10:00:00", "2026-07-01T08:00:00Z"}, {"2026-12-01T10:00:00", "2026-12-01T09:00:00Z"}, {"2026-12-01 10:00:00.25", "2026-12-01T09:00:00.25Z"},
		{"2026-12-01 10:00", "2026-12-01T09:00:00Z"}, {"2026-12-01T10:00", "2026-12-01T09:00:00Z"},
		{"2026-12-01T10:00:00Z", "2026-12-01T10:00:00Z"}, {"2026-12-01T10:00:00+05:30", "2026-12-01T04:30:00Z"}, {"2026-12-01 10:00:00-05", "2026-12-01T15:00:00Z"},
	}
	var csv strings.Builder
	csv.WriteString("at\n")
	var want []grade.Launch
	for _, r := range rows {
		csv.WriteString(r.in + "\n")
		want = append(want, grade.Launch{At: at(r.want)})
	}
	fsys := folder(t, map[string]string{"launches.csv": csv.String()})
	o := read(t, berlin, Spec{Kind: KindFiles, FS: fsys})
	diff(t, "launches", want, o.records.Launches)
	o = read(t, nil, Spec{Kind: KindFiles, FS: fsys})
	diff(t, "launches without a zone", want[5:], o.records.Launches)
	if o.tally.Unreadable["launches"] != 5 {
		t.Errorf("%d unreadable, want 5", o.tally.Unreadable["launches"])
	}
}

func TestNoRows(t *testing.T) {
	o := good(t, map[string]string{
		"accounts.csv": "id\n", "activities.jsonl": "\n", "scores.csv": "account_id,activity_id", "launches.csv": "at\n\n", "sends.jsonl": "",
	})
	for kind, file := range map[string]string{"accounts": "accounts.csv", "activities": "activities.jsonl", "scores": "scores.csv", "sends": "sends.jsonl"} {
		if !hasGap(o.records, kind, grade.Failed, file+" has no rows") {
			t.Errorf("no gap for %s: %v", kind, o.records.Gaps)
		}
	}
	if len(o.records.Gaps) != 4 || o.records.Accounts != nil || o.records.Scores != nil || o.records.Sends != nil {
		t.Errorf("records %+v", o.records)
	}
	// A header without rows proves that nothing happened.
	if o.records.Launches == nil || len(o.records.Launches) != 0 {
		t.Errorf("launches %v, want an empty list", o.records.Launches)
	}
	noted(t, o, "records/launches.csv has no rows: there were no launches")
}

func TestStrayQuoteCostsOneRow(t *testing.T) {
	var csv strings.Builder
	csv.WriteString("id,name\n")
	for i := range 3000 {
		name := "x"
		if i%1000 == 7 {
			name = "\"x"
		}
		csv.WriteString("a" + strings.Repeat("z", i) + "," + name + "\n")
		if i > 2500 {
			break
		}
	}
	o := good(t, map[string]string{"accounts.csv": csv.String()})
	if o.tally.Unreadable["accounts"] != 3 || o.tally.Rows["accounts"] != 2499 {
		t.Errorf("%d unreadable and %d rows, want 3 and 2499", o.tally.Unreadable["accounts"], o.tally.Rows["accounts"])
	}
	lines := []int{}
	for _, p := range o.tally.Problems {
		lines = append(lines, p.Line)
	}
	diff(t, "lines", []int{9, 1009, 2009}, lines)
}
