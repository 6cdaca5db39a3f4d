package diagnose

import (
	"maps"
	"strings"
)

// subjectKinds lists what a word can be in this course, with the ids it stands for.
func (e *Examination) subjectKinds(word string) map[string]map[string]bool {
	for _, kind := range []string{"activity", "user", "course"} {
		if rest, ok := strings.CutPrefix(word, kind+":"); ok {
			all := e.bareKinds(rest)
			maps.DeleteFunc(all, func(k string, _ map[string]bool) bool { return k != kind })
			return all
		}
	}
	return e.bareKinds(word)
}

func (e *Examination) bareKinds(word string) map[string]map[string]bool {
	kinds := map[string]map[string]bool{}
	add := func(kind, id string) {
		if kinds[kind] == nil {
			kinds[kind] = map[string]bool{}
		}
		kinds[kind][id] = true
	}
	for _, id := range e.activityIDs() {
		if id == word || strings.EqualFold(e.Title(id), word) {
			add("activity", id)
		}
	}
	if _, known := e.byUser[word]; known || e.learners[word] != nil {
		add("user", word)
	}
	course := e.Book.Course
	if word == course.ID || strings.EqualFold(word, course.Code) {
		add("course", course.ID)
	}
	for _, c := range e.Cases {
		if word == c.User+"/"+c.Activity {
			add("grade", word)
		}
	}
	for i := range e.Findings {
		if s := e.Findings[i].Subject; s.ID == word && (s.Kind == "connection" || s.Kind == "tool") {
			add(s.Kind, word)
		}
	}
	return kinds
}

// preferred chooses what a word means: the one thing it can be, or that which the
// cause was found on under just this id. Empty: it can be several, or nothing.
func (e *Examination) preferred(code, word string, kinds map[string]map[string]bool) string {
	if len(kinds) == 1 {
		return sortedKeys(kinds)[0]
	}
	for i := range e.Findings {
		f := &e.Findings[i]
		if f.rule.Code == code && f.Subject.ID == word && kinds[f.Subject.Kind] != nil {
			return f.Subject.Kind
		}
	}
	return ""
}

// activityIDs lists the activities that either side knows, sorted.
func (f *Facts) activityIDs() []string {
	all := make(map[string]bool, len(f.byActivity)+len(f.activities))
	for id := range f.byActivity {
		all[id] = true
	}
	for id := range f.activities {
		all[id] = true
	}
	return sortedKeys(all)
}

// userIDs lists the people whom either side knows, sorted.
func (f *Facts) userIDs() []string {
	all := make(map[string]bool, len(f.byUser)+len(f.learners))
	for id := range f.byUser {
		all[id] = true
	}
	for id := range f.learners {
		all[id] = true
	}
	return sortedKeys(all)
}
