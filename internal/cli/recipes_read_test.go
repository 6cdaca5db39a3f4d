package cli_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// job is a recipe of docs/ci.md as a CI server would run it.
type job struct {
	env     map[string]string
	steps   []step
	uploads []string // what it collects whatever the exit code was
}

// step is a piece of shell. A step that is not always runs only while all went well.
type step struct {
	shell  string
	always bool
}

// fenced returns the blocks of a kind below a heading of docs/ci.md.
func fenced(heading, kind string) ([]string, error) {
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", "ci.md"))
	if err != nil {
		return nil, err
	}
	_, rest, found := strings.Cut("\n"+string(data), "\n"+heading+"\n")
	if !found {
		return nil, fmt.Errorf("docs/ci.md has no %q", heading)
	}
	rest, _, _ = strings.Cut(rest, "\n## ")
	var list []string
	for _, m := range regexp.MustCompile("(?s)\n```"+kind+"\n(.*?\n)```").FindAllStringSubmatch(rest, -1) {
		list = append(list, m[1])
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("docs/ci.md has no %s below %q", kind, heading)
	}
	return list, nil
}

// Recipes in the forms of their servers, as far as they are run here.
type (
	githubFlow struct {
		On          map[string]any
		Permissions map[string]string
		Jobs        map[string]githubJob
	}
	githubJob struct {
		Needs       string
		Timeout     int `yaml:"timeout-minutes"`
		Permissions map[string]string
		Env         map[string]string
		Steps       []githubStep
	}
	githubStep struct {
		Uses, Run, If string
		With          map[string]any
	}
	gitlabJob struct {
		Image, Timeout string
		Rules          []map[string]string
		Variables      map[string]string
		BeforeScript   []string `yaml:"before_script"`
		Script         []string
		AllowFailure   struct {
			ExitCodes []int `yaml:"exit_codes"`
		} `yaml:"allow_failure"`
		Kept struct {
			When     string
			ExpireIn string `yaml:"expire_in"`
			Paths    []string
			Reports  struct{ JUnit string }
		} `yaml:"artifacts"` //nolint:misspell // GitLab spells it so
	}
)

// github reads a workflow: its first job in which gradesync runs.
func github(heading string) (*githubFlow, *job, error) {
	blocks, err := fenced(heading, "yaml")
	if err != nil {
		return nil, nil, err
	}
	var flow githubFlow
	if err := yaml.Unmarshal([]byte(blocks[0]), &flow); err != nil {
		return nil, nil, err
	}
	for _, j := range flow.Jobs {
		if j.Env == nil {
			continue
		}
		one := &job{env: j.Env}
		for _, s := range j.Steps {
			always := s.If == "always()" || s.If == "${{ !cancelled() }}"
			if s.Run != "" {
				one.steps = append(one.steps, step{s.Run, always})
			}
			for _, key := range []string{"sarif_file", "path"} {
				if file, ok := s.With[key].(string); ok && always {
					one.uploads = append(one.uploads, file)
				}
			}
		}
		return &flow, one, nil
	}
	return nil, nil, errors.New("no job with an environment below " + heading)
}

func gitlab() (*gitlabJob, *job, error) {
	blocks, err := fenced("## GitLab", "yaml")
	if err != nil {
		return nil, nil, err
	}
	var file map[string]gitlabJob
	if err := yaml.Unmarshal([]byte(blocks[0]), &file); err != nil {
		return nil, nil, err
	}
	g := file["grades"]
	one := &job{env: g.Variables, uploads: slices.Concat(g.Kept.Paths, []string{g.Kept.Reports.JUnit})}
	for _, line := range g.BeforeScript {
		one.steps = append(one.steps, step{shell: line})
	}
	one.steps = append(one.steps, step{shell: strings.Join(g.Script, "\n")})
	return &g, one, nil
}

// jenkins reads what a Jenkinsfile runs and collects.
func jenkins() (string, *job, error) {
	blocks, err := fenced("## Jenkins", "groovy")
	if err != nil {
		return "", nil, err
	}
	text, one := blocks[0], &job{env: map[string]string{}}
	for _, m := range regexp.MustCompile(`(?m)^    (\w+) = '([^']*)'$`).FindAllStringSubmatch(text, -1) {
		one.env[m[1]] = m[2]
	}
	for _, m := range regexp.MustCompile(`sh\(script: '([^']*)', returnStatus: true\)`).FindAllStringSubmatch(text, -1) {
		one.steps = append(one.steps, step{shell: m[1]})
	}
	_, after, _ := strings.Cut(text, "always {")
	for _, m := range regexp.MustCompile(`(?:junit|archiveArtifacts) '([^']*)'`).FindAllStringSubmatch(after, -1) {
		one.uploads = append(one.uploads, m[1])
	}
	return text, one, nil
}
