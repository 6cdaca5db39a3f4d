package moodle

import (
	"context"
	"encoding/json"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// modules reads the course page: every activity the token's user sees, with the
// visibility of the section it stands in.
func (s *session) modules(ctx context.Context, course string) ([]wireModule, error) {
	sections, err := ask[[]wireSection](ctx, s, fnContents,
		options(args("courseid", course), "excludecontents", "1"))
	if err != nil {
		return nil, err
	}
	list := []wireModule{}
	for _, section := range sections {
		for _, m := range section.Modules {
			m.section = section.Visible.Maybe
			list = append(list, m)
		}
	}
	return list, nil
}

// activity maps what the course page tells of one module.
func (m wireModule) activity() grade.Activity {
	a := grade.Activity{
		ID: string(m.ID), Title: string(m.Name), Kind: m.ModName, URL: m.URL,
		Visible: m.Visible.Maybe, OnCoursePage: m.OnCoursePage.Maybe, SectionVisible: m.section,
	}
	if how, told := m.Completion.Get(); told {
		a.Tracked = grade.Known(how > 0)
	}
	if m.ModName == "lti" {
		a.ResourceLinkID = string(m.Instance)
	}
	if m.Availability.there {
		a.Restricted, a.OpensAt, a.ClosesAt = restriction(m.Availability.value)
	}
	if m.ModName != "lti" {
		// Other modules have dates of their own, which only show when they are set.
		a.OpensAt, a.ClosesAt = known(a.OpensAt), known(a.ClosesAt)
	}
	for _, d := range m.Dates {
		switch d.DataID {
		case "allowsubmissionsfromdate", "timeopen", "timeavailablefrom", "submissionstart", "available":
			a.OpensAt = d.Timestamp.Maybe
		case "timeclose", "timeavailableto", "submissionend", "deadline", "cutoffdate":
			a.ClosesAt = d.Timestamp.Maybe
		}
	}
	return a
}

// known drops a known "none".
func known(m grade.Maybe[time.Time]) grade.Maybe[time.Time] {
	if _, is := grade.At(m); is {
		return m
	}
	return grade.Maybe[time.Time]{}
}

// condition is a node of Moodle's availability tree: a list of conditions under an
// operator, or one condition.
type condition struct {
	Op       string      `json:"op"`
	Children []condition `json:"c"`
	Type     string      `json:"type"`
	Date     string      `json:"d"` // of type date: >= or <
	Time     stamp       `json:"t"`
}

// restriction reads the raw tree. Dates are taken where they hold for everyone:
// directly under an "and". Elsewhere a date makes opening and closing unknown.
func restriction(tree string) (restricted grade.Maybe[bool], opens, closes grade.Maybe[time.Time]) {
	var root condition
	if tree != "" && tree != "null" && json.Unmarshal([]byte(tree), &root) != nil {
		return grade.Known(true), opens, closes
	}
	restricted = grade.Known(len(root.Children) > 0)
	if root.Op != "&" && hasDate(root) {
		return restricted, opens, closes
	}
	opens, closes = none(), none()
	for _, c := range root.Children {
		switch at, is := grade.At(c.Time.Maybe); {
		case c.Type != "date" && hasDate(c), c.Type == "date" && !is:
			return restricted, grade.Maybe[time.Time]{}, grade.Maybe[time.Time]{}
		case c.Type == "date" && c.Date == ">=" && at.After(opens.Or(at)):
			opens = c.Time.Maybe
		case c.Type == "date" && c.Date == "<" && (grade.Is(closes, time.Time{}) || at.Before(closes.Or(at))):
			closes = c.Time.Maybe
		}
	}
	return restricted, opens, closes
}

func hasDate(c condition) bool {
	if c.Type == "date" {
		return true
	}
	for _, child := range c.Children {
		if hasDate(child) {
			return true
		}
	}
	return false
}
