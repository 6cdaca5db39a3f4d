package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/report"
)

// app is one run of the program: its Env and the global flags.
type app struct {
	env Env
	log *slog.Logger

	configFile, profile string
	format, out         string
	failOn, logFormat   string
	assumeZone          string
	storeAt             string
	noColor, quiet      bool
	verbose             int
	timeout             time.Duration
	breaks              []string
	summing             bool // the first -v asks for a line a run

	path    string       // of the command at work: gradesync diagnose
	place   report.Place // of the profile's configuration
	begun   bool         // standard output has something of a document
	told    bool         // the document that is out tells of the failure itself
	running bool         // the command line was understood and the command is at work
	reading bool         // both sides of a course are being read; only the tool's side notes
	held    []string
	meter   *meter
	// invented holds the secrets of the practice tool, by variable.
	invented map[string]string
	cleanup  []func() // run when the command has ended, last first
}

// Main runs gradesync and returns its exit code.
func Main(ctx context.Context, env Env) int {
	a := &app{env: env}
	root := a.command()
	root.SetArgs(env.Args)
	root.SetIn(env.In)
	root.SetOut(env.Out)
	root.SetErr(env.Err)
	a.format, a.out = knownFormat(ahead(env.Args, "-o", "--format")), ahead(env.Args, "--out")
	defer a.clean()
	command, err := root.ExecuteContextC(ctx)
	if err != nil && !a.running && codeOf(err) != exitUsage {
		err = &problem{err: plainly(err), code: exitUsage, hint: seeHelp}
	}
	if cause := context.Cause(ctx); cause != nil && err != nil && errors.Is(err, context.Canceled) {
		err = context.Canceled
	}
	return a.fail(aided(err, command.CommandPath()))
}

func (a *app) clean() {
	for _, f := range slices.Backward(a.cleanup) {
		f()
	}
}

// ahead finds a flag's value even on a command line that does not parse, so that
// the complaint about it comes in the form and at the place that were asked for.
func ahead(args []string, names ...string) string {
	for i, arg := range args {
		for _, name := range names {
			if arg == name && i+1 < len(args) {
				return args[i+1]
			}
			if value, ok := strings.CutPrefix(arg, name+"="); ok {
				return value
			}
			if value, ok := strings.CutPrefix(arg, name); ok && len(name) == len("-o") {
				return value
			}
		}
	}
	return ""
}

func knownFormat(name string) string {
	if _, err := report.Lookup(name); err == nil {
		return name
	}
	return "text"
}

// command builds the command tree.
func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "gradesync",
		Short: "Find out why grades do not arrive in the LMS gradebook",
		Long: "gradesync reads a course from the LMS and the records of an external tool, judges every\n" +
			"expected grade, and names the likely causes of those that did not arrive, with evidence\n" +
			"and remedy. It changes nothing in the LMS, until resync --yes sends scores again.",
		Example: "  gradesync diagnose --profile demo --course CALC101\n" +
			"  gradesync init > gradesync.yaml\n" +
			"  gradesync check",
		Version: a.env.Version, SilenceErrors: true, SilenceUsage: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.prepare(cmd) },
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		Args:              noArgs,
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &problem{err: err, code: exitUsage, hint: "see " + cmd.CommandPath() + " --help"}
	})
	a.globalFlags(root)
	defer a.noteRunning(root)
	root.AddCommand(
		a.diagnoseCommand(), a.traceCommand(), a.resyncCommand(), a.relaunchCommand(), a.checkCommand(), a.preflightCommand(), a.bookCommand(),
		a.syncCommand(), a.coursesCommand(), a.reportCardCommand(),
		a.diffCommand(),
		a.causesCommand(), a.explainCommand(),
		a.initCommand(), a.configCommand(), a.labCommand(),
		a.versionCommand(), a.manCommand(),
	)
	return root
}

// noteRunning marks the moment at which a command begins its work: whatever cobra
// complains of before is wrong usage.
func (a *app) noteRunning(cmd *cobra.Command) {
	if run := cmd.RunE; run != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			a.running = true
			return run(cmd, args)
		}
	}
	for _, sub := range cmd.Commands() {
		a.noteRunning(sub)
	}
}

func (a *app) globalFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.SortFlags = false
	f.StringVar(&a.configFile, "config", "", "configuration `FILE` (default: $GRADESYNC_CONFIG, ./gradesync.yaml, your configuration folder)")
	f.StringVar(&a.profile, "profile", "", "profile `NAME` of the configuration, or demo, demo-canvas for the built-in practice LMS")
	a.formatFlag(root, f.StringVarP, report.Format.Reports)
	f.Lookup("format").Usage += "; some commands write more, and say so"
	f.StringVar(&a.out, "out", "", "write the document to `FILE` instead of standard output")
	f.StringVar(&a.failOn, "fail-on", "error", "least `SEVERITY` that makes the exit code 1: error, warning, info or never")
	f.BoolVar(&a.noColor, "no-color", false, "no colours, even on a terminal")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "no progress and no notes on standard error")
	f.CountVarP(&a.verbose, "verbose", "v", "log each request; twice for more")
	f.StringVar(&a.logFormat, "log-format", "text", "`FORM` of log lines: text or json")
	f.DurationVar(&a.timeout, "timeout", 0, "give up after `D`, such as 2m (default: no limit)")
	f.StringVar(&a.assumeZone, "assume-zone", "", "take times without a zone in the tool's records to be in `ZONE`, such as Europe/Berlin")
	f.StringSliceVar(&a.breaks, "break", nil, "with a built-in profile: break exactly `CODE` in the practice course (repeatable), or none")
	for name, words := range map[string][]string{
		"fail-on": {"error", "warning", "info", "never"}, "log-format": {"text", "json"},
	} {
		complete(root, name, words)
	}
	completeFunc(root, "break", breakCodes)
	completeFunc(root, "profile", a.profileNames)
}

// prepare checks the global flags and sets up the log.
func (a *app) prepare(cmd *cobra.Command) error {
	for _, choice := range []struct {
		flag, value string
		allowed     []string
	}{
		{"--format", a.format, formatsOf(cmd)},
		{"--fail-on", a.failOn, []string{"error", "warning", "info", "never"}},
		{"--log-format", a.logFormat, []string{"text", "json"}},
	} {
		if !slices.Contains(choice.allowed, choice.value) {
			return usage("%s %q is not one of %s", choice.flag, choice.value, strings.Join(choice.allowed, ", "))
		}
	}
	if a.timeout < 0 {
		return usage("--timeout must not be negative")
	}
	a.path = cmd.CommandPath()
	a.log = a.newLog()
	if a.timeout > 0 {
		ctx, cancel := context.WithTimeout(cmd.Context(), a.timeout)
		a.cleanup = append(a.cleanup, cancel)
		cmd.SetContext(ctx)
	}
	return nil
}

// newLog makes the log as the flags ask for it.
func (a *app) newLog() *slog.Logger { return slog.New(a.logHandler(a.env.Err)) }

// levelSteps is the level of the steps of a long read, below that of its requests.
const levelSteps = slog.LevelDebug - 4

// logHandler writes log records to stderr: warnings always, requests with -v.
func (a *app) logHandler(w io.Writer) slog.Handler {
	level := slog.LevelWarn
	switch {
	case a.quiet:
		level = slog.LevelError
	case a.verbose == 1:
		level = slog.LevelDebug
	case a.verbose > 1:
		level = levelSteps
	}
	opt := &slog.HandlerOptions{Level: level}
	if a.logFormat == "json" {
		return slog.NewJSONHandler(w, opt)
	}
	return slog.NewTextHandler(w, opt)
}

// formatChoices is the annotation of a flag --format that holds its words.
const formatChoices = "gradesync_formats"

// formatFlag gives a command the flag --format for those formats that can write
// what it shows: every command has the global one, and one of its own where it can
// be written in other forms as well. stringVar adds it to the flags that are meant.
func (a *app) formatFlag(cmd *cobra.Command, stringVar func(p *string, name, short, value, usage string), can func(report.Format) bool) {
	var names []string
	for _, format := range report.Formats() {
		if can(format) {
			names = append(names, format.Name)
		}
	}
	stringVar(&a.format, "format", "o", "text", "output `FORMAT`: "+strings.Join(names, ", "))
	cmd.Flag("format").Annotations = map[string][]string{formatChoices: names}
	complete(cmd, "format", names)
}

// formatsOf lists what a command's document can be written in; a command with a flag
// --format that is not one of these keeps to the global one.
func formatsOf(cmd *cobra.Command) []string {
	if names, ok := cmd.Flag("format").Annotations[formatChoices]; ok {
		return names
	}
	return cmd.Root().Flag("format").Annotations[formatChoices]
}

// noArgs refuses what is left of the command line, naming the nearest command.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "see " + cmd.CommandPath() + " --help"
	if !cmd.HasSubCommands() {
		return &problem{err: fmt.Errorf("%s takes no %q", cmd.CommandPath(), args[0]), code: exitUsage, hint: hint}
	}
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean " + cmd.CommandPath() + " " + near[0] + "?"
	}
	return &problem{err: fmt.Errorf("unknown command %q", args[0]), code: exitUsage, hint: hint}
}
