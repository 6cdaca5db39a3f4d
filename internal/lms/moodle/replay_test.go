package moodle

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lms/lmstest"
)

const recordings = "../../../testdata/moodle"

// recording is one exchange with a real Moodle.
type recording struct {
	Request struct {
		Body string `json:"body"`
	} `json:"request"`
	Response struct {
		Status  int         `json:"status"`
		Headers [][2]string `json:"headers"`
		Body    string      `json:"body"`
	} `json:"response"`
}

func read(t testing.TB, name string) recording {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(recordings, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var r recording
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return r
}

// replay answers as the recorded site did, by token, function and arguments.
type replay struct {
	t testing.TB
	// instead holds recordings or raw bodies (beginning with a non-letter) that take
	// the place of a function's answer.
	instead map[string]string
	// respond, when set, may answer a call itself and then returns true.
	respond func(w http.ResponseWriter, r *http.Request) bool

	mu    sync.Mutex
	calls []string
}

// Names of the recorded tokens.
const (
	reader = "labtoken-reader"
	admin  = "labtoken-admin"
	weak   = "labtoken-weak"
)

func (p *replay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || r.Method != http.MethodPost || r.URL.RawQuery != "" || r.URL.Path != endpoint {
		p.t.Errorf("%s %s is not how Moodle is asked", r.Method, r.URL)
	}
	function := r.PostForm.Get("wsfunction")
	p.mu.Lock()
	p.calls = append(p.calls, function)
	p.mu.Unlock()
	if p.respond != nil && p.respond(w, r) {
		return
	}
	name, ok := p.instead[function]
	if !ok {
		name = p.find(r.PostForm)
	}
	if strings.ContainsAny(name[:1], "[{<\n") {
		_, _ = io.WriteString(w, name)
		return
	}
	rec := read(p.t, name)
	for _, h := range rec.Response.Headers {
		w.Header().Set(h[0], h[1])
	}
	w.WriteHeader(rec.Response.Status)
	_, _ = io.WriteString(w, p.narrow(r.PostForm, rec.Response.Body))
}

// find picks the recording of a call.
func (p *replay) find(form url.Values) string {
	function, token := form.Get("wsfunction"), form.Get("wstoken")
	switch token {
	case reader, admin:
	case weak:
		return map[string]string{
			fnSiteInfo: "ws-weak-site-info", fnCourses: "ws-weak-courses-by-field", fnContents: "ws-weak-contents",
			fnEnrolled: "ws-weak-enrolled", fnGrades: "ws-weak-grade-items", fnColumns: "ws-weak-gradeitems",
			fnLTIs: "ws-weak-ltis", fnTools: "ws-weak-tool-types", fnCoursesPlain: "ws-weak-courses",
		}[function]
	default:
		return "ws-error-invalid-token"
	}
	switch function {
	case fnSiteInfo:
		return "ws-site-info"
	case fnCourses:
		return course(form)
	case fnCoursesPlain:
		return "ws-courses-all"
	case fnEnrolled:
		if slices.Contains(values(form, "][name]"), "onlysuspended") {
			return "ws-enrolled-onlysuspended"
		}
		if strings.Contains(strings.Join(values(form, "][value]"), ","), "enrolledcourses") {
			return "ws-enrolled-all"
		}
		return "ws-enrolled-userfields"
	case fnContents:
		return "ws-contents"
	case fnGrades:
		if form.Get("groupid") == "4" {
			return "ws-grade-items-group"
		}
		return "ws-grade-items-all-users"
	case fnColumns:
		return "ws-gradeitems"
	case fnLTIs:
		return map[string]string{reader: "ws-ltis", admin: "ws-ltis-admin"}[token]
	case fnCompletion:
		if form.Get("userid") == "51" {
			return "ws-completion-activities"
		}
		return "ws-completion-activities-s30" // nobody else is complete either
	case fnTools:
		return map[string]string{reader: "ws-lti-tool-types-reader", admin: "ws-lti-tool-types-admin"}[token]
	}
	return "ws-error-unknown-function"
}

func course(form url.Values) string {
	switch form.Get("field") + "=" + form.Get("value") {
	case "=":
		return "ws-course-by-ids"
	case "shortname=CALC101", "id=5":
		return "ws-course-by-shortname"
	case "idnumber=SIS-BIO200-S26":
		return "ws-course-by-idnumber"
	case "id=7":
		return "ws-course-by-id-hidden"
	}
	return "ws-course-by-id-missing"
}

func values(form url.Values, suffix string) []string {
	var list []string
	for k, v := range form {
		if strings.HasSuffix(k, suffix) {
			list = append(list, v...)
		}
	}
	return list
}

// narrow cuts the whole-course answer down to one person or group 3, for which it
// has the same form.
func (p *replay) narrow(form url.Values, body string) string {
	person, group := form.Get("userid"), form.Get("groupid")
	if form.Get("wsfunction") != fnGrades || (person == "0" && group != "3") {
		return body
	}
	var answer struct {
		Users []map[string]any `json:"usergrades"`
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		p.t.Error(err)
	}
	answer.Users = slices.DeleteFunc(answer.Users, func(u map[string]any) bool {
		id, _ := u["userid"].(float64)
		if person != "0" {
			return text(person) != text(json.Number(jsonOf(id)))
		}
		return id < 51 || id > 65
	})
	return jsonOf(answer)
}

func jsonOf(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

func (p *replay) count(function string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, c := range p.calls {
		if c == function || function == "" {
			n++
		}
	}
	return n
}

// serve starts a server for p and opens a provider for it.
func serve(t *testing.T, p *replay, token string, change ...func(*Options)) *Provider {
	t.Helper()
	p.t = t
	srv := httptest.NewServer(p)
	t.Cleanup(srv.Close)
	return open(t, srv.URL, token, change...)
}

func open(t *testing.T, address, token string, change ...func(*Options)) *Provider {
	t.Helper()
	o := Options{URL: address, Token: token, HTTP: lmstest.Fast()}
	for _, f := range change {
		f(&o)
	}
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var _ lms.LMS = (*Provider)(nil)
