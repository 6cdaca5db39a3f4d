package config

import (
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/viper"
)

// layers puts flags over variables over the file over the defaults.
type layers struct {
	file    string
	doc     document
	origins map[string]origin
	// flat are the settings of variables and flags, flags having won.
	flat     []overlaid
	problems []error
}

// overlaid is one setting from a variable or a flag.
type overlaid struct {
	key   string
	value any
	from  origin
}

// overlay gathers variables, unless the profile is built in, and flags.
func (l *layers) overlay(w World, o Options, builtin bool) {
	for _, s := range settings() {
		text, from := "", origin{place: byFlag}
		if v, ok := o.Flags[s.key]; ok {
			text = fmt.Sprint(v)
		} else if !builtin {
			text, from = w.getenv(variable(s.key)), origin{place: variable(s.key)}
		}
		if text == "" {
			continue
		}
		v, problem := scalar(s.typ, text)
		if problem != "" {
			l.problems = append(l.problems, &Error{Where: from.where(), Key: s.key, Problem: problem})
			continue
		}
		l.flat = append(l.flat, overlaid{s.key, v, from})
	}
	l.rejectUnknown(o.Flags)
}

func (l *layers) rejectUnknown(flags map[string]any) {
	known := settings()
	for key := range flags {
		if !slices.ContainsFunc(known, func(s setting) bool { return s.key == key }) {
			l.problems = append(l.problems, &Error{Where: byFlag, Key: shown(key), Problem: "no such setting"})
		}
	}
}

// assemble builds one profile. Viper keeps the layers and refuses any key the
// struct has no place for; profile names stay outside it, since it knows no
// capitals.
func (l *layers) assemble(name string, active bool) Profile {
	v, prefix := viper.New(), profilePath(name)+"."
	for key, value := range profileDefaults() {
		v.SetDefault(key, value)
		l.claim(prefix+key, origin{place: byDefault})
	}
	p := Profile{Name: name}
	err := v.MergeConfigMap(l.doc.profiles[name])
	if active {
		l.apply(v, prefix)
	}
	if err == nil {
		err = v.UnmarshalExact(&p)
	}
	if err != nil { // no %w: a decoder's error shows the value
		l.problems = append(l.problems, &Error{Key: profilePath(name), Problem: "cannot be read as a profile"})
	}
	if p.LTI11.ConsumerKey != "" && p.LTI11.Signature == "" {
		p.LTI11.Signature = signatures()[0]
		l.origins[prefix+"lti11.signature"] = origin{place: byDefault}
	}
	return p
}

// apply sets what variables and flags say, the keys of a tool source together.
func (l *layers) apply(v *viper.Viper, prefix string) {
	source, from, mine := map[string]any{}, origin{}, map[string]origin{}
	for _, s := range l.flat {
		name, isSource := strings.CutPrefix(s.key, "tool.")
		switch {
		case isSource:
			source[name], from = s.value, s.from
			mine[prefix+"tool[0]."+name] = s.from
		case !strings.HasPrefix(s.key, "store"):
			v.Set(s.key, s.value)
			l.origins[prefix+s.key] = s.from
		}
	}
	if len(source) == 0 {
		return
	}
	if _, ok := source["kind"]; !ok {
		source["kind"] = "files"
		mine[prefix+"tool[0].kind"] = origin{place: byDefault}
	}
	maps.DeleteFunc(l.origins, func(path string, _ origin) bool { return strings.HasPrefix(path, prefix+"tool[") })
	maps.Copy(l.origins, mine)
	v.Set("tool", []any{source})
	l.origins[prefix+"tool"] = from
}

// claim notes an origin unless a nearer one is known.
func (l *layers) claim(path string, from origin) {
	if _, ok := l.origins[path]; !ok {
		l.origins[path] = from
	}
}

// store builds the store's settings in the same order of precedence.
func (l *layers) store(builtin bool) Store {
	v := viper.New()
	if !builtin {
		if err := v.MergeConfigMap(l.doc.store); err != nil {
			l.problems = append(l.problems, &Error{Key: "store", Problem: "cannot be read"})
		}
	}
	for _, s := range l.flat {
		switch s.key {
		case "store.personal":
			v.Set("personal", s.value)
			l.origins[s.key] = s.from
		case "store":
			for key, value := range storeOverlay(s) {
				v.Set(key, value)
			}
			l.origins["store"] = s.from
		}
	}
	var s Store
	if err := v.UnmarshalExact(&s); err != nil {
		l.problems = append(l.problems, &Error{Key: "store", Problem: "cannot be read"})
	}
	if s.URL == "" && s.Path == "" && !builtin {
		s.Path = within(filepath.Dir(l.file), defaultStore)
		l.claim("store", origin{place: byDefault})
	}
	return s
}

func storeOverlay(s overlaid) map[string]any {
	text := reflect.ValueOf(s.value).String()
	if s.from.place == byFlag {
		return storeText(text, "")
	}
	return storeVariable(s.from.place, text)
}
