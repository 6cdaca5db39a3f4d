package canvas

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// activities are the assignments, and the links in modules that open a tool without
// a column. Without the assignments there is no list: links alone would look like a
// course in which nothing is graded.
func (r *reading) activities(blueprint grade.Maybe[bool]) []grade.Activity {
	if !r.assignments.read() {
		return nil
	}
	all := make([]grade.Activity, 0, len(r.assignments.value))
	for i, a := range r.assignments.value {
		m := a.activity(blueprint)
		m.LineItem.Position = grade.Known(i + 1)
		all = append(all, m)
	}
	seen := map[string]bool{}
	for _, m := range r.modules.value {
		if m.Items == nil {
			continue
		}
		for _, item := range *m.Items {
			a, ok := item.link(m)
			if ok && !seen[a.ID] {
				seen[a.ID] = true
				all = append(all, a)
			}
		}
	}
	return all
}

// activity maps an assignment. Each has a column, one that is not graded too.
func (a wireAssignment) activity(blueprint grade.Maybe[bool]) grade.Activity {
	m := grade.Activity{
		ID: string(a.ID), Title: strings.TrimSpace(string(a.Name)), Kind: a.kind(), URL: string(a.HTMLURL),
		ResourceLinkID: string(a.LTIContextID), Visible: a.visible(), Restricted: a.OnlyOverrides.Maybe,
		Graded: grade.Known(true), LineItem: a.lineItem(),
		PostManually: a.PostManually.Maybe, Anonymous: a.Anonymous.Maybe, Moderated: a.moderated(),
		Governed: a.governed(blueprint), AllowedAttempts: a.attempts(), CreatedAt: a.CreatedAt.set(),
	}
	m.OpensAt, m.ClosesAt = a.opening()
	if t := a.Tag; t != nil {
		if t.ResourceLinkID != "" {
			m.ResourceLinkID = string(t.ResourceLinkID)
		}
		m.ToolID = a.toolID()
		m.LaunchURL = launchURL(string(t.URL))
	}
	return m
}

// toolID is the tool that the assignment was made with, if one was.
func (a wireAssignment) toolID() string {
	if a.Tag == nil || a.Tag.ContentType != "" && a.Tag.ContentType != "ContextExternalTool" {
		return ""
	}
	return toolID(a.Tag.ContentID)
}

// toolID leaves out the 0 that stands for none.
func toolID(i id) string {
	if i == "0" {
		return ""
	}
	return string(i)
}

// kind is the submission type; of several, the tool's.
func (a wireAssignment) kind() string {
	switch {
	case slices.Contains(a.SubmissionTypes, "external_tool"):
		return "external_tool"
	case len(a.SubmissionTypes) > 0:
		return string(a.SubmissionTypes[0])
	}
	return "assignment"
}

func (a wireAssignment) visible() grade.Maybe[bool] {
	if a.Published.Known() {
		return a.Published.Maybe
	}
	switch a.State {
	case "published":
		return grade.Known(true)
	case "":
		return grade.Maybe[bool]{}
	}
	return grade.Known(false)
}

func (a wireAssignment) lineItem() *grade.LineItem {
	l := &grade.LineItem{ID: string(a.ID), Max: a.PointsPossible.Maybe}
	if a.PointsPossible.none {
		l.Max = grade.Known(0.0)
	}
	if a.GroupID != "" {
		l.Category = grade.Known(string(a.GroupID))
	}
	switch a.GradingType {
	case "points", "percent":
		l.Type = grade.Known(grade.Points)
	case "letter_grade", "gpa_scale":
		l.Type = grade.Known(grade.Letter)
	case "pass_fail":
		l.Type = grade.Known(grade.PassFail)
	case "not_graded":
		l.Type = grade.Known(grade.NoGrade)
	}
	return l
}

// moderated tells whether grades still wait for a moderator.
func (a wireAssignment) moderated() grade.Maybe[bool] {
	if grade.Is(a.Moderated.Maybe, true) && grade.Is(a.GradesPublished.Maybe, true) {
		return grade.Known(false)
	}
	return a.Moderated.Maybe
}

// governed names what the blueprint locks. An assignment says nothing of a
// blueprint when it did not come from one.
func (a wireAssignment) governed(blueprint grade.Maybe[bool]) grade.Maybe[[]string] {
	locked, told := a.Governed.Get()
	switch {
	case told && !locked, !told && grade.Is(a.BlueprintChild.Maybe, false), !told && !a.BlueprintChild.Known() && blueprint.Known():
		return grade.Known([]string{})
	case !told || a.Restrictions == nil:
		return grade.Maybe[[]string]{}
	}
	names := []string{}
	for name, on := range a.Restrictions {
		if grade.Is(on.Maybe, true) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return grade.Known(names)
}

// attempts is how many submissions count; Canvas writes -1 for no limit.
func (a wireAssignment) attempts() grade.Maybe[int] {
	n, known := a.AllowedAttempts.whole().Get()
	switch {
	case known:
		return grade.Known(max(n, 0))
	case a.AllowedAttempts.none:
		return grade.Known(0)
	}
	return grade.Maybe[int]{}
}

// opening is from when to when everybody may hand in. Where somebody has dates of
// their own, or may have, that is not one answer.
func (a wireAssignment) opening() (opens, closes grade.Maybe[time.Time]) {
	opens, closes = a.UnlockAt.Maybe, a.LockAt.Maybe
	if a.Overrides == nil {
		if !grade.Is(a.HasOverrides.Maybe, false) {
			return grade.Maybe[time.Time]{}, grade.Maybe[time.Time]{}
		}
		return opens, closes
	}
	for _, o := range *a.Overrides {
		if o.UnlockAt.Known() && !o.UnlockAt.Equal(opens) {
			opens = grade.Maybe[time.Time]{}
		}
		if o.LockAt.Known() && !o.LockAt.Equal(closes) {
			closes = grade.Maybe[time.Time]{}
		}
	}
	return opens, closes
}

// launchURL is what a link opens, without parameters that may be secrets. The
// others tell one of a tool's activities from another.
func launchURL(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return ""
	}
	u.User, u.Fragment = nil, ""
	q := u.Query()
	dropped := false
	for name := range q {
		low := strings.ToLower(name)
		for _, word := range []string{"token", "secret", "password", "signature", "api_key", "apikey", "access_key"} {
			if strings.Contains(low, word) {
				q.Del(name)
				dropped = true
			}
		}
	}
	if dropped {
		u.RawQuery = q.Encode()
	}
	return u.String()
}

// linkKind is the kind of an activity that is a link in a module.
const linkKind = "module_link"

// link maps a module item that opens a tool outside of any assignment.
func (i wireItem) link(m wireModule) (grade.Activity, bool) {
	if i.Type != "ExternalTool" || i.ID == "" {
		return grade.Activity{}, false
	}
	return grade.Activity{
		ID: "moduleitem:" + string(i.ID), Title: strings.TrimSpace(string(i.Title)), Kind: linkKind, URL: string(i.HTMLURL),
		ToolID: toolID(i.ContentID), LaunchURL: launchURL(string(i.URL)),
		Visible: i.Published.Maybe, SectionVisible: m.Published.Maybe, Graded: grade.Known(false),
	}, true
}
