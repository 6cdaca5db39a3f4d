package canvas

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/gradesync/gradesync/internal/grade"
)

// modulesMax is how many modules are read one by one at most.
const modulesMax = 30

// readModules reads the modules with their items. Canvas leaves the items out of a
// large module, and a scoped key out of all: those are read singly.
func (r *reading) readModules(ctx context.Context) {
	modules, err := list(ctx, r.Provider, routeModules, r.path(routeModules), r.perPage(100, "include[]", "items"),
		func(m wireModule) string { return string(m.ID) })
	if err == nil {
		err = r.readItems(ctx, modules)
	}
	r.modules.set(modules, err)
}

// readItems fills in the items that did not come along; the first failure is
// returned, and what was read stays.
func (r *reading) readItems(ctx context.Context, modules []wireModule) error {
	var g errgroup.Group
	g.SetLimit(parallel)
	var mu sync.Mutex
	var first error
	asked := 0
	for i := range modules {
		m := &modules[i]
		if m.Items != nil || grade.Is(m.Count.Maybe, 0) {
			continue
		}
		if asked++; asked > modulesMax {
			break
		}
		g.Go(func() error {
			path := routeItems.path(string(r.course.ID), string(m.ID))
			items, err := list(ctx, r.Provider, routeItems, path, r.perPage(100), func(i wireItem) string { return string(i.ID) })
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				m.Items = &items
			} else if first == nil {
				first = err
			}
			return nil
		})
	}
	_ = g.Wait()
	return first
}

// itemless counts the modules whose items were not read.
func (r *reading) itemless() int {
	n := 0
	for _, m := range r.modules.value {
		if m.Items == nil && !grade.Is(m.Count.Maybe, 0) {
			n++
		}
	}
	return n
}
