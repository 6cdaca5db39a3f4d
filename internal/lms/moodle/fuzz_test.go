package moodle

import (
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

// FuzzMoodleAnswer feeds every decoder and what follows it. Whatever a site
// answers, nothing panics, errors have a class, and the book can be saved.
func FuzzMoodleAnswer(f *testing.F) {
	files, err := os.ReadDir(recordings)
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		name := file.Name()
		if len(name) < 6 || name[len(name)-5:] != ".json" {
			continue
		}
		if body := read(f, name[:len(name)-5]).Response.Body; len(body) < 2<<10 {
			f.Add([]byte(body)) // large ones keep the fuzzer busy with making them small
		}
	}
	f.Add([]byte(`{"usergrades":[{"userid":"1","gradeitems":[{"id":1e400,"graderaw":"NaN","grademax":1e999,"gradedategraded":-9e18}]}]}`))
	f.Add([]byte(`[{"modules":[{"id":1,"modname":"lti","availability":"{\"c\":[{\"t\":99999999999999}]}"}]}]`))
	f.Add([]byte(`[{"visible":1,"modules":[{"id":35,"instance":32,"modname":"lti","name":"Lab","visible":1,"visibleoncoursepage":1,"availability":null,"dates":[{"timestamp":1,"dataid":"timeclose"}]}]}]`))
	f.Add([]byte(`{"usergrades":[{"userid":51,"gradeitems":[{"id":40,"itemname":"Lab","itemtype":"mod","itemmodule":"lti","iteminstance":32,"itemnumber":0,"cmid":35,"graderaw":51,"status":"dropped","gradedategraded":1,"gradeformatted":"51.00","grademin":0,"grademax":100}]}]}`))
	f.Add([]byte(`[{"id":51,"username":"s01","email":"a@b.example","groups":[{"id":3,"name":"S"}],"roles":[{"shortname":"student"}]}]`))
	f.Add([]byte(`{"ltis":[{"id":32,"typeid":1,"instructorchoiceacceptgrades":1,"grade":-1}],"warnings":[]}`))
	f.Add([]byte(`[{"id":5,"clientid":null,"deploymentid":5,"courseid":0,"state":{"configured":true}}]`))
	p, err := New(Options{URL: "https://m.example", Token: "labtoken-reader"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if e, ok := exceptionIn(body); ok {
			if err := e.err(fnGrades); err == nil || len(err.Error()) > 600 {
				t.Errorf("exception %v", err)
			}
		}
		b := readAll(t, p, body).book()
		for _, v := range []any{b, b.Activities, b.Learners, b.Results, b.Tools, b.Gaps} {
			if _, err := json.Marshal(v); err != nil {
				t.Errorf("cannot be saved: %v", err)
			}
		}
	})
}

// readAll takes one body for the answer to every call.
func readAll(t *testing.T, p *Provider, body []byte) *reading {
	r := &reading{session: &session{Provider: p}}
	var courses wireCourses
	var sections []wireSection
	var grades wireGrades
	var ltis wireLTIs
	var tools []wireTool
	for _, into := range []any{&r.info, &courses, &sections, &r.roster.people, &grades, &ltis, &tools, &wireColumns{}} {
		if err := decode("f", body, into); err != nil && !errors.Is(err, grade.ErrUnreadable) {
			t.Errorf("error without class: %v", err)
		}
	}
	for _, s := range sections {
		r.modules = append(r.modules, s.Modules...)
	}
	for _, c := range courses.Courses {
		r.course = c
	}
	r.links.byInstance = map[string]wireLTI{}
	for _, l := range ltis.LTIs {
		r.links.byInstance[string(l.ID)] = l
	}
	for _, tool := range tools {
		r.links.tools = append(r.links.tools, tool.tool())
	}
	r.gradebook.add(grades.Users, true)
	r.columns = r.gradebook.columns()
	return r
}
