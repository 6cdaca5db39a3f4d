package preflight

import (
	"fmt"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// checkBoth tells what the tool's LTI services add to what the LMS's token shows
// of the course, in a profile that has both.
func (c Connections) checkBoth(list *diagnose.Checks) {
	check := diagnose.Check{ID: "lti13.completes", Group: groupLTI13, State: diagnose.CheckOK}
	switch {
	case c.Completed == nil, c.CompletedErr != nil && c.LTI13 != nil && (c.LTI13.Token == nil || c.LTI13.LineItemsErr != nil):
		return // there is nothing to add, or why not is told above
	case c.CompletedErr != nil:
		check.State, check.Detail = diagnose.CheckWarning, "the LTI services add nothing to what the LMS's token shows: "+c.CompletedErr.Error()
		check.Remedy = "optional; the course is judged by what the LMS's token shows"
	default:
		check.Detail = "the LTI services add nothing to what the LMS's token shows"
		if added := added(c.Book, c.Completed); added != "" {
			check.Detail = "the LTI services complete what the LMS's token shows: " + added
		}
	}
	list.Add(check)
}

// added names what one book knows beyond the other.
func added(before, after *grade.Book) string {
	var words []string
	if before == nil {
		before = &grade.Book{} // the token does not reach the course at all
	}
	for _, n := range []struct {
		what  string
		count func(*grade.Book) int
	}{
		{"activities", func(b *grade.Book) int { return len(b.Activities) }},
		{"people", func(b *grade.Book) int { return len(b.Learners) }},
		{"addresses of line items", lineItemURLs},
		{"people's LTI user ids", told},
		{"grades", graded},
	} {
		if more := n.count(after) - n.count(before); more > 0 {
			words = append(words, fmt.Sprintf("%d %s", more, n.what))
		}
	}
	return strings.Join(words, ", ")
}

func lineItemURLs(b *grade.Book) int {
	n := 0
	for i := range b.Activities {
		if l := b.Activities[i].LineItem; l != nil && l.URL != "" {
			n++
		}
	}
	return n
}

func told(b *grade.Book) int {
	n := 0
	for i := range b.Learners {
		if len(b.Learners[i].LTIUserIDs) > 0 {
			n++
		}
	}
	return n
}
