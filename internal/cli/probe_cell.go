package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/preflight"
	"github.com/gradesync/gradesync/internal/resync"
)

// choose finds the cell to probe: of the learner named, in the activity named or the
// first that will do.
func (p *prober) choose() (preflight.Cell, float64, error) {
	e := p.course.Rehearse()
	var ids []string
	for _, id := range e.UserIDs() {
		if e.IsUser(id, p.o.user) {
			ids = append(ids, id)
		}
	}
	switch len(ids) {
	case 0:
		return preflight.Cell{}, 0, p.noSuchLearner()
	case 1:
	default:
		return preflight.Cell{}, 0, declined("name the one by the id: "+strings.Join(ids, ", "), "%w", classed{"several people of this course match", diagnose.ErrAmbiguous})
	}
	of := e.OfUser(ids[0])
	if of[0].Learner == nil {
		return preflight.Cell{}, 0, declined("name somebody of the course's roster", "this is an account of the tool that belongs to nobody in the course")
	}
	if reason := preflight.Bars(of[0].Learner); reason != "" {
		return preflight.Cell{}, 0, declined("name a real learner who is enrolled in the course, or enrol one to try grades with", "%s", reason)
	}
	return p.chooseCell(e, of)
}

// noSuchLearner says why nobody who could be probed matches: staff have no cells.
func (p *prober) noSuchLearner() error {
	for i := range p.course.Book.Learners {
		l := &p.course.Book.Learners[i]
		for _, word := range []string{l.ID, l.Login, l.Email, l.SISID} {
			if word == "" || !strings.EqualFold(word, p.o.user) {
				continue
			}
			if reason := preflight.Bars(l); reason != "" {
				return declined("name a real learner who is enrolled in the course, or enrol one to try grades with", "%s", reason)
			}
		}
	}
	return declined("give an id, login, e-mail address, SIS id or tool account of a learner", "%w", classed{"nobody in this course matches", diagnose.ErrNoCase})
}

func (p *prober) chooseCell(e *diagnose.Examination, of []*diagnose.Case) (preflight.Cell, float64, error) {
	first, seen := "", false
	for _, c := range p.preferred(of) {
		if p.o.activity != "" && !e.IsActivity(c.Activity, p.o.activity) {
			continue
		}
		seen = true
		cell, reason := p.cellOf(e, c)
		if reason == "" {
			return cell, c.LMS.LineItem.Max.Or(0), nil
		}
		if first == "" {
			first = "“" + e.Title(c.Activity) + "”: " + reason
		}
	}
	switch {
	case !seen && p.o.activity != "":
		return preflight.Cell{}, 0, &problem{err: fmt.Errorf("--activity %q: %w", p.o.activity, classed{"no activity of this course matches", diagnose.ErrNoCase}),
			code: exitUsage, hint: "give an id, or a title or the beginning of one"}
	case p.o.activity == "":
		return preflight.Cell{}, 0, declined("name another learner, whose cell is empty; gradesync diagnose shows what keeps grades out", "this learner has no cell that may be tried, as in %s", first)
	}
	return preflight.Cell{}, 0, declined("name another --activity, or another learner", "%s", first)
}

// preferred puts those activities first for which the tool has no score that it might
// send meanwhile.
func (p *prober) preferred(of []*diagnose.Case) []*diagnose.Case {
	has := map[string]bool{}
	if p.course.Records != nil {
		for i := range p.course.Records.Scores {
			if s := &p.course.Records.Scores[i]; s.Score.Known() {
				has[s.Account+" "+s.Activity] = true
			}
		}
	}
	rank := func(c *diagnose.Case) int {
		n := 0
		if c.Account != nil && c.Tool != nil && has[c.Account.ID+" "+c.Tool.ID] {
			n = 1
		}
		return n
	}
	of = slices.Clone(of)
	slices.SortStableFunc(of, func(a, b *diagnose.Case) int { return rank(a) - rank(b) })
	return of
}

// cellOf is the cell of a case by the route that resync would take, or says why it
// must not be touched.
func (p *prober) cellOf(e *diagnose.Examination, c *diagnose.Case) (preflight.Cell, string) {
	if c.LMS == nil || c.Account == nil || c.Tool == nil || c.Score == nil {
		return preflight.Cell{}, "nothing in the course links to it"
	}
	if reason := p.course.BarsCell(c.User, c.LMS); reason != "" {
		return preflight.Cell{}, reason
	}
	cell, reason := resync.RouteOf(e, c, routesOf(p.c.profile))
	if reason != "" {
		return preflight.Cell{}, reason
	}
	return preflight.Cell{Route: string(cell.Route), User: c.User, Activity: c.Activity, Target: cell.Target, LTIUser: cell.LTIUser, SourcedID: cell.SourcedID}, ""
}
