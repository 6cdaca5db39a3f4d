package lti

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"

	"github.com/gradesync/gradesync/internal/grade"
)

// Together returns a source that asks for all of some scopes with one request, so
// that one token serves them all. Where the platform refuses them together, as
// Canvas does for one that it does not grant, each is asked for alone from then on.
// Scopes beside them are passed on as they are.
func Together(s Source, scopes ...string) Source {
	return &together{Source: s, scopes: slices.Clone(scopes)}
}

type together struct {
	Source
	scopes []string
	alone  atomic.Bool
}

// Token returns the common token for scopes that are among its own.
func (t *together) Token(ctx context.Context, scopes ...string) (Token, error) {
	foreign := slices.ContainsFunc(scopes, func(s string) bool { return !slices.Contains(t.scopes, s) })
	if foreign || t.alone.Load() {
		return t.Source.Token(ctx, scopes...)
	}
	token, err := t.Source.Token(ctx, t.scopes...)
	if errors.Is(err, grade.ErrScope) {
		t.alone.Store(true)
		return t.Source.Token(ctx, scopes...)
	}
	return token, err
}
