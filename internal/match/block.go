package match

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// maxBlock is how many may share a blocking key before it is too common to say
// anything. It bounds the work: each profile is compared with at most
// keys × maxBlock others, however many there are.
const maxBlock = 32

// maxSlips bounds the number of keys that one long e-mail address makes.
const maxSlips = 24

// entry puts a profile into a block.
type entry struct {
	key uint64
	at  int32
}

// pair is two places in a slice of profiles, the smaller first.
type pair struct{ a, b int32 }

// pairs lists who is worth comparing: those who share a blocking key, each pair
// once. With cross set, only a person of the roster with an account.
func pairs(people []profile, cross bool) []pair {
	entries := make([]entry, 0, 16*len(people))
	for i := range people {
		people[i].blocks(func(key uint64) { entries = append(entries, entry{key, int32(i)}) }) //nolint:gosec // people are counted in thousands
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.at, b.at))
	})
	var found []pair
	for block := range runs(slices.Compact(entries)) {
		found = within(block, people, cross, found)
	}
	slices.SortFunc(found, func(p, q pair) int { return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b)) })
	return slices.Compact(found)
}

// runs yields the entries of each key.
func runs(entries []entry) func(yield func([]entry) bool) {
	return func(yield func([]entry) bool) {
		for start := 0; start < len(entries); {
			end := start + 1
			for end < len(entries) && entries[end].key == entries[start].key {
				end++
			}
			if !yield(entries[start:end]) {
				return
			}
			start = end
		}
	}
}

func within(block []entry, people []profile, cross bool, found []pair) []pair {
	inRoster := 0
	for _, e := range block {
		if people[e.at].inRoster {
			inRoster++
		}
	}
	if max(inRoster, len(block)-inRoster) > maxBlock {
		return found
	}
	for i, e := range block {
		for _, f := range block[i+1:] {
			if !cross || people[e.at].inRoster != people[f.at].inRoster {
				found = append(found, pair{e.at, f.at})
			}
		}
	}
	return found
}

// blocks yields the keys under which a profile may meet another that is the same
// person: local part of the mailbox, that part with each letter left out (two
// addresses that differ by one typing error share one of these), name, login.
func (p *profile) blocks(yield func(uint64)) {
	one := func(kind byte, s, t string) {
		if s != "" {
			yield(hash(kind, s, t))
		}
	}
	local, domain := p.mail.local, p.mail.domain
	one('l', p.mail.bare, "")
	one('n', p.name.key, "")
	one('i', p.login, "")
	one('u', p.stem, "")
	if p.mailStem != p.stem {
		one('u', p.mailStem, "")
	}
	one('s', p.sis, "")
	one('x', p.lti, "")
	one('y', p.lti11, "")
	one('d', local, domain)
	if len(local) < 6 {
		return
	}
	for i, n := 0, 0; i < len(local) && n < maxSlips; n++ {
		_, size := utf8.DecodeRuneInString(local[i:])
		one('d', local[:i]+local[i+size:], domain)
		i += size
	}
}

// hash is FNV-1a over a kind and two texts.
func hash(kind byte, s, t string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := (uint64(offset) ^ uint64(kind)) * prime
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * prime
	}
	h = (h ^ 0xff) * prime
	for i := range len(t) {
		h = (h ^ uint64(t[i])) * prime
	}
	return h
}
