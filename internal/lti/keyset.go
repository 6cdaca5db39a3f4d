package lti

import (
	"encoding/json"
	"fmt"

	"github.com/go-jose/go-jose/v4"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// KeySet is a published set of public keys (RFC 7517).
type KeySet struct {
	keys []jose.JSONWebKey
	// Unreadable counts members that are no key, or of a kind not known here.
	Unreadable int
	// Private counts members that show a private key: such a key is burnt.
	Private int
}

// Published says how a key stands in a published key set.
type Published string

// The ways a key can stand in a key set.
const (
	PublishedYes       Published = "published"  // under its kid
	PublishedOtherID   Published = "other_kid"  // under another kid only, or under none
	PublishedOtherKey  Published = "other_key"  // its kid names another key
	PublishedAmbiguous Published = "double_kid" // its kid names it and another key too
	PublishedNot       Published = "absent"
)

// ParseKeySet reads the text of a key set. Its error is of class
// grade.ErrUnreadable.
func ParseKeySet(text []byte) (KeySet, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := httpkit.Decode(text, &set); err != nil {
		return KeySet{}, fmt.Errorf("key set: %w", err)
	}
	if set.Keys == nil {
		return KeySet{}, fmt.Errorf("key set: %w: it has no member \"keys\"", grade.ErrUnreadable)
	}
	var s KeySet
	for _, raw := range set.Keys {
		var k jose.JSONWebKey
		switch {
		case k.UnmarshalJSON(raw) != nil || !k.Valid():
			s.Unreadable++
		case !k.IsPublic():
			s.Private++
			s.keys = append(s.keys, k.Public())
		default:
			s.keys = append(s.keys, k)
		}
	}
	return s, nil
}

// IDs are the kids of the set's keys, in their order; a key without one is "".
func (s KeySet) IDs() []string {
	ids := make([]string, 0, len(s.keys))
	for _, k := range s.keys {
		ids = append(ids, k.KeyID)
	}
	return ids
}

// Holds tells how k stands in the set: what a platform finds that looks up k's kid
// and checks a signature with what it finds. ids are the kids under which the
// set has k's public half.
func (s KeySet) Holds(k Key) (how Published, ids []string) {
	own := k.Thumbprint()
	same, other := false, false
	for _, candidate := range s.keys {
		equal := own != "" && thumbprint(candidate) == own
		if equal {
			ids = append(ids, candidate.KeyID)
		}
		if candidate.KeyID == k.ID() {
			same, other = same || equal, other || !equal
		}
	}
	switch {
	case same && other:
		return PublishedAmbiguous, ids
	case same:
		return PublishedYes, ids
	case other:
		return PublishedOtherKey, ids
	case len(ids) > 0:
		return PublishedOtherID, ids
	}
	return PublishedNot, nil
}
