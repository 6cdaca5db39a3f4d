package canvas

import (
	"net/http"
	"slices"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lms/lmstest"
)

func opener(change ...func(*Options)) func(*testing.T, string, string) lms.LMS {
	return func(t *testing.T, url, token string) lms.LMS { return open(t, url, token, change...) }
}

func TestConformance(t *testing.T) {
	healthy, weak := practice(), practice()
	healthy.t, weak.t = t, t
	weak.respond = func(w http.ResponseWriter, r *http.Request) bool {
		optional := slices.Contains([]string{
			"/api/v1/accounts/1/terms", "/api/v1/accounts/77/external_tools", here + "/blueprint_subscriptions", here + "/modules", here + "/sections",
		}, r.URL.Path)
		if optional {
			fail(w, http.StatusUnauthorized, forbidden)
		}
		return optional
	}
	lmstest.Run(t, lmstest.Subject{
		Open: opener(), Healthy: healthy, Weakened: weak, Token: token, Course: "4102",
		Names: []string{"Person 30117", "login30117", "p30117@example.edu", "S30117", "Service Account"},
	})
}

// practiceCanvas is the big practice course, healthy or as it is asked for.
func practiceCanvas(t *testing.T, misbehave string, breaks ...string) *lab.Lab {
	t.Helper()
	if len(breaks) == 0 {
		breaks = []string{"none"}
	}
	l, err := lab.New(lab.Options{LMS: "canvas", Now: today(), Misbehave: misbehave, Break: breaks})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestConformanceWithTheLab(t *testing.T) {
	l := practiceCanvas(t, "")
	weak := practiceCanvas(t, "noinclude,nosis,refuse401:/accounts,refuse403:/modules,refuse401:/blueprint_subscriptions")
	lmstest.Run(t, lmstest.Subject{
		Open: opener(), Healthy: l.Handler(), Weakened: weak.Handler(), Token: l.Token(), Course: l.Course(),
	})
}

// The lab's course is the same book by any page, and under throttling.
func TestLabByAnyPage(t *testing.T) {
	read := func(misbehave string) *grade.Book {
		l := practiceCanvas(t, misbehave)
		s := &site{t: t, respond: func(w http.ResponseWriter, r *http.Request) bool {
			l.Handler().ServeHTTP(w, r)
			return true
		}}
		b, err := serve(t, s, patient, func(o *Options) { o.Token = l.Token() }).Book(t.Context(), l.Course())
		if err != nil {
			t.Fatalf("%q: %v", misbehave, err)
		}
		for i := range b.Activities {
			b.Activities[i].URL = "" // each server has a port of its own
		}
		return b
	}
	want := read("")
	if len(want.Results) == 0 || len(want.Tools) == 0 || !want.Course.Concluded.Known() {
		t.Errorf("%d results, %d tools, %+v", len(want.Results), len(want.Tools), want.Course)
	}
	for _, g := range want.Gaps {
		if g.Class != grade.Unsupported {
			t.Errorf("the healthy course has a gap: %+v", g)
		}
	}
	for _, misbehave := range []string{"pages:10", "pages:50", "throttle:10", "throttle429:10", "pages:10,throttle:10"} {
		sameBook(t, misbehave, want, read(misbehave))
	}
}
