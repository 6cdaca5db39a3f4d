package config

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// field is one key of a struct, as its mapstructure tag names it.
type field struct {
	name string
	typ  reflect.Type
	at   int
}

// fields lists the keys of a struct. The structs are the only schema there is:
// reading, layering, checking names and rendering all walk these.
func fields(t reflect.Type) []field {
	var all []field
	for i := range t.NumField() {
		f := t.Field(i)
		if name, ok := f.Tag.Lookup("mapstructure"); ok && name != "-" {
			all = append(all, field{name, f.Type, i})
		}
	}
	return all
}

func keyNames(t reflect.Type) []string {
	var names []string
	for _, f := range fields(t) {
		names = append(names, f.name)
	}
	return names
}

// setting is one key that a flag or a variable can set.
type setting struct {
	key string
	typ reflect.Type
}

// settings lists those of a profile, dotted, with the keys of one tool source,
// and those of the store.
func settings() []setting {
	all := scalars("", reflect.TypeFor[Profile]())
	all = append(all, scalars("tool.", reflect.TypeFor[Source]())...)
	return append(all, setting{"store", reflect.TypeFor[string]()}, setting{"store.personal", reflect.TypeFor[bool]()})
}

func scalars(prefix string, t reflect.Type) []setting {
	var all []setting
	for _, f := range fields(t) {
		switch f.typ.Kind() {
		case reflect.Struct:
			all = append(all, scalars(prefix+f.name+".", f.typ)...)
		case reflect.Slice, reflect.Map:
		default:
			all = append(all, setting{prefix + f.name, f.typ})
		}
	}
	return all
}

func variable(key string) string {
	return "GRADESYNC_" + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

// Variables lists the environment variables that are read, sorted.
func Variables() []string {
	names := []string{fileVariable, profileVariable}
	for _, s := range settings() {
		names = append(names, variable(s.key))
	}
	slices.Sort(names)
	return names
}

// scalar reads one value of a key's type. The problem never shows the text.
func scalar(t reflect.Type, text string) (value any, problem string) {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		d, err := time.ParseDuration(text)
		if err != nil {
			return nil, "must be a duration with its unit, such as 90s, 30m or 1h"
		}
		return d, ""
	case t.Kind() == reflect.Float64:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, "must be a number"
		}
		return f, ""
	case t.Kind() == reflect.Bool:
		if text != "true" && text != "false" {
			return nil, "must be true or false"
		}
		return text == "true", ""
	}
	return text, ""
}

// misspelt notes variables that look like one of ours and are none. Those that
// the file refers to are the user's own.
func misspelt(w World, doc document) []string {
	if w.Environ == nil {
		return nil
	}
	known := Variables()
	var notes []string
	for _, pair := range w.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "GRADESYNC_") || slices.Contains(known, name) || doc.refersTo("env:"+name) {
			continue
		}
		if near := nearestVariable(name, known); near != "" {
			notes = append(notes, "the variable "+shown(name)+" is not read; did you mean "+near+"?")
		}
	}
	slices.Sort(notes)
	return notes
}

func nearestVariable(name string, known []string) string {
	lower := make([]string, len(known))
	for i, k := range known {
		lower[i] = strings.ToLower(strings.TrimPrefix(k, "GRADESYNC_"))
	}
	near := nearest(strings.TrimPrefix(name, "GRADESYNC_"), lower)
	if near == "" {
		return ""
	}
	return "GRADESYNC_" + strings.ToUpper(near)
}
