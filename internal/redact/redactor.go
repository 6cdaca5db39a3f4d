package redact

import (
	"regexp"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

// redactor knows what becomes of each value of one course.
type redactor struct {
	mint   *minter
	values *originals
	// issued are the pseudonyms that stand for a whole value, or for a host.
	issued map[string]bool
	// ownWords are those of the course's code, which stays.
	ownWords map[string]bool
	rounded  bool // letters go with rounded scores
	// things are ids of the course, queries the parts of addresses: what is both stays.
	things  map[string]bool
	queries map[string]string // with their fields

	done    map[value]string
	changed map[kind]int // different values
}

type value struct {
	kind kind
	text string
}

func newRedactor(key []byte) *redactor {
	return &redactor{
		mint: newMinter(key), values: newOriginals(), issued: map[string]bool{}, ownWords: map[string]bool{},
		things: map[string]bool{}, queries: map[string]string{},
		done: map[value]string{}, changed: map[kind]int{},
	}
}

// collect notes what must not be in the copy.
func (r *redactor) collect(at *spot, text string) string {
	switch at.kind {
	case personID, accountID, login, sisID, sourcedID, holder, host:
		r.values.add(at.field, text)
	case email:
		r.values.add(at.field, text)
		if local, _, ok := strings.Cut(text, "@"); ok {
			r.values.add(at.field, local)
		}
	case name:
		r.values.add(at.field, text)
		for _, part := range strings.FieldsFunc(text, func(c rune) bool { return !inWord(c) }) {
			r.values.add(at.field, part)
		}
	case ref:
		r.things[text] = true
	case address:
		for _, v := range personalParts(text) {
			r.queries[v] = at.field
		}
	}
	return text
}

// replace returns what stands in place of a text.
func (r *redactor) replace(at *spot, text string) string {
	if text == "" {
		return ""
	}
	key := value{at.kind, text}
	shall, ok := r.done[key]
	if !ok {
		shall = r.treat(at.kind, text)
		r.done[key] = shall
		if shall != text {
			r.changed[at.kind]++
		}
	}
	return shall
}

func (r *redactor) treat(k kind, text string) string {
	before, core, after := trim(text)
	if core == "" {
		return text
	}
	return before + r.treatCore(k, core) + after
}

func (r *redactor) treatCore(k kind, core string) string {
	switch k {
	case personID:
		return r.issue("u-" + r.mint.token(people, core))
	case accountID:
		return r.issue("a-" + r.mint.token(people, core))
	case name:
		return r.issue("Person " + r.mint.token(people, match.FoldKey(core)))
	case email:
		return r.issue(r.mint.token(people, match.FoldKey(core)) + "@mail.example")
	case login:
		return r.issue("l-" + r.mint.token(people, match.FoldKey(core)))
	case sisID:
		return r.issue("s-" + r.mint.token(people, match.FoldKey(core)))
	case sourcedID:
		return r.issue(r.resultID(core))
	case holder:
		return r.issue("h-" + r.mint.token(places, core))
	case host:
		return r.hostName(core)
	case address:
		return r.address(core)
	case title, group:
		if k == group && digitsOnly(core) {
			return core
		}
		return r.title(core)
	case answer:
		return diagnose.KeptWords(core)
	case phrase:
		return r.phrase(core)
	case free:
		return ""
	}
	return r.kept(k, core)
}

// kept is what becomes of values that stay unless they hold one of a person.
func (r *redactor) kept(k kind, core string) string {
	switch {
	case known(k, core):
		return core
	case k == ref, k == told:
		return r.guard(core, k == ref)
	case k == grader:
		if tool, ok := strings.CutPrefix(core, "tool:"); ok {
			return "tool:" + r.guard(tool, true)
		}
	case (k == module || k == fact) && identifier.MatchString(core):
		return r.guard(core, false)
	case k == letter && r.rounded:
		return ""
	case k == letter && shortGrade.MatchString(core):
		return core
	case k == letter:
		return r.title(core)
	}
	return r.issue("x-" + r.mint.token(values, core))
}

var (
	identifier = regexp.MustCompile(`^[a-z][a-z0-9_.]{0,40}$`)
	shortGrade = regexp.MustCompile(`^[A-Fa-f][+-]?$|^[0-9.,]{1,6} ?%?$`)
)

// known tells whether a value of a fixed list is in it.
func known(k kind, core string) bool {
	low := strings.ToLower(core)
	switch k {
	case word, module, grader:
		return enumerations[low]
	case fact:
		words, _ := diagnose.FactWords(grade.Fact(core))
		return words != core || core == grade.ListOfCourses
	case role:
		for _, part := range strings.FieldsFunc(low, func(c rune) bool { return strings.ContainsRune(" :/#._-|", c) }) {
			if !roleWords[part] {
				return false
			}
		}
		return true
	}
	return false
}

func (r *redactor) issue(pseudonym string) string {
	r.issued[pseudonym] = true
	return pseudonym
}

// resultID keeps the length of long ids: rules look for those that were cut off.
func (r *redactor) resultID(id string) string {
	const long = 200
	token := "r-" + r.mint.token(people, id)
	if len(id) < long {
		return token
	}
	return strings.Repeat(token+".", len(id)/len(token)+1)[:len(id)]
}
