package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/cobra"

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
			return a.document(func(w io.Writer) error { return format.Explain(w, rule, kind, a.style()) })
		},
	}
	cmd.Flags().StringVar(&kind, "lms", "", "remedy in the words of this LMS only, or its answers only: "+strings.Join(answerKinds(), ", "))
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
	best, distance := "", 3
	for _, r := range diagnose.Catalogue() {
		if d := levenshtein.ComputeDistance(code, r.Code); d < distance {
			best, distance = r.Code, d
		}
	}
	hint := "gradesync causes lists every code"
	if best != "" {
		hint = "did you mean " + best + "? " + hint
	}
	return nil, &problem{err: fmt.Errorf("there is no cause %q", word), code: exitUsage, hint: hint}
}

// remedyKinds lists the LMSs that some remedy has words of its own for.
func remedyKinds() []string {
	var kinds []string
	for _, r := range diagnose.Catalogue() {
		for kind := range r.Remedy.In {
			if !slices.Contains(kinds, kind) {
				kinds = append(kinds, kind)
			}
		}
	}
	slices.Sort(kinds)
	return kinds
}
