package lab

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const canvasSubmission = "https://canvas.instructure.com/lti/submission"

// canvasSent is a score as a tool posts it.
type canvasSent struct {
	User     any          `json:"userId"`
	Activity string       `json:"activityProgress"`
	Grading  string       `json:"gradingProgress"`
	At       string       `json:"timestamp"`
	Given    *json.Number `json:"scoreGiven"`
	Most     *json.Number `json:"scoreMaximum"`
	Comment  string       `json:"comment"`
	Work     struct {
		Submitted string `json:"submittedAt"`
	} `json:"submission"`
	Extension struct {
		New       *bool  `json:"new_submission"`
		Preserve  bool   `json:"preserve_score"`
		Human     bool   `json:"prioritize_non_tool_grade"` //nolint:misspell // Canvas's word
		Submitted string `json:"submitted_at"`
		Kind      string `json:"submission_type"`
		Files     []any  `json:"content_items"`
	} `json:"https://canvas.instructure.com/lti/submission"`

	at, submitted time.Time
	given, most   float64
}

func unprocessable(text string) error { return agsError(http.StatusUnprocessableEntity, text) }

// canvasScore stores a score.
func (c *ltiCall) canvasScore() (ltiReply, error) {
	x, err := c.canvasItem()
	if err != nil {
		return ltiReply{}, err
	}
	var s canvasSent
	in := json.NewDecoder(bytes.NewReader(c.body))
	in.UseNumber()
	if in.Decode(&s) != nil {
		return ltiReply{}, badRequest(messages("Invalid JSON"))
	}
	p := c.canvasLearner(textOf(s.User))
	if p == nil {
		return ltiReply{}, unprocessable("User not found in course or is not a student")
	}
	if err := c.canvasCheck(&s, x, p); err != nil {
		return ltiReply{}, err
	}
	if !s.counts() && c.state.ways.is("noclear", "") {
		return ltiReply{}, unprocessable("This score cannot be cleared")
	}
	if !c.state.ways.is("lost", c.r.URL.Path) && (s.counts() || !c.state.ways.is("keep", "")) {
		c.canvasPut(&s, x, p)
	}
	return canvasJSON(http.StatusOK, "application/json", object{
		{"resultUrl", c.canvasResultURL(x, p)}, {canvasSubmission, object{{"content_items", []object{}}}},
	})
}

// canvasLearner finds a student whose enrolment is effectively active, by the LTI
// id or by Canvas's own.
func (c *ltiCall) canvasLearner(id string) *person {
	if c.world.canvas.workflow != "available" {
		return nil
	}
	i := slices.IndexFunc(c.world.people, func(p *person) bool {
		return !p.gone && (p.canvas.sub == id || strconv.Itoa(p.id) == id) && p.activeStudent(c.world.now)
	})
	if i < 0 {
		return nil
	}
	return c.world.people[i]
}

func (p *person) activeStudent(now time.Time) bool {
	return slices.ContainsFunc(p.canvas.rows, func(e *enrolment) bool {
		inDates := e.starts.IsZero() || e.ends.IsZero() || now.After(e.starts) && now.Before(e.ends)
		s := e.section
		inSection := s == nil || s.starts.IsZero() || s.ends.IsZero() || now.After(s.starts) && now.Before(s.ends)
		return e.kind == kindStudent && e.state == "active" && inDates && inSection
	})
}

// counts tells whether the score is one that the gradebook takes.
func (s *canvasSent) counts() bool {
	return s.Given != nil && slices.Contains([]string{"FullyGraded", "PendingManual"}, s.Grading)
}

// isNew tells whether the score counts as another attempt, as it does unless the
// tool says otherwise.
func (s *canvasSent) isNew(a *assignment) bool {
	if s.Extension.New != nil {
		return *s.Extension.New && s.Extension.Kind != "none"
	}
	return s.Extension.Kind != "none" && a.kind != "none"
}

// canvasPut writes a score; one that does not count clears what was there. A line
// item beyond the assignment's first keeps it to itself.
func (c *ltiCall) canvasPut(s *canvasSent, x *column, p *person) {
	g := x.grades[p]
	if !s.counts() {
		if !s.Extension.Preserve {
			delete(x.grades, p)
		}
		return
	}
	c.state.took(x, p)
	switch {
	case g == nil:
		c.state.written++
		g = &entry{nth: c.state.written}
		x.grades[p] = g
	case s.Extension.Human && g.mark.grader != 0:
		return
	default:
		g.mark.before, g.mark.beforeAt = g.value, g.at
	}
	g.value, g.at, g.comment = s.given, s.at, s.Comment
	if s.most > 0 {
		g.value = s.given * x.max / s.most
	}
	g.mark.grader, g.mark.deducted, g.mark.stale = 0, 0, false
	if s.isNew(&x.module.assignment) {
		g.mark.attempt++
		g.submitted = s.submitted
		g.mark.late = max(0, s.submitted.Sub(x.module.assignment.dueFor(p)))
	}
}

func (c *ltiCall) canvasResultURL(x *column, p *person) string {
	return c.base + canvasLineItem(canvasCourseID, x.id) + "/results/" + strconv.Itoa(p.id%firstLearner+1)
}

// canvasResults lists results. A teacher's grade stands in the place of the tool's.
func (c *ltiCall) canvasResults() (ltiReply, error) {
	x, err := c.canvasItem()
	if err != nil {
		return ltiReply{}, err
	}
	user := c.r.URL.Query().Get("user_id")
	list := []object{}
	for _, p := range x.graded() {
		if user != "" && user != p.canvas.sub && user != strconv.Itoa(p.id) || !p.graded() || c.state.ways.hides(x.grades[p], c.now) {
			continue
		}
		o := object{{"id", c.canvasResultURL(x, p)}, {"scoreOf", c.base + canvasLineItem(canvasCourseID, x.id)}, {"userId", p.canvas.sub},
			{"resultScore", decimal(x.grades[p].value)}, {"resultMaximum", decimal(x.max)}}
		if comment := strings.TrimSpace(x.grades[p].comment); comment != "" {
			o = append(o, field{"comment", comment})
		}
		list = append(list, o)
	}
	page, link := c.canvasPaged(list)
	reply, err := canvasJSON(http.StatusOK, resultsKind, page)
	reply.link = link
	return reply, err
}
