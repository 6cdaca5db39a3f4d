package lab

import (
	"maps"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
)

// flaw is what goes wrong with one request to a flaky service.
type flaw int

const (
	sound flaw = iota
	crowded
	broken
	brokenLate // after the score was stored
	cutOff
	cutOffLate // likewise
	flaws      = int(cutOffLate)
)

// flaw draws what goes wrong with a request, if the services are flaky. The nth
// request for a score or an outcome meets the same every time.
func (s *ltiState) flaw(path string) flaw {
	w := s.ways.find("flaky", "")
	if w == nil || !strings.HasSuffix(path, "/scores") && !strings.HasSuffix(path, outcomePath) && !strings.HasSuffix(path, "/grade_passback") {
		return sound
	}
	random := rand.New(rand.NewPCG(1903, uint64(s.offered.Add(1)))) //nolint:gosec // a count is never negative
	if random.IntN(100) >= w.number {
		return sound
	}
	return flaw(1 + random.IntN(flaws))
}

// strike answers in place of the service. Where the connection is cut, it does not
// return.
func (f flaw) strike(w http.ResponseWriter) (done bool) {
	switch f {
	case crowded:
		http.Error(w, "Too Many Requests", http.StatusTooManyRequests)
	case broken, brokenLate:
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
	case cutOff, cutOffLate:
		panic(http.ErrAbortHandler)
	default:
		return false
	}
	return true
}

// early reports whether it goes wrong before the service has seen the request.
func (f flaw) early() bool { return f == crowded || f == broken || f == cutOff }

// Stats count what the LTI services gave and took since New.
type Stats struct {
	Tokens int // access tokens given
	// Taken counts the scores that were stored for a learner in a column, whatever
	// was answered; Cell.User is the LMS's id and Cell.Activity the line item's.
	Taken map[Cell]int
}

// Stats returns the counts of this moment.
func (l *Lab) Stats() Stats {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return Stats{Tokens: len(l.lti.tokens), Taken: maps.Clone(l.lti.taken)}
}

// took counts a score that is stored.
func (s *ltiState) took(x *column, p *person) {
	s.taken[Cell{User: strconv.Itoa(p.id), Activity: strconv.Itoa(x.id)}]++
}
