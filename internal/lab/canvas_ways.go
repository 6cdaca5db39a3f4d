package lab

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
)

// canvasWays are how a practice Canvas is not as one hopes. Several stand in
// Options.Misbehave, separated by commas.
type canvasWays []canvasWay

type canvasWay struct {
	way, part string // part is that of the path it is about, or a number
	every     int
}

// canvasWayKinds tells what follows each way: a part of a path, which may be
// left out, a part which may not, a number, or nothing.
func canvasWayKinds() map[string]string {
	return map[string]string{
		"html": "part", "empty": "part", "half": "part", "hang": "part", "token": "part",
		"refuse401": "part!", "refuse403": "part!", "fail": "part!",
		"throttle": "number", "throttle429": "number", "pages": "number",
		"noinclude": "", "nosis": "",
	}
}

func parseCanvasWays(text string) (canvasWays, error) {
	var ways canvasWays
	for one := range strings.SplitSeq(text, ",") {
		one = strings.TrimSpace(one)
		if one == "" {
			continue
		}
		way, err := parseCanvasWay(one)
		if err != nil {
			return nil, fmt.Errorf("choosing how the practice LMS misbehaves: %w", err)
		}
		ways = append(ways, way)
	}
	return ways, nil
}

func parseCanvasWay(text string) (canvasWay, error) {
	way, part, _ := strings.Cut(text, ":")
	kind, known := canvasWayKinds()[way]
	out := canvasWay{way: way, part: part}
	switch {
	case !known:
		return out, fmt.Errorf("%q is not one of empty, fail:PATH, half, hang, html, noinclude, nosis, pages:N, refuse401:PATH, refuse403:PATH, throttle:N, throttle429:N, token", text)
	case kind == "part!" && part == "":
		return out, fmt.Errorf("%s needs a part of a path, as %s:/enrollments", way, way)
	case kind == "" && part != "":
		return out, fmt.Errorf("%s stands alone, not as %q", way, text)
	case kind == "number":
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 {
			return out, fmt.Errorf("%s needs a number above zero, as %s:10", way, way)
		}
		out.every = n
	}
	return out, nil
}

// is tells whether a request to a path is to be answered in a way.
func (ways canvasWays) is(way, path string) bool {
	for _, w := range ways {
		if w.way == way && strings.Contains(path, w.part) {
			return true
		}
	}
	return false
}

// number is what was given with a way, 0 for none.
func (ways canvasWays) number(way string) int {
	for _, w := range ways {
		if w.way == way {
			return w.every
		}
	}
	return 0
}

// ceiling is the most a page holds.
func (ways canvasWays) ceiling() int {
	if n := ways.number("pages"); n > 0 {
		return n
	}
	return maxPage
}

// instead answers a request badly, when that needs no good answer first.
func (ways canvasWays) instead(w http.ResponseWriter, r *http.Request) (done bool) {
	switch path := r.URL.Path; {
	case ways.is("hang", path):
		<-r.Context().Done()
	case ways.is("empty", path):
		w.WriteHeader(http.StatusOK)
	case ways.is("html", path):
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(canvasPage))
	default:
		return false
	}
	return true
}

// refusal is the error a request gets in place of its answer, nil for none.
func (ways canvasWays) refusal(path string) error {
	switch {
	case ways.is("token", path):
		return badToken()
	case ways.is("refuse401", path):
		return forbidden(http.StatusUnauthorized)
	case ways.is("refuse403", path):
		return forbidden(http.StatusForbidden)
	case ways.is("fail", path):
		return exception()
	}
	return nil
}

// cut takes the second half of an answer away, as a dying server does.
func (ways canvasWays) cut(path string) func([]byte) []byte {
	return func(body []byte) []byte {
		if ways.is("half", path) {
			return body[:len(body)/2]
		}
		return body
	}
}

// bucket is Canvas's rate limit: it is full when too many requests of a client
// are under way at once, each of which costs much until it is done.
type bucket struct {
	underway, served atomic.Int64
}

const (
	bucketSize  = 600.0
	upFrontCost = 50.0
	requestCost = 0.0213
)

// enter lets a request in, or answers it with a refusal.
func (b *bucket) enter(w http.ResponseWriter, ways canvasWays) bool {
	n := b.served.Add(1)
	left := bucketSize - upFrontCost*float64(b.underway.Add(1)-1) - requestCost
	due := func(way string) bool {
		every := ways.number(way)
		return every > 0 && n%int64(every) == 0
	}
	switch {
	case due("throttle429"):
		throttled(w, http.StatusTooManyRequests)
		return false
	case due("throttle"), left < 0:
		throttled(w, http.StatusForbidden)
		return false
	}
	w.Header().Set("X-Rate-Limit-Remaining", strconv.FormatFloat(left, 'f', 4, 64))
	w.Header().Set("X-Request-Cost", strconv.FormatFloat(requestCost, 'f', 4, 64))
	return true
}

func (b *bucket) leave() { b.underway.Add(-1) }

func throttled(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Rate-Limit-Remaining", "0.0")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(strconv.Itoa(status) + " " + http.StatusText(status) + " (Rate Limit Exceeded)\n"))
}

const canvasPage = `<!DOCTYPE html>
<html lang="en">
<head><title>Practice Canvas | Log In</title></head>
<body class="ic-Login"><form action="/login/canvas" method="post"></form></body>
</html>
`
