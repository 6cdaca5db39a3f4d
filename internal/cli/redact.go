package cli

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/redact"
)

// redactOptions say whether people shall not be recognised, and how.
type redactOptions struct {
	on     bool
	key    string
	scores bool
}

func (o *redactOptions) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.on, "redact", false, "put pseudonyms in place of people, hosts and free text, and search the result for what was replaced")
	o.how(cmd)
}

func (o *redactOptions) how(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.key, "redact-key", "", "`REFERENCE` (env:NAME, file:PATH or keyring:NAME) to a key that makes the same pseudonyms every time; without it each file has its own")
	f.BoolVar(&o.scores, "redact-scores", false, "round scores too, as far as the diagnosis stays the same")
}

// redaction checks the flags and looks the key up.
func (a *app) redaction(o redactOptions) (redact.Options, error) {
	switch {
	case !o.on && o.key != "":
		return redact.Options{}, usage("--redact-key goes with --redact")
	case !o.on && o.scores:
		return redact.Options{}, usage("--redact-scores goes with --redact")
	case o.key == "":
		return redact.Options{RoundScores: o.scores}, nil
	}
	key, err := config.Secret(o.key).Resolve(a.world())
	if err != nil {
		return redact.Options{}, fmt.Errorf("--redact-key: %w", err)
	}
	if len(key) < redact.ShortestKey {
		return redact.Options{}, &problem{err: fmt.Errorf("--redact-key: the key has less than %d characters", redact.ShortestKey),
			code: exitUsage, hint: "make one with: openssl rand -hex 32"}
	}
	return redact.Options{Key: key, RoundScores: o.scores}, nil
}

func refusedCopy(err error) error {
	if !errors.Is(err, redact.ErrLeft) {
		return err
	}
	return &problem{err: err, code: exitFailed, hint: "nothing was written; the fields above are named so that this can be reported without the values"}
}

// tellRedaction says what was replaced.
func (a *app) tellRedaction(r *redact.Redacted) {
	m := r.Manifest
	a.note("redacted: %s replaced", counted(m.Replaced))
	if len(m.Dropped) > 0 {
		a.note("cut down to known words or left out: %s", counted(m.Dropped))
	}
	pseudonyms := "a key of this run alone, which is forgotten"
	if m.Keyed {
		pseudonyms = "the key of --redact-key: the same person has the same one in every book made with it"
	}
	a.note("pseudonyms are made with %s; scores are %s, times are kept", pseudonyms, m.Scores)
	if m.KeptScores > 0 {
		a.note("the scores of %d activities are kept, as rounding them would change the diagnosis", m.KeptScores)
	}
	if !m.SameDiagnosis {
		a.note("the diagnosis is not quite the same: %d lines of it differ", len(r.Differences))
	}
}

func counted(kinds map[string]int) string {
	words := make([]string, 0, len(kinds))
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		n := kinds[kind]
		if n != 1 {
			kind += "s"
		}
		words = append(words, fmt.Sprintf("%d %s", n, kind))
	}
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}

// hide puts a redacted copy in place of an examination, and of what the report is
// asked to hold.
func (a *app) hide(e *diagnose.Examination, read *evidence, o redact.Options, opt *diagnose.Options) (*diagnose.Examination, *redact.Redacted, error) {
	r, err := redact.Redact(read.input(), o)
	if err != nil {
		return nil, nil, refusedCopy(err)
	}
	opt.Users = idsOf(e.UserIDs(), opt.Users, e.IsUser, r.User)
	opt.Activities = idsOf(e.ActivityIDs(), opt.Activities, e.IsActivity, r.Activity)
	opt.Suppress = slices.Clone(opt.Suppress)
	for i := range opt.Suppress {
		if opt.Suppress[i].Subject != "" {
			opt.Suppress[i].Subject = r.Subject(opt.Suppress[i].Subject)
		}
	}
	read.redaction = r.Manifest
	a.tellRedaction(r)
	return diagnose.Examine(r.Course, diagnose.Catalogue()), r, nil
}

// idsOf turns words that name people or activities into the pseudonyms of their ids.
func idsOf(ids, words []string, is func(id, word string) bool, pseudonym func(string) string) []string {
	var list []string
	for _, id := range ids {
		if slices.ContainsFunc(words, func(word string) bool { return is(id, word) }) {
			list = append(list, pseudonym(id))
		}
	}
	return list
}
