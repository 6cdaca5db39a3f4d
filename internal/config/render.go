package config

import (
	_ "embed" // the starting configuration
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

//go:embed starting.yaml
var starting string

// Starting returns the commented configuration that `gradesync init` writes.
func Starting() string { return starting }

// Render returns the configuration in force as YAML: every value that is set
// or has a default, with the place it came from as a comment. Secrets stand as
// references. The text can be loaded again from the working folder and then
// means the same.
func (c *Config) Render() string {
	r := renderer{origins: c.origins}
	top := mapping()
	if c.Profile != "" && !c.Builtin {
		add(top, "profile", text(c.Profile, r.origins["profile"]))
	}
	profiles := mapping()
	for _, name := range slices.Sorted(maps.Keys(c.Profiles)) {
		add(profiles, name, r.node(profilePath(name), reflect.ValueOf(c.Profiles[name])))
	}
	if len(profiles.Content) > 0 {
		add(top, "profiles", profiles)
	}
	if c.Store != (Store{}) {
		add(top, "store", r.store(c.Store))
	}
	var out strings.Builder
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(top); err != nil { // a tree of texts and mappings has no way to fail
		return "# " + strconv.Quote(err.Error()) + "\n"
	}
	return out.String()
}

// renderer builds YAML nodes for the values whose origin is known: those are
// the values that somebody, or a default, has set.
type renderer struct{ origins map[string]origin }

func (r renderer) node(path string, v reflect.Value) *yaml.Node {
	switch v.Kind() {
	case reflect.Struct:
		n := mapping()
		for _, f := range fields(v.Type()) {
			if sub := r.node(join(path, f.name), v.Field(f.at)); sub != nil {
				add(n, f.name, sub)
			}
		}
		return filled(n)
	case reflect.Slice:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		for i := range v.Len() {
			n.Content = append(n.Content, r.node(path+"["+strconv.Itoa(i)+"]", v.Index(i)))
		}
		return filled(n)
	case reflect.Map:
		n := mapping()
		for _, key := range sortedKeys(v) {
			add(n, key, text(v.MapIndex(reflect.ValueOf(key)).String(), r.origins[join(path, key)]))
		}
		return filled(n)
	}
	from, ok := r.origins[path]
	if !ok {
		return nil
	}
	if v.Kind() == reflect.String {
		return text(v.String(), from)
	}
	return bare(plain(v), from)
}

func (r renderer) store(s Store) *yaml.Node {
	n := mapping()
	for _, key := range []struct{ name, value string }{{"url", s.URL}, {"path", s.Path}} {
		if key.value == "" {
			continue
		}
		from, ok := r.origins["store."+key.name]
		if !ok {
			from = r.origins["store"]
		}
		add(n, key.name, text(key.value, from))
	}
	if from, ok := r.origins["store.personal"]; ok {
		add(n, "personal", bare(strconv.FormatBool(s.Personal), from))
	}
	return n
}

func sortedKeys(v reflect.Value) []string {
	var keys []string
	for _, key := range v.MapKeys() {
		keys = append(keys, key.String())
	}
	slices.Sort(keys)
	return keys
}

// plain writes a value that is no text as the file would have it.
func plain(v reflect.Value) string {
	if d, ok := v.Interface().(time.Duration); ok {
		return short(d)
	}
	return fmt.Sprint(v.Interface())
}

// short drops the zero parts that Duration.String ends in: 1h and not 1h0m0s.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

func mapping() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode} }

func filled(n *yaml.Node) *yaml.Node {
	if len(n.Content) == 0 {
		return nil
	}
	return n
}

func add(n *yaml.Node, key string, value *yaml.Node) {
	if value != nil {
		n.Content = append(n.Content, text(key, origin{}), value)
	}
}

func text(value string, from origin) *yaml.Node {
	n := bare("", from)
	n.SetString(value)
	return n
}

// bare is a number, a duration or a boolean: written without quotes.
func bare(value string, from origin) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: value}
	if place := from.String(); place != "" {
		n.LineComment = strings.Join(strings.Fields(place), " ")
	}
	return n
}
