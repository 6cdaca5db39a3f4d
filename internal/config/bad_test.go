package config_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/config"
)

// needle stands wherever a secret could; no error may show it.
const needle = "8f14e45fceea167a5a36dedd4bea2543"

func TestBadFiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ yaml, want string }{
		"misspelt key": {"profiles:\n  autumn:\n    lms:\n      kind: moodle\n      tokn: env:T\n",
			"gradesync.yaml:5:7: profiles.autumn.lms.tokn: unknown key; did you mean token?"},
		"misspelt at the top": {"profile: a\nprofile_s: {a: {}}\n", "gradesync.yaml:2:1: profile_s: unknown key; did you mean profiles?"},
		"unlike any key":      {"profiles: {a: {zzzzzzzzz: 1}}", "profiles.a.zzzzzzzzz: unknown key"},
		"key of a source":     {"profiles:\n  a:\n    tool:\n      - kind: files\n        pth: x\n", "gradesync.yaml:5:9: profiles.a.tool[0].pth: unknown key; did you mean path?"},
		"key of the store":    {"store:\n  file: x\n", "gradesync.yaml:2:3: store.file: unknown key"},
		"syntax":              {"profiles:\n  a: {\n", "gradesync.yaml:2: not valid YAML"},
		"tabs":                {"profiles:\n\ta: {}\n", "gradesync.yaml:2: not valid YAML"},
		"two documents":       {"store: a\n---\nstore: b\n", "more than one YAML document"},
		"key twice":           {"profiles:\n  a: {}\n  a: {}\n", "gradesync.yaml:3:3: profiles.a: given twice, first on line 2"},
		"not a mapping":       {"profiles:\n  a:\n    lms: moodle\n", "gradesync.yaml:3:10: profiles.a.lms: must be a mapping"},
		"not a list":          {"profiles: {a: {tool: {kind: files}}}", "profiles.a.tool: must be a list"},
		"not a value":         {"profiles: {a: {grace: [1h]}}", "profiles.a.grace: must be a single value"},
		"the file is a list":  {"- a\n", "gradesync.yaml:1:1: must be a mapping"},
		"unknown kind":        {"profiles: {a: {lms: {kind: moodel}}}", "gradesync.yaml:1:28: profiles.a.lms.kind: must be one of canvas, moodle, blackboard, brightspace, lti; did you mean moodle?"},
		"unknown source":      {"profiles: {a: {tool: [{kind: file, path: x}]}}", "profiles.a.tool[0].kind: must be one of files, sql, caliper, launches; did you mean files?"},
		"source without kind": {"profiles: {a: {tool: [{path: x}]}}", "gradesync.yaml:1:30: profiles.a.tool[0]: has no kind"},
		"source without path": {"profiles: {a: {tool: [{kind: files}]}}", "profiles.a.tool[0]: has no path"},
		"sql without dsn":     {"profiles: {a: {tool: [{kind: sql, preset: tsugi}]}}", "has neither dsn nor path"},
		"sql without preset":  {"profiles: {a: {tool: [{kind: sql, dsn: env:D}]}}", "has neither preset nor queries"},
		"unknown query":       {"profiles: {a: {tool: [{kind: sql, dsn: env:D, queries: {score: s}}]}}", "tool[0].queries.score: must be one of accounts, activities, scores, launches, sends; did you mean scores?"},
		"unknown zone":        {"profiles: {a: {tool: [{kind: files, path: x, assume_zone: Wien}]}}", "assume_zone: must be a zone's name"},
		"signature":           {"profiles: {a: {lti11: {signature: hmac-sha2}}}", "lti11.signature: must be one of hmac-sha1, hmac-sha256; did you mean hmac-sha1?"},
		"url without scheme":  {"profiles: {a: {lms: {url: moodle.example.edu}}}", "profiles.a.lms.url: must be an address that begins with https://"},
		"url of a file":       {"profiles: {a: {lms: {url: 'file:///etc/passwd'}}}", "profiles.a.lms.url: must be an address"},
		"url with a query":    {"profiles: {a: {lms: {url: 'https://m.example/?x=1'}}}", "profiles.a.lms.url: must be the base address"},
		"url with a password": {"profiles: {a: {lms: {url: 'https://u:" + needle + "@m.example'}}}", "profiles.a.lms.url: must not hold a user name or password"},
		"url that is broken":  {"profiles: {a: {lti13: {token_url: 'https://%zz" + needle + "'}}}", "profiles.a.lti13.token_url: must be an address"},
		"grace without unit":  {"profiles:\n  a:\n    grace: 60\n", "gradesync.yaml:3:12: profiles.a.grace: must be a duration"},
		"grace below zero":    {"profiles: {a: {grace: -1s}}", "profiles.a.grace: must be between 0s and 720h"},
		"grace too long":      {"profiles: {a: {grace: 721h}}", "profiles.a.grace: must be between 0s and 720h"},
		"timeout of nothing":  {"profiles: {a: {lms: {timeout: 0s}}}", "profiles.a.lms.timeout: must be between 1s and 10m"},
		"tolerance of one":    {"profiles: {a: {tolerance: 1}}", "profiles.a.tolerance: must be at least 0 and below 1"},
		"tolerance of NaN":    {"profiles: {a: {tolerance: NaN}}", "profiles.a.tolerance: must be at least 0 and below 1"},
		"tolerance in words":  {"profiles: {a: {tolerance: some}}", "profiles.a.tolerance: must be a number"},
		"literal token": {"profiles:\n  a:\n    lms:\n      token: " + needle + "\n",
			"gradesync.yaml:4:14: profiles.a.lms.token: must be a reference (env:NAME, file:PATH or keyring:NAME), not the secret itself"},
		"literal key":          {"profiles: {a: {lti13: {key: " + needle + "}}}", "profiles.a.lti13.key: must be a reference"},
		"literal secret":       {"profiles: {a: {lti11: {secret: " + needle + "}}}", "profiles.a.lti11.secret: must be a reference"},
		"literal dsn":          {"profiles: {a: {tool: [{kind: sql, preset: tsugi, dsn: 'root:" + needle + "@tcp(db)/tsugi'}]}}", "profiles.a.tool[0].dsn: must be a reference"},
		"no variable's name":   {"profiles: {a: {lms: {token: 'env:" + needle + "'}}}", "profiles.a.lms.token: env: wants the name of a variable"},
		"secret as a key":      {"profiles: {a: {lms: {token:" + needle + "}}}", "profiles.a.lms.(withheld): unknown key"},
		"secret as a mapping":  {"profiles:\n  a:\n    lms:\n      token:" + needle + "\n", "profiles.a.lms: must be a mapping"},
		"secret as a kind":     {"profiles: {a: {lms: {kind: " + needle + "}}}", "profiles.a.lms.kind: must be one of"},
		"secret as an anchor":  {"profiles: {a: {lms: {token: *" + needle + "}}}", "gradesync.yaml"},
		"secret as a duration": {"profiles: {a: {grace: " + needle + "}}", "profiles.a.grace: must be a duration"},
		"store with password":  {"store: postgres://u:" + needle + "@db/g", "gradesync.yaml:1:8: store: must not hold a password"},
		"store with parameter": {"store: postgres://u@db/g?password=" + needle, "store: must not hold a password"},
		"store of keywords":    {"store: host=db password=" + needle, "store: must be a path, a postgres:// address"},
		"another database":     {"store: mysql://db/g", "store: must be a path, a postgres:// address"},
		"store twice":          {"store:\n  url: env:DB\n  path: x.db\n", "gradesync.yaml:2:8: store: give url or path, not both"},
		"store, half a truth":  {"store: {path: x, personal: perhaps}", "store.personal: must be true or false"},
		"an empty name":        {"profiles: {'': {}}", "profiles: a name must not be empty"},
		"a list as a key":      {"profiles: {[a]: {}}", "a key must be plain text"},
	} {
		_, err := config.Load(world(nil, map[string]string{"gradesync.yaml": c.yaml}), config.Options{})
		switch {
		case !errors.Is(err, config.ErrConfig):
			t.Errorf("%s: not refused as ErrConfig: %v", name, err)
		case !strings.Contains(err.Error(), c.want):
			t.Errorf("%s:\n got %v\nwant %s", name, err, c.want)
		case strings.Contains(err.Error(), needle):
			t.Errorf("%s: the secret is in the error", name)
		}
	}
}

func TestSeveralProblems(t *testing.T) {
	t.Parallel()
	const yaml = "profiles:\n  a:\n    lms: {kind: canvsa, token: x}\n    grace: -1s\n  b:\n    tolerance: 7\n"
	_, err := config.Load(world(nil, map[string]string{"gradesync.yaml": yaml}), config.Options{})
	if err == nil {
		t.Fatal("not refused")
	}
	for _, want := range []string{"profiles.a.lms.kind", "profiles.a.lms.token", "profiles.a.grace", "profiles.b.tolerance"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not in\n%v", want, err)
		}
	}
}

func TestBadVariablesAndFlags(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env   map[string]string
		flags map[string]any
		want  string
	}{
		{map[string]string{"GRADESYNC_GRACE": needle}, nil, "GRADESYNC_GRACE: grace: must be a duration"},
		{map[string]string{"GRADESYNC_LMS_TOKEN": needle}, nil, "GRADESYNC_LMS_TOKEN: profiles.default.lms.token: must be a reference"},
		{nil, map[string]any{"lms.token": needle}, "flag: profiles.default.lms.token: must be a reference"},
		{nil, map[string]any{"tolerance": 2.5}, "flag: profiles.default.tolerance: must be at least 0"},
		{nil, map[string]any{"lms.tokn": "env:T"}, "flag: lms.tokn: no such setting"},
		{nil, map[string]any{"store": "postgres://u:" + needle + "@db/g"}, "flag: store: must not hold a password"},
		{map[string]string{"GRADESYNC_TOOL_KIND": "sql"}, nil, "GRADESYNC_TOOL_KIND: profiles.default.tool[0]: has neither dsn nor path"},
	} {
		_, err := config.Load(world(c.env, nil), config.Options{Flags: c.flags})
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), needle) {
			t.Errorf("want %s, got %v", c.want, err)
		}
	}
}

func TestFileThatCannotBeRead(t *testing.T) {
	t.Parallel()
	w := world(nil, nil)
	w.ReadFile = func(string) ([]byte, error) { return nil, errors.New("disk on fire") }
	_, err := config.Load(w, config.Options{})
	if !errors.Is(err, config.ErrConfig) || !strings.Contains(err.Error(), "gradesync.yaml: cannot read the configuration: disk on fire") {
		t.Errorf("got %v", err)
	}
	huge := map[string]string{"gradesync.yaml": strings.Repeat("# x\n", 300_000)}
	if _, err = config.Load(world(nil, huge), config.Options{}); err == nil {
		t.Error("a file larger than 1 MiB was read")
	}
}

func TestReady(t *testing.T) {
	t.Parallel()
	lms := func(kind string) config.Profile {
		return config.Profile{Name: "p", LMS: config.LMS{Kind: kind}}
	}
	for _, c := range []struct {
		profile config.Profile
		needs   []config.Need
		want    string // the keys, space separated
	}{
		{lms(""), []config.Need{config.LMSAccess}, "lms.kind"},
		{lms("moodle"), []config.Need{config.LMSAccess}, "lms.url lms.token"},
		{lms("canvas"), []config.Need{config.LMSAccess}, "lms.url lms.token"},
		{lms("blackboard"), []config.Need{config.LMSAccess}, "lms.url lms.key lms.secret"},
		{lms("brightspace"), []config.Need{config.LMSAccess}, "lms.url lms.client_id lms.client_secret"},
		{lms("lti"), []config.Need{config.LMSAccess}, "lti13.client_id lti13.token_url lti13.key"},
		{lms("moodle"), []config.Need{config.LTI13Send}, "lti13.client_id lti13.token_url lti13.key"},
		{lms("moodle"), []config.Need{config.LTI11Send}, "lti11.consumer_key lti11.secret"},
		{lms("moodle"), nil, ""},
	} {
		var got []string
		if err := c.profile.Ready(c.needs...); err != nil {
			for line := range strings.Lines(err.Error()) {
				key, _, _ := strings.Cut(strings.TrimPrefix(line, "profiles.p."), ":")
				got = append(got, key)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s %v: got %q, want %q", c.profile.LMS.Kind, c.needs, got, c.want)
		}
	}
}
