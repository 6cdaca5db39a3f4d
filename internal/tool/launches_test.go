package tool

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

func readLaunches(t testing.TB, content string, others ...Spec) outcome {
	t.Helper()
	fsys := folder(t, map[string]string{"launches.jsonl": content})
	return read(t, nil, append([]Spec{{Kind: KindLaunches, Name: "raw", FS: fsys}}, others...)...)
}

func recorded(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestMoodleLaunches reads two launches of a Moodle 5.1.3, one of each LTI version.
func TestMoodleLaunches(t *testing.T) {
	o := readLaunches(t, recorded(t, "moodle-lti13.jsonl")+recorded(t, "moodle-lti11.jsonl"))
	if o.err != nil {
		t.Fatal(o.err)
	}
	const scope = "https://purl.imsglobal.org/spec/lti-ags/scope/"
	person := grade.Account{Name: "Grade Sync", Email: "ws_gradesync@lab.example", Login: "ws_gradesync", Role: "learner"}
	over13, over11 := person, person
	over13.ID, over13.LMSUserID = "http://127.0.0.1:8090|3", "3"
	over11.ID, over11.LTI11UserID = "legacykey|3", "3"
	diff(t, "records", &grade.Records{
		Sources:  []string{"launches raw"},
		Accounts: []grade.Account{over13, over11},
		Activities: []grade.ToolActivity{
			{ID: "http://127.0.0.1:8090|32", Title: "Lab 1 Limits", ResourceLinkID: "32"},
			{ID: "legacykey|52", Title: "Legacy quiz 1", ResourceLinkID: "52"},
		},
		Launches: []grade.Launch{{
			At: at("2026-11-21T18:01:19Z"), Account: over13.ID, Activity: "http://127.0.0.1:8090|32", Version: grade.LTI13, Origin: grade.OriginLTI,
			Issuer: "http://127.0.0.1:8090", ClientID: "gslabfull", DeploymentID: "1", ContextID: "5", ContextTitle: "Calculus 101",
			ResourceLinkID: "32", UserID: "3", Roles: []string{"http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"},
			LineItem: grade.Known(""), LineItems: grade.Known("http://127.0.0.1:8090/mod/lti/services.php/5/lineitems?type_id=1"),
			Scopes:     grade.Known([]string{scope + "lineitem", scope + "lineitem.readonly", scope + "result.readonly", scope + "score"}),
			SourcedID:  grade.Known(`{"data":{"instanceid":"32","userid":"3","typeid":"1","launchid":313163185},"hash":"7dfb7c692275c44559a41a19d083ff39fb59eb8c773cae52bcc45df99d7eed1b"}`),
			OutcomeURL: grade.Known("http://127.0.0.1:8090/mod/lti/service.php"), TargetLinkURI: "http://127.0.0.1:8091/launch/gslabfull", ProductFamily: "moodle",
		}, {
			At: at("2026-11-21T18:01:18Z"), Account: over11.ID, Activity: "legacykey|52", Version: grade.LTI11, Origin: grade.OriginLTI,
			ClientID: "legacykey", ContextID: "5", ContextTitle: "Calculus 101", ResourceLinkID: "52", UserID: "3", Roles: []string{"Learner"},
			SourcedID:  grade.Known(`{"data":{"instanceid":"52","userid":"3","typeid":"5","launchid":309980726},"hash":"54d56cb201aa99d4df639ac5fd95a11385584e744739d3e48a0fe02576a9184f"}`),
			OutcomeURL: grade.Known("http://127.0.0.1:8090/mod/lti/service.php"), ProductFamily: "moodle",
		}},
		Gaps: []grade.Gap{
			{Fact: grade.FactAccounts, What: "tool accounts", Class: grade.Absent, Reason: "no account records were given; scores and launches name 2"},
			{Fact: grade.FactToolActivities, What: "tool activities", Class: grade.Absent, Reason: "no activity records were given; scores and launches name 2"},
			{Fact: grade.FactScores, What: "tool scores", Class: grade.Absent, Reason: "no score records were given"},
			{Fact: grade.FactSends, What: "tool sends", Class: grade.Absent, Reason: "no send records were given"},
		},
	}, o.records)
}

// TestNoSecretsAreKept: nothing that signs or authorises a launch stays.
func TestNoSecretsAreKept(t *testing.T) {
	o := readLaunches(t, recorded(t, "moodle-lti13.jsonl")+recorded(t, "moodle-lti11.jsonl"))
	kept, err := json.Marshal([]any{o.records.Launches, o.records.Accounts, o.records.Activities})
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Fa8knEan1eP5cfJOqMGQV78S1Z0", "588e894bd5ab289ca25cb9d95250ea95", "eba36cd70d7be742ed65", "sesskey", "memberships"} {
		if strings.Contains(string(kept), secret) {
			t.Errorf("%s was kept", secret)
		}
	}
}

// claims13 is a launch of LTI 1.3 with the members given, which overwrite others.
func claims13(t testing.TB, members map[string]any) string {
	t.Helper()
	all := map[string]any{
		"iss": "https://lms.example", "aud": "client", "sub": "u1", "iat": 1795284079,
		claim + "resource_link": map[string]any{"id": "l1"}, claim + "context": map[string]any{"id": "c1"},
	}
	for k, v := range members {
		all[k] = v
	}
	line, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(line) + "\n"
}

func TestClaims(t *testing.T) {
	tests := []struct {
		name    string
		members map[string]any
		want    func(*grade.Launch) bool
	}{
		{"no grade service", nil, func(l *grade.Launch) bool {
			scopes, known := l.Scopes.Get()
			return grade.Is(l.LineItem, "") && grade.Is(l.LineItems, "") && known && scopes != nil && len(scopes) == 0 && grade.Is(l.OutcomeURL, "")
		}},
		{"line item", map[string]any{agsClaim: map[string]any{"lineitem": "https://lms.example/1", "scope": []string{"s"}}}, func(l *grade.Launch) bool {
			return grade.Is(l.LineItem, "https://lms.example/1") && grade.Is(l.LineItems, "") && len(l.Scopes.Or(nil)) == 1
		}},
		{"several audiences", map[string]any{"aud": []string{"other", "client"}, "azp": "client"}, func(l *grade.Launch) bool { return l.ClientID == "client" }},
		{"one audience in an array", map[string]any{"aud": []string{"client"}}, func(l *grade.Launch) bool { return l.ClientID == "client" }},
		{"numeric ids", map[string]any{"sub": 7, claim + "deployment_id": 3}, func(l *grade.Launch) bool {
			return l.UserID == "7" && l.DeploymentID == "3" && l.Account == "https://lms.example|7"
		}},
		{"the tool's own ids", map[string]any{"account_id": "a1", "activity_id": "q1"}, func(l *grade.Launch) bool { return l.Account == "a1" && l.Activity == "q1" && l.UserID == "u1" }},
		{"the tool's own user_id is not the LMS's", map[string]any{"user_id": 900, "resource_link_id": "x"}, func(l *grade.Launch) bool { return l.UserID == "u1" && l.ResourceLinkID == "l1" }},
		{"beside the claims", map[string]any{"at": "2026-11-20T08:00:00Z", "user_agent": "Mozilla", "error": "no cookie"}, func(l *grade.Launch) bool {
			return l.At.Equal(at("2026-11-20T08:00:00Z")) && l.UserAgent == "Mozilla" && l.Error == "no cookie"
		}},
		{"anonymous", map[string]any{"sub": nil}, func(l *grade.Launch) bool { return l.Account == "" && l.UserID == "" }},
		{"a menu, not an item", map[string]any{claim + "resource_link": map[string]any{"id": "c1"}}, func(l *grade.Launch) bool { return l.Activity == "" && l.ResourceLinkID == "c1" }},
		{"label for title", map[string]any{claim + "context": map[string]any{"id": "c1", "label": "CALC"}}, func(l *grade.Launch) bool { return l.ContextTitle == "CALC" }},
		{"fraction of a second", map[string]any{"iat": 1795284079.5}, func(l *grade.Launch) bool { return l.At.Equal(at("2026-11-21T18:01:19Z")) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := readLaunches(t, claims13(t, test.members))
			if o.err != nil || len(o.records.Launches) != 1 {
				t.Fatalf("error %v, problems %v", o.err, o.tally.Problems)
			}
			if !test.want(&o.records.Launches[0]) {
				t.Errorf("launch is %+v", o.records.Launches[0])
			}
		})
	}
}

func TestParameters(t *testing.T) {
	// A log of form values writes each as an array; this one carried no way back.
	o := readLaunches(t, `{"lti_version":["LTI-1p0"],"oauth_timestamp":["1795284078"],"oauth_consumer_key":["k"],"user_id":["7"],"roles":["Learner,urn:lti:role:ims/lis/TeachingAssistant"],"resource_link_id":["l1"],"lis_person_name_given":["Ana"],"lis_person_name_family":["Núñez"]}`)
	want := grade.Launch{
		At: at("2026-11-21T18:01:18Z"), Account: "k|7", Activity: "k|l1", Version: grade.LTI11, Origin: grade.OriginLTI, ClientID: "k", UserID: "7",
		ResourceLinkID: "l1", Roles: []string{"Learner", "urn:lti:role:ims/lis/TeachingAssistant"}, SourcedID: grade.Known(""), OutcomeURL: grade.Known(""),
	}
	diff(t, "launch", []grade.Launch{want}, o.records.Launches)
	diff(t, "account", []grade.Account{{ID: "k|7", Name: "Ana Núñez", LTI11UserID: "7", Role: "learner"}}, o.records.Accounts)
}

func TestBadLaunches(t *testing.T) {
	const neither = "the line holds neither the claims of an id_token nor the parameters of an LTI 1.1 launch"
	const seconds = "is no count of seconds since 1970: write it as the launch had it, or give the time as a member at"
	role := `{"` + claim + `roles":[],`
	tests := []struct {
		name, line string
		want       Problem
	}{
		{"neither", `{"user_id":"7"}`, Problem{Column: 1, Reason: neither}},
		{"not decoded", `{"id_token":"eyJ0eXAiOiJKV1QifQ.eyJzdWIiOiIzIn0.c2ln"}`, Problem{Column: 1, Reason: "the id_token is not decoded: write its claims, the middle part of the token, as the object"}},
		{"broken", `{"iss":"ä",}`, Problem{Column: 12, Reason: "the line is not well-formed JSON here: write one object a line"}},
		{"no time", role + `"sub":"1"}`, Problem{Column: 1, Reason: "the launch has no time: keep iat or oauth_timestamp, or add a member at"}},
		{"milliseconds", role + `"iat":1795284079000}`, Problem{Column: 61, Field: "iat", Value: "1795284079000", Reason: seconds}},
		{"time in words", role + `"iat":"now"}`, Problem{Column: 61, Field: "iat", Value: "now", Reason: seconds}},
		{"nested", role + `"iat":1795284079,"` + claim + `lis":{"x":"ä","person_sourcedid":["a","b"]}}`, Problem{Column: 148, Field: "person_sourcedid", Value: "[…]", Reason: "is no text: write a string"}},
		{"name", role + `"iat":1795284079,"name":{"x":"Ana"}}`, Problem{Column: 79, Field: "name", Value: "{…}", Reason: "is no text: write a string"}},
		{"no zone", role + `"at":"2026-11-20 08:00"}`, Problem{Column: 60, Field: "at", Value: "2026-11-20 08:00", Reason: "has no time zone: write it like 2026-11-21T18:30:00Z or 2026-11-21T18:30:00+01:00, or say with --assume-zone where it was written"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := readLaunches(t, claims13(t, nil)+test.line+"\n"+claims13(t, nil))
			if o.err != nil {
				t.Fatal(o.err)
			}
			test.want.File, test.want.Line = "raw/launches.jsonl", 2
			diff(t, "problems", []Problem{test.want}, o.tally.Problems)
			if len(o.records.Launches) != 2 || !hasGap(o.records, "launches", grade.Failed, "1 of 3 rows of launches.jsonl could not be read; first: line 2: ") {
				t.Errorf("%d launches, gaps %v", len(o.records.Launches), o.records.Gaps)
			}
		})
	}
}

func TestOtherMessages(t *testing.T) {
	deep := claims13(t, map[string]any{claim + "message_type": "LtiDeepLinkingRequest"})
	o := readLaunches(t, deep+claims13(t, map[string]any{claim + "message_type": "LtiResourceLinkRequest"})+deep)
	if len(o.records.Launches) != 1 || o.tally.Rows["launches"] != 1 || len(o.tally.Problems) != 0 {
		t.Errorf("%d launches, tally %+v", len(o.records.Launches), o.tally)
	}
	noted(t, o, "raw/launches.jsonl: 2 messages of other types are kept out")
}

// TestLaunchesMeetRecords: what the LMS calls a person and a link finds the tool's
// own account and activity.
func TestLaunchesMeetRecords(t *testing.T) {
	files := Spec{Kind: KindFiles, Name: "files", FS: folder(t, map[string]string{
		"accounts.csv":   "id,lms_user_id,lti11_user_id,email\na1,u1,,own@uni.example\na2,,old2,\na3,twice,,\na4,twice,,\n",
		"activities.csv": "id,resource_link_id\nq1,l1\n",
		"scores.csv":     "account_id,activity_id\na1,q1\n",
	})}
	raw := claims13(t, map[string]any{"email": "lms@uni.example", "name": "Ana"}) +
		claims13(t, map[string]any{"sub": "u2", claim + "lti1p1": map[string]any{"user_id": "old2"}}) +
		claims13(t, map[string]any{"sub": "twice", claim + "resource_link": map[string]any{"id": "l9", "title": "Elsewhere"}}) +
		claims13(t, map[string]any{"sub": "u1", "iss": "https://second.example", "account_id": "a5", claim + "resource_link": map[string]any{"id": "l2"}})
	for name, specs := range map[string][]Spec{"files last": {files}, "files first": nil} {
		t.Run(name, func(t *testing.T) {
			o := readLaunches(t, raw, specs...)
			if specs == nil {
				o = read(t, nil, files, Spec{Kind: KindLaunches, Name: "raw", FS: folder(t, map[string]string{"a.jsonl.gz": raw})})
			}
			var who [][2]string
			for _, l := range o.records.Launches {
				who = append(who, [2]string{l.Account, l.Activity})
			}
			diff(t, "launches", [][2]string{
				{"a1", "q1"}, {"a2", "q1"}, {"https://lms.example|twice", "https://lms.example|l9"}, {"a5", "https://second.example|l2"},
			}, who)
			diff(t, "accounts", []grade.Account{
				{ID: "a1", LMSUserID: "u1", Email: "own@uni.example", Name: "Ana"}, {ID: "a2", LMSUserID: "u2", LTI11UserID: "old2"},
				{ID: "a3", LMSUserID: "twice"}, {ID: "a4", LMSUserID: "twice"}, {ID: "https://lms.example|twice", LMSUserID: "twice"}, {ID: "a5"},
			}, o.records.Accounts)
			diff(t, "activities", []grade.ToolActivity{{ID: "q1", ResourceLinkID: "l1"}}, o.records.Activities)
		})
	}
}

// TestSameIDInTwoLMSs: an id that two LMSs use decides nothing.
func TestSameIDInTwoLMSs(t *testing.T) {
	files := Spec{Kind: KindFiles, FS: folder(t, map[string]string{"accounts.csv": "id,lms_user_id\na1,u1\n", "activities.csv": "id,resource_link_id\nq1,l1\n"})}
	o := readLaunches(t, claims13(t, nil)+claims13(t, map[string]any{"iss": "https://second.example"}), files)
	var who [][2]string
	for _, l := range o.records.Launches {
		who = append(who, [2]string{l.Account, l.Activity})
	}
	diff(t, "launches", [][2]string{{"https://lms.example|u1", "https://lms.example|l1"}, {"https://second.example|u1", "https://second.example|l1"}}, who)
}

// TestRolesThatDisagree: an assistant of one course is a student of another; no
// account holds both.
func TestRolesThatDisagree(t *testing.T) {
	as := func(sub, role string) string {
		return claims13(t, map[string]any{"sub": sub, claim + "roles": []string{"http://purl.imsglobal.org/vocab/lis/v2/membership#" + role}})
	}
	o := readLaunches(t, as("u1", "Learner")+as("u1", "Instructor")+as("u1", "Learner")+as("u2", "Instructor")+as("u2", "ContentDeveloper"))
	var roles []string
	for _, a := range o.records.Accounts {
		roles = append(roles, a.Role)
	}
	diff(t, "roles", []string{"", "staff"}, roles)
}

func TestLaunchFolder(t *testing.T) {
	o := read(t, nil, Spec{Kind: KindLaunches, Name: "raw", FS: folder(t, map[string]string{"launches.csv": "at\n"})})
	if !errors.Is(o.err, grade.ErrNotFound) || !strings.Contains(o.err.Error(), "no .jsonl or .jsonl.gz file is in the folder") {
		t.Errorf("error is %v", o.err)
	}
	o = read(t, nil, Spec{Kind: KindLaunches, Name: "raw", FS: folder(t, map[string]string{"a.jsonl": "", "a.jsonl.gz": ""})})
	if !errors.Is(o.err, grade.ErrUnreadable) || !strings.Contains(o.err.Error(), "a.jsonl and a.jsonl.gz are the same records twice") {
		t.Errorf("error is %v", o.err)
	}
	o = read(t, nil, Spec{Kind: KindLaunches, Name: "raw", FS: folder(t, map[string]string{"a.jsonl": claims13(t, nil), "b.jsonl.gz": claims13(t, nil)})})
	if o.err != nil || o.tally.Rows["launches"] != 2 || o.tally.Newest != at("2026-11-21T18:01:19Z") {
		t.Errorf("error %v, tally %+v", o.err, o.tally)
	}
}
