package canvas

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

// apply puts what was found into the book. Somebody who is not in the roster stays
// unmatched.
func (l *lookup) apply(b *grade.Book) {
	switch {
	case !l.found:
	case l.context:
		if b.Contexts == nil {
			b.Contexts = map[string]string{}
		}
		b.Contexts[l.id] = l.course
		if l.course == b.Course.ID && !slices.Contains(b.Course.ContextIDs, l.id) {
			b.Course.ContextIDs = append(b.Course.ContextIDs, l.id)
		}
	default:
		if b.LTIUsers == nil {
			b.LTIUsers = map[string]string{}
		}
		b.LTIUsers[l.id] = string(l.user)
		for i := range b.Learners {
			if l.user != "" && b.Learners[i].ID == string(l.user) {
				l.belongsTo(&b.Learners[i])
			}
		}
	}
}

func (l *lookup) belongsTo(person *grade.Learner) {
	ids := &person.LTIUserIDs
	if l.former {
		ids = &person.FormerIDs
	}
	if !slices.Contains(*ids, l.id) {
		*ids = append(*ids, l.id)
	}
}

// unresolved is what is still unknown, and why.
func unresolved(all []lookup) []grade.Gap {
	gaps := unanswered(all, true, grade.FactContexts, "%d of %d LTI context ids: which course they mean")
	return append(gaps, unanswered(all, false, grade.FactFormerIDs, "%d of %d LTI user ids: whose they are")...)
}

// unanswered is the gap that the look-ups of one kind leave. What was not asked,
// because there was too much of it, has not failed.
func unanswered(all []lookup, contexts bool, fact grade.Fact, what string) []grade.Gap {
	var first error
	left, total := 0, 0
	for i := range all {
		if all[i].context != contexts {
			continue
		}
		total++
		if !all[i].found {
			left++
		}
		if first == nil || errors.Is(first, errNotTried) && all[i].err != nil { // an answer says more
			first = all[i].err
		}
	}
	switch {
	case left == 0:
		return nil
	case first == nil:
		return []grade.Gap{{Fact: fact, What: fmt.Sprintf(what, left, total), Class: grade.Absent,
			Reason: fmt.Sprintf("no more than %d ids are looked up in one run", lookupsMax)}}
	}
	return []grade.Gap{gapOf(fact, fmt.Sprintf(what, left, total), first)}
}
