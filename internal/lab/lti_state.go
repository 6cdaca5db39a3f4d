package lab

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// ltiState is what the LTI services remember from one request to the next. All of
// it but the counters of requests is read and written under Lab.mu.
type ltiState struct {
	keys      toolKeys
	ways      ltiWays
	tokens    map[string]accessToken
	used      map[string]bool // ids of assertions and OAuth nonces, in strict mode
	neighbour []*neighbour
	further   []*column // of a Canvas: line items that no gradebook shows
	written   int       // grades so far
	asked     atomic.Int64
	offered   atomic.Int64 // scores and outcomes that came to a flaky service
	taken     map[Cell]int
}

// accessToken is what a bearer of it may do.
type accessToken struct {
	tool    registration
	scopes  []string
	expires time.Time
}

// newLTIState reads what Options say of LTI.
func newLTIState(opt Options, ways ltiWays) (*ltiState, error) {
	keys, err := parseToolKeys(opt.ToolKeys)
	if err != nil {
		return nil, err
	}
	return &ltiState{keys: keys, ways: ways, tokens: map[string]accessToken{}, used: map[string]bool{}, taken: map[Cell]int{}}, nil
}

// fresh tells whether something that may be used once is used for the first time.
func (s *ltiState) fresh(kind, text string) bool {
	key := kind + "\n" + text
	if text == "" || s.used[key] {
		return false
	}
	s.used[key] = true
	return true
}

// issue makes an access token. It is the same for the same sequence of requests.
func (s *ltiState) issue(t accessToken) string {
	text := digest("access token", strconv.Itoa(len(s.tokens)), t.tool.client)[:32]
	s.tokens[text] = t
	return text
}

// ltiCall is one request to an LTI service.
type ltiCall struct {
	lab   *Lab
	world *world
	state *ltiState
	r     *http.Request
	body  []byte
	now   time.Time
	base  string
}

// moodleLTIRoutes are the LTI services of a Moodle.
func moodleLTIRoutes() map[string]func(*ltiCall) ltiReply {
	return map[string]func(*ltiCall) ltiReply{
		moodleTokenPath:             (*ltiCall).moodleToken,
		outcomePath:                 (*ltiCall).moodleOutcome,
		servicesPath + "/{rest...}": (*ltiCall).moodleService,
	}
}

const (
	moodleTokenPath = "/mod/lti/token.php" //nolint:gosec // an address
	servicesPath    = "/mod/lti/services.php"
)

// serveLTI goes through a request: what goes wrong on the way, then the answer.
func (l *Lab) serveLTI(answer func(*ltiCall) ltiReply) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := readAll(w, r)
		if err != nil {
			http.Error(w, "Bad Request", http.StatusBadRequest)
			return
		}
		if wait(r.Context(), l.opt.Latency) != nil || l.lti.ways.instead(l, w, r) {
			return
		}
		flaw := l.lti.flaw(r.URL.Path)
		if flaw.early() && flaw.strike(w) {
			return
		}
		c := &ltiCall{lab: l, world: l.world, state: l.lti, r: r, body: body, now: l.clock(), base: l.address(r)}
		reply := l.locked(func() ltiReply { return answer(c) })
		if flaw.strike(w) {
			return
		}
		reply.body = l.lti.ways.cut(r.URL.Path, reply.body)
		reply.send(w)
	}
}

func (l *Lab) locked(answer func() ltiReply) ltiReply {
	l.mu.Lock()
	defer l.mu.Unlock()
	return answer()
}

// clock is the LMS's own, which may be ahead of the tool's.
func (l *Lab) clock() time.Time {
	now := time.Now
	if l.opt.Clock != nil {
		now = l.opt.Clock
	}
	return now().UTC().Add(l.lti.ways.ahead())
}

// bearer returns the token in the Authorization header.
func (c *ltiCall) bearer() (accessToken, bool) {
	text, ok := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return accessToken{}, false
	}
	t, known := c.state.tokens[strings.TrimSpace(text)]
	return t, known && c.now.Before(t.expires)
}

// mayNow tells whether the token has one of the scopes and its tool still has it.
func (c *ltiCall) mayNow(t accessToken, scopes ...string) bool {
	return slices.ContainsFunc(scopes, func(s string) bool {
		return slices.Contains(t.scopes, s) && slices.Contains(c.permitted(t.tool), s)
	})
}
