package report

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/resync"
)

// blocks sets the scores with one fate, a block for each activity.
func (r *resending) blocks(p *page, f fate) {
	list := r.entries(f.of)
	few := len(list) <= fewScores || r.style.Verbose > 0
	for _, activity := range gathered(list, func(e *resync.Entry) string { return e.Activity }) {
		part := p.part()
		r.block(part, f, activity, few)
		p.add(part)
	}
}

const (
	fewScores  = 40 // so many are all shown; of more a few of each group
	someScores = 5
)

// block sets the scores of one activity with one fate, by their reasons.
func (r *resending) block(p *page, f fate, activity []*resync.Entry, all bool) {
	margin, mark, title := fateColumn, f.word, []span{{r.activity(activity[0].Activity), strong}}
	if p.width < narrow {
		margin, mark, title = 2, span{}, append([]span{f.word}, title...)
	}
	p.facing(mark, margin, title, span{count(len(activity), "score", "scores"), plain})
	if !f.why {
		r.scores(p, margin, activity, all)
		return
	}
	for _, group := range gathered(activity, func(e *resync.Entry) string {
		reason, failure := doubt(e)
		return e.Cause + "\n" + reason + "\n" + failure
	}) {
		reason, failure := doubt(group[0])
		if reason == group[0].Reason {
			reason = reasonOf(group)
		}
		p.para(margin, margin, span{group[0].Cause, strong}, span{stopped(sentence(clean(reason))), plain})
		if failure != "" {
			p.item(margin, labelColumn, span{"why", faint}, span{cut(clean(failure), longestValue), plain})
		}
		if answer := oneAnswer(group); answer != "" {
			p.item(margin, labelColumn, span{"said", faint}, span{answer, plain})
		}
		r.scores(p, margin, group, all)
	}
}

var (
	unread    = regexp.MustCompile(`^(.*could not be read) \((.+)\)( after .*)$`)
	requested = regexp.MustCompile(`\b(GET|POST) \S+: `)
	advice    = regexp.MustCompile(`: run gradesync resync again.*$`)
)

// doubt is the reason of a score in doubt in two: what happened, and the failure behind
// it without the address that failed, which is another one for each score. What to do
// stands at the end of the page. Other reasons stay whole.
func doubt(e *resync.Entry) (reason, failure string) {
	if e.Outcome != resync.InDoubt {
		return e.Reason, ""
	}
	reason = advice.ReplaceAllString(e.Reason, "")
	if m := unread.FindStringSubmatch(reason); m != nil {
		reason, failure = m[1]+m[3], requested.ReplaceAllString(m[2], "")
	}
	return reason, failure
}

// oneAnswer is what the LMS said to every score of a group, empty where it said
// different things.
func oneAnswer(group []*resync.Entry) string {
	for _, e := range group {
		if e.Answer != group[0].Answer {
			return ""
		}
	}
	return cut(group[0].Answer, longestValue)
}

// scores lists whose score changes from what to what, and over which route.
func (r *resending) scores(p *page, margin int, group []*resync.Entry, all bool) {
	shown := group
	if !all && len(group) > someScores+1 {
		shown = group[:someScores]
	}
	same := oneAnswer(group) != ""
	rows := make([]row, 0, len(shown))
	for _, e := range shown {
		rows = append(rows, row{
			cells: []span{{r.user(e.User), plain}, {change(e), plain}, {string(e.Route), faint}},
			rest:  remarks(e, !same),
		})
	}
	p.table(margin+2, rows)
	if rest := len(group) - len(shown); rest > 0 {
		p.para(margin+2, margin+2, span{fmt.Sprintf("and %d more; -v names them all", rest), faint})
	}
}

// remarks are what is out of the ordinary with a score.
func remarks(e *resync.Entry, answer bool) []span {
	var spans []span
	switch {
	case e.Outcome == resync.Confirmed && e.Attempts == 0:
		spans = append(spans, span{"was there already: not sent", faint})
	case e.Attempts > 1:
		spans = append(spans, span{fmt.Sprintf("after %d sends", e.Attempts), faint})
	}
	if answer && e.Answer != "" && e.Outcome != resync.Confirmed {
		spans = append(spans, span{cut(e.Answer, longestValue), plain})
	}
	return spans
}

// entries are the rows of the plan that are of one kind, in their order.
func (r *resending) entries(of func(*resync.Entry) bool) []*resync.Entry {
	var list []*resync.Entry
	for i := range r.Plan {
		if of(&r.Plan[i]) {
			list = append(list, &r.Plan[i])
		}
	}
	return list
}

// gathered puts rows with the same key together, in the order the keys first come.
func gathered(list []*resync.Entry, key func(*resync.Entry) string) [][]*resync.Entry {
	place := map[string]int{}
	var groups [][]*resync.Entry
	for _, e := range list {
		i, ok := place[key(e)]
		if !ok {
			i = len(groups)
			place[key(e)] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], e)
	}
	return groups
}

func pairsOf(group []*resync.Entry) []diagnose.Pair {
	pairs := make([]diagnose.Pair, 0, len(group))
	for _, e := range group {
		pairs = append(pairs, diagnose.Pair{User: e.User, Activity: e.Activity})
	}
	return pairs
}

// byCount puts the largest groups first.
func byCount(groups [][]*resync.Entry) {
	slices.SortStableFunc(groups, func(a, b []*resync.Entry) int { return len(b) - len(a) })
}
