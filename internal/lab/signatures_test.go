package lab_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
)

// evidence is all that the records and the gradebook say of one cell.
type evidence struct {
	account, activity, score map[string]string
	launches, sends          []map[string]string
	item                     *item
}

func (e evidence) everyLaunch(column string, ok func(string) bool) bool {
	return len(e.launches) > 0 && !slices.ContainsFunc(e.launches, func(l map[string]string) bool { return !ok(l[column]) })
}

func (e evidence) lastSend(column string) string {
	if len(e.sends) == 0 {
		return "no send"
	}
	return e.sends[len(e.sends)-1][column]
}

func (e evidence) unsent() bool {
	return e.score["last_sent_at"] == "" && e.score["last_sent_score"] == ""
}

func (e evidence) neverTried() bool { return e.unsent() && len(e.sends) == 0 }

func (e evidence) age(column string) time.Duration {
	at, _ := time.Parse(time.RFC3339, e.score[column])
	return moment().Sub(at)
}

func is(want string) func(string) bool { return func(got string) bool { return got == want } }

func contains(part string) func(string) bool {
	return func(got string) bool { return strings.Contains(got, part) }
}

// signatures say how each fault shows in its cells, beside the verdict.
func signatures() map[string]func(evidence) bool {
	const day = 24 * time.Hour
	unlinked := func(e evidence) bool { return e.account["lms_user_id"] == "" && e.neverTried() }
	return map[string]func(evidence) bool{
		"SC-01": func(e evidence) bool { return e.score["state"] == "not_started" && e.neverTried() },
		"SC-02": func(e evidence) bool {
			return e.score["state"] == "in_progress" && e.score["score"] != "" && e.neverTried()
		},
		"SC-03": func(e evidence) bool { return e.score["state"] == "pending_manual" && e.neverTried() },
		"SC-04": func(e evidence) bool { return e.age("submitted_at") == 92*day && e.neverTried() },
		"SC-07": func(e evidence) bool {
			return e.score["last_sent_score"] == e.score["score"] && e.lastSend("status") == "200"
		},
		"SC-08": func(e evidence) bool { return e.score["score"] == "0" && e.neverTried() },
		"SC-12": func(e evidence) bool { return e.account["role"] == "instructor" && e.neverTried() },
		"RL-01": func(e evidence) bool {
			return e.score["released"] == "false" && e.activity["release"] == "manual" && e.neverTried()
		},
		"RL-02": func(e evidence) bool { return e.activity["send"] == "off" && e.neverTried() },
		"RL-03": func(e evidence) bool { return e.age("scored_at") == 10*time.Minute && e.neverTried() },
		"ID-01": func(e evidence) bool { return unlinked(e) && e.account["source"] == "manual" && len(e.launches) == 0 },
		"ID-02": func(e evidence) bool { return unlinked(e) && e.account["merge_state"] == "" },
		"ID-03": func(e evidence) bool {
			return unlinked(e) && e.account["merge_state"] == "pending" && e.account["merged_into"] != ""
		},
		"ID-04": func(e evidence) bool { return unlinked(e) && e.account["sis_id"] == "" && e.account["login"] == "" },
		"ID-05": func(e evidence) bool { return unlinked(e) && e.account["sis_id"] == "" && e.account["login"] == "" },
		"ID-06": func(e evidence) bool { return unlinked(e) && e.account["source"] == "roster" && len(e.launches) == 0 },
		"ID-08": func(e evidence) bool { return e.account["lms_user_id"] != "" && e.neverTried() },
		"ID-09": func(e evidence) bool { return e.account["role"] == "student" && e.item == nil && e.neverTried() },
		"ID-10": func(e evidence) bool { return e.item == nil && e.lastSend("status") == "200" },
		"ID-11": func(e evidence) bool { return e.account["name"] == "Test Student" },
		"LA-01": func(e evidence) bool {
			return e.everyLaunch("origin", is("direct")) && e.everyLaunch("lti_version", is("none")) && e.neverTried()
		},
		"LA-02": func(e evidence) bool { return e.everyLaunch("context_title", is("CALC101 Spring")) && e.neverTried() },
		"LA-03": func(e evidence) bool {
			return len(e.launches) == 0 && e.activity["lineitem_url"] == "" && e.neverTried()
		},
		"LA-05": func(e evidence) bool {
			return e.everyLaunch("lis_outcome_service_url", is("none")) && e.everyLaunch("lis_result_sourcedid", is("none")) && e.neverTried()
		},
		"LA-07": func(e evidence) bool {
			return e.everyLaunch("lineitem", is("none")) && e.everyLaunch("lineitems", is("none")) && e.item != nil && e.neverTried()
		},
		"LI-01": func(e evidence) bool {
			return e.item == nil && e.activity["lineitem_url"] == "" && e.activity["resource_link_id"] != "" &&
				e.everyLaunch("lineitem", is("none")) && e.everyLaunch("lineitems", contains("/5/lineitems")) && e.neverTried()
		},
		"LI-02": func(e evidence) bool { return e.item != nil && e.neverTried() },
		"LI-03": func(e evidence) bool { return e.item == nil && contains("/5/lineitems/")(e.activity["lineitem_url"]) },
		"LI-05": func(e evidence) bool {
			return contains("/99/lineitems/")(e.activity["lineitem_url"]) && e.everyLaunch("lineitem", contains("/99/")) && e.neverTried()
		},
		"LI-06": func(e evidence) bool {
			return e.activity["lineitem_url"] == "" && e.item.Status == "novalue" && e.neverTried()
		},
		"LI-11": func(e evidence) bool { return e.item.Max == 0 && e.neverTried() },
		"LI-12": func(e evidence) bool {
			return !e.everyLaunch("resource_link_id", is(e.activity["resource_link_id"])) && e.neverTried()
		},
		"LI-13": func(e evidence) bool {
			return e.everyLaunch("lti_version", is("1.1")) && e.everyLaunch("lis_outcome_service_url", is("")) && e.activity["lineitem_url"] == "" && e.neverTried()
		},
		"LI-15": func(e evidence) bool {
			return e.item.Status == "" && e.item.Text == "" && e.lastSend("status") == "200"
		},
		"TK-01": func(e evidence) bool {
			return e.everyLaunch("scopes", func(s string) bool { return s != "" && !strings.HasSuffix(s, "scope/score") }) &&
				e.everyLaunch("lineitem", contains("/5/lineitems/")) && e.neverTried()
		},
		"TK-06": func(e evidence) bool {
			return e.everyLaunch("deployment_id", is("7")) && e.lastSend("status") == "403" && e.lastSend("message") == "Not allowed in context" && e.unsent()
		},
		"TK-13": func(e evidence) bool { return e.lastSend("status") == "200" },
		"TR-03": func(e evidence) bool {
			return len(e.sends) == 1 && (e.lastSend("status") == "503" || e.lastSend("status") == "0") && e.age("scored_at") < 4*time.Hour && e.unsent()
		},
		"TR-05": func(e evidence) bool { return len(e.sends) >= 4 && e.lastSend("status") != "200" && e.unsent() },
		"TR-06": func(e evidence) bool {
			return e.lastSend("status") == "200" && e.lastSend("code") == "failure" && e.score["last_sent_score"] == e.score["score"]
		},
		"AC-03": func(e evidence) bool {
			return e.lastSend("status") == "409" && contains("earlier timestamp")(e.lastSend("message")) && e.unsent()
		},
		"AC-04": func(e evidence) bool { return *e.item.Raw == e.item.Max && e.lastSend("status") == "200" },
		"AC-06": func(e evidence) bool {
			return e.lastSend("grading_progress") == "Pending" && e.lastSend("status") == "200"
		},
		"AC-10": func(e evidence) bool {
			return e.item.Locked && e.item.IsLocked && e.lastSend("status") == "500" && e.lastSend("message") == "" && e.unsent()
		},
		"AC-11": func(e evidence) bool { return e.item.Overridden && e.lastSend("status") == "200" },
		"GB-01": func(e evidence) bool { return e.item.Hidden && e.lastSend("status") == "200" },
		"GB-02": func(e evidence) bool { return e.item.Hidden && e.lastSend("status") == "200" },
		"GB-03": func(e evidence) bool { return !e.item.Overridden && e.score["last_sent_score"] == e.score["score"] },
		"GB-05": func(e evidence) bool { return strconv.FormatFloat(*e.item.Raw, 'f', -1, 64) == e.score["score"] },
	}
}

// refusals say how faults show whose only trace is what the last send met.
func refusals() map[string]func(evidence) bool {
	met := func(status, code, message string) func(evidence) bool {
		return func(e evidence) bool {
			return e.lastSend("status") == status && e.lastSend("code") == code && contains(message)(e.lastSend("message")) && e.unsent()
		}
	}
	return map[string]func(evidence) bool{
		"TK-02": met("400", "invalid_scope", ""), "TK-03": met("400", "invalid_client", ""), "TK-04": met("400", "", "Signature"),
		"TK-08": met("200", "failure", "signature not valid"), "TK-09": met("400", "", "iat prior"), "TR-01": met("0", "timeout", ""),
		"TR-02": met("0", "", "x509"), "TR-04": met("429", "", ""), "TR-07": met("400", "", "No handler found"),
		"AC-07": met("200", "failure", "past due"), "AC-12": met("200", "unsupported", ""),
		"TR-08": func(e evidence) bool {
			return e.lastSend("status") == "301" && contains("http://lms-2019.example.edu/mod/lti")(e.lastSend("url")) && e.unsent()
		},
		"TR-09": func(e evidence) bool { return len(e.sends) == 1 && e.lastSend("status") != "200" && e.unsent() },
		"LI-14": func(e evidence) bool {
			return contains("?type_id=1/scores")(e.lastSend("url")) && e.lastSend("status") == "400" && e.unsent()
		},
	}
}

func TestSignatures(t *testing.T) {
	known := signatures()
	maps.Copy(known, refusals())
	for _, b := range few(lab.Breaks()) {
		t.Run(b.Code, func(t *testing.T) {
			ok := known[b.Code]
			if ok == nil {
				t.Fatal("no signature is written down for it")
			}
			s := serve(t, build(t, b.Code))
			for cell, e := range gather(t, s) {
				if slices.Contains(s.Truth()[0].Cells, cell) && !ok(e) {
					t.Fatalf("%v does not look like it: %+v", cell, e)
				}
			}
			delete(known, b.Code)
		})
	}
	if len(known) > 0 && !testing.Short() {
		t.Errorf("signatures without a fault: %v", known)
	}
}

// gather joins both sides by cell. Of a person with two accounts the row with a
// score counts.
func gather(t *testing.T, s site) map[lab.Cell]evidence {
	t.Helper()
	files := s.RecordsAt(s.url)
	users, cmids := joins(t, s)
	shown := gradebook(t, s)
	accounts, activities := byID(table(t, files, "accounts.csv")), byID(table(t, files, "activities.csv"))
	launches, sends := byCell(table(t, files, "launches.csv")), byCell(table(t, files, "sends.csv"))
	out := map[lab.Cell]evidence{}
	for _, row := range table(t, files, "scores.csv") {
		cell := lab.Cell{User: users[row["account_id"]], Activity: cmids[row["activity_id"]]}
		key := [2]string{row["account_id"], row["activity_id"]}
		out[cell] = evidence{
			account: accounts[key[0]], activity: activities[key[1]], score: row,
			launches: launches[key], sends: sends[key], item: shown[cell],
		}
	}
	return out
}

func byID(rows []map[string]string) map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, r := range rows {
		out[r["id"]] = r
	}
	return out
}

func byCell(rows []map[string]string) map[[2]string][]map[string]string {
	out := map[[2]string][]map[string]string{}
	for _, r := range rows {
		key := [2]string{r["account_id"], r["activity_id"]}
		out[key] = append(out[key], r)
	}
	return out
}
