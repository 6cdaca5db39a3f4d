package pull

import (
	"fmt"
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

// lost tells what a reading has lost against the one before, nil for nothing: what
// could be read then and failed now must not take the place of what is known. A
// course whose pulls have failed so often is taken with lesser things missing, since
// its grades would not come any more for their sake.
func lost(last, book *grade.Book, failures int) error {
	patient := failures < patience
	for _, g := range book.Gaps {
		had, need := last != nil && !hasGap(last, g.Fact), slices.Contains(needed(), g.Fact)
		switch {
		case g.Class == grade.Failed && (need || had && patient && slices.Contains(kept(), g.Fact)):
			return fmt.Errorf("%s could not be read: %s: %w", g.What, g.Reason, grade.ErrTemporary)
		case g.Class == grade.Forbidden && need && had:
			return fmt.Errorf("%s may no longer be read: %s: %w", g.What, g.Reason, grade.ErrScope)
		}
	}
	if n := len(unread(last, book)); n > 0 && patient {
		return fmt.Errorf("%d results that were read before could not be read: %w", n, grade.ErrTemporary)
	}
	return nil
}

// needed are the facts without which a gradebook is not one.
func needed() []grade.Fact {
	return []grade.Fact{grade.FactRoster, grade.FactResults, grade.FactActivities, grade.FactLineItems}
}

// kept are those that the store's rows hold beside them, or that progress needs.
func kept() []grade.Fact {
	return []grade.Fact{
		grade.FactRole, grade.FactEnrolmentState, grade.FactActivityVisible, grade.FactActivityRestricted,
		grade.FactLineItemMax, grade.FactLineItemType, grade.FactLineItemHidden, grade.FactResultAssigned, grade.FactTotals,
	}
}

func hasGap(b *grade.Book, fact grade.Fact) bool {
	return slices.ContainsFunc(b.Gaps, func(g grade.Gap) bool { return g.Fact == fact })
}

// unread are the results that last had of learners of whom book has none at all,
// though they are in the course and may well be in the gradebook: nothing was read of
// them. They are as results of which nothing is known, so that nobody takes them for
// gone.
func unread(last, book *grade.Book) (all []grade.Result) {
	if last == nil || book.Results == nil {
		return nil
	}
	silent := map[string]bool{}
	for i := range book.Learners {
		if l := &book.Learners[i]; !grade.Is(l.Listed, false) {
			silent[l.ID] = true
		}
	}
	for i := range book.Results {
		delete(silent, book.Results[i].Learner)
	}
	activities := map[string]bool{}
	for i := range book.Activities {
		activities[book.Activities[i].ID] = true
	}
	for i := range last.Results {
		if r := &last.Results[i]; silent[r.Learner] && activities[r.Activity] {
			all = append(all, grade.Result{Learner: r.Learner, Activity: r.Activity})
		}
	}
	return all
}
