package report

import (
	"slices"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/resync"
)

// fateColumn is where a block begins beside the word for its fate.
const fateColumn = 11

// fate is what becomes of some scores.
type fate struct {
	word span
	name string // such as not shown: a label and, with a capital, a heading
	of   func(*resync.Entry) bool
	why  bool             // the reasons are worth a line
	look diagnose.Verdict // whose colour and sign it has on a page of HTML
}

// fates are those of what is sent, in the order of a page: what needs somebody
// comes first.
func fates() []fate {
	with := func(o resync.Outcome) func(*resync.Entry) bool {
		return func(e *resync.Entry) bool { return e.Action == resync.Send && e.Outcome == o }
	}
	return []fate{
		{span{"REFUSED", strongBad}, "refused", with(resync.Refused), true, diagnose.Missing},
		{span{"NOT SHOWN", strongDoubtful}, "not shown", with(resync.AcceptedNotShown), true, diagnose.Differs},
		{span{"IN DOUBT", strongDoubtful}, "in doubt", with(resync.InDoubt), true, diagnose.Unknown},
		{span{"SEND", strong}, "to send", with(""), true, diagnose.Late},
		{span{"CONFIRMED", good}, "confirmed", with(resync.Confirmed), false, diagnose.Arrived},
	}
}

// allFates are these, and then the one of what is not sent.
func allFates() []fate {
	skipped := func(e *resync.Entry) bool { return e.Action == resync.Skip }
	return append(fates(), fate{name: "left out", of: skipped, why: true, look: diagnose.NotExpected})
}

// fateOf is what becomes of one score.
func fateOf(e *resync.Entry) fate {
	all := allFates()
	return all[slices.IndexFunc(all, func(f fate) bool { return f.of(e) })]
}

// size counts what has a fate: what is left out are grades, the rest are scores.
func (f fate) size(n int) string {
	if f.name == "left out" {
		return grades(n)
	}
	return count(n, "score", "scores")
}

// byReason puts rows together whose reasons differ in their points alone, the
// largest group first.
func byReason(list []*resync.Entry) [][]*resync.Entry {
	groups := gathered(list, func(e *resync.Entry) string { return e.Cause + "\n" + withoutNumbers(e.Reason) })
	byCount(groups)
	return groups
}

// groupsOf are the groups of one fate, by reason where these are worth telling.
func (r *resending) groupsOf(f fate) [][]*resync.Entry {
	list := r.entries(f.of)
	if len(list) > 0 && !f.why {
		return [][]*resync.Entry{list}
	}
	return byReason(list)
}
