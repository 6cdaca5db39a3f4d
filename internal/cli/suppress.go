package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/diagnose"
)

// suppressOptions say what shall not make a run fail.
type suppressOptions struct {
	words []string
	file  string
}

func (o *suppressOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&o.words, "suppress", nil, "do not fail for the cause `CODE[=SUBJECT]`: an activity's id or title, a person's id, user/activity (repeatable)")
	f.StringVar(&o.file, "ignore-file", "", "`FILE` of suppressions with reasons (default: "+diagnose.IgnoreFile+" beside the configuration)")
	completeFunc(cmd, "suppress", causeCodes)
}

// suppressions collects those of the command line, and then those of the file.
func (a *app) suppressions(o suppressOptions) ([]diagnose.Suppression, error) {
	var list []diagnose.Suppression
	for _, word := range o.words {
		s, err := diagnose.ParseSuppression(word)
		if err != nil {
			return nil, &problem{err: fmt.Errorf("--suppress: %w", err), code: exitUsage, hint: "write --suppress CODE, or --suppress CODE=SUBJECT; gradesync causes lists the codes"}
		}
		list = append(list, s)
	}
	file, named := o.file, o.file != ""
	if !named {
		file = filepath.Join(a.configFolder(), diagnose.IgnoreFile)
	}
	data, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		return list, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, &problem{err: fmt.Errorf("--ignore-file: there is no file %s", file), code: exitUsage}
	case err != nil:
		return nil, &problem{err: fmt.Errorf("read suppressions: %w", err), code: exitUsage}
	}
	of, err := diagnose.ReadSuppressions(file, data)
	if err != nil {
		return nil, &problem{err: err, code: exitUsage, hint: `a line is CODE[=SUBJECT] [until YYYY-MM-DD] REASON, as in: LI-02="Lab 3" until 2026-12-31 opens with the exam`}
	}
	return append(list, of...), nil
}

// configFolder is the folder of the configuration in force, and this one where there
// is none, or where it cannot be read: a saved book needs none.
func (a *app) configFolder() string {
	cfg, err := config.Load(a.world(), config.Options{File: a.configFile, Profile: a.profile, Builtin: builtinProfiles()})
	switch {
	case err == nil && cfg.File != "":
		return filepath.Dir(cfg.File)
	case err != nil && a.configFile != "":
		return filepath.Dir(a.configFile)
	}
	return "."
}

// warnSuppressions tells of every suppression that is not in force as it stands there.
func (a *app) warnSuppressions(r *diagnose.Report) {
	for i := range r.Suppressed {
		s := &r.Suppressed[i]
		if s.State == diagnose.SuppressionApplied {
			continue
		}
		words := s.Note
		if best := nearest(s.Code); s.State == diagnose.SuppressionUnknown && best != "" {
			words += "; did you mean " + best + "?"
		}
		a.note("%s: %s: %s", s.From, diagnose.Suppression{Code: s.Code, Subject: s.Subject}, words)
	}
}

// nearest returns the known code that looks most like an unknown one, empty where
// none looks like it at all.
func nearest(code string) string {
	distance := func(r *diagnose.Rule) int { return levenshtein.ComputeDistance(code, r.Code) }
	best := slices.MinFunc(diagnose.Catalogue(), func(x, y *diagnose.Rule) int { return distance(x) - distance(y) })
	if distance(best) > 2 {
		return ""
	}
	return best.Code
}
