package config_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/config"
)

func TestSecretResolve(t *testing.T) {
	t.Parallel()
	w := world(map[string]string{"TOKEN": "abc", "BLANK": " \n"},
		map[string]string{"key.pem": "-----BEGIN KEY-----\nx\n-----END KEY-----\r\n", "empty": "\n"})
	for _, c := range []struct {
		secret     config.Secret
		want, fail string
	}{
		{secret: "env:TOKEN", want: "abc"},
		{secret: "file:key.pem", want: "-----BEGIN KEY-----\nx\n-----END KEY-----"},
		{secret: "keyring:moodle", want: "from the keyring"},
		{secret: "env:GONE", fail: "env:GONE: is empty or not set"},
		{secret: "env:BLANK", fail: "env:BLANK: is empty or not set"},
		{secret: "file:gone.pem", fail: "file:gone.pem: cannot be read: no such file"},
		{secret: "file:empty", fail: "file:empty: is empty"},
		{secret: "keyring:gone", fail: "keyring:gone: the keyring has no secret of that name"},
		{secret: "", fail: "a secret is not set"},
		{secret: needle, fail: "must be a reference"},
		{secret: "env:" + needle, fail: "env: wants the name of a variable"},
	} {
		got, err := c.secret.Resolve(w)
		if c.fail == "" {
			if err != nil || got != c.want {
				t.Errorf("%s: got %q, %v", c.secret, got, err)
			}
			continue
		}
		if !errors.Is(err, config.ErrConfig) || !strings.Contains(err.Error(), c.fail) || strings.Contains(err.Error(), needle) {
			t.Errorf("%s: got %v, want %s", c.secret, err, c.fail)
		}
	}
	for _, s := range []config.Secret{"env:TOKEN", "file:x", "keyring:x"} {
		if _, err := s.Resolve(config.World{}); err == nil {
			t.Errorf("%s was found in an empty world", s)
		}
	}
}

func TestSecretIsMasked(t *testing.T) {
	t.Parallel()
	profile := config.Profile{LMS: config.LMS{Token: needle}}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(format, profile.LMS); strings.Contains(text, needle) {
			t.Errorf("%s shows the secret", format)
		}
	}
	if got := config.Secret("env:TOKEN").String(); got != "env:TOKEN" {
		t.Errorf("a reference is shown as %q", got)
	}
}

func TestStore(t *testing.T) {
	t.Parallel()
	const address, open = "postgres://u:" + needle + "@db/g", "postgres://u@db/g"
	env := map[string]string{"DB": address, "BAD": "mysql://" + needle}
	for _, c := range []struct {
		yaml, variable, flag, want, fail string
	}{
		{yaml: "store: env:DB", want: address},
		{yaml: "store: {url: env:DB, personal: true}", want: address},
		{yaml: "store: " + open, want: open},
		{yaml: "store: sub/my.db", want: "sub/my.db"},
		{yaml: "store: {path: my.db}", want: "my.db"},
		{yaml: "profile: x", want: "gradesync.db"},
		{yaml: "store: a.db", variable: address, want: address},
		{yaml: "store: {url: env:DB}", variable: "b.db", want: "b.db"},
		{yaml: "store: a.db", variable: address, flag: "c.db", want: "c.db"},
		{yaml: "store: env:GONE", fail: "env:GONE: is empty or not set"},
		{yaml: "store: env:BAD", fail: "env:BAD: does not hold a store's address"},
	} {
		vars := map[string]string{"GRADESYNC_STORE": c.variable, "DB": env["DB"], "BAD": env["BAD"]}
		o := config.Options{Flags: map[string]any{}}
		if c.flag != "" {
			o.Flags["store"] = c.flag
		}
		cfg := load(t, vars, c.yaml, o)
		if strings.Contains(cfg.Render(), needle) || strings.Contains(fmt.Sprintf("%+v", cfg), needle) {
			t.Errorf("%+v: the password is shown", c)
		}
		got, err := cfg.Store.Resolve(world(vars, nil))
		if c.fail != "" && (err == nil || !strings.Contains(err.Error(), c.fail) || strings.Contains(err.Error(), needle)) {
			t.Errorf("%+v: got error %v", c, err)
		}
		if c.fail == "" && (err != nil || got != c.want) {
			t.Errorf("%+v: got %q, %v", c, got, err)
		}
	}
}

func TestMisspeltVariables(t *testing.T) {
	t.Parallel()
	env := map[string]string{"GRADESYNC_LMS_TOKNE": "env:T", "GRADESYNC_LMS_TOKENS": "the user's own",
		"GRADESYNC_CONFIG": "", "GRADESYNC_SOMETHING_ELSE": "1", "PATH": "/bin"}
	cfg := load(t, env, "profiles: {a: {lms: {token: env:GRADESYNC_LMS_TOKENS}}}", config.Options{})
	want := "the variable GRADESYNC_LMS_TOKNE is not read; did you mean GRADESYNC_LMS_TOKEN?"
	if len(cfg.Notes) != 1 || cfg.Notes[0] != want {
		t.Errorf("notes %q", cfg.Notes)
	}
}
