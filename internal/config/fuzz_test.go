package config_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/config"
)

// FuzzLoad: whatever the file, no panic, only ErrConfig, and never a secret in
// an error or in what is shown, wherever in the file it got to.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		contract, config.Starting(), "", "{}", "profiles: [", "\t", "a: &a [*a]", "profiles: &p {a: *p}", "? [a]\n: b",
		"profiles: {a: {lms: {token: NEEDLE}}}", "profiles: {a: {lms: {token:NEEDLE}}}", "profiles: {NEEDLE: {x: 1}}",
		"profiles:\n  a:\n    lms:\n      token: 'NEEDLE\n      url: x", "profiles: {a: {lms: {token: *NEEDLE}}}",
		"profile: NEEDLE\nprofiles: {a: {}, b: {}}", "store: postgres://u:NEEDLE@h/d", "store: {url: NEEDLE}",
		"profiles: {a: {lms: {token: !NEEDLE x}}}", "profiles: {a: {lms: {url: 'https://NEEDLE@h'}}}",
		"profiles: {a: {tool: [{kind: sql, dsn: NEEDLE, preset: x}]}}", "%YAML NEEDLE\n---\n", "---\n--- NEEDLE\n",
		"profiles: {a: {tool: [{kind: sql, dsn: env:D, queries: {NEEDLE: x}}]}}", "store: !!binary NEEDLE",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ReplaceAll(text, "NEEDLE", needle)
		cfg, err := config.Load(world(nil, map[string]string{"gradesync.yaml": text}), config.Options{})
		if err != nil {
			refused(t, err)
			return
		}
		p, err := cfg.Active()
		if err != nil {
			refused(t, err)
			return
		}
		if err := p.Ready(config.LMSAccess, config.LTI13Send, config.LTI11Send); err != nil {
			refused(t, err)
		}
		if cfg.Render() == "" {
			t.Error("nothing to show")
		}
	})
}

func refused(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, config.ErrConfig) {
		t.Errorf("not ErrConfig: %v", err)
	}
	if strings.Contains(strings.ToLower(err.Error()), needle) {
		t.Errorf("the secret is in the error: %v", err)
	}
}
