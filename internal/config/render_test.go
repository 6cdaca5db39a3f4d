package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/config"
)

func TestStarting(t *testing.T) {
	t.Parallel()
	cfg := load(t, nil, config.Starting(), config.Options{})
	p := active(t, cfg)
	if err := p.Ready(config.LMSAccess); err != nil {
		t.Error(err)
	}
	// what is commented out must be as good as what is not
	if p := active(t, load(t, nil, uncommented(config.Starting()), config.Options{})); len(p.Tool) != 4 {
		t.Errorf("sources %+v", p.Tool)
	} else if err := p.Ready(config.LTI13Send, config.LTI11Send); err != nil {
		t.Error(err)
	}
}

// uncommented takes the comment sign from the lines that hold a key, and leaves
// out the second way to give the store.
func uncommented(text string) string {
	text, _, _ = strings.Cut(text, "# store:")
	var out []string
	for line := range strings.Lines(text) {
		indent, rest, ok := strings.Cut(line, "# ")
		key, _, hasColon := strings.Cut(strings.TrimPrefix(strings.TrimSpace(rest), "- "), ":")
		if ok && strings.TrimSpace(indent) == "" && hasColon && !strings.Contains(key, " ") {
			line = indent + rest
		}
		out = append(out, line)
	}
	return strings.Join(out, "")
}

func TestRender(t *testing.T) {
	t.Parallel()
	env := map[string]string{"GRADESYNC_LMS_URL": "https://other.example.edu"}
	cfg := load(t, env, contract, config.Options{Flags: map[string]any{"grace": 90 * time.Minute}})
	for _, want := range []string{
		"url: https://other.example.edu # GRADESYNC_LMS_URL\n", "grace: 1h30m # flag\n",
		"timeout: 30s # default\n", "token: env:MOODLE_TOKEN # gradesync.yaml:7\n",
		"deployment_id: \"1\" # gradesync.yaml:11\n", "path: gradesync.db # gradesync.yaml:29\n",
	} {
		if !strings.Contains(cfg.Render(), want) {
			t.Errorf("%q is not in\n%s", want, cfg.Render())
		}
	}
}

// TestRenderLoadsAgain: what Render prints means what was in force.
func TestRenderLoadsAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		flags := map[string]any{}
		for _, name := range config.Variables() {
			key := keyOf(name)
			if name == "GRADESYNC_CONFIG" || name == "GRADESYNC_PROFILE" || !rapid.Bool().Draw(t, key) {
				continue
			}
			flags[key] = rapid.SampledFrom(pick(name)).Draw(t, "value")
			if strings.HasPrefix(key, "tool.") { // together they must be a whole source
				flags["tool.path"], flags["tool.preset"] = "p", "x"
			}
		}
		cfg, err := config.Load(world(nil, map[string]string{"gradesync.yaml": contract}), config.Options{Flags: flags})
		if err != nil {
			t.Fatal(err)
		}
		again, err := config.Load(world(nil, map[string]string{"gradesync.yaml": cfg.Render()}), config.Options{})
		if err != nil {
			t.Fatalf("%v\n%s", err, cfg.Render())
		}
		if diff := cmp.Diff(cfg, again, cmpopts.IgnoreUnexported(config.Config{})); diff != "" {
			t.Errorf("%s\n%s", diff, cfg.Render())
		}
	})
}

// pick gives good values of a setting, and for free text some that YAML could
// take for something else.
func pick(name string) []string {
	v := values(name)
	all := v[:]
	for _, free := range []string{"ISSUER", "CLIENT_ID", "DEPLOYMENT_ID", "KID", "CONSUMER_KEY", "LMS_KEY"} {
		if strings.HasSuffix(name, free) {
			all = append(all, "1", "true", "null", "0x10", "# no comment", "a: b", "- x", "1h", "ünï 'q' \"d\"", "two\nlines")
		}
	}
	return all
}
