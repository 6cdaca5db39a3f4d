package lab

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash/fnv"
)

// sourced is a sourcedid as Moodle makes it: what it is about, and a hash over
// that and the secret of the activity. The ids keep the type they came with, which
// the hash depends on.
type sourced struct {
	Data *sourcedData `json:"data"`
	Hash string       `json:"hash"`
}

type sourcedData struct {
	Instance any `json:"instanceid"`
	User     any `json:"userid"`
	Type     any `json:"typeid"`
	Launch   any `json:"launchid"`
}

// servicesSalt is the secret of an activity.
func servicesSalt(m *module) string { return fmt.Sprintf("6b01d300d058b6.%08d", 8142479+m.id) }

func sealed(m *module, data sourcedData) (string, error) {
	text, err := encodeJSON(data)
	return fmt.Sprintf("%x", sha256.Sum256(append(text, servicesSalt(m)...))), err
}

// sourcedID is what a launch carries for a learner's grade in an activity.
func sourcedID(m *module, user string, launch int64) string {
	data := sourcedData{fmt.Sprint(m.instance), user, fmt.Sprint(m.typeID), launch}
	// Texts and a number are always JSON.
	hash, _ := sealed(m, data)
	text, _ := encodeJSON(sourced{&data, hash})
	return string(text)
}

// launchNumber stands for the random number that Moodle puts into a sourcedid.
func launchNumber(m *module, user string) int64 {
	sum := fnv.New32a()
	fmt.Fprintf(sum, "%d/%s", m.instance, user)
	return int64(sum.Sum32() >> 1)
}

// openSourcedID reads a sourcedid. Numbers stay as they were written.
func openSourcedID(text string) (sourced, bool) {
	var s sourced
	in := json.NewDecoder(bytes.NewReader([]byte(text)))
	in.UseNumber()
	if in.Decode(&s) != nil {
		return s, false
	}
	if s.Data == nil {
		s.Data = &sourcedData{}
	}
	return s, true
}

// holds tells whether the hash is the activity's.
func (s sourced) holds(m *module) bool {
	hash, err := sealed(m, *s.Data)
	return err == nil && hash == s.Hash
}
