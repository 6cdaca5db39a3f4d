package match

import "slices"

// index finds the ids that have a compared key. The empty key finds nothing.
// After the last add, order makes the ids of each key distinct and sorted.
type index map[string][]string

func (x index) add(key, id string) {
	if key != "" && id != "" {
		x[key] = append(x[key], id)
	}
}

func (x index) order() {
	for key, ids := range x {
		if len(ids) > 1 {
			x[key] = distinct(ids)
		}
	}
}

// distinct sorts ids in place and keeps one of each.
func distinct(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// find looks up what the rows of one thing have as their key of one kind. Nearly
// always that is one row; where records repeat an id, all that any of them finds
// counts, and written is the first in order. It is empty when no row has a key.
// The ids belong to the index.
func find[T any](rows []*T, h How, keyOf func(*T, How) (written, compared string), by index) (written string, ids []string) {
	var keys []string
	for _, row := range rows {
		raw, key := keyOf(row, h)
		if key == "" {
			continue
		}
		if written == "" || raw < written {
			written = raw
		}
		if len(rows) == 1 {
			return written, by[key]
		}
		keys = append(keys, key)
	}
	for _, key := range distinct(keys) {
		ids = append(ids, by[key]...)
	}
	return written, distinct(ids)
}
