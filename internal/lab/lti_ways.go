package lab

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ltiWays are how the LTI services are not as one hopes: the words of
// Options.Misbehave that begin with "lti:".
type ltiWays []ltiWay

type ltiWay struct {
	way, part string // part is that of the path it is about
	number    int
	length    time.Duration
}

// ltiWayKinds tells what follows each way: nothing, a part of a path that may be
// left out, a number, a percentage, a length of time, a scope, or a status with a part.
func ltiWayKinds() map[string]string {
	return map[string]string{
		"hang": "part", "half": "part", "html": "part", "empty": "part", "lost": "part", "stale": "", "noclear": "", "keep": "",
		"throttle": "number", "flaky": "percent", "noscope": "part!", "ahead": "duration", "late": "duration", "fail": "status",
	}
}

// splitLTIWays takes the words for the LTI services out of Options.Misbehave.
func splitLTIWays(text string) (rest string, ways ltiWays, err error) {
	var others []string
	for one := range strings.SplitSeq(text, ",") {
		word, ours := strings.CutPrefix(strings.TrimSpace(one), "lti:")
		if !ours {
			others = append(others, one)
			continue
		}
		way, err := parseLTIWay(word)
		if err != nil {
			return "", nil, fmt.Errorf("choosing how the practice LMS misbehaves: %w", err)
		}
		ways = append(ways, way)
	}
	return strings.Join(others, ","), ways, nil
}

func parseLTIWay(text string) (ltiWay, error) {
	way, rest, _ := strings.Cut(text, ":")
	kind, known := ltiWayKinds()[way]
	out := ltiWay{way: way, part: rest}
	var err error
	switch {
	case !known:
		err = fmt.Errorf("lti:%s is not one of lti:ahead:TIME, lti:empty, lti:fail:STATUS, lti:flaky:PERCENT, lti:half, lti:hang, lti:html, lti:keep, lti:late:TIME, lti:lost, lti:noclear, lti:noscope:SCOPE, lti:stale, lti:throttle:N", text)
	case kind == "" && rest != "":
		err = fmt.Errorf("lti:%s stands alone, not as %q", way, "lti:"+text)
	case kind == "part!" && rest == "":
		err = fmt.Errorf("lti:%s needs the end of a scope, as lti:%s:score", way, way)
	case kind == "duration":
		out.part = ""
		if out.length, err = time.ParseDuration(rest); err != nil {
			err = fmt.Errorf("lti:%s needs a length of time, as lti:ahead:2m or lti:ahead:-90s: %w", way, err)
		}
	case kind == "percent":
		out.part = ""
		if out.number, err = strconv.Atoi(rest); err != nil || out.number < 1 || out.number > 100 {
			err = fmt.Errorf("lti:%s needs a percentage, as lti:flaky:20", way)
		}
	case kind == "number" || kind == "status":
		text, part, _ := strings.Cut(rest, ":")
		out.part = part
		if out.number, err = strconv.Atoi(text); err != nil || out.number < 1 || kind == "status" && (out.number < 400 || out.number > 599) {
			err = fmt.Errorf("lti:%s needs a number, as lti:throttle:3 or lti:fail:503:/scores", way)
		}
	}
	return out, err
}

// is tells whether a request to a path is to go wrong in a way.
func (ways ltiWays) is(way, path string) bool { return ways.find(way, path) != nil }

func (ways ltiWays) find(way, path string) *ltiWay {
	i := slices.IndexFunc(ways, func(w ltiWay) bool { return w.way == way && strings.Contains(path, w.part) })
	if i < 0 {
		return nil
	}
	return &ways[i]
}

// ahead is how far the LMS's clock is from the true time.
func (ways ltiWays) ahead() time.Duration {
	if w := ways.find("ahead", ""); w != nil {
		return w.length
	}
	return 0
}

// hides tells whether a grade that came at some time is not shown yet.
func (ways ltiWays) hides(g *entry, now time.Time) bool {
	w := ways.find("late", "")
	return w != nil && now.Before(g.at.Add(w.length))
}

// withholds tells whether a scope is not granted to anybody.
func (ways ltiWays) withholds(scope string) bool {
	return slices.ContainsFunc(ways, func(w ltiWay) bool { return w.way == "noscope" && strings.HasSuffix(scope, "/"+w.part) })
}

// instead answers a request badly, when that needs no good answer first.
func (ways ltiWays) instead(l *Lab, w http.ResponseWriter, r *http.Request) (done bool) {
	path, n := r.URL.Path, l.lti.asked.Add(1)
	if t := ways.find("throttle", path); t != nil && n%int64(t.number) == 0 {
		l.tooMany(w)
		return true
	}
	fail := ways.find("fail", path)
	switch {
	case ways.is("hang", path):
		<-r.Context().Done()
	case ways.is("empty", path):
		w.WriteHeader(http.StatusOK)
	case ways.is("html", path):
		ltiReply{status: http.StatusOK, kind: htmlKind, body: []byte(loginPage)}.send(w)
	case fail != nil:
		http.Error(w, http.StatusText(fail.number), fail.number)
	default:
		return false
	}
	return true
}

// tooMany is the answer to a client that asks too often. What stands before a
// Moodle says 429 and how long to wait; a Canvas says 403 and does not.
func (l *Lab) tooMany(w http.ResponseWriter) {
	if l.isCanvas() {
		throttled(w, http.StatusForbidden)
		return
	}
	w.Header().Set("Retry-After", "1")
	http.Error(w, "Too Many Requests", http.StatusTooManyRequests)
}

// cut takes the second half of an answer away, as a dying server does.
func (ways ltiWays) cut(path string, body []byte) []byte {
	if ways.is("half", path) {
		return body[:len(body)/2]
	}
	return body
}

func readAll(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	return io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
}
