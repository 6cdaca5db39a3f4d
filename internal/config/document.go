package config

import (
	"slices"
	"strconv"
)

// document is the file as it was written: settings in nested maps under their
// keys, unset where the file says nothing or null.
type document struct {
	profile  string
	profiles map[string]map[string]any
	store    map[string]any
	// references are the secrets the file refers to.
	references []string
}

func (d document) refersTo(reference string) bool { return slices.Contains(d.references, reference) }

// root is the schema of the whole file.
type root struct {
	Profile  string             `mapstructure:"profile"`
	Profiles map[string]Profile `mapstructure:"profiles"`
	Store    Store              `mapstructure:"store"`
}

// The places of values that come from no file and no variable.
const (
	byFlag    = "flag"
	byDefault = "default"
)

// origin is where a value came from.
type origin struct {
	place string // a file, a variable, byFlag or byDefault
	line  int    // in a file
	col   int
}

func (o origin) String() string {
	if o.line == 0 {
		return o.place
	}
	return o.place + ":" + strconv.Itoa(o.line)
}

func (o origin) where() string {
	if o.line == 0 {
		return o.place
	}
	return o.String() + ":" + strconv.Itoa(o.col)
}
