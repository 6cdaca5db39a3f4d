package preflight

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/store"
)

// Store is what was found where the store should be.
type Store struct {
	Found store.Overview
	Err   error
}

// checkStore judges the store. That it is not there yet is no fault: what first
// writes to it makes it.
func (c Connections) checkStore(list *diagnose.Checks) {
	const later = "the first sync, or resync --yes, will make it"
	check := diagnose.Check{ID: "store", Group: "store", State: diagnose.CheckSkipped}
	switch {
	case c.Store == nil:
		check.Detail = "no store configured"
	case errors.Is(c.Store.Err, fs.ErrNotExist):
		check.Detail = "not there yet: " + later
	case c.Store.Err != nil:
		check.State, check.Detail, check.Remedy = diagnose.CheckFailed, c.Store.Err.Error(), storeRemedy(c.Store.Err)
	case c.Store.Found.Version == 0:
		check.Detail = c.Store.Found.Kind + ", empty: " + later
	default:
		check.State = diagnose.CheckOK
		check.Detail = fmt.Sprintf("%s, version %d, %d sends in the ledger", c.Store.Found.Kind, c.Store.Found.Version, c.Store.Found.Sends)
		if c.Store.Found.Version < c.Store.Found.Known {
			check.Detail += fmt.Sprintf("; what next writes to it brings it up to version %d", c.Store.Found.Known)
		}
	}
	list.Add(check)
}

func storeRemedy(err error) string {
	if errors.Is(err, store.ErrNewer) {
		return "upgrade this gradesync, or name another store"
	}
	return "see where store in the configuration points to"
}
