package tool

import (
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

func TestScoresTwice(t *testing.T) {
	o := good(t, map[string]string{"scores.csv": `account_id,activity_id,score,scored_at
a1,q1,3,2026-11-20T08:00:00Z
a1,q2,1,
a1,q1,2,2026-11-19T08:00:00Z
a2,q1,5,2026-11-20T08:00:00Z
a1,q2,4,
a2,q1,6,
a1,q1,7,2026-11-20T08:00:00Z
`})
	got := map[string]float64{}
	for _, s := range o.records.Scores {
		got[s.Account+s.Activity] = s.Score.Or(-1)
	}
	diff(t, "scores", map[string]float64{"a1q1": 7, "a1q2": 4, "a2q1": 6}, got)
	noted(t, o, "4 scores stand for the same account and activity as another: the one that was scored last is used")
	if o.tally.Rows["scores"] != 7 {
		t.Errorf("%d rows, want 7", o.tally.Rows["scores"])
	}
}

func TestBareRows(t *testing.T) {
	const (
		scoreFile  = "account_id,activity_id\na2,q2\n"
		launchFile = "at,account_id,activity_id\n2026-11-20T08:00:00Z,a3,q3\n2026-11-20T08:00:00Z,,\n"
	)
	t.Run("no file lists any", func(t *testing.T) {
		o := good(t, map[string]string{"scores.csv": scoreFile, "launches.csv": launchFile})
		diff(t, "accounts", []grade.Account{{ID: "a2"}, {ID: "a3"}}, o.records.Accounts)
		diff(t, "activities", []grade.ToolActivity{{ID: "q2"}, {ID: "q3"}}, o.records.Activities)
		if !hasGap(o.records, "accounts", grade.Absent, "no account records were given; scores and launches name 2") {
			t.Errorf("gaps %v", o.records.Gaps)
		}
		diff(t, "rows", map[string]int{"scores": 1, "launches": 2}, o.tally.Rows)
		diff(t, "notes", []string(nil), o.notes)
	})
	t.Run("a file lists others", func(t *testing.T) {
		o := good(t, map[string]string{"scores.csv": scoreFile, "launches.csv": launchFile, "accounts.csv": "id\na1\n", "activities.csv": "id\nq1\n"})
		diff(t, "accounts", []grade.Account{{ID: "a1"}, {ID: "a2"}}, o.records.Accounts)
		diff(t, "activities", []grade.ToolActivity{{ID: "q1"}, {ID: "q2"}}, o.records.Activities)
		noted(t, o, "1 account has scores and no row among the accounts")
		noted(t, o, "1 activity has scores and no row among the activities")
	})
}

func TestUserIDsFromLaunches(t *testing.T) {
	o := good(t, map[string]string{
		"accounts.csv": "id,lms_user_id,lti11_user_id\nagree,,\nown,7,\nsplit,,\nclaimed,,\nother,9,\ndirect,,\nboth,,\n",
		"launches.csv": `at,account_id,lti_version,user_id
2026-11-20T08:00:00Z,agree,1.3,5
2026-11-20T08:00:01Z,agree,1.3,
2026-11-20T08:00:02Z,agree,1.3,5
2026-11-20T08:00:03Z,own,1.3,8
2026-11-20T08:00:04Z,split,1.3,1
2026-11-20T08:00:05Z,split,1.3,2
2026-11-20T08:00:06Z,split,1.3,1
2026-11-20T08:00:07Z,claimed,1.3,9
2026-11-20T08:00:08Z,direct,none,3
2026-11-20T08:00:09Z,both,1.3,4
2026-11-20T08:00:10Z,both,1.1,44
2026-11-20T08:00:11Z,,1.3,6
`})
	diff(t, "accounts", []grade.Account{
		{ID: "agree", LMSUserID: "5"}, {ID: "own", LMSUserID: "7"}, {ID: "split"}, {ID: "claimed"}, {ID: "other", LMSUserID: "9"},
		{ID: "direct"}, {ID: "both", LMSUserID: "4", LTI11UserID: "44"},
	}, o.records.Accounts)
	diff(t, "notes", []string{"1 account launched over LTI 1.3 with more than one user id; launches do not tell who they are"}, o.notes)
}

func TestLinksFromLaunches(t *testing.T) {
	o := good(t, map[string]string{
		"activities.csv": "id,resource_link_id,lineitem_url\nagree,,\nsplit,,\nown,7,\nclaimed,,\ntwin1,,\ntwin2,,\n",
		"launches.csv": `at,activity_id,resource_link_id,lineitem
2026-11-20T08:00:00Z,agree,5,https://lms.example/items/5
2026-11-20T08:00:00Z,agree,5,https://lms.example/items/5
2026-11-20T08:00:00Z,agree,,
2026-11-20T08:00:00Z,split,1,
2026-11-20T08:00:00Z,split,2,
2026-11-20T08:00:00Z,own,8,
2026-11-20T08:00:00Z,claimed,7,
2026-11-20T08:00:00Z,twin1,9,
2026-11-20T08:00:00Z,twin2,9,
2026-11-20T08:00:00Z,,3,
`})
	diff(t, "activities", []grade.ToolActivity{
		{ID: "agree", ResourceLinkID: "5"}, {ID: "split"}, {ID: "own", ResourceLinkID: "7"}, {ID: "claimed"}, {ID: "twin1"}, {ID: "twin2"},
	}, o.records.Activities)
}

func TestSeveralSpecs(t *testing.T) {
	one := folder(t, map[string]string{
		"accounts.csv":   "id,name,active,email\na1,Ana,false,\na2,Ben,,\n",
		"activities.csv": "id,max\nq1,10\n",
		"scores.csv":     "account_id,activity_id,score,scored_at\na1,q1,1,2026-11-20T08:00:00Z\n",
		"launches.csv":   "at,account_id\n2026-11-20T08:00:00Z,a1\n",
	})
	two := folder(t, map[string]string{
		"accounts.jsonl":   `{"id":"a1","name":"Anna","active":true,"email":"ana@uni.example","created_at":"2026-09-01T00:00:00Z"}` + "\n" + `{"id":"a3"}`,
		"activities.jsonl": `{"id":"q1","max":20,"title":"Quiz"}`,
		"scores.jsonl":     `{"account_id":"a1","activity_id":"q1","score":2,"scored_at":"2026-11-21T08:00:00Z"}`,
		"launches.jsonl":   `{"at":"2026-11-20T09:00:00Z","account_id":"a2"}`,
	})
	o := read(t, nil, Spec{Kind: KindFiles, Name: "one", FS: one}, Spec{Kind: KindFiles, Name: "two", FS: two})
	if o.err != nil {
		t.Fatal(o.err)
	}
	diff(t, "records", &grade.Records{
		Sources: []string{"files one", "files two"},
		Accounts: []grade.Account{
			{ID: "a1", Name: "Ana", Active: grade.Known(false), Email: "ana@uni.example", CreatedAt: knownAt("2026-09-01T00:00:00Z")},
			{ID: "a2", Name: "Ben"}, {ID: "a3"},
		},
		Activities: []grade.ToolActivity{{ID: "q1", Max: grade.Known(10.0), Title: "Quiz"}},
		Scores:     []grade.Score{{Account: "a1", Activity: "q1", Score: grade.Known(2.0), ScoredAt: knownAt("2026-11-21T08:00:00Z")}},
		Launches:   []grade.Launch{{At: at("2026-11-20T08:00:00Z"), Account: "a1"}, {At: at("2026-11-20T09:00:00Z"), Account: "a2"}},
		Gaps:       []grade.Gap{{Fact: grade.FactSends, What: "tool sends", Class: grade.Absent, Reason: "no send records were given"}},
	}, o.records)
	diff(t, "rows", map[string]int{"accounts": 4, "activities": 2, "scores": 2, "launches": 2}, o.tally.Rows)
}
