package lti

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// Token is an access token with what it may do. Its String and JSON forms do not
// show it.
type Token struct {
	bearer string
	// Asked and Granted are the scopes of the request and of the answer, sorted. A
	// platform may grant fewer without an error (Moodle does). An answer that names
	// none grants what was asked (RFC 6749 section 5.1).
	Asked, Granted []string
	// Expires is when the platform ends the token, by this machine's clock.
	Expires time.Time
	// ClockOffset is how far the platform's clock is ahead of this machine's, to the
	// second; unknown when its answer had no Date.
	ClockOffset grade.Maybe[time.Duration]

	renew time.Time
}

// StaticToken returns a token that was got elsewhere and grants the scopes given.
func StaticToken(bearer string, scopes ...string) Token {
	return Token{bearer: bearer, Asked: sorted(scopes), Granted: sorted(scopes)}
}

// Bearer is the token itself, for an Authorization header and nothing else.
func (t Token) Bearer() string { return t.bearer }

// String does not show the token.
func (t Token) String() string { return "access token for " + strings.Join(t.Granted, " ") }

// GoString is String.
func (t Token) GoString() string { return t.String() }

// Has reports whether the scope was granted. No scope implies another.
func (t Token) Has(scope string) bool { return slices.Contains(t.Granted, scope) }

// Missing are the scopes that were asked for and not granted.
func (t Token) Missing() []string {
	return slices.DeleteFunc(slices.Clone(t.Asked), t.Has)
}

// Tokens gets access tokens for one registration and keeps them, by their scopes,
// until shortly before they end. It is safe for use by several goroutines: many
// that wait for the same token cause one request.
type Tokens struct {
	registration Registration
	http         *httpkit.Client
	now          func() time.Time

	mu      sync.Mutex
	kept    map[string]Token
	pending map[string]*fetching
}

// fetching is one request on its way. Its fields are written before done is closed.
type fetching struct {
	done  chan struct{}
	token Token
	err   error
}

// NewTokens returns the tokens of a registration. kit's Classify is replaced, and
// its Now is the clock.
func NewTokens(r Registration, kit httpkit.Options) (*Tokens, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	if kit.Now == nil {
		kit.Now = time.Now
	}
	kit.Classify = classifyToken(kit.Now)
	client, err := httpkit.New(kit)
	if err != nil {
		return nil, err
	}
	return &Tokens{registration: r, http: client, now: kit.Now, kept: map[string]Token{}, pending: map[string]*fetching{}}, nil
}

// Token returns a token for exactly these scopes, kept or new. An error behind
// which an answer stands is a *TokenError.
func (t *Tokens) Token(ctx context.Context, scopes ...string) (Token, error) {
	asked := sorted(scopes)
	key := strings.Join(asked, " ")
	for {
		f, mine, token := t.claim(key)
		switch {
		case f == nil:
			return token, nil
		case mine:
			t.run(ctx, f, key, asked)
			return f.token, f.err
		}
		select {
		case <-ctx.Done():
			return Token{}, ctx.Err()
		case <-f.done:
		}
		// The other's cancelled wait is not ours: then the next one asks.
		if !errors.Is(f.err, context.Canceled) && !errors.Is(f.err, context.DeadlineExceeded) {
			return f.token, f.err
		}
	}
}

// claim returns the kept token, or the request on its way, or a new one that the
// caller must run.
func (t *Tokens) claim(key string) (f *fetching, mine bool, token Token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if token, ok := t.kept[key]; ok && t.now().Before(token.renew) {
		return nil, false, token
	}
	if f, ok := t.pending[key]; ok {
		return f, false, Token{}
	}
	f = &fetching{done: make(chan struct{})}
	t.pending[key] = f
	return f, true, Token{}
}

func (t *Tokens) run(ctx context.Context, f *fetching, key string, asked []string) {
	f.err = context.Canceled // for those who wait, should fetch not return
	defer func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.pending, key)
		if f.err == nil {
			t.kept[key] = f.token
		}
		close(f.done)
	}()
	f.token, f.err = t.fetch(ctx, asked)
}

// Forget drops a token that a service has refused, so that the next request gets
// a new one.
func (t *Tokens) Forget(token Token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := strings.Join(token.Asked, " ")
	if t.kept[key].bearer == token.bearer {
		delete(t.kept, key)
	}
}

func sorted(scopes []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(scopes)))
}
