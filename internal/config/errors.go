package config

import (
	"errors"
	"regexp"
	"strings"

	"github.com/agnivade/levenshtein"
)

// ErrConfig is every error of this package: the configuration is wrong or lacks
// something, and no work was begun.
var ErrConfig = errors.New("configuration")

// ErrNoConfig is the error of a run that needs a profile where there is no
// configuration file and neither flags nor variables make one.
var ErrNoConfig = errors.New("no configuration")

// Error is one thing wrong with the configuration.
type Error struct {
	// Where is the place: file:line:column, a variable's name, "flag", or empty.
	Where string
	// Key is the setting's path, such as profiles.autumn.lms.url; may be empty.
	Key string
	// Problem says what is wrong, and never shows a value that may be secret.
	Problem string

	hint string
}

// Error returns place, key and problem.
func (e *Error) Error() string {
	parts := make([]string, 0, 3)
	for _, part := range []string{e.Where, e.Key, e.Problem} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ": ")
}

// Hint says what to do next; empty when the problem says it.
func (e *Error) Hint() string { return e.hint }

// Is reports whether target is ErrConfig.
func (e *Error) Is(target error) bool { return target == ErrConfig }

// NoConfigError says that there is no configuration to take a profile from.
type NoConfigError struct {
	// Profile is the profile asked for, if one was.
	Profile string
	// Looked are the files that are not there.
	Looked []string
}

// Error names the places looked at.
func (e *NoConfigError) Error() string {
	text := "no configuration found"
	if e.Profile != "" {
		text += ", so there is no profile " + shown(e.Profile)
	}
	if len(e.Looked) > 0 {
		text += "; looked for " + strings.Join(e.Looked, ", ")
	}
	return text
}

// Hint tells how to get a configuration.
func (e *NoConfigError) Hint() string {
	return "run `gradesync init` to write one, or name it with --config or GRADESYNC_CONFIG"
}

// Is reports whether target is ErrNoConfig or ErrConfig.
func (e *NoConfigError) Is(target error) bool { return target == ErrNoConfig || target == ErrConfig }

var namePattern = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_.-]{0,30}$`)

// shown returns a name as the file has it when it looks like one. A secret may
// have slipped into its place ("token:…" without a blank is a key to YAML), so
// anything long or odd is kept back.
func shown(name string) string {
	if namePattern.MatchString(name) {
		return name
	}
	return "(withheld)"
}

func meant(word string, known []string) string {
	if near := nearest(word, known); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

// nearest returns the known word that word is most likely a misspelling of, or
// nothing.
func nearest(word string, known []string) string {
	if shown(word) != word {
		return ""
	}
	best, least := "", 1+max(2, len(word)/3)
	for _, k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), k); d < least {
			best, least = k, d
		}
	}
	return best
}
