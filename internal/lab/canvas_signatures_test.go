package lab_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
)

// canvasEvidence is all that both sides say of one cell of a Canvas.
type canvasEvidence struct {
	evidence
	cell       submission
	listed     bool
	assignment canvasAssignment
	rows       []canvasEnrolment
	due        *effectiveDate
	tools      []canvasTool
	courseOf   func(context string) int
	policy     int // the status of the late policy
	course     canvasCourse
}

type effectiveDate struct {
	Closed bool `json:"in_closed_grading_period"`
}

type canvasTool struct {
	ID      json.Number `json:"id"`
	Created time.Time   `json:"created_at"`
	Privacy string      `json:"privacy_level"`
	Domain  string      `json:"domain"`
}

type canvasCourse struct {
	ID        int    `json:"id"`
	State     string `json:"workflow_state"`
	Concluded bool   `json:"concluded"`
	Account   int    `json:"account_id"`
}

func (e canvasEvidence) refused(status, words string) bool {
	return e.lastSend("status") == status && strings.Contains(e.lastSend("code")+e.lastSend("message"), words) && e.unsent()
}

func (e canvasEvidence) toolOfLink() bool {
	return slices.ContainsFunc(e.tools, func(t canvasTool) bool { return t.ID == e.assignment.Tag.Tool })
}

// everyContext tells whether all launches of the cell came from one course.
func (e canvasEvidence) everyContext(course int) bool {
	return e.everyLaunch("context_id", func(id string) bool { return e.courseOf(id) == course })
}

func (e canvasEvidence) states() (list []string) {
	for _, r := range e.rows {
		list = append(list, r.State)
	}
	return list
}

// notTaken tells of a score that both versions of LTI were refused for as one of
// no student.
func (e canvasEvidence) notTaken() bool {
	return e.refused("422", "not a student") || e.refused("422", "user_not_in_course")
}

// canvasSignatures say how the faults that are Canvas's own show in their cells.
func canvasSignatures() map[string]func(canvasEvidence) bool {
	type e = canvasEvidence
	const here, lastTerm, former, twin = 4102, 3888, 3950, 4388
	return map[string]func(canvasEvidence) bool{
		"AC-01": func(x e) bool { return x.course.State == "unpublished" && x.notTaken() },
		"AC-02": func(x e) bool {
			return x.course.Concluded && x.course.State == "available" && (x.refused("422", "has concluded") || x.refused("422", "course_not_available"))
		},
		"AC-03": func(x e) bool { return x.refused("400", "before last updated timestamp of") },
		"AC-05": func(x e) bool {
			return x.refused("422", "ScoreMaximum not supplied when ScoreGiven present.") && x.sends[0]["max"] == ""
		},
		"AC-08": func(x e) bool {
			return *x.cell.Attempt == x.assignment.Allowed && x.lastSend("status") == "422" && strings.Contains(x.lastSend("message"), "maximum number of allowed attempts")
		},
		"AC-10": func(x e) bool { return x.due.Closed && x.refused("422", "in a closed grading period for this student") },
		"AC-11": func(x e) bool { return *x.cell.Grader > 30000 && x.lastSend("status") == "200" },
		"GB-01": func(x e) bool { return x.assignment.Manual && x.cell.Posted == nil && x.lastSend("status") == "200" },
		"GB-03": func(x e) bool { return *x.cell.Grader == -640 && x.score["last_sent_score"] == x.score["score"] },
		"GB-04": func(x e) bool {
			return x.cell.Late && *x.cell.Score == *x.cell.Entered-*x.cell.Deducted && *x.cell.Deducted > 0 && x.policy == 200
		},
		"GB-06": func(x e) bool { return !x.cell.Matches && *x.cell.Attempt == 2 && x.cell.State == "submitted" },
		"GB-07": func(x e) bool { return x.everyContext(twin) && x.neverTried() },
		"ID-06": func(x e) bool {
			return x.tools[0].Privacy == "anonymous" && x.account["lms_user_id"] == "" && x.everyLaunch("user_id", is("")) && x.neverTried()
		},
		"ID-07": func(x e) bool { return x.notTaken() && slices.Equal(x.states(), []string{"active"}) },
		"ID-09": func(x e) bool {
			return !x.listed && !strings.HasPrefix(x.rows[0].Kind, "Student") && x.account["role"] == "student" && x.neverTried()
		},
		"ID-10": func(x e) bool {
			return x.notTaken() && (slices.Equal(x.states(), []string{"inactive"}) || x.rows[0].Section == 9004)
		},
		"ID-11": func(x e) bool { return x.rows[0].Kind == "StudentViewEnrollment" },
		"ID-14": func(x e) bool {
			return slices.Equal(x.states(), []string{"deleted", "active"}) && x.everyContext(former) && x.neverTried()
		},
		"LA-02": func(x e) bool { return x.everyContext(lastTerm) && x.neverTried() },
		"LA-08": func(x e) bool { return len(x.launches) == 0 && x.neverTried() },
		"LI-02": func(x e) bool { return !x.listed && !x.assignment.Shown && x.neverTried() },
		"LI-04": func(x e) bool {
			return x.assignment.Tag.Tool == "640" && x.toolOfLink() && x.everyLaunch("deployment_id", contains("711:")) && x.refused("412", "line_item")
		},
		"LI-05": func(x e) bool {
			return contains("/3888/line_items/")(x.activity["lineitem_url"]) && x.everyContext(here)
		},
		"LI-08": func(x e) bool { return x.assignment.Locked && x.refused("422", "locked by Master Course") },
		"LI-09": func(x e) bool {
			return x.everyContext(former) && x.rows[0].Created > x.score["submitted_at"] && x.neverTried()
		},
		"LI-10": func(x e) bool {
			return x.activity["resource_link_id"] == "" && !x.everyLaunch("resource_link_id", is(x.assignment.Tag.Link)) && x.neverTried()
		},
		"LI-11": func(x e) bool { return x.assignment.Points == nil && x.neverTried() },
		"LI-12": func(x e) bool {
			return !x.everyLaunch("resource_link_id", is(x.activity["resource_link_id"])) && x.neverTried()
		},
		"LI-13": func(x e) bool {
			return x.everyLaunch("lti_version", is("1.1")) && x.everyLaunch("resource_link_id", is(x.assignment.Tag.Link)) && x.toolOfLink()
		},
		"LI-15": func(x e) bool {
			return x.assignment.Grading == "not_graded" && x.cell.Score == nil && x.lastSend("status") == "200"
		},
		"LI-16": func(x e) bool {
			return x.assignment.Only && x.due == nil && !x.listed && x.refused("422", "not applicable to this student")
		},
		"LI-17": func(x e) bool { return x.everyContext(lastTerm) && contains("/3888/")(x.activity["lineitem_url"]) },
		"TK-06": func(x e) bool {
			return x.everyLaunch("deployment_id", contains("733:")) && x.refused("401", "not linked to a Tool")
		},
		"TK-07": func(x e) bool {
			return x.course.Account == 79 && !x.toolOfLink() && x.refused("401", "not linked to a Tool")
		},
		"TK-11": func(x e) bool {
			return !x.toolOfLink() && x.refused("422", "tool_invalid") && slices.ContainsFunc(x.tools, func(t canvasTool) bool {
				return t.Domain == "quiz.certlab.example" && t.Created.Format(time.RFC3339) > x.launches[0]["at"]
			})
		},
	}
}

// canvasRefusals say how faults show whose only trace is what the last send met.
func canvasRefusals() map[string]func(canvasEvidence) bool {
	met := func(status, words string) func(canvasEvidence) bool {
		return func(e canvasEvidence) bool { return e.refused(status, words) }
	}
	return map[string]func(canvasEvidence) bool{
		"TK-02": met("400", "invalid_scope"), "TK-03": met("401", "invalid_client"), "TK-04": met("400", "JWK Error"), "TK-05": met("400", "'aud'"),
		"TK-08": met("401", "Invalid authorization header"), "TK-09": met("400", "'iat'"), "TK-10": met("401", "Duplicate nonce"),
		"TR-04": met("403", "Rate Limit Exceeded"), "AC-09": met("400", "in the future"),
		"TR-09": func(e canvasEvidence) bool { return len(e.sends) == 1 && e.lastSend("status") != "200" && e.unsent() },
		"LA-09": func(e canvasEvidence) bool {
			return e.refused("422", "sourcedid_invalid") && e.everyLaunch("lis_result_sourcedid", func(id string) bool { return len(id) == 255 })
		},
	}
}

func TestCanvasSignatures(t *testing.T) {
	known := canvasSignatures()
	maps.Copy(known, canvasRefusals())
	for _, code := range few(slices.Sorted(maps.Keys(known))) {
		ok := known[code]
		t.Run(code, func(t *testing.T) {
			s := serve(t, buildCanvas(t, code))
			found := gatherCanvas(t, s)
			for _, cell := range s.Truth()[0].Cells {
				if e, there := found[cell]; !there || !ok(e) {
					t.Fatalf("%v does not look like it: %+v", cell, e)
				}
			}
		})
	}
}

// gatherCanvas joins both sides by cell.
func gatherCanvas(t *testing.T, s site) map[lab.Cell]canvasEvidence {
	t.Helper()
	files := s.RecordsAt(s.url)
	users, ids := canvasJoins(t, s)
	shown, assignments, rows := canvasGradebook(t, s), canvasAssignments(t, s), map[string][]canvasEnrolment{}
	for _, r := range canvasRoster(t, s) {
		rows[r.User.String()] = append(rows[r.User.String()], r)
	}
	_, body := s.get(t, s.Token(), "courses/4102/effective_due_dates")
	due := read[map[string]map[string]*effectiveDate](t, body)
	policy, _ := s.get(t, s.Token(), "courses/4102/late_policy")
	_, body = s.get(t, s.Token(), "courses/4102?include[]=concluded")
	course := read[canvasCourse](t, body)
	tools := whole[canvasTool](t, s, s.Token(), "courses/4102/external_tools?include_parents=true")
	contexts := map[string]int{}
	courseOf := func(context string) int {
		if contexts[context] == 0 {
			_, body := s.get(t, s.Token(), "courses/lti_context_id:"+context)
			contexts[context] = read[canvasCourse](t, body).ID
		}
		return contexts[context]
	}
	accounts, activities := byID(table(t, files, "accounts.csv")), byID(table(t, files, "activities.csv"))
	launches, sends := byCell(table(t, files, "launches.csv")), byCell(table(t, files, "sends.csv"))
	out := map[lab.Cell]canvasEvidence{}
	for _, row := range table(t, files, "scores.csv") {
		cell := lab.Cell{User: users[row["account_id"]], Activity: ids[row["activity_id"]]}
		key := [2]string{row["account_id"], row["activity_id"]}
		x, listed := shown[cell]
		out[cell] = canvasEvidence{
			evidence: evidence{account: accounts[key[0]], activity: activities[key[1]], score: row, launches: launches[key], sends: sends[key]},
			cell:     x, listed: listed, assignment: assignments[cell.Activity], rows: rows[cell.User], due: due[cell.Activity][cell.User],
			tools: tools, courseOf: courseOf, policy: policy.StatusCode, course: course,
		}
	}
	return out
}

// TestCanvasMovedCourse finds the tool of TK-07 in an account that does not stand
// above the course.
func TestCanvasMovedCourse(t *testing.T) {
	s := serve(t, buildCanvas(t, "TK-07"))
	for path, want := range map[string]bool{"accounts/79/external_tools": false, "accounts/1/external_tools": false, "accounts/77/external_tools": true,
		"courses/4102/external_tools?include_parents=true": false} {
		tools := whole[canvasTool](t, s, s.Token(), path)
		if got := slices.ContainsFunc(tools, func(t canvasTool) bool { return t.ID == "711" }); got != want {
			t.Errorf("%s: the tool is there: %v", path, got)
		}
	}
	if _, body := s.get(t, s.Token(), "accounts/self/sub_accounts?recursive=true"); !strings.Contains(body, `"id":77,`) {
		t.Errorf("sub-accounts: %s", body)
	}
}
