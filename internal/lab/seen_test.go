package lab_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
)

// verdicts reads both sides through the front door, the LMS over HTTP and the
// tool's files, and tells of every cell what anyone can see without a rule:
// arrived, missing, differs, hidden, late or not_expected.
func verdicts(t *testing.T, s site) map[lab.Cell]string {
	t.Helper()
	shown := gradebook(t, s)
	users, cmids := joins(t, s)
	max, tests := map[string]float64{}, testAccounts(t, s)
	for _, a := range table(t, s.RecordsAt(s.url), "activities.csv") {
		max[a["id"]] = float(t, a["max"])
	}
	out := map[lab.Cell]string{}
	for _, row := range table(t, s.RecordsAt(s.url), "scores.csv") {
		cell := lab.Cell{User: users[row["account_id"]], Activity: cmids[row["activity_id"]]}
		out[cell] = verdict(t, row, tests[row["account_id"]], max[row["activity_id"]], shown[cell])
	}
	return out
}

func verdict(t *testing.T, row map[string]string, test bool, max float64, g *item) string {
	t.Helper()
	switch {
	case test || row["score"] == "":
		return "not_expected"
	case g == nil || g.Raw == nil:
		scored, err := time.Parse(time.RFC3339, row["scored_at"])
		if err == nil && moment().Sub(scored) < time.Hour {
			return "late"
		}
		return "missing"
	case *g.Raw/g.Max-float(t, row["score"])/max > 0.01 || float(t, row["score"])/max-*g.Raw/g.Max > 0.01:
		return "differs"
	case g.Hidden:
		return "hidden"
	}
	return "arrived"
}

// testAccounts are those that launched as the platform's preview account.
func testAccounts(t *testing.T, s site) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, l := range table(t, s.RecordsAt(s.url), "launches.csv") {
		if strings.Contains(l["roles"], "TestUser") {
			out[l["account_id"]] = true
		}
	}
	return out
}

type item struct {
	ID         int      `json:"id"`
	CMID       int      `json:"cmid"`
	Raw        *float64 `json:"graderaw"`
	Max        float64  `json:"grademax"`
	Hidden     bool     `json:"gradeishidden"`
	Locked     bool     `json:"locked"`
	IsLocked   bool     `json:"gradeislocked"`
	Overridden bool     `json:"gradeisoverridden"`
	Status     string   `json:"status"`
	Text       string   `json:"gradeformatted"`
	Name       string   `json:"itemname"`
}

type gradeAnswer struct {
	Code  string `json:"errorcode"`
	Users []struct {
		ID    int    `json:"userid"`
		Items []item `json:"gradeitems"`
	} `json:"usergrades"`
}

func gradebook(t *testing.T, s site) map[lab.Cell]*item {
	t.Helper()
	out := map[lab.Cell]*item{}
	// The administrator sees the gradebook also when the service account does not.
	answer := read[gradeAnswer](t, s.post(t, "labtoken-admin", "gradereport_user_get_grade_items", "courseid=5"))
	for _, u := range answer.Users {
		for _, it := range u.Items {
			if it.CMID != 0 {
				out[lab.Cell{User: strconv.Itoa(u.ID), Activity: strconv.Itoa(it.CMID)}] = &it
			}
		}
	}
	return out
}

// joins names the tool's accounts and activities as a report does, by the keys
// any reader has: LMS user id, e-mail, the local part of it, name.
func joins(t *testing.T, s site) (users, cmids map[string]string) {
	t.Helper()
	type person struct {
		ID    int    `json:"id"`
		Email string `json:"email"`
		Name  string `json:"fullname"`
	}
	roster := read[[]person](t, s.post(t, s.Token(), "core_enrol_get_enrolled_users", "courseid=5"))
	users, cmids = map[string]string{}, map[string]string{}
	for _, a := range table(t, s.RecordsAt(s.url), "accounts.csv") {
		users[a["id"]] = "tool:" + a["id"]
		local, domain, _ := strings.Cut(a["email"], "@")
		local, _, _ = strings.Cut(local, "+")
		for _, same := range []func(person) bool{
			func(p person) bool { return a["lms_user_id"] == strconv.Itoa(p.ID) },
			func(p person) bool { return a["lms_user_id"] == "" && p.Email == local+"@"+domain },
			func(p person) bool { return a["lms_user_id"] == "" && a["source"] == "roster" && p.Name == a["name"] },
		} {
			found := slices.DeleteFunc(slices.Clone(roster), func(p person) bool { return !same(p) })
			if len(found) == 1 {
				users[a["id"]] = strconv.Itoa(found[0].ID)
			}
			if len(found) > 0 {
				break
			}
		}
	}
	sections := read[[]struct {
		Modules []struct {
			ID   int    `json:"id"`
			Name string `json:"name"`
		} `json:"modules"`
	}](t, s.post(t, s.Token(), "core_course_get_contents", "courseid=5"))
	for _, a := range table(t, s.RecordsAt(s.url), "activities.csv") {
		for _, sec := range sections {
			for _, m := range sec.Modules {
				if m.Name == a["title"] {
					cmids[a["id"]] = strconv.Itoa(m.ID)
				}
			}
		}
	}
	return users, cmids
}

func float(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
