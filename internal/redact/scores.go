package redact

import (
	"math"
	"slices"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// round rounds the scores of the copy to tenths of their maximum. Grades that agreed
// go on to agree. An activity in which grades differ keeps its scores, as the
// difference is what the diagnosis reads; so does one whose diagnosis rounding would
// change. It returns the course and how many activities kept theirs.
func (r *Redacted) round(before *diagnose.Report) (rounded diagnose.Input, kept int) {
	exact := r.differing()
	for {
		rounded = r.withRounded(exact)
		changed := r.changedActivities(before, rounded)
		n := len(exact)
		for _, id := range changed {
			exact[id] = true
		}
		switch {
		case len(changed) == 0 && len(r.differences(before, rounded)) == 0:
			return rounded, n
		case len(exact) == n: // whatever it is, it is nothing of one activity
			return r.Course, len(diagnose.Join(r.Course).ActivityIDs())
		}
	}
}

// differing lists the activities of which a grade differs, or had something deducted.
func (r *Redacted) differing() map[string]bool {
	exact := map[string]bool{}
	for _, c := range diagnose.Join(r.Course).Cases {
		if c.Verdict == diagnose.Differs || c.Result != nil && c.Result.Deducted.Or(0) != 0 {
			exact[c.Activity] = true
		}
	}
	return exact
}

// changedActivities lists those of which a grade has another verdict or cause.
func (r *Redacted) changedActivities(before *diagnose.Report, in diagnose.Input) []string {
	was := map[diagnose.Pair]string{}
	for _, g := range before.Grades {
		was[diagnose.Pair{User: r.User(g.User), Activity: r.Activity(g.Activity)}] = string(g.Verdict) + g.Cause
	}
	var list []string
	for _, g := range diagnose.Examine(in, diagnose.Catalogue()).Report(diagnose.Options{All: true}).Grades {
		if was[diagnose.Pair{User: g.User, Activity: g.Activity}] != string(g.Verdict)+g.Cause && !slices.Contains(list, g.Activity) {
			list = append(list, g.Activity)
		}
	}
	return list
}

// withRounded returns the course with rounded scores in all but some activities.
func (r *Redacted) withRounded(exact map[string]bool) diagnose.Input {
	in := r.Course
	book := *in.Book
	book.Results, book.Totals = slices.Clone(book.Results), slices.Clone(book.Totals)
	in.Book = &book
	if in.Records != nil {
		records := *in.Records
		records.Scores, records.Sends = slices.Clone(records.Scores), slices.Clone(records.Sends)
		in.Records = &records
	}
	f := diagnose.Join(in)
	cells := map[*grade.Score]*diagnose.Case{}
	for _, c := range f.Cases {
		if c.Score != nil {
			cells[c.Score] = c
		}
	}
	tools := roundTools(in, f, cells, exact)
	roundSends(in, tools, exactTools(f, exact))
	roundBook(&book, f, exact)
	return in
}

// exactTools are the tool's ids of activities.
func exactTools(f *diagnose.Facts, activities map[string]bool) map[string]bool {
	tools := map[string]bool{}
	for id := range activities {
		for _, c := range f.InActivity(id) {
			if c.Tool != nil {
				tools[c.Tool.ID] = true
			}
		}
	}
	return tools
}

// change is what became of a score.
type change struct{ was, is float64 }

// cell is a score of the tool.
type cell struct{ account, activity string }

// roundTools rounds the tool's scores: where the gradebook agrees, to what the
// gradebook's score is rounded to.
func roundTools(in diagnose.Input, f *diagnose.Facts, cells map[*grade.Score]*diagnose.Case, exact map[string]bool) map[cell]change {
	changes := map[cell]change{}
	if in.Records == nil {
		return changes
	}
	keep := exactTools(f, exact)
	for i := range in.Records.Scores {
		s := &in.Records.Scores[i]
		was, known := s.Score.Get()
		if keep[s.Activity] {
			continue
		}
		is := coarse(was, s.Max.Or(toolMax(in.Records, s.Activity)))
		if c := cells[s]; known && c != nil && (c.Verdict == diagnose.Arrived || c.Verdict == diagnose.Hidden) {
			is = agreed(c, is)
		}
		if known {
			s.Score = grade.Known(is)
			changes[cell{s.Account, s.Activity}] = change{was, is}
		}
		if sent, ok := s.LastSentScore.Get(); ok {
			s.LastSentScore = grade.Known(follow(sent, known, change{was, is}, s.Max.Or(toolMax(in.Records, s.Activity))))
		}
	}
	return changes
}

func toolMax(r *grade.Records, activity string) float64 {
	for i := range r.Activities {
		if r.Activities[i].ID == activity {
			return r.Activities[i].Max.Or(0)
		}
	}
	return 0
}

// agreed is the tool's score that says the same as the gradebook's, rounded.
func agreed(c *diagnose.Case, otherwise float64) float64 {
	shown, ok := c.Result.Score.Get()
	most, okLMS := c.LMSMax()
	top, okTool := c.ToolMax()
	if !ok || !okLMS || !okTool || most <= 0 {
		return otherwise
	}
	return coarse(shown, most) / most * top
}

// follow rounds what was sent: to the score where it was the score, else to another.
func follow(sent float64, known bool, c change, most float64) float64 {
	if known && near(sent, c.was) {
		return c.is
	}
	is := coarse(sent, most)
	if known && near(is, c.is) {
		is += math.Max(most/10, 1)
	}
	return is
}

func roundSends(in diagnose.Input, scores map[cell]change, keep map[string]bool) {
	if in.Records == nil {
		return
	}
	for i := range in.Records.Sends {
		s := &in.Records.Sends[i]
		if sent, ok := s.Score.Get(); ok && !keep[s.Activity] {
			c, known := scores[cell{s.Account, s.Activity}]
			s.Score = grade.Known(follow(sent, known, c, s.Max.Or(0)))
		}
	}
}

// roundBook rounds the gradebook's scores. Totals are rounded too, and those in words
// left out.
func roundBook(b *grade.Book, f *diagnose.Facts, exact map[string]bool) {
	for i := range b.Results {
		res := &b.Results[i]
		if exact[res.Activity] {
			continue
		}
		most := res.Max.Or(0)
		if a := f.Activity(res.Activity); most == 0 && a != nil && a.LineItem != nil {
			most = a.LineItem.Max.Or(0)
		}
		roundTo(&res.Score, most)
		roundTo(&res.Entered, most)
	}
	for i := range b.Totals {
		t := &b.Totals[i]
		roundTo(&t.Score, t.Max.Or(0))
		roundTo(&t.Percent, 100)
		roundTo(&t.FinalPercent, 100)
		t.Letter, t.FinalLetter = grade.Maybe[string]{}, grade.Maybe[string]{}
	}
}

func roundTo(m *grade.Maybe[float64], most float64) {
	if x, ok := m.Get(); ok {
		*m = grade.Known(coarse(x, most))
	}
}
