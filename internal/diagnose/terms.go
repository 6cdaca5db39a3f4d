package diagnose

import (
	"slices"
	"strings"
)

// term is one thing that remedies send people to or have them do, in the words of
// each LMS: its menus and its names. Other serves an LMS that is not known or has no
// column here. A term stands in the steps of a remedy as its name in braces, and may
// itself hold {course}, {activity} and {user}.
type term struct {
	name, other, moodle, canvas, blackboard, brightspace string
}

// in returns the term in the words of one kind of LMS.
func (t term) in(kind string) string {
	switch kind {
	case "moodle":
		return t.moodle
	case "canvas":
		return t.canvas
	case "blackboard":
		return t.blackboard
	case "brightspace":
		return t.brightspace
	}
	return t.other
}

// WordKinds are the kinds of LMS in whose own words remedies can be told.
func WordKinds() []string { return []string{"blackboard", "brightspace", "canvas", "moodle"} }

// HasWords reports whether remedies can be told in the words of a kind of LMS.
func HasWords(kind string) bool { return slices.Contains(WordKinds(), kind) }

// wordsOf puts the words of one kind of LMS in place of terms.
func wordsOf(kind string) *strings.Replacer {
	var pairs []string
	for _, t := range terms {
		pairs = append(pairs, "{"+t.name+"}", t.in(kind))
	}
	return strings.NewReplacer(pairs...)
}

// localise writes some steps in the words of one kind of LMS. A step that begins with
// a term begins with a capital.
func localise(steps []string, kind string) []string {
	words := wordsOf(kind)
	list := make([]string, 0, len(steps))
	for _, step := range steps {
		told := words.Replace(step)
		if told != step && step[0] == '{' && told[0] != '{' {
			told = strings.ToUpper(told[:1]) + told[1:]
		}
		list = append(list, told)
	}
	return list
}

// families are the product families that launches name, as kinds of LMS.
var families = map[string]string{
	"moodle": "moodle", "canvas": "canvas", "blackboardlearn": "blackboard", "blackboard": "blackboard",
	"desire2learn": "brightspace", "brightspace": "brightspace",
}

// wordKind is the kind of LMS in whose words the course's remedies are told. Behind
// LTI services alone it is the product that the course's own launches name; where
// they name none, or more than one, it stays open.
func (f *Facts) wordKind() string {
	kind := f.Book.LMS.Kind
	if kind != "lti" {
		return kind
	}
	found := ""
	for _, l := range f.launches.sorted {
		family := families[strings.ToLower(l.ProductFamily)]
		if family == "" || !slices.Contains(f.Book.Course.ContextIDs, l.ContextID) {
			continue
		}
		if found != "" && found != family {
			return kind
		}
		found = family
	}
	if found == "" {
		return kind
	}
	return found
}
