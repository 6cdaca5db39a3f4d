package lab

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// sentScore is a score as a tool posts it. The values are what came, since Moodle
// takes numbers that are written as text.
type sentScore struct {
	user     string
	at       time.Time
	given    *float64
	most     float64
	progress string
	comment  string
}

// score stores a score. What can be wrong with it Moodle says in the order that
// is followed here, and most of it in the same words.
func (c *ltiCall) score(path []string) (ltiReply, error) {
	x, course, err := c.ownColumn(path, scopeScore)
	switch {
	case err != nil:
		return ltiReply{}, err
	case c.world.elsewhere(x):
		return ltiReply{}, serviceRefusal(http.StatusForbidden, "Not allowed in context")
	}
	if err := c.store(x, course); err != nil {
		return ltiReply{}, err
	}
	return ltiReply{status: http.StatusOK, kind: scoreKind + "; charset=utf-8"}, nil
}

func unstored(status int, reason string) error {
	return &serviceError{status, reason, scoreKind + "; charset=utf-8"}
}

func (c *ltiCall) store(x *column, course ltiCourse) error {
	incorrect := unstored(http.StatusBadRequest, "Incorrect score received"+string(c.body))
	s, ok := readScore(c.body)
	if !ok {
		return incorrect
	}
	if _, err := strconv.ParseUint(s.user, 10, 64); err != nil {
		// Moodle's own check throws with the code 0, which no web server can send.
		return serviceRefusal(http.StatusBadGateway, "")
	}
	p := course.member(s.user)
	if p == nil || !p.student() {
		return incorrect
	}
	g := x.grades[p]
	stale := g != nil && g.at.Unix() >= s.at.Unix() || c.state.ways.is("stale", "")
	switch {
	case stale:
		return unstored(http.StatusConflict, fmt.Sprintf("Refusing score with an earlier timestamp for item %d and user %s", x.id, s.user))
	case x.locked || g != nil && g.locked:
		return unstored(http.StatusInternalServerError, http.StatusText(http.StatusInternalServerError))
	case c.state.ways.is("lost", c.r.URL.Path):
		return nil
	}
	given := s.given
	if s.progress != "FullyGraded" {
		given = nil
	}
	switch {
	case given == nil && c.state.ways.is("noclear", ""):
		return incorrect
	case given == nil && c.state.ways.is("keep", ""):
		return nil
	}
	c.put(x, p, s.scaled(given, x), s.at, s.comment)
	return nil
}

// scaled is the score in the column's points, nil for no score.
func (s sentScore) scaled(given *float64, x *column) *float64 {
	if given == nil || s.most <= 0 {
		return given
	}
	value := *given * x.max / s.most
	return &value
}

// put is what Moodle's gradebook does with a value that a tool sends: none wipes
// the grade, one outside of the column's range is cut without a word, and one that
// a teacher has overridden stays.
func (c *ltiCall) put(x *column, p *person, value *float64, at time.Time, comment string) {
	g := x.grades[p]
	if value != nil {
		c.state.took(x, p)
	}
	if g != nil && g.overridden {
		return
	}
	if value == nil {
		delete(x.grades, p)
		return
	}
	if g == nil {
		c.state.written++
		g = &entry{nth: c.state.written}
		x.grades[p] = g
	}
	g.value, g.at, g.comment = math.Max(0, math.Min(x.max, *value)), at, comment
}

// readScore reads a score and checks its form.
func readScore(body []byte) (sentScore, bool) {
	var raw map[string]any
	in := json.NewDecoder(bytes.NewReader(body))
	in.UseNumber()
	if in.Decode(&raw) != nil || len(raw) == 0 || in.More() {
		return sentScore{}, false
	}
	for _, name := range []string{"userId", "timestamp", "gradingProgress", "activityProgress"} {
		if raw[name] == nil {
			return sentScore{}, false
		}
	}
	s := sentScore{user: textOf(raw["userId"]), most: 1, progress: textOf(raw["gradingProgress"]), comment: textOf(raw["comment"])}
	var dated bool
	s.at, dated = isoTime(textOf(raw["timestamp"]))
	given, most := raw["scoreGiven"], raw["scoreMaximum"]
	if !dated || given != nil && most == nil {
		return s, false
	}
	if given != nil {
		value, ok := phpNumber(textOf(given))
		if !ok {
			return s, false
		}
		s.given = &value
	}
	if most != nil {
		var ok bool
		if s.most, ok = phpNumber(textOf(most)); !ok {
			return s, false
		}
	}
	return s, true
}

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case nil:
		return ""
	}
	return fmt.Sprint(v)
}

// phpNumber reads a number that may be written as text.
func phpNumber(text string) (float64, bool) {
	text = strings.Trim(text, " \t\n\r\v\f")
	if text == "" || strings.Trim(text, "+-.0123456789eE") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// isoTime reads the dates that Moodle takes: with a fraction and without, with a
// zone or in the server's, which is UTC.
func isoTime(text string) (time.Time, bool) {
	for _, layout := range []string{
		time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05",
		"20060102T150405Z0700", "20060102T150405", "2006-01-02",
	} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC().Truncate(time.Second), true
		}
	}
	return time.Time{}, false
}
