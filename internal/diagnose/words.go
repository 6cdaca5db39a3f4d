package diagnose

import (
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// window narrows a report to some people and activities, and sets apart what is
// suppressed or known.
type window struct {
	users, activities map[string]bool
	suppressed        []suppressor
	known             sightings
}

// shelf is where one case that a finding explains, or without a case the finding as
// a whole, is reported.
func (w window) shelf(f *Finding, c *Case) shelf {
	if at := suppressedBy(w.suppressed, f, c); at > 0 {
		return shelf(at)
	}
	if w.known.has(f.rule.Code, f.Subject) {
		return knownShelf
	}
	return 0
}

// narrow resolves what was asked for by id, login, SIS id, tool id or title.
func (e *Examination) narrow(opt Options) window {
	w := window{suppressed: e.suppressors(opt.Suppress), known: newSightings(opt.Known)}
	if len(opt.Users) > 0 {
		w.users = map[string]bool{}
		for _, id := range e.UserIDs() {
			w.users[id] = slices.ContainsFunc(opt.Users, func(want string) bool { return e.IsUser(id, want) })
		}
	}
	if len(opt.Activities) > 0 {
		w.activities = map[string]bool{}
		for _, id := range e.ActivityIDs() {
			w.activities[id] = slices.ContainsFunc(opt.Activities, func(want string) bool { return e.IsActivity(id, want) })
		}
	}
	return w
}

func (w window) holds(c *Case) bool {
	return (w.users == nil || w.users[c.User]) && (w.activities == nil || w.activities[c.Activity])
}

// about reports whether a finding without victims concerns the window at all.
func (w window) about(f *Finding) bool {
	switch f.Subject.Kind {
	case "user":
		return w.users == nil || w.users[f.Subject.ID]
	case "activity":
		return w.activities == nil || w.activities[f.Subject.ID]
	}
	return true
}

// IsUser reports whether a word names the person that cases call id: the id
// itself, a login, an e-mail address, a SIS id or a tool account's id.
func (f *Facts) IsUser(id, word string) bool {
	if id == word || id == toolID(word) {
		return true
	}
	if l := f.learners[id]; l != nil && slices.ContainsFunc([]string{l.Login, l.Email, l.SISID}, sameWord(word)) {
		return true
	}
	for _, c := range f.byUser[id] {
		if c.Account != nil && slices.ContainsFunc([]string{c.Account.ID, c.Account.Login, c.Account.Email, c.Account.SISID}, sameWord(word)) {
			return true
		}
	}
	return false
}

func sameWord(word string) func(string) bool {
	return func(s string) bool { return s != "" && strings.EqualFold(s, word) }
}

// IsActivity reports whether a word names the activity that cases call id: the id
// itself, the tool's id, or the beginning of a title that no other activity's
// title equals.
func (f *Facts) IsActivity(id, word string) bool {
	if id == word || id == toolID(word) {
		return true
	}
	if f.isTitle(id, func(title string) bool { return strings.EqualFold(title, word) }) {
		return true
	}
	for _, other := range f.ActivityIDs() {
		if f.isTitle(other, func(title string) bool { return strings.EqualFold(title, word) }) {
			return false
		}
	}
	return f.isTitle(id, func(title string) bool {
		rest, ok := strings.CutPrefix(strings.ToLower(title), strings.ToLower(word))
		return ok && (rest == "" || strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, ":"))
	})
}

// isTitle tries both sides' titles of an activity.
func (f *Facts) isTitle(id string, is func(string) bool) bool {
	if a := f.activities[id]; a != nil && is(a.Title) {
		return true
	}
	for _, c := range f.byActivity[id] {
		if c.Tool != nil {
			return is(c.Tool.ID) || is(c.Tool.Title)
		}
	}
	return false
}

// Title returns the activity's title as the LMS has it, else the tool's, else the id.
func (f *Facts) Title(id string) string {
	if a := f.activities[id]; a != nil && a.Title != "" {
		return a.Title
	}
	if t := f.toolActs[strings.TrimPrefix(id, "tool:")]; t != nil && t.Title != "" {
		return t.Title
	}
	return id
}

// label fills what a report shows to people: titles of activities, and names only
// when they were asked for.
func (e *Examination) label(r *Report, opt Options) {
	for _, row := range r.Grades {
		r.Titles[row.Activity] = e.Title(row.Activity)
	}
	for _, causes := range r.shelves() {
		for i := range causes {
			e.labelCause(r, &causes[i], opt)
		}
	}
	if opt.Names {
		r.People = e.names(r)
	}
}

// shelves are the causes of the report and those that are suppressed.
func (r *Report) shelves() [][]Cause {
	all := [][]Cause{r.Causes}
	for i := range r.Suppressed {
		all = append(all, r.Suppressed[i].Causes)
	}
	return all
}

func (e *Examination) labelCause(r *Report, cause *Cause, opt Options) {
	for j := range cause.Subjects {
		cause.Subjects[j].Label = e.subjectLabel(cause.Subjects[j], opt)
	}
	cause.Remedy.Steps = e.wording(cause, opt)
	for _, g := range cause.Grades {
		r.Titles[g.Activity] = e.Title(g.Activity)
	}
}

func (e *Examination) subjectLabel(s Subject, opt Options) string {
	switch s.Kind {
	case "activity":
		return e.Title(s.ID)
	case "course":
		return e.Book.Course.Code
	case "user":
		return e.userLabel(s.ID, opt)
	case "grade":
		user, activity, _ := strings.Cut(s.ID, "/")
		return e.userLabel(user, opt) + ", " + e.Title(activity)
	}
	return s.ID
}

func (e *Examination) userLabel(id string, opt Options) string {
	if opt.Names {
		if p := e.person(id); p.Name != "" {
			return p.Name
		}
	}
	return id
}

// names lists everybody the report speaks of.
func (e *Examination) names(r *Report) []PersonName {
	ids := map[string]bool{}
	for _, row := range r.Grades {
		ids[row.User] = true
	}
	for _, c := range slices.Concat(r.shelves()...) {
		for _, g := range c.Grades {
			ids[g.User] = true
		}
	}
	people := []PersonName{}
	for _, id := range sortedKeys(ids) {
		people = append(people, e.person(id))
	}
	slices.SortFunc(people, func(a, b PersonName) int { return CompareIDs(a.User, b.User) })
	return people
}

func (e *Examination) person(id string) PersonName {
	if l := e.learners[id]; l != nil {
		return PersonName{User: id, Name: l.Name, Login: l.Login}
	}
	var a *grade.Account
	if rest, ok := strings.CutPrefix(id, "tool:"); ok {
		a = e.accounts[rest]
	}
	if a == nil {
		return PersonName{User: id}
	}
	return PersonName{User: id, Name: a.Name, Login: a.Login}
}

// wording fills the placeholders of a cause's remedy.
func (e *Examination) wording(c *Cause, opt Options) []string {
	activity, user := "the activity", "the person"
	if len(c.Subjects) == 1 {
		switch s := c.Subjects[0]; s.Kind {
		case "activity":
			activity = "“" + s.Label + "”"
		case "user":
			user = "user " + s.Label
		}
	} else if len(c.Subjects) > 1 {
		activity, user = "each of the activities", "each of the people"
	}
	replace := strings.NewReplacer(append(syncCommands(opt.With, Quoted(e.Book.Course.ID), e.heldBack()),
		"{course}", e.Book.Course.Code, "{activity}", activity, "{user}", user, "{resend}", e.sendAgain(c, opt))...)
	steps := make([]string, 0, len(c.Remedy.Steps))
	for _, s := range c.Remedy.Steps {
		steps = append(steps, replace.Replace(s))
	}
	return steps
}
