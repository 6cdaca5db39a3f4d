package diagnose

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

// everyKind are the kinds of LMS a remedy is worded for; "lti" is one that is not known.
func everyKind() []string { return append(WordKinds(), "lti") }

// TestTermsAreComplete wants every term in the words of every LMS, and some remedy
// that uses it.
func TestTermsAreComplete(t *testing.T) {
	used := ""
	for _, r := range Catalogue() {
		used += strings.Join(r.Remedy.Steps, " ")
		for _, steps := range r.Remedy.In {
			used += strings.Join(steps, " ")
		}
	}
	seen := map[string]bool{}
	for _, row := range terms {
		v := reflect.ValueOf(row)
		for i := range v.NumField() {
			if strings.TrimSpace(v.Field(i).String()) == "" {
				t.Errorf("term %q has no %s", row.name, v.Type().Field(i).Name)
			}
		}
		placeholder := "{" + row.name + "}"
		if seen[row.name] || slices.Contains(Placeholders(), placeholder) {
			t.Errorf("there is another %s", placeholder)
		}
		if seen[row.name] = true; !strings.Contains(used, placeholder) {
			t.Errorf("no remedy uses the term %q", row.name)
		}
	}
	for _, kind := range WordKinds() {
		if terms[0].in(kind) == terms[0].other || len(menuWords[kind]) == 0 {
			t.Errorf("%s has no column, or no words that betray it", kind)
		}
	}
}

// menuWords are words on the screens of one LMS that no other one has.
var menuWords = map[string][]string{
	"moodle": {"Moodle", "Site administration", "Grader report", "Gradebook setup", "Participants in", "activity chooser", "Edit mode", "⋮ menu > Hide"},
	"canvas": {"Canvas", "Assignments or Modules", "SpeedGrader", "Developer Keys", "Submission Type", "Student View", "Gradebook History",
		"unpublished", "View App Configurations", "Dashboard"},
	"blackboard":  {"Blackboard", "Course Content", "Class register", "LTI Tool Providers", "idden from students", "isible to students", "Content Market"},
	"brightspace": {"Brightspace", "Classlist", "Manage Grades", "Manage Extensibility", "Enter Grades", "Org Defined ID", "Hide from Users"},
}

// generic are words for which the table has a term: the plain steps are to use it.
var generic = regexp.MustCompile(`(?i)\bthe LMS\b|its (own )?link in|\bthe gradebook\b|list of people`)

// TestRemediesInTheWordsOfEveryLMS renders every rule's remedy for every LMS that can
// have the cause.
func TestRemediesInTheWordsOfEveryLMS(t *testing.T) {
	for _, r := range Catalogue() {
		for _, s := range r.Remedy.Steps {
			if word := generic.FindString(s); word != "" {
				t.Errorf("%s: %q has words of its own in each LMS; there is a term for it: %s", r.Code, word, s)
			}
		}
		for kind := range r.Remedy.In {
			if !HasWords(kind) || !r.FoundIn(kind) {
				t.Errorf("%s has a remedy for %s, which nobody is ever shown", r.Code, kind)
			}
		}
		for _, kind := range everyKind() {
			if r.FoundIn(kind) {
				checkRemedy(t, r, kind)
			}
		}
	}
}

func checkRemedy(t *testing.T, r *Rule, kind string) {
	t.Helper()
	steps := r.Remedy.For(kind)
	if r.Remedy.Actor == "" || len(steps) == 0 {
		t.Errorf("%s in %s: nobody is told to do anything", r.Code, kind)
	}
	for _, step := range steps {
		left := step
		for _, known := range Placeholders() {
			left = strings.ReplaceAll(left, known, "")
		}
		if strings.ContainsAny(left, "{}") || strings.Contains(step, "  ") || strings.TrimSpace(step) == "" {
			t.Errorf("%s in %s: not filled in: %q", r.Code, kind, step)
		}
		for other, words := range menuWords {
			for _, word := range words {
				if other != kind && strings.Contains(step, word) {
					t.Errorf("%s in %s speaks of %s, which is %s's: %s", r.Code, kind, word, other, step)
				}
			}
		}
	}
}

// TestLocalised holds what is listed of a rule against what each LMS is told.
func TestLocalised(t *testing.T) {
	for _, r := range Catalogue() {
		own := r.Localised()
		for _, kind := range WordKinds() {
			steps, ok := own[kind]
			switch same := slices.Equal(r.Remedy.For(kind), r.Remedy.For("")); {
			case !r.FoundIn(kind) && ok:
				t.Errorf("%s is not applicable in %s, and has words for it", r.Code, kind)
			case r.FoundIn(kind) && !same && !slices.Equal(steps, r.Remedy.For(kind)):
				t.Errorf("%s: the words of %s are not listed", r.Code, kind)
			}
		}
	}
}

// TestWhoActsInTheLMSReadsItsWords holds that a learner, a teacher or an administrator
// of the LMS is nowhere told to act in neutral words where the LMS's own are known.
func TestWhoActsInTheLMSReadsItsWords(t *testing.T) {
	elsewhere := []string{"SY-02"} // only sends the reader on to another cause
	for _, r := range Catalogue() {
		if len(r.Only) > 0 || r.Remedy.Actor == ActorToolAdmin || r.Remedy.Actor == ActorNobody || slices.Contains(elsewhere, r.Code) {
			continue
		}
		for _, kind := range WordKinds() {
			if slices.Equal(r.Remedy.For(kind), r.Remedy.For("")) {
				t.Errorf("%s: whoever acts in %s is told in neutral words", r.Code, kind)
			}
		}
	}
}

// TestWordsBehindLTI tells whose words are used where only LTI services are read: the
// product that the course's own launches name, and none where they do not agree.
func TestWordsBehindLTI(t *testing.T) {
	launch := func(family, context string) grade.Launch {
		return grade.Launch{Version: grade.LTI13, ProductFamily: family, ContextID: context}
	}
	for _, c := range []struct {
		kind     string
		launches []grade.Launch
		want     string
	}{
		{"lti", nil, "lti"},
		{"lti", []grade.Launch{launch("BlackboardLearn", "5"), launch("", "5")}, "blackboard"},
		{"lti", []grade.Launch{launch("desire2learn", "5"), launch("canvas", "6")}, "brightspace"},
		{"lti", []grade.Launch{launch("moodle", "5"), launch("canvas", "5")}, "lti"},
		{"lti", []grade.Launch{launch("sakai", "5")}, "lti"},
		{"canvas", []grade.Launch{launch("moodle", "5")}, "canvas"},
	} {
		book := &grade.Book{LMS: grade.Site{Kind: c.kind}, Course: grade.Course{ID: "5", ContextIDs: []string{"5"}}}
		f := Join(Input{Book: book, Records: &grade.Records{Launches: c.launches}})
		if got := f.wordKind(); got != c.want {
			t.Errorf("%s with %v: the words of %q, want %q", c.kind, c.launches, got, c.want)
		}
	}
}
