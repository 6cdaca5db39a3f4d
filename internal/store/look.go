package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// Overview is what stands in a store's place.
type Overview struct {
	Kind string // SQLite or PostgreSQL
	// Version is how far the store has been brought up, 0 for an empty database;
	// Known is how far this program would bring it.
	Version, Known int64
	Sends          int // attempts that the ledger holds
}

// Look tells what stands at address, and changes nothing: a store that is not there
// is not made, and an older one is not upgraded. The error is as that of Open, and
// matches fs.ErrNotExist where there is no file.
func Look(ctx context.Context, address string, o Options) (Overview, error) {
	const doing = "looking at the store"
	e, err := engineOf(address)
	if err != nil {
		return Overview{}, err
	}
	o.MustExist, o.tune = true, append(slices.Clone(o.tune), "mode=ro")
	db, err := e.open(ctx, o)
	if err != nil {
		return Overview{}, failed(e, doing, err)
	}
	defer db.Close() //nolint:errcheck // nothing was written
	s := &Store{db: db, engine: e, o: o}
	found, err := s.look(ctx)
	return found, failed(e, doing, err)
}

func (s *Store) look(ctx context.Context) (Overview, error) {
	found := Overview{Kind: "SQLite"}
	if !s.engine.oneWriter() {
		found.Kind = "PostgreSQL"
	}
	found.Known = newest()
	var err error
	if found.Version, err = s.schemaVersion(ctx); err != nil || found.Version == 0 {
		return found, err
	}
	if found.Version > found.Known {
		return found, &storeError{class: ErrNewer, reason: fmt.Sprintf(
			"a newer gradesync has upgraded it (to version %d; this one knows %d); upgrade gradesync", found.Version, found.Known)}
	}
	err = s.read(ctx, "", func(rows *sql.Rows) error { return rows.Scan(&found.Sends) }, "SELECT COUNT(DISTINCT send) FROM sends")
	return found, err
}
