package store

import (
	"context"
	"database/sql"
)

// Holder tells who holds a lease now; nil when nobody does, or only one whose lease
// has run out.
func (s *Store) Holder(ctx context.Context, name string) (*HeldError, error) {
	doing := "reading the lease " + name
	now, err := s.clock(ctx)
	if err != nil {
		return nil, s.failed(doing, err)
	}
	var held *HeldError
	each := func(rows *sql.Rows) error {
		held = &HeldError{Name: name}
		return rows.Scan(&held.Holder, column{at: &held.Since}, column{at: &held.Until})
	}
	err = s.read(ctx, doing, each, "SELECT holder, since, until FROM leases WHERE name = $1 AND until > $2", name, now.UnixMicro())
	return held, err
}
