package lab_test

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/lab"
)

const canvasAdmin = "7~labtoken-canvas-site-admin"

func buildCanvas(t *testing.T, codes ...string) *lab.Lab {
	t.Helper()
	l, err := lab.New(lab.Options{LMS: "canvas", Break: codes, Now: moment()})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// get asks Canvas's API with a token; headers are pairs of a name and a value.
func (s site) get(t *testing.T, token, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	url := path
	if !strings.HasPrefix(path, "http") {
		url = s.url + "/api/v1/" + path
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// links reads a Link header.
func links(answer *http.Response) map[string]string {
	out := map[string]string{}
	for _, m := range regexp.MustCompile(`<([^>]*)>; rel="([a-z]+)"`).FindAllStringSubmatch(answer.Header.Get("Link"), -1) {
		out[m[2]] = m[1]
	}
	return out
}

// whole reads a list page after page.
func whole[T any](t *testing.T, s site, token, path string) []T {
	t.Helper()
	var all []T
	for path != "" {
		answer, body := s.get(t, token, path)
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d: %.200s", path, answer.StatusCode, body)
		}
		all = append(all, read[[]T](t, body)...)
		path = links(answer)["next"]
	}
	return all
}

type submission struct {
	Assignment json.Number `json:"assignment_id"`
	User       json.Number `json:"user_id"`
	State      string      `json:"workflow_state"`
	Score      *float64    `json:"score"`
	Entered    *float64    `json:"entered_score"`
	Deducted   *float64    `json:"points_deducted"`
	Late       bool        `json:"late"`
	Posted     *string     `json:"posted_at"`
	Grader     *int        `json:"grader_id"`
	Matches    bool        `json:"grade_matches_current_submission"`
	Attempt    *int        `json:"attempt"`
}

func canvasGradebook(t *testing.T, s site) map[lab.Cell]submission {
	t.Helper()
	out := map[lab.Cell]submission{}
	type student struct {
		Submissions []submission `json:"submissions"`
	}
	// The administrator sees the gradebook also when the service account does not.
	for _, u := range whole[student](t, s, canvasAdmin, "courses/4102/students/submissions?student_ids[]=all&grouped=true&per_page=20") {
		for _, x := range u.Submissions {
			out[lab.Cell{User: x.User.String(), Activity: x.Assignment.String()}] = x
		}
	}
	return out
}

type canvasAssignment struct {
	ID      json.Number `json:"id"`
	Name    string      `json:"name"`
	Points  *float64    `json:"points_possible"`
	Shown   bool        `json:"published"`
	Grading string      `json:"grading_type"`
	Manual  bool        `json:"post_manually"`
	Allowed int         `json:"allowed_attempts"`
	Only    bool        `json:"only_visible_to_overrides"`
	Locked  bool        `json:"restricted_by_master_course"`
	UUID    string      `json:"lti_context_id"`
	Tag     struct {
		URL  string      `json:"url"`
		Link string      `json:"resource_link_id"`
		Tool json.Number `json:"content_id"`
	} `json:"external_tool_tag_attributes"`
}

func canvasAssignments(t *testing.T, s site) map[string]canvasAssignment {
	t.Helper()
	out := map[string]canvasAssignment{}
	for _, a := range whole[canvasAssignment](t, s, s.Token(), "courses/4102/assignments?per_page=100") {
		out[a.ID.String()] = a
	}
	return out
}

type canvasEnrolment struct {
	User    json.Number `json:"user_id"`
	Section int         `json:"course_section_id"`
	Kind    string      `json:"type"`
	State   string      `json:"enrollment_state"`
	Created string      `json:"created_at"`
	Person  struct {
		Name  string `json:"name"`
		Email string `json:"email"`
		SIS   string `json:"sis_user_id"`
	} `json:"user"`
}

const everyState = "state[]=active&state[]=invited&state[]=creation_pending&state[]=completed&state[]=inactive&state[]=deleted&state[]=rejected"

func canvasRoster(t *testing.T, s site) []canvasEnrolment {
	t.Helper()
	return whole[canvasEnrolment](t, s, s.Token(), "courses/4102/enrollments?per_page=30&include[]=email&"+everyState)
}

// canvasJoins names the tool's accounts and activities as a report does, by what
// any reader has: Canvas's own look-up of LTI ids, e-mail, name and title.
func canvasJoins(t *testing.T, s site) (users, assignments map[string]string) {
	t.Helper()
	roster := canvasRoster(t, s)
	users, assignments = map[string]string{}, map[string]string{}
	for _, a := range table(t, s.RecordsAt(s.url), "accounts.csv") {
		users[a["id"]] = "tool:" + a["id"]
		var same []func(canvasEnrolment) bool
		if a["lms_user_id"] != "" {
			id := lookUp(t, s, a["lms_user_id"])
			same = append(same, func(e canvasEnrolment) bool { return e.User.String() == id })
		} else {
			local, domain, _ := strings.Cut(a["email"], "@")
			local, _, _ = strings.Cut(local, "+")
			same = append(same,
				func(e canvasEnrolment) bool { return e.Person.Email == local+"@"+domain },
				func(e canvasEnrolment) bool { return a["source"] == "roster" && e.Person.Name == a["name"] })
		}
		for _, fits := range same {
			var found []string
			for _, e := range roster {
				if fits(e) && !slices.Contains(found, e.User.String()) {
					found = append(found, e.User.String())
				}
			}
			if len(found) == 1 {
				users[a["id"]] = found[0]
			}
			if len(found) > 0 {
				break
			}
		}
	}
	titles := map[string]string{}
	for id, a := range canvasAssignments(t, s) {
		titles[a.Name] = id
	}
	for _, a := range table(t, s.RecordsAt(s.url), "activities.csv") {
		assignments[a["id"]] = titles[a["title"]]
	}
	return users, assignments
}

// lookUp asks Canvas whose LTI id it is; of a user that was merged the body of
// the refusal tells.
func lookUp(t *testing.T, s site, sub string) string {
	t.Helper()
	answer, body := s.get(t, s.Token(), "users/lti_1_3_id:"+sub)
	user := read[struct {
		ID     json.Number `json:"id"`
		Merged json.Number `json:"merged_into_user_id"`
	}](t, body)
	if answer.StatusCode == http.StatusOK {
		return user.ID.String()
	}
	return user.Merged.String()
}

// canvasVerdicts tells of every cell what anyone can see without a rule.
func canvasVerdicts(t *testing.T, s site) map[lab.Cell]string {
	t.Helper()
	shown, assignments := canvasGradebook(t, s), canvasAssignments(t, s)
	users, ids := canvasJoins(t, s)
	tests := testAccounts(t, s)
	out := map[lab.Cell]string{}
	for _, row := range table(t, s.RecordsAt(s.url), "scores.csv") {
		cell := lab.Cell{User: users[row["account_id"]], Activity: ids[row["activity_id"]]}
		var g *item
		if x, ok := shown[cell]; ok && x.Score != nil && assignments[cell.Activity].Points != nil {
			g = &item{Raw: x.Score, Max: *assignments[cell.Activity].Points, Hidden: x.Posted == nil}
		}
		v := verdict(t, row, tests[row["account_id"]], float(t, row["max"]), g)
		// Of two accounts of a person the row with a score counts.
		if _, there := out[cell]; !there || v != "not_expected" {
			out[cell] = v
		}
	}
	return out
}
