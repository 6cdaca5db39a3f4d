package canvas

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
)

// roster is a course with two learners.
func roster() *grade.Book {
	return &grade.Book{Course: grade.Course{ID: "4102"}, Learners: []grade.Learner{{ID: "30117"}, {ID: "30118"}}}
}

func TestResolve(t *testing.T) {
	s := practice()
	s.answers["/api/v1/users/lti_1_3_id:uuid-a"] = `{"id":30117,"name":"Ada Pine"}`
	s.answers["/api/v1/users/lti_1_1_id:hash.a/b"] = `{"id":30117}`
	s.answers["/api/v1/users/lti_1_3_id:uuid-other"] = `{"id":99999}`
	s.answers["/api/v1/users/30119"] = `{"id":30119,"merged_into_user_id":30118}`
	s.respond = func(w http.ResponseWriter, r *http.Request) bool {
		switch r.URL.Path {
		case "/api/v1/users/lti_1_3_id:uuid-old": // merged away, twice over
			fail(w, http.StatusNotFound, `{"id":30116,"name":"Ada Pine","merged_into_user_id":30119}`)
		case "/api/v1/users/30119":
			fail(w, http.StatusNotFound, s.answers[r.URL.Path])
		case "/api/v1/users/30118":
			fail(w, http.StatusOK, `{"id":30118}`)
		default:
			return false
		}
		return true
	}
	b := roster()
	err := serve(t, s).Resolve(t.Context(), b, lms.Wanted{
		LTIUserIDs: []string{"uuid-a", "uuid-old", "uuid-other", "uuid-none", "uuid-a", ""},
		LTI11IDs:   []string{"hash.a/b"}, ContextIDs: []string{"ctx-here", "ctx-old", "ctx-none"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := roster()
	want.Learners[0].LTIUserIDs = []string{"uuid-a", "hash.a/b"}
	want.Learners[1].FormerIDs = []string{"uuid-old"}
	want.Contexts = map[string]string{"ctx-here": "4102", "ctx-old": "4001", "ctx-none": ""}
	want.LTIUsers = map[string]string{"uuid-a": "30117", "hash.a/b": "30117", "uuid-old": "30118", "uuid-other": "99999", "uuid-none": ""}
	want.Course.ContextIDs = []string{"ctx-here"}
	if diff := cmp.Diff(want, b); diff != "" {
		t.Error(diff)
	}
	if n := s.count(""); n != 10 {
		t.Errorf("%d look-ups: %v", n, s.calls)
	}
}

func TestResolveIsBounded(t *testing.T) {
	var now, top atomic.Int32
	s := practice()
	s.respond = func(w http.ResponseWriter, _ *http.Request) bool {
		top.Store(max(top.Load(), now.Add(1)))
		defer now.Add(-1)
		fail(w, http.StatusOK, `{"id":30117}`)
		return true
	}
	var w lms.Wanted
	for i := range 80 {
		w.LTIUserIDs = append(w.LTIUserIDs, fmt.Sprint("uuid-", i))
	}
	b := roster()
	if err := serve(t, s).Resolve(t.Context(), b, w); err != nil {
		t.Fatal(err)
	}
	if s.count("") != lookupsMax || top.Load() > 4 || len(b.Learners[0].LTIUserIDs) != lookupsMax {
		t.Errorf("%d look-ups, %d at a time", s.count(""), top.Load())
	}
	if g, ok := gap(b, grade.FactFormerIDs, "20 of 80 LTI user ids"); !ok || !strings.Contains(g.Reason, "60") {
		t.Errorf("gaps %+v", b.Gaps)
	}
}

func TestResolveRefused(t *testing.T) {
	s := practice()
	s.respond = func(w http.ResponseWriter, _ *http.Request) bool { fail(w, 401, forbidden); return true }
	var w lms.Wanted
	for i := range 50 {
		w.ContextIDs = append(w.ContextIDs, fmt.Sprint("ctx-", i))
	}
	b := roster()
	if err := serve(t, s).Resolve(t.Context(), b, w); err != nil {
		t.Fatal(err)
	}
	if g, ok := gap(b, grade.FactContexts, "50 of 50"); !ok || g.Class != grade.Forbidden || b.Contexts != nil {
		t.Errorf("contexts %v, gaps %+v", b.Contexts, b.Gaps)
	}
	if n := s.count(""); n > giveUp+parallel {
		t.Errorf("%d look-ups in vain", n)
	}
}

func TestResolveNothing(t *testing.T) {
	s := practice()
	b := roster()
	if err := serve(t, s).Resolve(t.Context(), b, lms.Wanted{}); err != nil || s.count("") != 0 || b.Gaps != nil {
		t.Errorf("%v, %d calls, %+v", err, s.count(""), b.Gaps)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := serve(t, s).Resolve(ctx, b, lms.Wanted{ContextIDs: []string{"x"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
