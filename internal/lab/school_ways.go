package lab

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// schoolWays are how the LMS as a whole is not as one hopes: the words of
// Options.Misbehave about the list of courses, single courses and the time.
type schoolWays []schoolWay

type schoolWay struct{ way, part string }

// splitSchoolWays takes those words out of Options.Misbehave. A Canvas has a word
// of its own for "throttle429".
func splitSchoolWays(text, lms string) (rest string, ways schoolWays, err error) {
	var others []string
	for one := range strings.SplitSeq(text, ",") {
		way, part, _ := strings.Cut(strings.TrimSpace(one), ":")
		switch way {
		case "courses":
			if !slices.Contains([]string{"empty", "cut", "fail"}, part) {
				err = fmt.Errorf("%q is not one of courses:empty, courses:cut, courses:fail", one)
			}
		case "failcourse", "revoke", "down", "throttle429":
			if way == "throttle429" && lms == lmsCanvas {
				others = append(others, one)
				continue
			}
			if n, bad := strconv.Atoi(part); bad != nil || n < 1 {
				err = fmt.Errorf("%s needs a number above zero, as %s:3", way, way)
			}
		default:
			others = append(others, one)
			continue
		}
		if err != nil {
			return "", nil, fmt.Errorf("choosing how the practice LMS misbehaves: %w", err)
		}
		ways = append(ways, schoolWay{way, part})
	}
	return strings.Join(others, ","), ways, nil
}

func (ways schoolWays) is(way, part string) bool {
	return slices.Contains(ways, schoolWay{way, part})
}

// number is what was given with a way, 0 for none.
func (ways schoolWays) number(way string) int64 {
	for _, w := range ways {
		if w.way == way {
			n, _ := strconv.ParseInt(w.part, 10, 64)
			return n
		}
	}
	return 0
}

// turnedAway answers the nth request without looking at it, where it falls into a
// time at which the LMS is down or has enough of the client.
func (ways schoolWays) turnedAway(w http.ResponseWriter, nth int64) bool {
	status := 0
	switch {
	case nth <= ways.number("down"):
		status = http.StatusServiceUnavailable
	case ways.number("throttle429") > 0 && nth%ways.number("throttle429") == 0:
		status = http.StatusTooManyRequests
	default:
		return false
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<html><head><title>%d %s</title></head></html>\n", status, http.StatusText(status))
	return true
}

// revoked tells whether the nth request comes after the tokens were taken away.
func (ways schoolWays) revoked(nth int64) bool {
	from := ways.number("revoke")
	return from > 0 && nth >= from
}

// errDatabase is what a Moodle says whose database fails.
func errDatabase() error {
	return &moodleError{"dml_read_exception", "dmlreadexception", "Error reading from database"}
}

// spoiled is what becomes of a question to a Moodle because of a way, nil for
// nothing. Ids are the courses that the question is about.
func (ways schoolWays) spoiled(nth int64, list bool, ids ...string) error {
	switch {
	case ways.revoked(nth):
		return invalidToken()
	case list && ways.is("courses", "fail"), slices.ContainsFunc(ids, func(id string) bool { return ways.is("failcourse", id) }):
		return errDatabase()
	}
	return nil
}

// spoil makes the list of courses of a Canvas one that is not whole.
func (s *school) spoil(l listing) listing {
	switch {
	case s.ways.is("courses", "empty"):
		l.items = nil
	case s.ways.is("courses", "cut"):
		l.last = 2
	case s.ways.is("courses", "fail"):
		l.breaks = 3
	}
	return l
}
