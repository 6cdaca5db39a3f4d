package config

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

// World is all this package asks of the machine it runs on. The zero value has
// no variables, no files and no keyring.
type World struct {
	// Getenv returns a variable, empty when there is none.
	Getenv func(name string) string
	// Environ lists all variables as NAME=value, to notice misspelt names.
	Environ func() []string
	// ReadFile reads a whole file; a missing one is fs.ErrNotExist.
	ReadFile func(path string) ([]byte, error)
	// UserConfigDir is the user's configuration folder.
	UserConfigDir func() (string, error)
	// Keyring returns the secret kept for service under name.
	Keyring func(service, name string) (string, error)
}

func (w World) getenv(name string) string {
	if w.Getenv == nil {
		return ""
	}
	return w.Getenv(name)
}

// Options say what the command line said.
type Options struct {
	// File is --config; empty to look in the usual places.
	File string
	// Profile is --profile; empty for the default one.
	Profile string
	// Flags are the settings given as flags, by key: "lms.url", "grace",
	// "store", "tool.path". Values are strings, durations, numbers or booleans.
	Flags map[string]any
	// Builtin names the profiles the program brings along.
	Builtin []string
}

// Config is the configuration in force. It is plain data, safe to read from
// several goroutines.
type Config struct {
	// File is the file that was read, empty when there was none.
	File string
	// Profiles are all profiles by name; the one of this run includes what
	// variables and flags say, the others only what the file says.
	Profiles map[string]Profile
	// Profile names the profile of this run; empty when none was chosen and
	// there are several, or none.
	Profile string
	// Builtin is set when Profile is one of Options.Builtin.
	Builtin bool
	// Store is where pulled books are kept.
	Store Store
	// Notes are remarks for the user, such as a variable that looks misspelt.
	Notes []string

	looked  []string // places looked at, when no file was found
	origins map[string]origin
}

// Load reads, layers and checks the configuration. No file at all is no error
// here; see Active. The result is nil when there is an error.
func Load(w World, o Options) (*Config, error) {
	c := &Config{Profiles: map[string]Profile{}, origins: map[string]origin{}}
	var doc document
	if !c.builtinAhead(w, o) {
		var err error
		if doc, err = c.read(w, o.File); err != nil {
			return nil, err
		}
	}
	l := layers{file: c.File, doc: doc, origins: c.origins}
	c.choose(w, o, doc)
	l.overlay(w, o, c.Builtin)
	c.addProfiles(&l)
	if !c.Builtin {
		c.Notes = misspelt(w, doc)
	}
	c.Store = l.store(c.Builtin)
	l.problems = append(l.problems, clashes(doc, o.Builtin)...)
	l.problems = append(l.problems, c.check()...)
	if len(l.problems) > 0 {
		return nil, errors.Join(l.problems...)
	}
	return c, nil
}

// builtinAhead reports whether the run is one of a built-in profile that needs
// no file: such a run must not fail on a broken one in the working folder.
func (c *Config) builtinAhead(w World, o Options) bool {
	name := o.Profile
	if name == "" {
		name = w.getenv(profileVariable)
	}
	return o.File == "" && name != "" && slices.Contains(o.Builtin, name)
}

// choose settles which profile this run is about.
func (c *Config) choose(w World, o Options, doc document) {
	for _, name := range []string{o.Profile, w.getenv(profileVariable), doc.profile} {
		if c.Profile = name; name != "" {
			break
		}
	}
	if c.Profile == "" && len(doc.profiles) == 1 {
		for name := range doc.profiles {
			c.Profile = name
		}
	}
	c.Builtin = slices.Contains(o.Builtin, c.Profile) && c.Profile != ""
}

// addProfiles assembles every profile, and the one of this run with its
// variables and flags on top.
func (c *Config) addProfiles(l *layers) {
	_, written := l.doc.profiles[c.Profile]
	if c.Profile == "" && len(l.doc.profiles) == 0 && len(l.flat) > 0 {
		c.Profile, written = anonymous, true
	}
	for name := range l.doc.profiles {
		c.Profiles[name] = l.assemble(name, name == c.Profile)
	}
	if c.Builtin || written {
		c.Profiles[c.Profile] = l.assemble(c.Profile, true)
	}
}

// anonymous is the name of the profile that flags and variables make alone.
const anonymous = "default"

// Active returns the profile of this run. Where there is no configuration at
// all the error is ErrNoConfig; where several profiles are there and none was
// chosen, or the chosen one is not there, it lists those that are.
func (c *Config) Active() (Profile, error) {
	if p, ok := c.Profiles[c.Profile]; ok {
		return p, nil
	}
	if c.File == "" {
		return Profile{}, &NoConfigError{Profile: c.Profile, Looked: c.looked}
	}
	names := slices.Sorted(maps.Keys(c.Profiles))
	switch {
	case len(names) == 0:
		return Profile{}, &Error{Where: c.File, Key: "profiles", Problem: "the file has no profile",
			hint: "gradesync init writes a configuration to start from"}
	case c.Profile == "":
		return Profile{}, &Error{Where: c.File, Key: "profile", Problem: "none chosen of " + list(names),
			hint: "choose one with --profile NAME, GRADESYNC_PROFILE or the key profile"}
	}
	return Profile{}, &Error{Where: c.File, Key: "profile", Problem: "there is no profile " + shown(c.Profile) +
		meant(c.Profile, names) + "; the file has " + list(names)}
}

// Place returns where the profile of this run is written: its file, and the line
// of its first setting there; an empty name where it comes from no file.
func (c *Config) Place() (file string, line int) {
	prefix := profilePath(c.Profile) + "."
	for path, from := range c.origins {
		if from.line > 0 && strings.HasPrefix(path, prefix) && (line == 0 || from.line < line) {
			file, line = from.place, from.line
		}
	}
	return file, line
}

func list(names []string) string {
	short := make([]string, len(names))
	for i, name := range names {
		short[i] = shown(name)
	}
	return strings.Join(short, ", ")
}
