package lab_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/lab"
)

// TestLTIFlaky sends one score again and again to services that are flaky.
func TestLTIFlaky(t *testing.T) {
	const sends = 400
	for _, lms := range []string{"moodle", "canvas"} {
		talk := func() (heard string, stored int) {
			l, err := lab.New(lab.Options{LMS: lms, Break: []string{"none"}, Now: moment(), Misbehave: "lti:flaky:20"})
			if err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(l.Handler())
			defer server.Close()
			address := l.LTIAt(server.URL).OutcomeURL
			counts := map[string]int{}
			for range sends {
				// Without a signature nothing is stored; whether it was heard is all that counts here.
				answer, err := http.Post(address, "application/xml", strings.NewReader("<x/>"))
				switch {
				case errors.Is(err, io.EOF):
					heard += "-"
					counts["cut"]++
				case err != nil:
					t.Fatal(err)
				default:
					heard += answer.Status[:1]
					counts[answer.Status[:3]]++
					answer.Body.Close()
				}
			}
			for _, flaw := range []string{"cut", "500", "429"} {
				if n := counts[flaw]; n < sends/50 || n > sends/5 {
					t.Errorf("%s: %v", lms, counts)
				}
			}
			return heard, len(l.Stats().Taken)
		}
		one, _ := talk()
		if two, stored := talk(); one != two || stored != 0 {
			t.Errorf("%s: %d stored\n%s\n%s", lms, stored, one, two)
		}
	}
}

// TestStats counts tokens and scores.
func TestStats(t *testing.T) {
	c := newTool(t, lab.Options{Break: []string{"none"}})
	token := c.token()
	item := c.lineItems(token)["Lab 3 Chain Rule"]
	c.send(token, item, "60", nil)
	c.send(token, item, "60", nil) // of the same second, and refused
	c.send(token, item, "61", map[string]any{"gradingProgress": "Pending"})
	got := c.lab.Stats()
	if n := got.Taken[lab.Cell{User: "60", Activity: "42"}]; got.Tokens != 1 || n != 1 || len(got.Taken) != 1 {
		t.Errorf("%+v", got)
	}
}
