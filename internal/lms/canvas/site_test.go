package canvas

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lms/lmstest"
)

const (
	token = "21070~practice-token-0001"
	here  = "/api/v1/courses/4102"
)

// today is when the tests' courses are read.
func today() time.Time { return time.Date(2026, 10, 15, 12, 0, 0, 0, time.UTC) }

// site answers as Canvas does: bodies by path, lists in pages with Link headers.
type site struct {
	t testing.TB
	// answers are JSON texts by path. A list is cut in pages.
	answers map[string]string
	// ceiling is the largest page that the site gives; 100 when zero.
	ceiling int
	// respond, when set, may answer a call itself and then returns true.
	respond func(w http.ResponseWriter, r *http.Request) bool

	mu       sync.Mutex
	calls    []string
	queries  []url.Values
	now, top int
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.enter(r)
	defer s.leave()
	w.Header().Set("Date", today().Format(http.TimeFormat))
	w.Header().Set("X-Rate-Limit-Remaining", "598.4387")
	if r.Method != http.MethodGet || r.URL.Query().Has("access_token") {
		s.t.Errorf("%s %s is not how Canvas is asked", r.Method, r.URL)
	}
	if s.respond != nil && s.respond(w, r) {
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+token {
		unauthenticated(w)
		return
	}
	body, ok := s.answers[r.URL.Path]
	if !ok {
		fail(w, http.StatusNotFound, `{"errors":[{"message":"The specified resource does not exist."}]}`)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if strings.HasPrefix(body, "[") {
		body = s.page(w, r, body)
	}
	_, _ = io.WriteString(w, body)
}

func (s *site) enter(r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, r.URL.Path)
	s.queries = append(s.queries, r.URL.Query())
	s.now++
	s.top = max(s.top, s.now)
}

func (s *site) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now--
}

// page cuts a list and names the next page, as Canvas does: an absolute address
// that repeats the query.
func (s *site) page(w http.ResponseWriter, r *http.Request, body string) string {
	var items []json.RawMessage
	if err := json.Unmarshal([]byte(body), &items); err != nil {
		s.t.Errorf("%s: %v", r.URL.Path, err)
	}
	q := r.URL.Query()
	number := func(name string, otherwise int) int {
		if n, err := strconv.Atoi(q.Get(name)); err == nil {
			return n
		}
		return otherwise
	}
	ceiling := s.ceiling
	if ceiling == 0 {
		ceiling = 100
	}
	size, page := min(number("per_page", 10), ceiling), number("page", 1)
	from := min((page-1)*size, len(items))
	to := min(from+size, len(items))
	link := func(page int, rel string) string {
		q.Set("page", strconv.Itoa(page))
		q.Set("per_page", strconv.Itoa(size))
		return fmt.Sprintf(`<http://%s%s?%s>; rel="%s"`, r.Host, r.URL.EscapedPath(), q.Encode(), rel)
	}
	links := []string{link(page, "current")}
	if to < len(items) {
		links = append(links, link(page+1, "next"))
	}
	w.Header().Set("Link", strings.Join(append(links, link(1, "first")), ","))
	data, err := json.Marshal(items[from:to])
	if err != nil {
		s.t.Error(err)
	}
	return string(data)
}

func unauthenticated(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="canvas-lms"`)
	fail(w, http.StatusUnauthorized, `{"errors":[{"message":"Invalid access token."}]}`)
}

func fail(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// on answers calls of one path with status and body, and leaves the others alone.
func on(path string, status int, body string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != path {
			return false
		}
		fail(w, status, body)
		return true
	}
}

const forbidden = `{"errors":[{"message":"user not authorized to perform that action"}]}`

func (s *site) count(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.calls {
		if c == path || path == "" {
			n++
		}
	}
	return n
}

// query returns the query of the first call of a path.
func (s *site) query(path string) url.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.Index(s.calls, path); i >= 0 {
		return s.queries[i]
	}
	return nil
}

// open makes a provider for a server.
func open(t testing.TB, address, token string, change ...func(*Options)) *Provider {
	t.Helper()
	o := Options{URL: address, Token: token, HTTP: lmstest.Fast()}
	o.HTTP.Now = today
	for _, f := range change {
		f(&o)
	}
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// serve starts a server for s and opens a provider for it.
func serve(t testing.TB, s *site, change ...func(*Options)) *Provider {
	t.Helper()
	s.t = t
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	return open(t, srv.URL, token, change...)
}

func bookOf(t testing.TB, s *site, change ...func(*Options)) *grade.Book {
	t.Helper()
	b, err := serve(t, s, change...).Book(t.Context(), "4102")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func patient(o *Options) { o.HTTP.Retry = httpkit.Retry{Attempts: 6, Wait: time.Nanosecond} }

func learner(t testing.TB, b *grade.Book, id string) grade.Learner {
	t.Helper()
	for _, l := range b.Learners {
		if l.ID == id {
			return l
		}
	}
	t.Fatalf("no learner %s", id)
	return grade.Learner{}
}

func activity(t testing.TB, b *grade.Book, id string) grade.Activity {
	t.Helper()
	for _, a := range b.Activities {
		if a.ID == id {
			return a
		}
	}
	t.Fatalf("no activity %s", id)
	return grade.Activity{}
}

func result(b *grade.Book, learner, activity string) (grade.Result, bool) {
	for _, r := range b.Results {
		if r.Learner == learner && r.Activity == activity {
			return r, true
		}
	}
	return grade.Result{}, false
}

func gap(b *grade.Book, fact grade.Fact, words string) (grade.Gap, bool) {
	for _, g := range b.Gaps {
		if g.Fact == fact && strings.Contains(g.What+": "+g.Reason, words) {
			return g, true
		}
	}
	return grade.Gap{}, false
}
