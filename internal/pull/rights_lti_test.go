package pull_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lab"
	lmslti "github.com/gradesync/gradesync/internal/lms/lti"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/lti/ltitest"
	"github.com/gradesync/gradesync/internal/pull"
)

// TestRightsLostByLTI: where the tool's key alone reads the course, a scope that is no
// longer given is said in its place, and what was pulled stays.
func TestRightsLostByLTI(t *testing.T) {
	t.Parallel()
	for scope, c := range map[string]struct{ connection, course string }{
		"contextmembership.readonly":             {connection: "scope"}, // the list is the roster's
		"lineitem.readonly,lti:noscope:lineitem": {course: "scope"},     // either opens them
		"result.readonly":                        {course: "scope"},
	} {
		t.Run(scope, func(t *testing.T) {
			t.Parallel()
			s, key := openLTI(t)
			s.round(t, pull.Round{})
			s.openAll(t)
			if sum := s.round(t, pull.Round{}); sum.Partial() || sum.Courses.Pulled != 1 {
				t.Fatalf("%+v %+v, want the one course pulled", sum.Courses, sum.Failures)
			}
			before := good(contents(t, s.store, s.pull.Site))
			if len(before) != 1 || len(before[0].Results) == 0 {
				t.Fatalf("%d courses, want one with results", len(before))
			}
			s.behave(t, "lti:noscope:"+scope)
			s.connectLTI(t, key)
			sum := s.round(t, pull.Round{})
			connection := ""
			if f := sum.Connection(); f != nil {
				connection = f.Class
			}
			if len(sum.Failures) != 1 || connection != c.connection || connection == "" && sum.Failures[0].Class != c.course {
				t.Errorf("%+v, want the failure of the connection %q or of the course %q", sum.Failures, c.connection, c.course)
			}
			if diff := unlike(good(contents(t, s.store, s.pull.Site)), before); diff != "" {
				t.Errorf("what was pulled is not what it was:\n%s", diff)
			}
			s.behave(t, "")
			s.connectLTI(t, key)
			s.now = s.now.Add(23 * time.Hour)
			if sum := s.round(t, pull.Round{}); sum.Partial() || sum.Courses.Pulled != 1 {
				t.Errorf("with the scope again: %+v %+v", sum.Courses, sum.Failures)
			}
		})
	}
}

// openLTI is a school that is read with the tool's key alone.
func openLTI(t *testing.T) (*school, lti.Key) {
	t.Helper()
	key := ltitest.NewKey("k")
	s := open(t, lab.Options{ToolKeys: key.Published})
	s.connectLTI(t, key.Key)
	return s, key.Key
}

// connectLTI makes the puller ask with the tool's key, and a new token.
func (s *school) connectLTI(t *testing.T, key lti.Key) {
	t.Helper()
	at := s.LTIAt(s.url)
	site, err := lmslti.New(lmslti.Options{
		Registration: lti.Registration{ClientID: at.ClientID, TokenURL: at.TokenURL, Key: key},
		LineItemsURL: at.LineItemsURL, MembershipsURL: at.MembershipsURL,
		HTTP: httpkit.Options{
			Now: func() time.Time { return s.now }, Retry: httpkit.Retry{Attempts: 2, Wait: time.Nanosecond},
			Budget: httpkit.Budget{PerSecond: 1e6, Burst: 1000},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.pull = &pull.Puller{LMS: site, Site: "lti " + strings.TrimRight(s.url, "/"), Store: s.store, Now: func() time.Time { return s.now }}
}
