package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/report"
)

func (a *app) causesCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "causes",
		Short:   "List every cause gradesync can find",
		Example: "  gradesync causes\n  gradesync causes -o json",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			format, err := report.Lookup(a.format)
			if err != nil {
				return err
			}
			return a.document(func(w io.Writer) error { return format.Causes(w, diagnose.Catalogue(), a.style()) })
		},
	}
}

func (a *app) explainCommand() *cobra.Command {
	var kind, answer string
	cmd := &cobra.Command{
		Use:   "explain CODE | explain --answer TEXT",
		Short: "Explain one cause: what it means, how it is recognised, who fixes it and how",
		Long: "Explain one cause: what it means, how it is recognised, who fixes it and how. With --answer, tell what an LMS's answer to a score, " +
			"as a log of the tool has it, can mean: the status and the error code, if there are any, and then the words.",
		Example: "  gradesync explain LI-02\n" +
			"  gradesync explain li-02 --lms moodle\n" +
			"  gradesync explain --answer \"422 This course has concluded\" --lms canvas",
		Args: func(cmd *cobra.Command, args []string) error {
			switch asked := cmd.Flags().Changed("answer"); {
			case asked && len(args) > 0:
				return usage("explain takes a code or --answer, not both")
			case !asked && len(args) != 1:
				return usage("explain takes one code, such as LI-02, or --answer with what the LMS said; gradesync causes lists the codes")
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return causeCodes(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.explainAnswer(answer, kind)
			}
			rule, err := lookupRule(args[0])
			if err != nil {
				return err
			}
			format, err := report.Lookup(a.format)
			if err != nil {
				return err
			}
			words, err := a.wordKind(kind, a.format)
			if err != nil {
				return err
			}
			return a.document(func(w io.Writer) error { return format.Explain(w, rule, words, a.style()) })
		},
	}
	cmd.Flags().StringVar(&kind, "lms", "", "remedy in the words of this LMS (default: the profile's), or its answers only: "+strings.Join(answerKinds(), ", "))
	cmd.Flags().StringVar(&answer, "answer", "", "what an LMS answered to a score, such as \"422 This course has concluded\"")
	complete(cmd, "lms", answerKinds())
	return cmd
}

// lookupRule finds a rule by code in any spelling, or names the nearest one.
func lookupRule(word string) (*diagnose.Rule, error) {
	code := strings.ToUpper(strings.TrimSpace(word))
	if rule := diagnose.Lookup(code); rule != nil {
		return rule, nil
	}
	hint := "gradesync causes lists every code"
	if best := nearest(code); best != "" {
		hint = "did you mean " + best + "? " + hint
	}
	return nil, &problem{err: fmt.Errorf("there is no cause %q", word), code: exitUsage, hint: hint}
}

// wordKind is the kind of LMS in whose words a cause is explained: the one that is
// asked for, else for people that of the profile in force. Programs get every LMS's
// words unless they ask for one. Without a configuration it is empty.
func (a *app) wordKind(asked, format string) (string, error) {
	if asked != "" || format == "json" {
		return asked, knownKind(asked)
	}
	cfg, err := config.Load(a.world(), config.Options{File: a.configFile, Profile: a.profile, Builtin: builtinProfiles()})
	chosen := a.configFile != "" || a.profile != ""
	if err != nil {
		return "", onlyIf(chosen, err)
	}
	if cfg.Builtin {
		return practiceKind(cfg.Profile), nil
	}
	profile, err := cfg.Active()
	if err != nil || !diagnose.HasWords(profile.LMS.Kind) {
		return "", onlyIf(chosen, err)
	}
	return profile.LMS.Kind, nil
}

func onlyIf(matters bool, err error) error {
	if matters {
		return err
	}
	return nil
}

func knownKind(kind string) error {
	if kind != "" && !slices.Contains(answerKinds(), kind) {
		return usage("--lms %q is not one of %s", kind, strings.Join(answerKinds(), ", "))
	}
	return nil
}
