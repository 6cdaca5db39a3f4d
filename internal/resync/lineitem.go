package resync

import (
	"slices"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

// lookAtCourse collects what tells the course's line items from another's.
func (m *planner) lookAtCourse() {
	m.items = map[string]bool{}
	for i := range m.Book.Activities {
		if item := m.Book.Activities[i].LineItem; item != nil && item.URL != "" {
			m.items[match.URLKey(item.URL)] = true
		}
	}
	if m.Records == nil {
		return
	}
	for i := range m.Records.Launches {
		if l := &m.Records.Launches[i]; l.Error == "" && grade.Is(m.Here(l), true) {
			m.here = append(m.here, l)
		}
	}
	slices.SortStableFunc(m.here, func(a, b *grade.Launch) int { return a.At.Compare(b.At) })
}

// lineItem finds the line item of a case, in the words of whoever knows best: the
// LMS, the tool, the newest launch from this course.
func (m *planner) lineItem(c *diagnose.Case) (url, reason string) {
	own := ""
	if c.LMS.LineItem != nil {
		own = c.LMS.LineItem.URL
	}
	if own != "" {
		// The tool's form of the same address has the query that the LMS gave it.
		if match.URLKey(c.Tool.LineItemURL) == match.URLKey(own) {
			return c.Tool.LineItemURL, ""
		}
		return own, ""
	}
	foreign := false
	for _, url := range []string{c.Tool.LineItemURL, m.launchedItem(c)} {
		switch {
		case url == "":
		case m.ofCourse(url):
			return url, ""
		default:
			foreign = true
		}
	}
	if foreign {
		return "", "the line item that the tool holds is not known to be one of this course: somebody has to open the activity's link in this course once" + relaunchHint
	}
	return "", "the activity's line item is not known: somebody has to open its link in this course once" + relaunchHint
}

// launchedItem is the line item that the newest launch by the activity's own link
// named.
func (m *planner) launchedItem(c *diagnose.Case) string {
	for _, l := range slices.Backward(m.here) {
		if l.Activity == c.Tool.ID && l.LineItem.Or("") != "" && ownLink(l, c.LMS) {
			return l.LineItem.Or("")
		}
	}
	return ""
}

// ofCourse reports whether a line item is known to be one of this course. A Moodle
// takes a score for another course's line item under this course's address, so that
// the address alone proves nothing where the LMS tells its line items.
func (m *planner) ofCourse(url string) bool {
	if len(m.items) > 0 {
		return m.items[match.URLKey(url)]
	}
	if container := m.Book.Course.LineItemsURL; container != "" {
		return match.Below(url, container)
	}
	return slices.ContainsFunc(m.here, func(l *grade.Launch) bool {
		return match.URLKey(l.LineItem.Or("")) == match.URLKey(url) || match.Below(url, l.LineItems.Or(""))
	})
}
