package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/lab"
)

// complete offers fixed words for a flag.
func complete(cmd *cobra.Command, flag string, words []string) {
	completeFunc(cmd, flag, func() []string { return words })
}

// completeFunc offers words that are looked up when they are asked for.
func completeFunc(cmd *cobra.Command, flag string, words func() []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words(), cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic("completion of a flag that does not exist: " + err.Error()) // a slip in this package
	}
}

// causeCodes lists all codes with their names, in the form shells show.
func causeCodes() []string {
	var words []string
	for _, r := range diagnose.Catalogue() {
		words = append(words, r.Code+"\t"+r.Name)
	}
	return words
}

// breakCodes lists what the practice course can be broken with.
func breakCodes() []string {
	words := []string{"none\tthe healthy course"}
	for _, kind := range labKinds() {
		for _, b := range lab.BreaksFor(kind) {
			words = append(words, b.Code+"\t"+b.Doc)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// profileNames lists the profiles of the configuration and the built-in ones.
func (a *app) profileNames() []string {
	words := builtinProfiles()
	cfg, err := config.Load(a.world(), config.Options{File: a.configFile, Builtin: builtinProfiles()})
	if err != nil {
		return words
	}
	for name := range cfg.Profiles {
		words = append(words, name)
	}
	return words
}
