package lab

import (
	"net/http"
	"time"
)

// canvasCheck goes through what can be wrong with a score, in Canvas's order.
func (c *ltiCall) canvasCheck(s *canvasSent, x *column, p *person) error {
	if err := s.complete(); err != nil {
		return err
	}
	if !x.module.visible {
		return unprocessable("This assignment is still unpublished")
	}
	if err := c.canvasTimes(s, x.grades[p]); err != nil {
		return err
	}
	if err := s.numbers(x); err != nil {
		return err
	}
	return c.canvasGradable(s, x, p)
}

// canvasGradable tells what of the assignment forbids a grade. LTI 1.1 asks it too.
func (c *ltiCall) canvasGradable(s *canvasSent, x *column, p *person) error {
	a := &x.module.assignment
	attempt := 0
	if g := x.grades[p]; g != nil {
		attempt = max(1, g.mark.attempt)
	}
	field := func(text string) error {
		return &canvasError{http.StatusUnprocessableEntity,
			object{{"errors", []object{{{"field", "grade"}, {"message", "cannot be changed at this time: " + text}, {"error_code", nil}}}}}, false}
	}
	closes := (&canvasCall{world: c.world}).periodOf(a.dueFor(p)).closes
	switch {
	case !x.module.visible:
		return field("This assignment is still unpublished")
	case a.attempts > 0 && attempt >= a.attempts && s.isNew(a):
		return unprocessable("The maximum number of allowed attempts has been reached for this submission")
	case a.restricted:
		return unprocessable("cannot change column(s): resource_id - locked by Master Course")
	case closes.Before(c.world.now):
		return field("This assignment is in a closed grading period for this student")
	case !a.assigned(p):
		return field("This assignment is not applicable to this student")
	}
	return nil
}

func (s *canvasSent) complete() error {
	for _, f := range [][2]string{{"userId", textOf(s.User)}, {"activityProgress", s.Activity}, {"gradingProgress", s.Grading}, {"timestamp", s.At}} {
		if f[1] == "" {
			return badRequest(messages(f[0] + " is missing"))
		}
	}
	return nil
}

// canvasTimes refuses a score that is older than what is there; one of the same
// time is taken.
func (c *ltiCall) canvasTimes(s *canvasSent, g *entry) error {
	var ok bool
	if s.at, ok = isoTime(s.At); !ok {
		return agsError(http.StatusBadRequest, "Provided timestamp of "+s.At+" not a valid timestamp")
	}
	last := c.now
	if g != nil {
		last = g.at
	}
	if g != nil && s.at.Before(g.at.Truncate(time.Second)) || c.state.ways.is("stale", "") {
		return agsError(http.StatusBadRequest, "Provided timestamp of "+s.At+" before last updated timestamp of "+stamp(last))
	}
	return c.canvasSubmitted(s)
}

// canvasSubmitted reads when the work was handed in, which is now when the tool
// does not say.
func (c *ltiCall) canvasSubmitted(s *canvasSent) error {
	given, ok := s.Extension.Submitted, false
	if given == "" {
		given = s.Work.Submitted
	}
	s.submitted = c.now.Truncate(time.Second)
	if given == "" {
		return nil
	}
	switch s.submitted, ok = isoTime(given); {
	case !ok:
		return agsError(http.StatusBadRequest, "Provided submitted_at timestamp of "+given+" not a valid timestamp")
	case s.submitted.Sub(c.now) > time.Minute:
		return agsError(http.StatusBadRequest, "Provided submitted_at timestamp of "+given+" in the future")
	}
	return nil
}

// numbers checks a score's numbers, unless Canvas is going to ignore them.
func (s *canvasSent) numbers(x *column) error {
	if !s.counts() {
		return nil
	}
	if s.Most == nil {
		return unprocessable("ScoreMaximum not supplied when ScoreGiven present.")
	}
	s.given, _ = phpNumber(s.Given.String())
	s.most, _ = phpNumber(s.Most.String())
	switch {
	case s.most < 0:
		return unprocessable("ScoreMaximum must be greater than or equal to 0")
	case s.most == 0 && x.max != 0:
		return unprocessable("cannot be zero if line item's maximum is not zero")
	case s.given < 0:
		return unprocessable("ScoreGiven must be greater than or equal to 0")
	case s.Extension.Kind == "online_upload" && len(s.Extension.Files) == 0:
		return unprocessable("Content items must be provided with submission type 'online_upload'")
	}
	return nil
}
