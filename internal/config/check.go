package config

import (
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

func signatures() []string { return []string{"hmac-sha1", "hmac-sha256"} }

// checker judges values that are there; what is missing is Ready's business.
type checker struct {
	prefix   string
	origins  map[string]origin
	problems []error
}

func (c *Config) check() []error {
	var all []error
	for _, name := range slices.Sorted(maps.Keys(c.Profiles)) {
		k := checker{prefix: profilePath(name) + ".", origins: c.origins}
		k.profile(c.Profiles[name])
		all = append(all, k.problems...)
	}
	k := checker{origins: c.origins}
	if problem := c.Store.problem(); problem != "" {
		k.fail("store", problem)
	}
	return append(all, k.problems...)
}

// clashes finds profiles of the file that a built-in one would hide.
func clashes(doc document, builtin []string) []error {
	var all []error
	for _, name := range builtin {
		if _, ok := doc.profiles[name]; ok {
			all = append(all, &Error{Key: profilePath(name), Problem: "this name belongs to a built-in profile; choose another"})
		}
	}
	return all
}

func (k *checker) fail(key, problem string) {
	from, ok := k.origins[k.prefix+key]
	if !ok {
		from = k.first(k.prefix + key + ".")
	}
	k.problems = append(k.problems, &Error{Where: from.where(), Key: k.prefix + key, Problem: problem})
}

// first is where the first key of a mapping was set.
func (k *checker) first(prefix string) origin {
	var first origin
	for _, path := range slices.Sorted(maps.Keys(k.origins)) {
		o := k.origins[path]
		if !strings.HasPrefix(path, prefix) || o.place == byDefault {
			continue
		}
		if first.place == "" || o.line < first.line {
			first = o
		}
	}
	return first
}

func (k *checker) profile(p Profile) {
	k.oneOf("lms.kind", p.LMS.Kind, Kinds())
	k.base("lms.url", p.LMS.URL)
	k.address("lti13.token_url", p.LTI13.TokenURL)
	k.address("lti13.lineitems_url", p.LTI13.LineitemsURL)
	k.oneOf("lti11.signature", p.LTI11.Signature, signatures())
	k.secrets("", reflect.ValueOf(p))
	for i, s := range p.Tool {
		k.source("tool["+strconv.Itoa(i)+"]", s)
	}
	k.between("grace", p.Grace, 0, 30*24*time.Hour, "0s and 720h")
	k.between("lms.timeout", p.LMS.Timeout, time.Second, 10*time.Minute, "1s and 10m")
	if !(p.Tolerance >= 0 && p.Tolerance < 1) {
		k.fail("tolerance", "must be at least 0 and below 1, such as 0.01 for one per cent")
	}
}

func (k *checker) oneOf(key, value string, known []string) {
	if value != "" && !slices.Contains(known, value) {
		k.fail(key, "must be one of "+strings.Join(known, ", ")+meant(value, known))
	}
}

func (k *checker) between(key string, d, least, most time.Duration, words string) {
	if d < least || d > most {
		k.fail(key, "must be between "+words)
	}
}

// address accepts an absolute http or https address. No problem shows it: a
// password may stand in it.
func (k *checker) address(key, value string) *url.URL {
	if value == "" {
		return nil
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "":
		k.fail(key, "must be an address that begins with https:// or http://")
	case u.User != nil:
		k.fail(key, "must not hold a user name or password")
	default:
		return u
	}
	return nil
}

// base is an address other addresses are built on.
func (k *checker) base(key, value string) {
	u := k.address(key, value)
	if u != nil && (u.RawQuery != "" || u.ForceQuery || u.Fragment != "") {
		k.fail(key, "must be the base address, without ? or #")
	}
}

// secrets checks every Secret below v, whatever struct it is in.
func (k *checker) secrets(key string, v reflect.Value) {
	switch {
	case v.Type() == reflect.TypeFor[Secret]():
		if s := Secret(v.String()); s != "" && s.problem() != "" {
			k.fail(key, s.problem())
		}
	case v.Kind() == reflect.Struct:
		for _, f := range fields(v.Type()) {
			k.secrets(join(key, f.name), v.Field(f.at))
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			k.secrets(key+"["+strconv.Itoa(i)+"]", v.Index(i))
		}
	}
}

func (k *checker) source(key string, s Source) {
	if s.Kind == "" {
		k.fail(key, "has no kind; it must be one of "+strings.Join(sourceKinds(), ", "))
		return
	}
	k.oneOf(key+".kind", s.Kind, sourceKinds())
	if s.Kind == "sql" {
		k.sqlSource(key, s)
	} else if s.Path == "" {
		k.fail(key, "has no path")
	}
	if s.AssumeZone != "" {
		if _, err := time.LoadLocation(s.AssumeZone); err != nil {
			k.fail(key+".assume_zone", "must be a zone's name, such as Europe/Vienna or UTC")
		}
	}
}

func (k *checker) sqlSource(key string, s Source) {
	if s.DSN == "" && s.Path == "" {
		k.fail(key, "has neither dsn nor path, so there is no database to read")
	}
	if s.Preset == "" && len(s.Queries) == 0 {
		k.fail(key, "has neither preset nor queries, so it is not known what to read")
	}
	for name := range s.Queries {
		if !slices.Contains(recordFiles(), name) {
			k.fail(key+".queries."+shown(name), "must be one of "+strings.Join(recordFiles(), ", ")+meant(name, recordFiles()))
		}
	}
}
