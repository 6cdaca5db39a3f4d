package moodle

import (
	"context"
	"fmt"

	"github.com/gradesync/gradesync/internal/grade"
)

// links is what mod_lti tells of a course's tool links.
type links struct {
	byInstance map[string]wireLTI
	tools      []grade.Tool // nil: not read
	gaps       []grade.Gap
}

// readLinks asks which tool each link opens, and then for the tools. Both are
// optional; without LTI links in the course there is nothing to ask.
func (s *session) readLinks(ctx context.Context, course string, modules []wireModule) (links, error) {
	var l links
	if !hasLTI(modules) {
		l.tools = []grade.Tool{}
		return l, nil
	}
	ltis, err := s.ltis(ctx, course)
	if err != nil {
		if fatal(ctx, err) {
			return l, err
		}
		l.gaps = []grade.Gap{
			gapOf(grade.FactActivityTool, "which tool each link opens", err),
			gapOf(grade.FactTools, "the tool registrations", err),
		}
		return l, nil
	}
	l.byInstance = ltis
	if !anyTool(ltis) {
		l.tools = []grade.Tool{} // every link was typed in by hand
		return l, nil
	}
	l.tools, err = s.tools(ctx, course)
	if err != nil {
		if fatal(ctx, err) {
			return l, err
		}
		l.gaps = []grade.Gap{gapOf(grade.FactTools, "the tool registrations", err)}
	}
	return l, nil
}

func hasLTI(modules []wireModule) bool {
	for _, m := range modules {
		if m.ModName == "lti" {
			return true
		}
	}
	return false
}

// ltis reads the links' settings. Without moodle/course:manageactivities Moodle
// answers all the same, with names only; a closed course is a warning.
func (s *session) ltis(ctx context.Context, course string) (map[string]wireLTI, error) {
	found, err := ask[wireLTIs](ctx, s, fnLTIs, args("courseids[0]", course))
	if err != nil {
		return nil, err
	}
	if len(found.LTIs) == 0 && len(found.Warnings) > 0 {
		return nil, fmt.Errorf("%s: %w: the course's links are closed to the token's user (warning %s)", fnLTIs, grade.ErrScope, found.Warnings[0].Code)
	}
	told, list := false, make(map[string]wireLTI, len(found.LTIs))
	for _, l := range found.LTIs {
		list[string(l.ID)] = l
		told = told || l.TypeID.there
	}
	if !told {
		return nil, fmt.Errorf("%s: %w: Moodle shows the links' settings only to users with %s", fnLTIs, grade.ErrScope, capability(fnLTIs))
	}
	return list, nil
}

func anyTool(ltis map[string]wireLTI) bool {
	for _, l := range ltis {
		if l.toolID() != "" {
			return true
		}
	}
	return false
}

// toolID is the registration behind a link; 0 is a URL typed into the link.
func (l wireLTI) toolID() string {
	if l.TypeID.value == "0" {
		return ""
	}
	return l.TypeID.value
}

// tools reads the registrations that this course may use.
func (s *session) tools(ctx context.Context, course string) ([]grade.Tool, error) {
	types, err := ask[[]wireTool](ctx, s, fnTools, args())
	if err != nil {
		return nil, err
	}
	list := []grade.Tool{}
	for _, t := range types {
		if t.CourseID == "0" || t.CourseID == s.info.SiteID {
			t.CourseID = ""
		}
		if t.CourseID == "" || string(t.CourseID) == course {
			list = append(list, t.tool())
		}
	}
	return list, nil
}

// tool maps a registration. Only LTI 1.3 has a client id; for LTI 1.1 it is null.
func (t wireTool) tool() grade.Tool {
	tool := grade.Tool{
		ID: string(t.ID), Name: string(t.Name), ClientID: t.ClientID.value,
		DeploymentID: string(t.DeploymentID), CourseID: string(t.CourseID), Active: t.State.Configured.Maybe,
	}
	switch {
	case t.ClientID.value != "":
		tool.LTIVersion = grade.LTI13
	case t.ClientID.there:
		tool.LTIVersion = grade.LTI11
		tool.DeploymentID = ""
	}
	return tool
}

// apply adds to an activity what its link's settings say. A grade setting of 0
// means that the column can hold none, a negative one is a scale.
func (l links) apply(a *grade.Activity) {
	link, ok := l.byInstance[a.ResourceLinkID]
	if a.Kind != "lti" || !ok {
		return
	}
	a.ToolID = link.toolID()
	if v, known := link.Accepts.Get(); known {
		a.AcceptsGrades = grade.Known(v != 0)
	}
	v, known := link.Grade.Get()
	switch {
	case a.LineItem == nil || !known:
	case v < 0:
		a.LineItem.Type = grade.Known(grade.Scale)
	case v == 0:
		a.LineItem.Type = grade.Known(grade.NoGrade)
	}
}
