package canvas

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
)

const (
	// lookupsMax is how many ids one Resolve looks up.
	lookupsMax = 60
	// giveUp is after how many failures without one answer it ends.
	giveUp = 8
	// idMax is the length of the longest id that is worth asking for.
	idMax = 255
)

// errNotTried is the error of a look-up that was left out because too many before
// it had failed.
var errNotTried = fmt.Errorf("%w: the look-ups before it all failed", grade.ErrTemporary)

// lookup is one id to be looked up, and what came of it.
type lookup struct {
	id      string
	context bool   // of a course, not of a person
	address string // the id with what says its kind

	course string // whose id it is; empty for none
	user   id
	former bool // the id is of an account that was merged into user
	found  bool // Canvas answered, if only that there is none
	err    error
}

// Resolve looks the wanted ids up one by one, a few at a time and no more than
// lookupsMax; the rest is a gap.
func (p *Provider) Resolve(ctx context.Context, b *grade.Book, w lms.Wanted) error {
	all := lookups(w)
	some := all[:min(len(all), lookupsMax)]
	p.lookUp(ctx, some)
	if err := ctx.Err(); err != nil {
		return err
	}
	for i := range some {
		some[i].apply(b)
	}
	b.Gaps = append(b.Gaps, unresolved(all)...)
	return nil
}

// lookups lists the ids, contexts first: one of them explains many launches.
func lookups(w lms.Wanted) []lookup {
	var list []lookup
	seen := map[string]bool{}
	for _, kind := range []struct {
		prefix  string
		ids     []string
		context bool
	}{
		{contextPrefix, w.ContextIDs, true}, {"lti_1_3_id:", w.LTIUserIDs, false}, {"lti_1_1_id:", w.LTI11IDs, false},
	} {
		for _, id := range kind.ids {
			address := kind.prefix + id
			if id == "" || len(id) > idMax || seen[address] {
				continue
			}
			seen[address] = true
			list = append(list, lookup{id: id, context: kind.context, address: address})
		}
	}
	return list
}

func (p *Provider) lookUp(ctx context.Context, list []lookup) {
	var g errgroup.Group
	g.SetLimit(parallel)
	var mu sync.Mutex
	failed, answered := 0, 0
	for i := range list {
		l := &list[i]
		g.Go(func() error {
			mu.Lock()
			hopeless := answered == 0 && failed >= giveUp
			mu.Unlock()
			if hopeless {
				l.err = errNotTried
				return nil
			}
			p.resolve(ctx, l)
			mu.Lock()
			defer mu.Unlock()
			if l.found {
				answered++
			} else {
				failed++
			}
			p.options.Progress("look-ups", answered+failed, len(list))
			return nil
		})
	}
	_ = g.Wait()
}

// resolve asks for one id.
func (p *Provider) resolve(ctx context.Context, l *lookup) {
	if l.context {
		c, err := one[wireCourse](ctx, p, routeCourse, routeCourse.path(l.address), nil)
		l.end(err)
		l.course = string(c.ID)
		return
	}
	u, err := p.person(ctx, l.address)
	l.end(err)
	l.user = u.ID
	// An account that was merged away may itself have been merged into.
	for range 3 {
		if u.MergedInto == "" || u.MergedInto == "0" {
			return
		}
		l.user, l.former = u.MergedInto, true
		if u, err = p.person(ctx, string(l.user)); err != nil {
			return
		}
	}
}

func (l *lookup) end(err error) {
	l.found = err == nil || errors.Is(err, grade.ErrNotFound)
	if !l.found {
		l.err = err
	}
}

// person reads a user. One who was merged into another is answered with 404, and
// with a body that says so.
func (p *Provider) person(ctx context.Context, address string) (wireUser, error) {
	var u wireUser
	resp, err := p.get(ctx, routeSelf, routeSelf.path(address), nil)
	switch {
	case err == nil:
		return u, decode(routeSelf, resp.Body(), &u)
	case resp != nil && resp.StatusCode() == http.StatusNotFound && json.Unmarshal(resp.Body(), &u) == nil && u.MergedInto != "":
		return u, nil
	}
	return wireUser{}, err
}
