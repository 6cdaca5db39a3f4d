package lti

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// Outcomes are the Basic Outcomes of LTI 1.1: one grade at a time, by the sourcedid
// of a launch. It is safe for use by several goroutines.
type Outcomes struct {
	http *httpkit.Client
	now  func() time.Time
	// One of these is set.
	consumer Consumer
	tokens   Source
}

// Outcome is what a platform said to one message. Only CodeMajor tells whether it
// succeeded: Moodle answers a failure with HTTP 200, and with the same description
// as a success when the column is locked.
type Outcome struct {
	Answer                                               // Code is Canvas's ext_canvas_error_code; Message the description
	CodeMajor, Severity, MessageRef, OperationRef string // as they came
	// Score is the grade, from 0 to 1, that a read found; unknown when there is none.
	Score grade.Maybe[float64]
}

// NewOutcomes returns the outcomes of a consumer. kit's Classify is replaced, and
// its Now is the clock; the secret is kept out of logs.
func NewOutcomes(c Consumer, kit httpkit.Options) (*Outcomes, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	kit.Secrets = append([]string{c.Secret}, kit.Secrets...)
	o, err := newOutcomes(kit)
	if err != nil {
		return nil, err
	}
	o.consumer = c
	return o, nil
}

// NewTokenOutcomes returns outcomes that an LTI 1.3 token opens, which Moodle takes
// with ScopeBasicOutcome.
func NewTokenOutcomes(tokens Source, kit httpkit.Options) (*Outcomes, error) {
	o, err := newOutcomes(kit)
	if err != nil {
		return nil, err
	}
	o.tokens = tokens
	return o, nil
}

func newOutcomes(kit httpkit.Options) (*Outcomes, error) {
	if kit.Now == nil {
		kit.Now = time.Now
	}
	o := &Outcomes{now: kit.Now}
	kit.Classify = func(resp *resty.Response) error {
		_, err := readOutcome(resp, o.now())
		return err
	}
	var err error
	o.http, err = httpkit.New(kit)
	return o, err
}

// Replace sends a grade, from 0 to 1, once, and never again by itself: an error
// with status 0 leaves open whether it was stored. There is no order of messages:
// the last one counts.
func (o *Outcomes) Replace(ctx context.Context, address, sourcedID string, score float64, extra OutcomeDetails) (Outcome, error) {
	if math.IsNaN(score) || score < 0 || score > 1 {
		return Outcome{}, fmt.Errorf("not sent: %w: the score is not between 0 and 1", grade.ErrRejected)
	}
	return o.send(ctx, address, message{operation: replaceResult, sourcedID: sourcedID, score: score, extra: extra})
}

// Delete takes a grade away. It is sent once.
func (o *Outcomes) Delete(ctx context.Context, address, sourcedID string) (Outcome, error) {
	return o.send(ctx, address, message{operation: deleteResult, sourcedID: sourcedID})
}

// Read asks for a grade. Its Score is unknown when the platform has none.
func (o *Outcomes) Read(ctx context.Context, address, sourcedID string) (Outcome, error) {
	return o.send(httpkit.Repeatable(ctx), address, message{operation: readResult, sourcedID: sourcedID})
}

func (o *Outcomes) send(ctx context.Context, address string, m message) (Outcome, error) {
	u, err := absolute(address)
	switch {
	case err != nil:
		return Outcome{}, fmt.Errorf("not sent: outcome service: %w", err)
	case m.sourcedID == "":
		return Outcome{}, errors.New("not sent: the sourcedid is empty: the launch carried none")
	}
	ctx = httpkit.Labelled(ctx, "LTI 1.1 "+strings.TrimSuffix(string(m.operation), "Request")+" "+u.Path)
	req := o.http.R(ctx).SetHeader("Content-Type", mediaXML).SetHeader("Accept", mediaXML)
	token, err := o.prepare(ctx, req, u, m)
	if err != nil {
		return Outcome{}, fmt.Errorf("not sent: %w", err)
	}
	if m.operation == readResult {
		req.AddRetryCondition(func(*resty.Response, error) bool {
			// A nonce and a message id are used once, in a repeated read too.
			_, _ = o.prepare(ctx, req, u, m)
			return false // whether to repeat is the client's to say
		})
	}
	resp, err := o.http.Send(req, http.MethodPost, u.String())
	if o.tokens != nil && errors.Is(err, grade.ErrAuth) {
		o.tokens.Forget(token)
	}
	if resp == nil {
		return Outcome{}, err
	}
	out, _ := readOutcome(resp, o.now())
	return out, err
}

// prepare writes the message anew, and signs it or puts a token to it.
func (o *Outcomes) prepare(ctx context.Context, req *resty.Request, u *url.URL, m message) (Token, error) {
	body := envelope(m, fresh())
	req.SetBody(body)
	if o.tokens == nil {
		req.SetHeader("Authorization", o.consumer.sign(u, body, fresh(), o.now()))
		return Token{}, nil
	}
	token, err := o.tokens.Token(ctx, ScopeBasicOutcome)
	if err == nil && !token.Has(ScopeBasicOutcome) {
		err = fmt.Errorf("%w: the platform gave a token without the scope %s", grade.ErrScope, ScopeBasicOutcome)
	}
	if err == nil {
		req.SetHeader("Authorization", "Bearer "+token.Bearer())
	}
	return token, err
}
