package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/report"
	"github.com/gradesync/gradesync/internal/store"
)

// moveOptions say which courses are to be opened or closed.
type moveOptions struct {
	to     store.CourseState
	verb   string
	words  []string // ids, codes, numbers
	match  string
	allNew bool
	dryRun bool
}

func (a *app) coursesMoveCommand(to store.CourseState) *cobra.Command {
	o := moveOptions{to: to, verb: map[store.CourseState]string{store.CourseOpen: "open", store.CourseClosed: "close"}[to]}
	about := map[store.CourseState]string{
		store.CourseOpen:   "Open courses, so that sync pulls them",
		store.CourseClosed: "Close courses, so that sync pulls them no more",
	}
	cmd := &cobra.Command{
		Use:   o.verb + " COURSE… | --match GLOB | --all-new",
		Short: about[to],
		Long: o.verb + " takes courses by id, code or number; or with --match those whose code or title fits a pattern of\n" +
			"* ? and [a-z], whatever its case; or with --all-new those that nobody has decided on yet. When one course\n" +
			"is not known or is deleted, nothing is changed. What was pulled of a course is kept in any state.\n\n" +
			"Exit codes: 0 done, or they were so before, 2 wrong usage (a course that is not known, a pattern that fits\n" +
			"nothing), 3 there is no store, or it failed.",
		Example: "  gradesync courses " + o.verb + " CALC101 50003\n" +
			"  gradesync courses " + o.verb + " --match 'Calc*' --dry-run\n" +
			"  gradesync courses " + o.verb + " --all-new",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.words = args
			return a.runCoursesMove(cmd.Context(), o)
		},
		ValidArgsFunction: a.courseWords,
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.match, "match", "", "the courses whose code or title fits `GLOB`, as 'MATH*'")
	f.BoolVar(&o.allNew, "all-new", false, "all courses that are new")
	f.BoolVar(&o.dryRun, "dry-run", false, "show what would be changed, and change nothing")
	a.formatFlag(cmd, f.StringVarP, func(f report.Format) bool { return f.Moves != nil })
	return cmd
}

func (a *app) runCoursesMove(ctx context.Context, o moveOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	c, p, err := a.stored(ctx, "gradesync courses "+o.verb)
	if err != nil {
		return err
	}
	list, err := p.List(ctx)
	if err != nil {
		return storeProblem(err)
	}
	chosen, err := o.choose(list.Courses, a.style())
	if err != nil {
		return err
	}
	moves := o.sorted(chosen)
	moves.GeneratedAt, moves.LMS = a.env.Now().UTC(), c.site()
	if !o.dryRun && len(moves.Moved) > 0 {
		if err := p.Store.MoveCourses(ctx, c.site(), a.env.Now(), o.steps(moves.Moved)...); err != nil {
			return storeProblem(err)
		}
	}
	format, err := report.Lookup(a.format)
	if err != nil {
		return err
	}
	return a.document(func(w io.Writer) error { return format.Moves(w, moves, a.style()) })
}

func (o *moveOptions) check() error {
	ways := 0
	for _, given := range []bool{len(o.words) > 0, o.match != "", o.allNew} {
		if given {
			ways++
		}
	}
	if ways == 1 {
		return nil
	}
	return usage("courses %s takes courses, or --match, or --all-new: one of the three", o.verb)
}

// choose finds the courses that are meant.
func (o *moveOptions) choose(all []pull.CourseRow, style report.Style) ([]*pull.CourseRow, error) {
	switch {
	case o.allNew:
		var chosen []*pull.CourseRow
		for i := range all {
			if all[i].State == store.CourseNew {
				chosen = append(chosen, &all[i])
			}
		}
		return chosen, nil
	case o.match != "":
		chosen, err := matchCourses(all, o.match)
		if err == nil && len(chosen) == 0 {
			err = &problem{err: fmt.Errorf("no course has a code or a title that fits %q", o.match), code: exitUsage,
				hint: style.Typed("gradesync courses list", "") + " shows those there are; quote the pattern, or the shell changes it"}
		}
		return chosen, err
	}
	chosen, err := findCourses(all, o.words, style)
	if err != nil {
		return nil, err
	}
	return chosen, o.noneDeleted(chosen)
}

// noneDeleted refuses courses that are gone from the LMS.
func (o *moveOptions) noneDeleted(chosen []*pull.CourseRow) error {
	var gone []string
	for _, c := range chosen {
		if c.State == store.CourseDeleted {
			gone = append(gone, c.ID)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return &problem{err: fmt.Errorf("cannot %s %s: gone from the LMS, and deleted here", o.verb, strings.Join(gone, ", ")), code: exitUsage,
		hint: "a deleted course keeps all that was pulled; when the LMS lists it again, it has the state it had before"}
}

// sorted tells what changes with the courses chosen and what does not.
func (o *moveOptions) sorted(chosen []*pull.CourseRow) *report.Moves {
	m := &report.Moves{Schema: report.MovesSchema, DryRun: o.dryRun, To: o.to}
	for _, c := range chosen {
		row := report.MovedCourse{ID: c.ID, Code: c.Code, Title: c.Title, From: c.State}
		switch c.State {
		case o.to:
			m.Unchanged = append(m.Unchanged, row)
		case store.CourseDeleted:
			m.Left = append(m.Left, row)
		default:
			m.Moved = append(m.Moved, row)
		}
	}
	return m
}

// steps are the changes of state, with who asked for them and how.
func (o *moveOptions) steps(moved []report.MovedCourse) []store.Move {
	why := "by its name"
	switch {
	case o.allNew:
		why = "--all-new"
	case o.match != "":
		why = "--match " + report.Quoted(o.match)
	}
	var steps []store.Move
	for _, c := range moved {
		steps = append(steps, store.Move{Course: c.ID, To: o.to, By: "courses " + o.verb + ", " + holder(), Why: why})
	}
	return steps
}
