package resync_test

import (
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/resync"
)

func TestRoutes(t *testing.T) {
	for _, c := range []struct {
		name, activity string
		via            resync.Via
		change         func(*course)
		route          resync.Route
		reason         string
	}{
		{"AGS", "35", both(), nil, resync.RouteAGS, ""},
		{"LTI 1.1", "36", both(), nil, resync.RouteLTI11, ""},
		{"no registration", "35", resync.Via{LTI11: true}, nil, "", "no LTI 1.3 registration"},
		{"no key", "36", resync.Via{AGS: true}, nil, "", "no LTI 1.1 key"},
		{"LTI 1.3 with an outcome service, without AGS", "35", resync.Via{LTI11: true}, func(c *course) {
			c.records.Launches[0].SourcedID, c.records.Launches[0].OutcomeURL = grade.Known("s"), grade.Known(outcomes)
		}, resync.RouteLTI11, ""},
		{"no sourcedid", "36", both(), func(c *course) { c.records.Launches[1].SourcedID = grade.Known("") }, "", "no launch of this learner"},
		{"launch from another course", "36", both(), func(c *course) { c.records.Launches[1].ContextID = "6" }, "", "no launch of this learner"},
		{"launch of nobody knows where", "36", both(), func(c *course) { c.records.Launches[1].ContextID = "" }, "", "no launch of this learner"},
		{"launch by another link", "36", both(), func(c *course) { c.records.Launches[1].ResourceLinkID = "r35" }, "", "no launch of this learner"},
		{"launch of somebody else", "36", both(), func(c *course) { c.records.Launches[1].UserID = "52" }, "", "no launch of this learner"},
		{"failed launch", "36", both(), func(c *course) { c.records.Launches[1].Error = "expired" }, "", "no launch of this learner"},
		{"above the maximum", "36", both(), func(c *course) { c.records.Scores[1].Score = grade.Known(11.0) }, "", "LTI 1.1 cannot carry"},
		{"attempts are counted", "36", both(), func(c *course) {
			c.book.LMS.Kind, c.book.Activities[1].AllowedAttempts = "canvas", grade.Known(2)
		}, "", "counts a score over LTI 1.1 as an attempt"},
		{"attempts without a limit", "36", both(), func(c *course) {
			c.book.LMS.Kind, c.book.Activities[1].AllowedAttempts = "canvas", grade.Known(0)
		}, resync.RouteLTI11, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			with := newCourse()
			if c.change != nil {
				c.change(with)
			}
			e := planned(t, with, c.activity, c.via, resync.Options{})
			if e.Route != c.route || !strings.Contains(e.Reason, c.reason) || (e.Action == resync.Send) != (c.route != "") {
				t.Errorf("%+v", e)
			}
		})
	}
}
