package report

import (
	"fmt"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// where says how far a cause reaches, in one line or a few.
func (n *naming) where(c *diagnose.Cause) []string {
	activities, users := by(c.Grades, activityOf), by(c.Grades, userOf)
	switch c.Scope {
	case diagnose.ScopeActivity:
		return []string{n.activities(subjectIDs(c)) + tail(len(users), "; %s", people)}
	case diagnose.ScopeUser:
		return []string{n.users(subjectIDs(c)) + n.within(activities)}
	case diagnose.ScopeCourse:
		return []string{"the whole course" + extent(activities, users)}
	case diagnose.ScopeConnection:
		return []string{strings.TrimSpace("connection "+n.labels(c)) + extent(activities, users)}
	}
	return n.cells(activities, users)
}

// briefly says the same in few words.
func (n *naming) briefly(c *diagnose.Cause) string {
	lines := n.where(c)
	if len(lines) == 1 {
		return lines[0]
	}
	activities, users := by(c.Grades, activityOf), by(c.Grades, userOf)
	return n.activities(idsOf(activities)) + "; " + people(len(users))
}

// cells names single grades: by activity while these are few, else both sides
// folded apart.
func (n *naming) cells(activities, users []tally) []string {
	if len(activities) > 3 {
		return []string{n.activities(idsOf(activities)) + "; " + n.users(idsOf(users))}
	}
	var lines []string
	for _, a := range activities {
		lines = append(lines, n.activity(a.id)+": "+n.users(idsOf(by(a.pairs, userOf))))
	}
	return lines
}

func (n *naming) within(activities []tally) string {
	switch len(activities) {
	case 0:
		return ""
	case 1:
		return ", in " + n.activity(activities[0].id)
	}
	return fmt.Sprintf(", in %d activities", len(activities))
}

// extent counts the people and activities that something wide concerns.
func extent(activities, users []tally) string {
	if len(users) == 0 {
		return ""
	}
	return ": " + people(len(users)) + ", " + count(len(activities), "activity", "activities")
}

// sizes counts the people and activities of a cause.
func sizes(c *diagnose.Cause) string {
	activities, users := by(c.Grades, activityOf), by(c.Grades, userOf)
	return people(len(users)) + ", " + count(len(activities), "activity", "activities")
}

func tail(n int, format string, word func(int) string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(format, word(n))
}

// subjectIDs lists a cause's subjects, or what its grades stand in where a report
// names none.
func subjectIDs(c *diagnose.Cause) []string {
	var ids []string
	for _, s := range c.Subjects {
		ids = append(ids, s.ID)
	}
	switch {
	case len(ids) > 0:
		return ids
	case c.Scope == diagnose.ScopeUser:
		return idsOf(by(c.Grades, userOf))
	}
	return idsOf(by(c.Grades, activityOf))
}

func (n *naming) labels(c *diagnose.Cause) string {
	var words []string
	for _, s := range c.Subjects {
		label := cut(s.Label, longestTitle)
		if label == "" {
			label = s.ID
		}
		words = append(words, label)
	}
	return some(words, n.limits.subjects, "")
}
