package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/report"
)

// courseOptions say which course to judge, and from where.
type courseOptions struct {
	course string
	book   string
	report diagnose.Options
}

func (o *courseOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.course, "course", "", "`COURSE` to read from the LMS: its id, short name or id number")
	f.StringVar(&o.book, "book", "", "judge the saved book in `FILE` instead, with no network at all")
	f.BoolVar(&o.report.Names, "names", false, "show names and logins beside ids (personal data)")
	cmd.MarkFlagsMutuallyExclusive("course", "book")
	cmd.MarkFlagsOneRequired("course", "book")
}

// narrowing adds the flags that keep to some people and activities.
func (o *courseOptions) narrowing(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&o.report.Users, "user", nil, "only this `USER`: id, login, e-mail, SIS id or tool account (repeatable)")
	f.StringArrayVar(&o.report.Activities, "activity", nil, "only this `ACTIVITY`: id or title (repeatable)")
}

func (a *app) diagnoseCommand() *cobra.Command {
	var o courseOptions
	cmd := &cobra.Command{
		Use:   "diagnose --course COURSE",
		Short: "Judge every expected grade of a course and name the causes of those that did not arrive",
		Long: "diagnose reads the course from the LMS and the tool's records, gives every pair of learner\n" +
			"and activity a verdict, and prints the likely causes with evidence and remedy, those that\n" +
			"explain most grades first. Nothing is written to the LMS.\n\n" +
			"Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or configuration,\n" +
			"3 could not be done, 4 done in part (what could not be read stands in the report).",
		Example: "  gradesync diagnose --profile demo --course CALC101\n" +
			"  gradesync diagnose --course 5 --activity \"Lab 3\"\n" +
			"  gradesync diagnose --course CALC101 -o json --out report.json\n" +
			"  gradesync diagnose --book calc.book.gz",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runDiagnose(cmd.Context(), o) },
	}
	o.flags(cmd)
	o.narrowing(cmd)
	cmd.Flags().BoolVar(&o.report.All, "all", false, "list every pair in the JSON report, those that arrived too")
	return cmd
}

func (a *app) runDiagnose(ctx context.Context, o courseOptions) error {
	e, err := a.examine(ctx, o)
	if err != nil {
		return err
	}
	if err := knownSubjects(e, o.report); err != nil {
		return err
	}
	o.report.Version = a.env.Version
	r := e.Report(o.report)
	code := reportStatus(r, a.failOn)
	format, err := report.Lookup(a.format)
	if err != nil {
		return err
	}
	style := a.style()
	style.Book = o.book
	if err := a.document(func(w io.Writer) error { return format.Diagnosis(w, r, style) }); err != nil {
		return err
	}
	return code
}

// examine judges a course read now, or a saved one.
func (a *app) examine(ctx context.Context, o courseOptions) (*diagnose.Examination, error) {
	if o.book != "" {
		saved, err := a.loadBook(o.book)
		if err != nil {
			return nil, err
		}
		return diagnose.Examine(saved.input(), diagnose.Catalogue()), nil
	}
	e, err := a.gather(ctx, o.course)
	if err != nil {
		return nil, err
	}
	return diagnose.Examine(e.input(), diagnose.Catalogue()), nil
}

// knownSubjects refuses a --user or --activity that matches nobody: an empty
// report would look like good news.
func knownSubjects(e *diagnose.Examination, o diagnose.Options) error {
	for _, word := range o.Users {
		if !anyID(e.UserIDs(), word, e.IsUser) {
			return &problem{err: fmt.Errorf("--user: nobody in this course matches: %w", diagnose.ErrNoCase),
				code: exitUsage, hint: "give an id, login, e-mail address, SIS id or tool account"}
		}
	}
	for _, word := range o.Activities {
		if !anyID(e.ActivityIDs(), word, e.IsActivity) {
			return &problem{err: fmt.Errorf("--activity %q: no activity of this course matches: %w", word, diagnose.ErrNoCase),
				code: exitUsage, hint: "give an id, or a title or the beginning of one"}
		}
	}
	return nil
}

func anyID(ids []string, word string, is func(id, word string) bool) bool {
	for _, id := range ids {
		if is(id, word) {
			return true
		}
	}
	return false
}

// repeated are the flags of this run that a command to follow it needs as well.
func (a *app) repeated() string {
	var flags []string
	for _, f := range []struct{ name, value string }{
		{"--config", a.configFile}, {"--profile", a.profile}, {"--break", strings.Join(a.breaks, ",")},
	} {
		if f.value != "" {
			flags = append(flags, f.name, report.Quoted(f.value))
		}
	}
	return strings.Join(flags, " ")
}

// style is how a document may look where it goes.
func (a *app) style() report.Style {
	toTerminal := a.env.OutWidth > 0 && (a.out == "" || a.out == "-")
	s := report.Style{Verbose: a.verbose, With: a.repeated()}
	if toTerminal {
		s.Width = min(a.env.OutWidth, 120)
		s.Color = !a.noColor && !a.env.plain()
	}
	return s
}
