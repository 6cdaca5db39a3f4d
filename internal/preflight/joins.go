package preflight

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

// checkJoins tells how many of the tool's accounts and activities find their
// partner in the course that was read, and by which key.
func (c Connections) checkJoins(list *diagnose.Checks) {
	book := c.Book
	if c.Completed != nil {
		book = c.Completed
	}
	if book == nil || c.Records == nil {
		return
	}
	joined := match.Join(book, c.Records)
	if c.launch && len(c.Records.Accounts) == 0 {
		list.Add(diagnose.Check{ID: "records.people", Group: groupRecords, State: diagnose.CheckSkipped,
			Detail: "no accounts to compare yet: many tools make them when people first open a link"})
		return
	}
	list.Add(accountsJoin(book, c.Records, joined).check())
	if !c.launch {
		list.Add(activitiesJoin(book, c.Records, joined).check())
	}
}

// join is how many of the tool's things of one kind found a partner.
type join struct {
	id, things, place string
	untold            string // why it cannot be compared; empty: it can
	total, found      int
	by                map[match.How]int
	remedy            string
}

func accountsJoin(b *grade.Book, r *grade.Records, joined *match.Joined) *join {
	j := &join{id: "records.people", things: "accounts", place: "the course's roster", by: map[match.How]int{},
		remedy: "export the accounts with lms_user_id, sis_id, email or login; gradesync diagnose names those without a learner"}
	if b.Learners == nil {
		j.untold = "the roster could not be read"
	}
	for _, p := range joined.People {
		j.count(p.Learner != "", p.How)
	}
	if r.Accounts == nil {
		j.untold = "no accounts given"
	}
	return j
}

func activitiesJoin(b *grade.Book, r *grade.Records, joined *match.Joined) *join {
	j := &join{id: "records.items", things: "activities", place: "the course", by: map[match.How]int{},
		remedy: "export the activities with resource_link_id or lineitem_url; gradesync diagnose names those without a link"}
	if b.Activities == nil {
		j.untold = "the course's activities could not be read"
	}
	for i := range r.Activities {
		t := &r.Activities[i]
		if grade.Is(t.Graded, false) || grade.Is(t.Assigned, false) {
			continue // nothing in the course need be theirs
		}
		item := joined.Items[t.ID]
		j.count(item.Activity != "", item.How)
	}
	if r.Activities == nil {
		j.untold = "no activities given"
	}
	return j
}

func (j *join) count(found bool, how match.How) {
	j.total++
	if found {
		j.found++
		j.by[how]++
	}
}

func (j *join) check() diagnose.Check {
	check := diagnose.Check{ID: j.id, Group: groupRecords, State: diagnose.CheckOK}
	check.Detail = fmt.Sprintf("%d of %d %s are found in %s%s", j.found, j.total, j.things, j.place, j.keys())
	switch {
	case j.untold != "":
		check.State, check.Detail = diagnose.CheckUnknown, j.things+" cannot be compared: "+j.untold
	case j.total == 0:
		check.State, check.Detail = diagnose.CheckSkipped, "no "+j.things+" to compare"
	case j.found == 0:
		check.State = diagnose.CheckFailed
		check.Remedy = "see whether the records are of this course; " + j.remedy
	case j.found < j.total:
		check.State, check.Remedy = diagnose.CheckWarning, j.remedy
	}
	return check
}

// keys tells by which keys they were found, the most frequent first.
func (j *join) keys() string {
	var hows []match.How
	for how := range j.by {
		hows = append(hows, how)
	}
	slices.SortFunc(hows, func(a, b match.How) int {
		if d := j.by[b] - j.by[a]; d != 0 {
			return d
		}
		return strings.Compare(string(a), string(b))
	})
	var words []string
	for _, how := range hows {
		words = append(words, fmt.Sprintf("%d by %s", j.by[how], how))
	}
	if len(words) == 0 {
		return ""
	}
	return ": " + strings.Join(words, ", ")
}
