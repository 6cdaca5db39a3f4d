package config_test

import (
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/gradesync/gradesync/internal/config"
)

// world is a machine with these variables and files and nothing else.
func world(env, files map[string]string) config.World {
	return config.World{
		Getenv: func(name string) string { return env[name] },
		Environ: func() []string {
			var all []string
			for name, value := range env {
				all = append(all, name+"="+value)
			}
			return all
		},
		ReadFile: func(path string) ([]byte, error) {
			if text, ok := files[filepath.ToSlash(path)]; ok {
				return []byte(text), nil
			}
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		},
		UserConfigDir: func() (string, error) { return "/home/ada/.config", nil },
		Keyring: func(service, name string) (string, error) {
			if service == "gradesync" && name == "moodle" {
				return "from the keyring", nil
			}
			return "", errors.New("no such secret")
		},
	}
}

func load(t *testing.T, env map[string]string, yaml string, o config.Options) *config.Config {
	t.Helper()
	cfg, err := config.Load(world(env, map[string]string{"gradesync.yaml": yaml}), o)
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return cfg
}

func active(t *testing.T, cfg *config.Config) config.Profile {
	t.Helper()
	p, err := cfg.Active()
	if err != nil {
		t.Fatalf("active: %v", err)
	}
	return p
}

const contract = `
profiles:
  autumn:
    lms:
      kind: moodle
      url: https://moodle.example.edu
      token: env:MOODLE_TOKEN
    lti13:
      issuer: https://moodle.example.edu
      client_id: gslabfull
      deployment_id: "1"
      token_url: https://moodle.example.edu/mod/lti/token.php
      token_audience: ""
      lineitems_url: ""
      key: file:tool.pem
      kid: tool-2026
    lti11:
      consumer_key: example
      secret: env:LTI11_SECRET
      signature: hmac-sha1
    tool:
      - kind: files
        path: ./records
      - kind: sql
        preset: tsugi
        dsn: env:TSUGI_DSN
    grace: 1h
    tolerance: 0.01
store: ./gradesync.db
`

func contractProfile(folder string) config.Profile {
	return config.Profile{
		Name: "autumn",
		LMS: config.LMS{Kind: "moodle", URL: "https://moodle.example.edu",
			Token: "env:MOODLE_TOKEN", Timeout: 30 * time.Second},
		LTI13: config.LTI13{Issuer: "https://moodle.example.edu", ClientID: "gslabfull", DeploymentID: "1",
			TokenURL: "https://moodle.example.edu/mod/lti/token.php",
			Key:      config.Secret("file:" + filepath.Join(folder, "tool.pem")), KeyID: "tool-2026"},
		LTI11: config.LTI11{ConsumerKey: "example", Secret: "env:LTI11_SECRET", Signature: "hmac-sha1"},
		Tool: []config.Source{{Kind: "files", Path: filepath.Join(folder, "records")},
			{Kind: "sql", Preset: "tsugi", DSN: "env:TSUGI_DSN"}},
		Grace: time.Hour, Tolerance: 0.01,
	}
}

func TestLoadContract(t *testing.T) {
	t.Parallel()
	files := map[string]string{"conf/my.yaml": contract}
	cfg, err := config.Load(world(nil, files), config.Options{File: "conf/my.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	want := &config.Config{File: "conf/my.yaml", Profile: "autumn",
		Profiles: map[string]config.Profile{"autumn": contractProfile("conf")},
		Store:    config.Store{Path: filepath.Join("conf", "gradesync.db")}}
	if diff := cmp.Diff(want, cfg, cmpopts.IgnoreUnexported(config.Config{})); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
	p := active(t, cfg)
	if err := p.Ready(config.LMSAccess, config.LTI13Send, config.LTI11Send); err != nil {
		t.Errorf("not ready: %v", err)
	}
}

func TestWhichFile(t *testing.T) {
	t.Parallel()
	one := func(name string) string { return "profiles: {" + name + ": {}}" }
	files := map[string]string{"named.yaml": one("named"), "variable.yaml": one("variable"),
		"gradesync.yaml": one("here"), "/home/ada/.config/gradesync/gradesync.yaml": one("home")}
	without := func(gone ...string) map[string]string {
		left := maps.Clone(files)
		for _, name := range gone {
			delete(left, name)
		}
		return left
	}
	env := map[string]string{"GRADESYNC_CONFIG": "variable.yaml"}
	for _, c := range []struct {
		want, flag string
		env, files map[string]string
	}{
		{"named", "named.yaml", env, files},
		{"variable", "", env, files},
		{"here", "", nil, files},
		{"home", "", nil, without("gradesync.yaml")},
	} {
		cfg, err := config.Load(world(c.env, c.files), config.Options{File: c.flag})
		if err != nil || cfg.Profile != c.want {
			t.Errorf("%s: got %+v, %v", c.want, cfg, err)
		}
	}
	for _, o := range []config.Options{{File: "gone.yaml"}, {}} {
		_, err := config.Load(world(map[string]string{"GRADESYNC_CONFIG": "gone.yaml"}, files), o)
		if !errors.Is(err, config.ErrConfig) || !strings.Contains(err.Error(), "gone.yaml") {
			t.Errorf("a named file that is not there: %v", err)
		}
	}
}

func TestNoFile(t *testing.T) {
	t.Parallel()
	cfg, err := config.Load(world(nil, nil), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Store.Path != "gradesync.db" {
		t.Errorf("store %+v", cfg.Store)
	}
	_, err = cfg.Active()
	var hint interface{ Hint() string }
	if !errors.Is(err, config.ErrNoConfig) || !errors.As(err, &hint) || !strings.Contains(hint.Hint(), "gradesync init") {
		t.Errorf("active: %v", err)
	}

	env := map[string]string{"GRADESYNC_LMS_KIND": "moodle", "GRADESYNC_LMS_URL": "https://moodle.example.edu"}
	flags := map[string]any{"lms.token": "env:T", "grace": 2 * time.Hour}
	cfg, err = config.Load(world(env, nil), config.Options{Flags: flags})
	if err != nil {
		t.Fatal(err)
	}
	p := active(t, cfg)
	want := config.LMS{Kind: "moodle", URL: "https://moodle.example.edu", Token: "env:T", Timeout: 30 * time.Second}
	if diff := cmp.Diff(want, p.LMS); diff != "" || p.Name != "default" || p.Grace != 2*time.Hour {
		t.Errorf("profile %+v\n%s", p, diff)
	}
}

func TestWhichProfile(t *testing.T) {
	t.Parallel()
	const two = "profiles: {autumn: {}, Spring: {}}\n"
	env := map[string]string{"GRADESYNC_PROFILE": "Spring"}
	for _, c := range []struct {
		yaml, flag, want, failure string
		env                       map[string]string
	}{
		{yaml: "profiles: {only: {}}", want: "only"},
		{yaml: two + "profile: autumn", want: "autumn"},
		{yaml: two + "profile: autumn", env: env, want: "Spring"},
		{yaml: two, env: env, flag: "autumn", want: "autumn"},
		{yaml: two, failure: "none chosen of Spring, autumn"},
		{yaml: two, flag: "spring", failure: "no profile spring; did you mean Spring?; the file has Spring, autumn"},
		{yaml: two, flag: "winter-2031", failure: "no profile winter-2031; the file has Spring, autumn"},
		{yaml: "store: x.db", failure: "the file has no profile"},
		{yaml: "", failure: "the file has no profile"},
	} {
		cfg := load(t, c.env, c.yaml, config.Options{Profile: c.flag})
		p, err := cfg.Active()
		if c.failure == "" && (err != nil || p.Name != c.want) {
			t.Errorf("%+v: got %q, %v", c, p.Name, err)
		}
		if c.failure != "" && (!errors.Is(err, config.ErrConfig) || !strings.Contains(err.Error(), c.failure)) {
			t.Errorf("%+v: got %v", c, err)
		}
	}
}

func TestBuiltinProfile(t *testing.T) {
	t.Parallel()
	env := map[string]string{"GRADESYNC_LMS_URL": "https://real.example.edu", "GRADESYNC_STORE": "real.db"}
	o := config.Options{Profile: "demo", Builtin: []string{"demo"}, Flags: map[string]any{"grace": "5m"}}
	want := config.Profile{Name: "demo", Grace: 5 * time.Minute, Tolerance: 0.01,
		LMS: config.LMS{Timeout: 30 * time.Second}}
	// a broken file in the working folder, or one that makes demo the default
	for _, yaml := range []string{"profiles: [", "profile: demo\nstore: real.db\nprofiles: {autumn: {}}"} {
		if strings.HasPrefix(yaml, "profile:") {
			o.Profile = ""
		}
		cfg := load(t, env, yaml, o)
		if diff := cmp.Diff(want, active(t, cfg)); diff != "" || !cfg.Builtin || cfg.Store != (config.Store{}) {
			t.Errorf("built in %v, store %+v, profile:\n%s", cfg.Builtin, cfg.Store, diff)
		}
	}
	_, err := config.Load(world(nil, map[string]string{"gradesync.yaml": "profiles: {demo: {}}"}), config.Options{Builtin: o.Builtin})
	if err == nil || !strings.Contains(err.Error(), "profiles.demo: this name belongs to a built-in profile") {
		t.Errorf("a profile that hides behind a built-in one: %v", err)
	}
}

// values gives every setting a value in the file, one for its variable and one
// for its flag.
func values(name string) [3]string {
	switch {
	case name == "GRADESYNC_LMS_KIND":
		return [3]string{"moodle", "canvas", "lti"}
	case name == "GRADESYNC_LTI11_SIGNATURE":
		return [3]string{"hmac-sha1", "hmac-sha256", "hmac-sha1"}
	case name == "GRADESYNC_TOOL_KIND":
		return [3]string{"files", "caliper", "launches"}
	case name == "GRADESYNC_TOOL_ASSUME_ZONE":
		return [3]string{"UTC", "Europe/Vienna", "Asia/Tokyo"}
	case name == "GRADESYNC_GRACE", strings.HasSuffix(name, "TIMEOUT"):
		return [3]string{"1m", "2m", "3m"}
	case name == "GRADESYNC_TOLERANCE":
		return [3]string{"0.1", "0.2", "0.3"}
	case name == "GRADESYNC_STORE_PERSONAL":
		return [3]string{"false", "true", "false"}
	case strings.HasSuffix(name, "_URL"):
		return [3]string{"https://file.example", "https://env.example", "https://flag.example"}
	case strings.HasSuffix(name, "_PATH"), name == "GRADESYNC_STORE":
		return [3]string{"of-file", "of-env", "of-flag"}
	}
	return [3]string{"env:FILE", "env:ENV", "env:FLAG"} // a good text and a good reference
}

// TestEveryVariable sets each variable alone, over a file that has the key too,
// and a flag over both, and looks for the value in what is in force.
func TestEveryVariable(t *testing.T) {
	t.Parallel()
	for _, name := range config.Variables() {
		if name == "GRADESYNC_CONFIG" || name == "GRADESYNC_PROFILE" {
			continue // TestWhichFile, TestWhichProfile
		}
		key := keyOf(name)
		v := values(name)
		yaml := fileWith(key, v[0])
		for layer, options := range []struct {
			env   map[string]string
			flags map[string]any
		}{{nil, nil}, {variables(name, v[1]), nil}, {variables(name, v[1]), map[string]any{key: v[2]}}} {
			cfg := load(t, options.env, yaml, config.Options{Flags: options.flags})
			want := leaf(key) + ": " + v[layer] + " # " + []string{"gradesync.yaml:", name, "flag"}[layer]
			if !strings.Contains(strings.ReplaceAll(cfg.Render(), `"`, ""), want) {
				t.Errorf("%s: %q is not in\n%s", name, want, cfg.Render())
			}
		}
	}
}

// variables sets one, and for a tool source, which its variables describe
// together, what it cannot do without.
func variables(name, value string) map[string]string {
	env := map[string]string{name: value}
	if strings.HasPrefix(name, "GRADESYNC_TOOL_") && name != "GRADESYNC_TOOL_PATH" {
		env["GRADESYNC_TOOL_PATH"] = "records"
	}
	return env
}

// keyOf is the key as the documentation names it: the first _ that parts two
// names of the schema is the dot.
func keyOf(variable string) string {
	key := strings.ToLower(strings.TrimPrefix(variable, "GRADESYNC_"))
	for _, room := range []string{"lms", "lti13", "lti11", "tool", "store"} {
		if rest, ok := strings.CutPrefix(key, room+"_"); ok {
			return room + "." + rest
		}
	}
	return key
}

// leaf is the key's last name as Render prints it.
func leaf(key string) string {
	if key == "store" {
		return "path"
	}
	return key[strings.LastIndexByte(key, '.')+1:]
}

func fileWith(key, value string) string {
	room, rest, nested := strings.Cut(key, ".")
	switch {
	case room == "store" && nested:
		return "profiles: {a: {}}\nstore: {path: x, " + rest + ": " + value + "}\n"
	case room == "store":
		return "profiles: {a: {}}\nstore: " + value + "\n"
	case room == "tool":
		entry := map[string]string{"kind": "sql", "path": "p", "dsn": "env:D", "preset": "x"}
		if rest == "kind" {
			entry = map[string]string{"path": "p"}
		}
		entry[rest] = value
		var pairs []string
		for _, name := range slices.Sorted(maps.Keys(entry)) {
			pairs = append(pairs, name+": \""+entry[name]+"\"")
		}
		return "profiles:\n  a:\n    tool:\n      - {" + strings.Join(pairs, ", ") + "}\n"
	case nested:
		return "profiles: {a: {" + room + ": {" + rest + ": \"" + value + "\"}}}\n"
	}
	return "profiles: {a: {" + key + ": " + value + "}}\n"
}
