package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/redact"
	"github.com/gradesync/gradesync/internal/report"
)

// courseOptions say which course to judge, and from where.
type courseOptions struct {
	course string
	book   string
	stored bool
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

// fromStore adds the flags with which the store of sync takes the LMS's place.
func (a *app) fromStore(o *courseOptions, cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.stored, "stored", false, "judge the course as sync last stored it; the LMS is asked nothing")
	cmd.MarkFlagsMutuallyExclusive("stored", "book")
	a.storeFlag(cmd)
}

// narrowing adds the flags that keep to some people and activities.
func (o *courseOptions) narrowing(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&o.report.Users, "user", nil, "only this `USER`: id, login, e-mail, SIS id or tool account (repeatable)")
	f.StringArrayVar(&o.report.Activities, "activity", nil, "only this `ACTIVITY`: id or title (repeatable)")
}

func (a *app) diagnoseCommand() *cobra.Command {
	var o courseOptions
	var known knownOptions
	var hide redactOptions
	cmd := &cobra.Command{
		Use:   "diagnose --course COURSE",
		Short: "Judge every expected grade of a course and name the causes of those that did not arrive",
		Long: "diagnose reads the course from the LMS and the tool's records, gives every pair of learner\n" +
			"and activity a verdict, and prints the likely causes with evidence and remedy, those that\n" +
			"explain most grades first. Nothing is written to the LMS.\n\n" +
			"--suppress, or a line in " + diagnose.IgnoreFile + ", sets a cause apart that somebody has decided to live\n" +
			"with. --baseline reports only what an earlier report, written with -o json or --write-baseline,\n" +
			"does not have, and what of it is fixed. Neither counts for the exit code.\n\n" +
			"--redact puts pseudonyms in place of people, hosts and free text; docs/privacy.md tells what stays.\n\n" +
			"Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or configuration,\n" +
			"3 could not be done, 4 done in part (what could not be read stands in the report).",
		Example: "  gradesync diagnose --profile demo --course CALC101\n" +
			"  gradesync diagnose --course 5 --activity \"Lab 3\"\n" +
			"  gradesync diagnose --course CALC101 -o json --out report.json\n" +
			"  gradesync diagnose --course CALC101 -o html --names --out report.html\n" +
			"  gradesync diagnose --stored --course 5     # from the store of sync\n" +
			"  gradesync diagnose --book calc.book.gz\n" +
			"  gradesync diagnose --course 5 -o html --redact --out for-support.html\n" +
			"  gradesync diagnose --course 5 --suppress LI-02=\"Lab 3\"\n" +
			"  gradesync diagnose --course 5 --baseline known.json --write-baseline known.json",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runDiagnose(cmd.Context(), o, known, hide) },
	}
	o.flags(cmd)
	a.fromStore(&o, cmd)
	o.narrowing(cmd)
	known.flags(cmd)
	hide.flags(cmd)
	for _, flag := range []string{"names", "baseline", "write-baseline"} {
		cmd.MarkFlagsMutuallyExclusive("redact", flag)
	}
	cmd.Flags().BoolVar(&o.report.All, "all", false, "list every pair in JSON and CSV, those that arrived too")
	a.formatFlag(cmd, cmd.Flags().StringVarP, func(f report.Format) bool { return f.Diagnosis != nil })
	return cmd
}

func (a *app) runDiagnose(ctx context.Context, o courseOptions, known knownOptions, hide redactOptions) error {
	format, err := report.Lookup(a.format)
	if err != nil {
		return err
	}
	options, err := a.redaction(hide)
	if err != nil {
		return err
	}
	if o.report.Suppress, err = a.suppressions(known.suppress); err != nil {
		return err
	}
	base, err := known.read()
	if err != nil {
		return err
	}
	read, err := a.evidence(ctx, o)
	if err != nil {
		return err
	}
	e := diagnose.Examine(read.input(), diagnose.Catalogue())
	if err := knownSubjects(e, o.report); err != nil {
		return err
	}
	var hidden *redact.Redacted
	if hide.on {
		if e, hidden, err = a.hide(e, read, options, &o.report); err != nil {
			return err
		}
	}
	o.report.Version = a.env.Version
	o.report.With, o.report.Book = a.repeated(), o.book
	o.report.All = o.report.All || format.Whole
	r, err := known.report(e, base, o.report)
	if err != nil {
		return err
	}
	r.Redaction = read.redaction
	a.warnSuppressions(r)
	code := reportStatus(r, a.failOn)
	style := a.style()
	style.Book, style.Stored = o.book, o.stored
	write := searched(hidden, func(w io.Writer, r *diagnose.Report) error { return format.Diagnosis(w, r, style) }, r)
	if err := a.document(write); err != nil {
		return err
	}
	if err := a.keepBaseline(e, base, o.report, known); err != nil {
		return err
	}
	return code
}

// examine judges a course read now, as it is stored, or a saved one.
func (a *app) examine(ctx context.Context, o courseOptions) (*diagnose.Examination, error) {
	e, err := a.evidence(ctx, o)
	if err != nil {
		return nil, err
	}
	return diagnose.Examine(e.input(), diagnose.Catalogue()), nil
}

// evidence is both sides of a course, read now, as it is stored, or saved.
func (a *app) evidence(ctx context.Context, o courseOptions) (*evidence, error) {
	if o.book != "" {
		return a.loadBook(o.book)
	}
	gather := a.gather
	if o.stored {
		gather = a.gatherStored
	}
	e, err := gather(ctx, o.course)
	if err != nil {
		return nil, err
	}
	if e.unnamed && o.report.Names {
		a.note(unnamed)
	}
	return e, nil
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
		{"--config", a.configFile}, {"--profile", a.profile}, {"--store", a.storeAt}, {"--break", strings.Join(a.breaks, ",")},
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
	s := report.Style{Verbose: a.verbose, With: a.repeated(), FailOn: a.failOn, Config: a.place}
	if toTerminal {
		s.Width = min(a.env.OutWidth, 120)
		s.Color = !a.noColor && !a.env.plain()
	}
	return s
}
