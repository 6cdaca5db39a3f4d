package diagnose

import (
	"cmp"
	"slices"
	"strings"
)

// relaunchCure is what a learner is told about a cause that goes away when they
// open a link of the course: no jargon, and no word that only staff understand.
// The texts may hold {course}, {site} and the terms of LMSs.
type relaunchCure struct {
	code string
	// anyActivity says that one launch of any activity connects the whole account.
	anyActivity bool
	why         string
	steps       []string
	// futile is why opening a link does not cure it; empty when it does.
	futile string
}

// relaunchCures lists every cause that only a learner can cure: those that go
// away when a link is opened, and those of which futile says why that is no help.
func relaunchCures() []relaunchCure {
	const once = "Sign in to {site} and open the activity once from {link}; you need not do the work again."
	const anyOnce = "Sign in to {site} and open this activity of the tool once from {link}; any other activity of the tool there does as well."
	return []relaunchCure{
		{code: "LA-01", why: "You opened the activity from the tool's own page, so the tool was not told which course your grade belongs to.",
			steps: []string{once, "From now on, start from course {course} and not from the tool's own page or a bookmark."}},
		{code: "LA-02", why: "You opened the activity from another course, so your grade was not passed on to course {course}.",
			steps: []string{once, "From now on, start from course {course} and not from the other one."}},
		{code: "LA-03", why: "You came to the activity by a general link of the tool and never by its own link, which is what tells the tool where your grade goes.",
			steps: []string{once}},
		{code: "LA-05", why: "You opened the activity before it was set up to pass on grades, so the tool does not know where yours goes.",
			steps: []string{once}},
		{code: "ID-01", anyActivity: true, why: "You signed up with the tool directly, so it does not know who you are in {site} and cannot pass on your grades.",
			steps: []string{anyOnce, "If the tool asks, connect the account in which you did your work and do not make a new one."}},
		{code: "ID-03", anyActivity: true, why: "You have two accounts with the tool, and joining them waits for you to confirm it; until then your grades are not passed on.",
			steps: []string{"Find the tool's e-mail about joining your accounts (look in the junk folder too) and follow its link; the tool's support can send it again.",
				"Then sign in to {site} and open this activity of the tool once from {link}; any other activity of the tool there does as well."}},
		{code: "ID-06", anyActivity: true, why: "The tool knows you from a class list only; it learns where your grades go when you come from course {course}.",
			steps: []string{anyOnce}},
		{code: "ID-07", anyActivity: true, why: "Your account in {site} has changed, and the tool still passes your grades on to the old one.",
			steps: []string{anyOnce, "If your earlier work is not there, tell the tool's support that you now have two accounts with it."}},
		{code: "ID-14", anyActivity: true, why: "You were moved to another group of the course, and the tool still passes your grades on to the old one.",
			steps: []string{anyOnce, "From now on, start from course {course} and not from the former one."}},
		{code: "SC-02", futile: "the attempt must be finished and handed in"},
	}
}

// relaunchCureOf returns what opening a link does for a cause, nil for nothing.
func relaunchCureOf(code string) *relaunchCure {
	cures := relaunchCures()
	i := slices.IndexFunc(cures, func(c relaunchCure) bool { return c.code == code })
	if i < 0 || cures[i].futile != "" {
		return nil
	}
	return &cures[i]
}

// ByLaunch reports whether the cause goes away when its learners open a link.
func (c *Cause) ByLaunch() bool { return c.Scope != ScopeCourse && relaunchCureOf(c.Code) != nil }

// tellLearner fills in the course and what people call the LMS.
func (e *Examination) tellLearner(text string) string {
	kind, site := e.wordKind(), "your learning platform"
	if HasWords(kind) {
		site = "{lms}"
	}
	text = wordsOf(kind).Replace(strings.ReplaceAll(text, "{site}", site))
	course := cmp.Or(e.Book.Course.Code, e.Book.Course.Title, e.Book.Course.ID)
	return strings.ReplaceAll(text, "{course}", course)
}
