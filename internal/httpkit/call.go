package httpkit

import (
	"context"
	"time"
)

// call is what the caller says of one request through its context.
type call struct {
	label      string
	repeatable bool
	within     time.Duration
}

type callKey struct{}

func callOf(ctx context.Context) call {
	c, _ := ctx.Value(callKey{}).(call)
	return c
}

// Repeatable marks the requests made with the returned context as reads that may
// be sent again although their method is not GET.
func Repeatable(ctx context.Context) context.Context {
	c := callOf(ctx)
	c.repeatable = true
	return context.WithValue(ctx, callKey{}, c)
}

// Labelled names the requests made with the returned context in logs and errors,
// for APIs where every path is the same. A label must hold nothing secret.
func Labelled(ctx context.Context, label string) context.Context {
	c := callOf(ctx)
	c.label = label
	return context.WithValue(ctx, callKey{}, c)
}

// Label returns the name that Labelled gave, or the empty string.
func Label(ctx context.Context) string { return callOf(ctx).label }

// Within gives the requests made with the returned context their own time limit
// in place of Options.Timeout. A request that used up a limit of its own, or that a
// gateway gave up (504), is not sent again: what took minutes once will take
// minutes twice.
func Within(ctx context.Context, limit time.Duration) context.Context {
	c := callOf(ctx)
	c.within = limit
	return context.WithValue(ctx, callKey{}, c)
}

type attemptKey struct{}

// attemptOf returns which try the request is, from 1.
func attemptOf(ctx context.Context) int {
	if n, ok := ctx.Value(attemptKey{}).(int); ok {
		return n
	}
	return 1
}
