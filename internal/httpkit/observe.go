package httpkit

import (
	"cmp"
	"context"
	"errors"
	"io"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/grade"
)

// Exchange is how one exchange ended, for whoever counts. Nothing in it tells what was
// asked, or of whom.
type Exchange struct {
	Class string        // one of Classes
	Took  time.Duration // from the moment the budget let it go
}

// Classes of exchanges beside those of grade.ErrorClass.
const (
	ClassOK    = "ok"    // a good answer
	ClassTLS   = "tls"   // ErrTLS
	ClassEnded = "ended" // whoever asked waited no longer
	ClassOther = "other"
)

// Classes lists every word that Exchange.Class can be.
func Classes() []string {
	return append(grade.ErrorClasses(), ClassOK, ClassTLS, ClassEnded, ClassOther)
}

// observe has tell told of every whole answer, in the class that its protocol gives it:
// many an LMS says no with status 200.
func (c *Client) observe(tell func(Exchange)) {
	if tell == nil {
		return
	}
	c.resty.OnAfterResponse(func(_ *resty.Client, resp *resty.Response) error {
		tell(Exchange{Class: exchangeClass(c.classify(resp)), Took: c.took(resp)})
		return nil
	})
}

// began is where an exchange notes in its context when it was let go.
type began struct{}

// took is how long the exchange of an answer took, without its wait for the budget.
func (c *Client) took(resp *resty.Response) time.Duration {
	if sent := resp.RawResponse.Request; sent != nil {
		if start, ok := sent.Context().Value(began{}).(time.Time); ok {
			return c.now().Sub(start)
		}
	}
	return resp.Time()
}

// broke tells of an exchange that had no whole answer.
func (x *exchange) broke(err error, took time.Duration) {
	if x.tell == nil {
		return
	}
	switch {
	case errors.Is(err, errSlow), errors.Is(err, grade.ErrUnreadable):
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		x.tell(Exchange{Class: ClassEnded, Took: took})
		return
	case isTLS(err):
		err = ErrTLS
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = grade.ErrUnreadable
	default:
		err = grade.ErrTemporary // as failures of the connection are
	}
	x.tell(Exchange{Class: exchangeClass(err), Took: took})
}

func exchangeClass(err error) string {
	switch {
	case err == nil:
		return ClassOK
	case errors.Is(err, ErrTLS):
		return ClassTLS
	}
	return cmp.Or(grade.ErrorClass(err), ClassOther)
}
