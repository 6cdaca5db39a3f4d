package moodle

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

// goodAnswers are the recordings of the three families that are no error objects.
func goodAnswers() map[string]bool {
	return map[string]bool{
		"ws-error-get-request": true, "ws-nocourse-courses": true, "ws-nocourse-assignments": true, "ws-nocourse-ltis": true,
		"ws-weak-assign-grades": true, "ws-weak-assignments": true, "ws-weak-courses-by-field": true, "ws-weak-ltis": true,
		"ws-weak-quizzes": true, "ws-weak-site-info": true, "ws-weak-users-by-field": true, "ws-weak-users": true,
	}
}

func errorClasses() map[string]error {
	return map[string]error{
		"ws-error-invalid-token": grade.ErrAuth, "ws-error-no-token": grade.ErrAuth,
		"ws-error-min-service": grade.ErrScope, "ws-error-function-not-in-service": grade.ErrScope, "ws-error-no-rest-capability": grade.ErrScope,
		"ws-error-unknown-function": grade.ErrNotFound, "ws-error-no-cm": grade.ErrNotFound, "ws-error-user-not-in-course": grade.ErrNotFound,
		"ws-error-bad-parameter": grade.ErrRejected, "ws-error-missing-parameter": grade.ErrRejected, "ws-error-unknown-parameter": grade.ErrRejected,
		"ws-error-onlyactive-and-suspended": grade.ErrRejected,
		"ws-error-xml-invalid-token":        grade.ErrUnreadable,
		"ws-nocourse-contents":              grade.ErrNotFound, "ws-nocourse-enrolled": grade.ErrNotFound, "ws-nocourse-grade-items": grade.ErrNotFound,
		"ws-nocourse-gradeitems": grade.ErrNotFound, "ws-nocourse-completion": grade.ErrNotFound, "ws-nocourse-groups": grade.ErrScope,
		"ws-weak-completion": grade.ErrScope, "ws-weak-contents": grade.ErrScope, "ws-weak-course-module": grade.ErrScope,
		"ws-weak-courses": grade.ErrScope, "ws-weak-enrolled": grade.ErrScope, "ws-weak-grade-items": grade.ErrScope,
		"ws-weak-gradeitems": grade.ErrScope, "ws-weak-groups": grade.ErrScope, "ws-weak-tool-types": grade.ErrScope,
		"ws-lti-tool-types-reader": grade.ErrScope, "ws-update-grades-reader": grade.ErrScope, "ws-overview-lti": grade.ErrScope,
		"ws-participants-table": grade.ErrRejected,
	}
}

// send replays one recording as the answer to the call it was recorded for.
func send(t *testing.T, name string) error {
	t.Helper()
	rec := read(t, name)
	form, err := url.ParseQuery(rec.Request.Body)
	if err != nil {
		t.Fatal(err)
	}
	p := serve(t, &replay{respond: func(w http.ResponseWriter, _ *http.Request) bool {
		_, _ = io.WriteString(w, rec.Response.Body)
		return true
	}}, reader)
	_, err = p.send(t.Context(), form.Get("wsfunction"), nil)
	return err
}

// Every recorded error has its class, and every recording is in one of the tables.
func TestRecordedErrors(t *testing.T) {
	files, err := os.ReadDir(recordings)
	if err != nil {
		t.Fatal(err)
	}
	classes, good := errorClasses(), goodAnswers()
	seen := 0
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".json")
		class, bad := classes[name]
		family := strings.HasPrefix(name, "ws-error-") || strings.HasPrefix(name, "ws-weak-") || strings.HasPrefix(name, "ws-nocourse-")
		if !ok || !family && !bad {
			continue
		}
		seen++
		err := send(t, name)
		switch {
		case bad && !errors.Is(err, class):
			t.Errorf("%s: %v, want class %q", name, err, class)
		case !bad && !good[name]:
			t.Errorf("%s is in neither table", name)
		case good[name] && err != nil:
			t.Errorf("%s: %v", name, err)
		}
	}
	if seen < len(classes)+len(good) {
		t.Errorf("%d recordings seen, the tables name %d", seen, len(classes)+len(good))
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	for name, words := range map[string][]string{
		"ws-error-invalid-token":           {"Manage tokens"},
		"ws-error-function-not-in-service": {"core_user_create_users", "webservice/rest:use", "External services"},
		"ws-weak-contents":                 {"may not enter the course", "moodle/course:view", "does not exist"},
		"ws-lti-tool-types-reader":         {`"Change site configuration"`, "moodle/site:config"},
		"ws-update-grades-reader":          {"lacks a capability"},
		"ws-participants-table":            {"TypeError"},
	} {
		err := send(t, name)
		for _, w := range words {
			if err == nil || !strings.Contains(err.Error(), w) {
				t.Errorf("%s: no %q in %v", name, w, err)
			}
		}
	}
}

func TestUnrecordedErrors(t *testing.T) {
	for body, class := range map[string]error{
		`{"exception":"dml_read_exception","errorcode":"dmlreadexception","message":"Error reading from database","debuginfo":"SELECT 'ada.abbott'"}`: grade.ErrTemporary,
		`{"exception":"moodle_exception","errorcode":"sitemaintenance","message":"…"}`:                                                                grade.ErrTemporary,
		`{"exception":"moodle_exception","errorcode":"invalidiptoken","message":"…"}`:                                                                 grade.ErrAuth,
		`{"exception":"core\\exception\\required_capability_exception","errorcode":"odd","message":"…"}`:                                              grade.ErrScope,
		`{"exception":"x","errorcode":"nopermissiontoviewgrades","message":"ada.abbott"}`:                                                             grade.ErrScope,
		`{"exception":"x","errorcode":"something of ada.abbott","message":"ada.abbott"}`:                                                              grade.ErrRejected,
		`{"exception":"x","errorcode":"invalidresponse"}`:                                                                                             grade.ErrUnreadable,
	} {
		p := serve(t, &replay{instead: map[string]string{fnGrades: body}}, reader)
		_, err := p.send(t.Context(), fnGrades, nil)
		if !errors.Is(err, class) || strings.Contains(err.Error(), "ada.abbott") || strings.Contains(err.Error(), "SELECT") {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestRESTSwitchedOff(t *testing.T) {
	p := serve(t, &replay{respond: func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusForbidden)
		return true
	}}, reader)
	_, err := p.Probe(t.Context())
	if !errors.Is(err, grade.ErrScope) || !strings.Contains(err.Error(), "Manage protocols") {
		t.Errorf("got %v", err)
	}
}

func TestUserWithoutREST(t *testing.T) {
	p := serve(t, &replay{instead: map[string]string{
		fnSiteInfo: "ws-error-no-rest-capability", fnCourses: "ws-error-no-rest-capability"}}, reader)
	if _, err := p.Probe(t.Context()); !errors.Is(err, grade.ErrScope) || !strings.Contains(err.Error(), "webservice/rest:use") {
		t.Errorf("got %v", err)
	}
}

// A course that the token's user may not enter at all is an error, not a book of
// gaps.
func TestClosedCourse(t *testing.T) {
	_, err := serve(t, &replay{}, weak).Book(t.Context(), "CALC101")
	if !errors.Is(err, grade.ErrScope) || !strings.Contains(err.Error(), "moodle/course:view") {
		t.Errorf("got %v", err)
	}
}

func TestUnknownCourse(t *testing.T) {
	p := &replay{}
	_, err := serve(t, p, reader).Book(t.Context(), "99999")
	if !errors.Is(err, grade.ErrNotFound) || p.count(fnCourses) != 3 {
		t.Errorf("%v after %d look-ups", err, p.count(fnCourses))
	}
}

// A token that dies half way ends the reading: nothing after it would be true.
func TestTokenDiesHalfWay(t *testing.T) {
	p := &replay{instead: map[string]string{fnGrades: "ws-error-invalid-token"}}
	if _, err := serve(t, p, reader).Book(t.Context(), "CALC101"); !errors.Is(err, grade.ErrAuth) {
		t.Errorf("got %v", err)
	}
}

func TestMaintenanceIsWaitedFor(t *testing.T) {
	asked := 0
	p := &replay{}
	p.respond = func(w http.ResponseWriter, r *http.Request) bool {
		if r.PostForm.Get("wsfunction") != fnSiteInfo {
			return false
		}
		if asked++; asked > 1 {
			return false
		}
		_, _ = io.WriteString(w, `{"exception":"moodle_exception","errorcode":"sitemaintenance"}`)
		return true
	}
	if _, err := serve(t, p, reader).Probe(t.Context()); err != nil || asked != 2 {
		t.Errorf("%v after %d calls", err, asked)
	}
}
