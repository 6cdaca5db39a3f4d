package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/report"
	"github.com/gradesync/gradesync/internal/store"
)

// cardOptions are the flags of report-card.
type cardOptions struct {
	course          string
	card            pull.CardOptions
	school, session string
}

func (a *app) reportCardCommand() *cobra.Command {
	var o cardOptions
	cmd := &cobra.Command{
		Use:   "report-card --course COURSE",
		Short: "Show how far each enrolment is, with its grades, from the store",
		Long: "report-card shows of each enrolment how much of the course has a grade, the course grade as the LMS's\n" +
			"gradebook gives it, and with --user the grades behind. It reads the store that sync keeps: it asks the\n" +
			"LMS nothing and needs none of its credentials, and says how old the data are.\n\n" +
			"Percent complete is the number of activities with a grade, divided by the number that are not hidden;\n" +
			"--why shows for every activity whether it counts, and where the LMS's completion tracking disagrees.\n\n" +
			"-o csv has one row an enrolment, with --why one an enrolment and activity. -o oneroster writes a zip of\n" +
			"OneRoster 1.2 CSV files (line items and results) for a student information system.\n\n" +
			"Exit codes: 0 shown, 2 wrong usage or configuration, 3 there is no store or the course was never pulled.",
		Example: "  gradesync report-card --course CALC101\n" +
			"  gradesync report-card --course 5 --user 52 --why\n" +
			"  gradesync report-card --course 5 --names -o csv --out calc.csv\n" +
			"  gradesync report-card --course 5 -o oneroster --out calc.zip",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runReportCard(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.course, "course", "", "`COURSE` as the store knows it: its id, short name or id number")
	f.StringArrayVar(&o.card.Users, "user", nil, "only this `USER`: id or SIS id; login or e-mail address if the store has them (repeatable)")
	f.BoolVar(&o.card.Why, "why", false, "show for every activity whether it counts, and why not")
	f.BoolVar(&o.card.Names, "names", false, "show names and logins beside ids, if the store has them (personal data)")
	f.StringVar(&o.school, "school", "", "with -o oneroster: sourced `ID` of the school in your student information system")
	f.StringVar(&o.session, "session", "", "with -o oneroster: sourced `ID` of the academic session there")
	a.storeFlag(cmd)
	a.formatFlag(cmd, f.StringVarP, func(f report.Format) bool { return f.Card != nil })
	a.completeCourses(cmd, "course")
	if err := cmd.MarkFlagRequired("course"); err != nil {
		panic("a required flag that does not exist: " + err.Error()) // a slip in this package
	}
	return cmd
}

func (a *app) runReportCard(ctx context.Context, o cardOptions) error {
	format, err := report.Lookup(a.format)
	if err != nil {
		return err
	}
	if format.Binary && a.env.OutWidth > 0 && (a.out == "" || a.out == "-") {
		return &problem{err: fmt.Errorf("%s is no document for a terminal", format.Name), code: exitUsage,
			hint: "name a file for it with --out, such as --out " + report.Quoted(o.course+".zip")}
	}
	_, kept, err := a.keptCourse(ctx, o.course, "gradesync report-card --course "+report.Quoted(o.course))
	if err != nil {
		return err
	}
	if kept.Book == nil {
		return a.neverPulled(kept)
	}
	for _, word := range o.card.Users {
		if !kept.Knows(word) {
			return unknownUser(kept)
		}
	}
	o.card.Version, o.card.Now = a.env.Version, a.env.Now()
	card := kept.Card(o.card)
	card.School, card.Session = o.school, o.session
	a.cardNotes(card, o, format)
	return a.document(func(w io.Writer) error { return format.Card(w, card, a.style()) })
}

// cardNotes says what the document itself has no place for.
func (a *app) cardNotes(c *pull.Card, o cardOptions, f report.Format) {
	if o.card.Names && !c.NamesKept {
		a.note(unnamed)
	}
	if f.Binary && (o.school == "" || o.session == "") {
		a.note("OneRoster wants a school and an academic session, which the LMS does not tell: without --school and --session the line items name ids of gradesync's own")
	}
}

// keptCourse reads what the store holds of one course, which may be named as for the
// LMS. words is the command, as it can be typed again.
func (a *app) keptCourse(ctx context.Context, course, words string) (*connection, *pull.Kept, error) {
	c, p, err := a.stored(ctx, words)
	if err != nil {
		return nil, nil, err
	}
	list, err := p.List(ctx)
	if err != nil {
		return nil, nil, storeProblem(err)
	}
	found, err := findCourses(list.Courses, []string{course}, a.style())
	if err != nil {
		return nil, nil, err
	}
	kept, err := p.Kept(ctx, found[0].ID)
	if err != nil {
		return nil, nil, storeProblem(err)
	}
	return c, kept, nil
}

// neverPulled says of a course without data why it has none, and what to type.
func (a *app) neverPulled(k *pull.Kept) error {
	id := report.Quoted(k.Course.ID)
	again := a.style().Typed("gradesync sync", "--once --course "+id)
	hint, why := again+" pulls it", ""
	switch k.Course.State {
	case store.CourseNew, store.CourseClosed:
		hint = a.style().Typed("gradesync courses open", id) + ", then " + again
	case store.CourseDeleted:
		hint = "it is gone from the LMS, so there is nothing to show"
	}
	if f, failing := k.Failing(); failing {
		why = ": " + f.Reason
		hint = a.style().Typed("gradesync sync status", "") + " tells more"
	}
	return &problem{err: fmt.Errorf("course %s was never pulled, it is %s%s", k.Course.ID, k.Course.State, why), code: exitFailed, hint: hint}
}

func unknownUser(k *pull.Kept) error {
	hint := "give an id or SIS id; gradesync report-card without --user lists everybody"
	if !k.Named() {
		hint += " (the store keeps no logins and e-mail addresses)"
	}
	return &problem{err: fmt.Errorf("--user: nobody in this course matches: %w", grade.ErrNotFound), code: exitUsage, hint: hint}
}
