package config

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// parse reads the file's text and notes where each value stands.
func parse(file string, data []byte, origins map[string]origin) (document, error) {
	p := parser{file: file, folder: filepath.Dir(file), origins: origins}
	node, err := p.decode(data)
	if err != nil || node == nil {
		return document{}, err
	}
	tree := p.structure(node, reflect.TypeFor[root](), "")
	doc := document{references: p.references, profiles: map[string]map[string]any{}}
	doc.profile, _ = tree["profile"].(string)
	doc.store, _ = tree["store"].(map[string]any)
	profiles, _ := tree["profiles"].(map[string]any)
	for name, settings := range profiles {
		doc.profiles[name], _ = settings.(map[string]any)
	}
	return doc, errors.Join(p.problems...)
}

type parser struct {
	file, folder string
	origins      map[string]origin
	references   []string
	problems     []error
}

func (p *parser) decode(data []byte) (*yaml.Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, p.syntax(err)
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, &Error{Where: p.file, Problem: "holds more than one YAML document, or text after the first"}
	}
	if len(doc.Content) == 0 || isNull(doc.Content[0]) {
		return nil, nil
	}
	return doc.Content[0], nil
}

var (
	yamlLine  = regexp.MustCompile(`^yaml: line (\d+): `)
	quotation = regexp.MustCompile(`'[^']*'|"[^"]*"|` + "`[^`]*`")
)

// syntax turns a parser's error into ours: its line, and its words without
// anything it quotes from the file.
func (p *parser) syntax(err error) error {
	text, where := err.Error(), p.file
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		where += ":" + m[1]
		text = text[len(m[0]):]
	}
	text = quotation.ReplaceAllString(strings.TrimPrefix(text, "yaml: "), "(withheld)")
	return &Error{Where: where, Problem: "not valid YAML: " + text}
}

func (p *parser) origin(n *yaml.Node) origin { return origin{p.file, n.Line, n.Column} }

func (p *parser) fail(n *yaml.Node, path, problem string) {
	p.problems = append(p.problems, &Error{Where: p.origin(n).where(), Key: path, Problem: problem})
}

// structure reads a mapping whose keys are those of the struct t.
func (p *parser) structure(n *yaml.Node, t reflect.Type, path string) map[string]any {
	all, known := fields(t), keyNames(t)
	return p.mapping(n, path, func(key *yaml.Node) (field, bool) {
		at := slices.Index(known, key.Value)
		if at < 0 {
			p.fail(key, join(path, shown(key.Value)), "unknown key"+meant(key.Value, known))
			return field{}, false
		}
		return all[at], true
	})
}

// named reads a mapping whose keys are the user's own and whose values are of
// type t.
func (p *parser) named(n *yaml.Node, t reflect.Type, path string) map[string]any {
	return p.mapping(n, path, func(key *yaml.Node) (field, bool) {
		if key.Value == "" {
			p.fail(key, path, "a name must not be empty")
		}
		return field{name: key.Value, typ: t}, key.Value != ""
	})
}

// mapping reads every value of a mapping as the field its key stands for.
func (p *parser) mapping(n *yaml.Node, path string, known func(key *yaml.Node) (field, bool)) map[string]any {
	out, lines := map[string]any{}, map[string]int{}
	if n.Kind != yaml.MappingNode {
		p.fail(n, path, "must be a mapping of keys to values")
		return out
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := followed(n.Content[i]), followed(n.Content[i+1])
		if key.Kind != yaml.ScalarNode {
			p.fail(key, path, "a key must be plain text")
			continue
		}
		f, ok := known(key)
		if !ok {
			continue
		}
		sub := join(path, shown(key.Value))
		if line, twice := lines[key.Value]; twice {
			p.fail(key, sub, "given twice, first on line "+strconv.Itoa(line))
			continue
		}
		lines[key.Value] = key.Line
		if v, ok := p.value(value, f, sub); ok {
			out[f.name] = v
		}
	}
	return out
}

// value reads a node as its field's type; not ok is a value to pass over.
func (p *parser) value(n *yaml.Node, f field, path string) (any, bool) {
	switch {
	case isNull(n) && f.typ == reflect.TypeFor[Profile]():
		return map[string]any{}, true
	case isNull(n):
		return nil, false
	case f.typ == reflect.TypeFor[Store]() && n.Kind == yaml.ScalarNode:
		return p.shortStore(n, path), true
	case f.typ.Kind() == reflect.Struct:
		return p.structure(n, f.typ, path), true
	case f.typ.Kind() == reflect.Map:
		return p.named(n, f.typ.Elem(), path), true
	case f.typ.Kind() == reflect.Slice:
		return p.list(n, f.typ.Elem(), path)
	case n.Kind != yaml.ScalarNode:
		p.fail(n, path, "must be a single value")
		return nil, false
	}
	v, problem := scalar(f.typ, n.Value)
	if problem != "" {
		p.fail(n, path, problem)
		return nil, false
	}
	p.origins[path] = p.origin(n)
	return p.anchored(v, f), true
}

func (p *parser) list(n *yaml.Node, t reflect.Type, path string) (any, bool) {
	if n.Kind != yaml.SequenceNode {
		p.fail(n, path, "must be a list, each entry after a dash")
		return nil, false
	}
	all := make([]any, 0, len(n.Content))
	for i, item := range n.Content {
		all = append(all, p.structure(followed(item), t, path+"["+strconv.Itoa(i)+"]"))
	}
	p.origins[path] = p.origin(n)
	return all, true
}

func (p *parser) shortStore(n *yaml.Node, path string) map[string]any {
	p.origins[path] = p.origin(n)
	p.note(n.Value)
	return storeText(n.Value, p.folder)
}

// anchored takes relative paths from the file's folder, and keeps references.
func (p *parser) anchored(v any, f field) any {
	text, ok := v.(string)
	switch {
	case ok && f.typ == reflect.TypeFor[Secret](), ok && f.name == "url" && isReference(text):
		p.note(text)
		return string(Secret(text).within(p.folder))
	case ok && f.name == "path":
		return within(p.folder, text)
	}
	return v
}

func (p *parser) note(text string) {
	if isReference(text) {
		p.references = append(p.references, text)
	}
}

// followed goes to what an alias stands for. An alias cannot stand for an alias
// in YAML, so one step is enough and nothing can go round in circles: the
// schema bounds how deep a walk goes.
func followed(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func profilePath(name string) string { return "profiles." + shown(name) }
