package canvas

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/gradesync/gradesync/internal/grade"
)

// accountsMax is how many accounts outside the course's chain are searched.
const accountsMax = 20

// readElsewhere looks for the tools that assignments name and no list holds: a tool
// that is installed in another account was left behind when the course moved, and
// one that is nowhere was deleted. Most courses have none.
func (r *reading) readElsewhere(ctx context.Context) {
	missing := r.missingTools()
	if len(missing) == 0 || !r.listsComplete() {
		return
	}
	root := string(r.course.RootAccountID)
	accounts, err := list(ctx, r.Provider, routeSubs, routeSubs.path(root), r.perPage(100, "recursive", "true"),
		func(a wireAccount) string { return string(a.ID) })
	var others []string
	for _, a := range accounts {
		if !r.inChain(string(a.ID)) {
			others = append(others, string(a.ID))
		}
	}
	if len(others) > accountsMax {
		err = fmt.Errorf("%w: no more than %d of %d accounts are searched", grade.ErrTemporary, accountsMax, len(others))
		others = others[:accountsMax]
	}
	found := make([]installation, len(others))
	var g errgroup.Group
	g.SetLimit(parallel)
	for i, account := range others {
		g.Go(func() error {
			found[i].account = account
			found[i].set(r.toolsAt(ctx, routeAccTools, account))
			return nil
		})
	}
	_ = g.Wait()
	for _, i := range found {
		if err == nil {
			err = i.err
		}
		i.value = only(i.value, missing)
		r.installed = append(r.installed, i)
	}
	r.elsewhere = err
}

// missingTools are the tools of assignments that are in none of the lists.
func (r *reading) missingTools() map[id]bool {
	missing := map[id]bool{}
	for _, a := range r.assignments.value {
		if tool := a.toolID(); tool != "" {
			missing[id(tool)] = true
		}
	}
	for _, t := range r.tools.value {
		delete(missing, t.ID)
	}
	for _, i := range r.installed {
		for _, t := range i.value {
			delete(missing, t.ID)
		}
	}
	return missing
}

// listsComplete tells whether the tools of the course and of all accounts above it
// were read.
func (r *reading) listsComplete() bool {
	if !r.tools.read() || !r.accounts.read() || len(r.installed) < len(r.accounts.value) {
		return false
	}
	for _, i := range r.installed {
		if !i.read() {
			return false
		}
	}
	return true
}

func (r *reading) inChain(account string) bool {
	for _, own := range r.accounts.value {
		if own == account {
			return true
		}
	}
	return false
}

func only(tools []wireTool, wanted map[id]bool) []wireTool {
	var kept []wireTool
	for _, t := range tools {
		if wanted[t.ID] {
			kept = append(kept, t)
		}
	}
	return kept
}
