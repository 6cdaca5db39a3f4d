package cli

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/report"
	"github.com/gradesync/gradesync/internal/store"
)

func (a *app) coursesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "courses",
		Short: "List the courses that sync found, and choose which are pulled",
		Long: "sync keeps the LMS's list of courses in the store, each in one of four states: new (seen, and left alone\n" +
			"until somebody decides), open (pulled), closed (not pulled) and deleted (gone from the LMS; what was pulled\n" +
			"stays, and when the LMS lists the course again it has the state it had before).",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	a.storeFlag(cmd)
	cmd.AddCommand(a.coursesListCommand(), a.coursesMoveCommand(store.CourseOpen), a.coursesMoveCommand(store.CourseClosed))
	return cmd
}

// stateGone is the word of --state for courses that are gone from the LMS's list and
// held back.
const stateGone = "gone"

func courseStates() []string {
	return []string{string(store.CourseNew), string(store.CourseOpen), string(store.CourseClosed), string(store.CourseDeleted), stateGone}
}

func (a *app) coursesListCommand() *cobra.Command {
	var states []string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the courses with their state, learners, last sync and last error",
		Long: "list shows the courses as the store has them; it asks the LMS nothing. --state gone shows those that are\n" +
			"missing in the LMS's last list and were not removed, because too many were missing at once.\n\n" +
			"Exit codes: 0 listed, whatever is in it, 2 wrong usage or configuration, 3 there is no store, or it failed.",
		Example: "  gradesync courses list\n" +
			"  gradesync courses list --state new\n" +
			"  gradesync courses list --state open -o csv --out courses.csv",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runCoursesList(cmd.Context(), states) },
	}
	cmd.Flags().StringSliceVar(&states, "state", nil, "only courses of this `STATE`: "+strings.Join(courseStates(), ", ")+" (repeatable)")
	complete(cmd, "state", courseStates())
	a.formatFlag(cmd, cmd.Flags().StringVarP, func(f report.Format) bool { return f.Courses != nil })
	return cmd
}

func (a *app) runCoursesList(ctx context.Context, states []string) error {
	for _, s := range states {
		if !slices.Contains(courseStates(), s) {
			return usage("--state %q is not one of %s", s, strings.Join(courseStates(), ", "))
		}
	}
	_, p, err := a.stored(ctx, "gradesync courses list")
	if err != nil {
		return err
	}
	list, err := p.List(ctx)
	if err != nil {
		return storeProblem(err)
	}
	if len(states) > 0 {
		list.Courses = slices.DeleteFunc(list.Courses, func(c pull.CourseRow) bool { return !inState(&c, states) })
	}
	format, err := report.Lookup(a.format)
	if err != nil {
		return err
	}
	return a.document(func(w io.Writer) error { return format.Courses(w, list, a.style()) })
}

func inState(c *pull.CourseRow, states []string) bool {
	gone := !c.Listed && c.State != store.CourseDeleted
	return slices.Contains(states, string(c.State)) || gone && slices.Contains(states, stateGone)
}

// storeProblem is a store that failed where nothing is lost by it.
func storeProblem(err error) error {
	return &problem{err: err, code: exitFailed, hint: openHint(err)}
}
