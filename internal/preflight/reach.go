package preflight

import (
	"fmt"
	"slices"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// in narrows a check to the links that it can be made of.
func (c ruled) in(reach func(*view) seen) ruled {
	c.reach = reach
	return c
}

// seen is of how many of the tool's links a check could be made, and how that is said.
type seen struct {
	count, all int
	words      string
}

// opened are the links that somebody has opened.
func opened(v *view) seen {
	s := seen{all: len(v.mine), words: "there are launches of %d of %d links"}
	for _, a := range v.mine {
		if slices.ContainsFunc(v.e.InActivity(a.ID), func(c *diagnose.Case) bool { return len(c.Launches()) > 0 }) {
			s.count++
		}
	}
	return s
}

// sendingTold are the links of whose activities the tool tells when it sends.
func sendingTold(v *view) seen {
	s := seen{words: "the tool tells it of %d of %d activities"}
	for i := range v.Records.Activities {
		if t := &v.Records.Activities[i]; counts(t) {
			s.all++
			if t.Send != "" {
				s.count++
			}
		}
	}
	return s
}

// narrow says of how many links a good check was made: of none is no pass.
func (v *view) narrow(check *diagnose.Check, c ruled) {
	if c.reach == nil {
		return
	}
	switch s := c.reach(v); {
	case s.count == 0:
		check.State, check.Detail = diagnose.CheckSkipped, about(c.id, fmt.Sprintf(s.words, s.count, s.all))
	case s.count < s.all:
		check.Detail += " (" + fmt.Sprintf(s.words, s.count, s.all) + ")"
	}
}
