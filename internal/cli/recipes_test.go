package cli_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// pinned is an action, an image or a program at a version.
var pinned = regexp.MustCompile(`^[\w.-]+(/[\w.-]+)*[@:]v?\d+(\.\d+)*$`)

// TestGitHubRecipes: each workflow gives its token the least it needs, lets no job
// run for ever, names every version, keeps secrets and inputs out of the shell's
// text, and uploads whatever the exit code was.
func TestGitHubRecipes(t *testing.T) {
	for heading, rights := range map[string][]string{"## GitHub Actions": {"contents: read", "security-events: write"}, "## Before a course opens": nil} {
		flow, one, err := github(heading)
		if err != nil {
			t.Fatal(err)
		}
		if !maps.Equal(flow.Permissions, map[string]string{"contents": "read"}) || len(flow.On) == 0 {
			t.Errorf("%s: begins on %v with the rights %v", heading, flow.On, flow.Permissions)
		}
		if len(one.uploads) == 0 || one.env["MOODLE_TOKEN"] != "${{ secrets.MOODLE_TOKEN }}" {
			t.Errorf("%s: uploads %q with %q", heading, one.uploads, one.env)
		}
		for name, j := range flow.Jobs {
			if j.Env == nil {
				if j.Needs == "" {
					t.Errorf("%s: job %s waits for no other", heading, name)
				}
				continue
			}
			if got := pairs(j.Permissions); !slices.Equal(got, rights) || j.Timeout == 0 {
				t.Errorf("%s: job %s has the rights %q, want %q, and %d minutes", heading, name, got, rights, j.Timeout)
			}
			for _, s := range j.Steps {
				if s.Uses != "" && !pinned.MatchString(s.Uses) || strings.Contains(s.Run, "${{") {
					t.Errorf("%s: %+v", heading, s)
				}
			}
		}
	}
}

func pairs(of map[string]string) []string {
	var list []string
	for name, value := range of {
		list = append(list, name+": "+value)
	}
	slices.Sort(list)
	return list
}

func TestGitLabRecipe(t *testing.T) {
	g, one, err := gitlab()
	if err != nil {
		t.Fatal(err)
	}
	if !pinned.MatchString(g.Image) || g.Timeout == "" || len(g.Rules) == 0 || !slices.Equal(g.AllowFailure.ExitCodes, []int{4}) {
		t.Errorf("%+v", g)
	}
	if g.Kept.When != "always" || g.Kept.ExpireIn == "" || g.Kept.Reports.JUnit == "" || len(one.uploads) != 2 {
		t.Errorf("%+v", g.Kept)
	}
	for name := range g.Variables {
		if strings.Contains(name, "TOKEN") {
			t.Errorf("%s stands in the file", name)
		}
	}
}

func TestJenkinsRecipe(t *testing.T) {
	text, one, err := jenkins()
	if err != nil {
		t.Fatal(err)
	}
	if len(one.steps) == 0 || len(one.uploads) == 0 || strings.Count(text, "{") != strings.Count(text, "}") {
		t.Errorf("%+v", one)
	}
	for _, want := range []string{"MOODLE_TOKEN = credentials('", "timeout(", "always {", "if (code > 1)"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(text, "allowEmptyResults") || regexp.MustCompile(`sh\([^)]*"\$\{`).MatchString(text) {
		t.Error("a report that is not there passes, or a value reaches the shell's text")
	}
}

// TestRecipesInstallOneVersion: what is installed is named to the last number.
func TestRecipesInstallOneVersion(t *testing.T) {
	_, first, err := github("## GitHub Actions")
	if err != nil {
		t.Fatal(err)
	}
	_, gate, err := github("## Before a course opens")
	if err != nil {
		t.Fatal(err)
	}
	_, third, err := gitlab()
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]bool{}
	for _, j := range []*job{first, gate, third} {
		for _, s := range j.steps {
			if m := regexp.MustCompile(`^go install \S+/cmd/gradesync@(v\d+\.\d+\.\d+)$`).FindStringSubmatch(s.shell); m != nil {
				versions[m[1]] = true
			}
		}
	}
	if len(versions) != 1 {
		t.Errorf("%v", versions)
	}
}
