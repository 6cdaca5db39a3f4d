package diagnose

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// RelaunchSchema names the form of the JSON list.
const RelaunchSchema = "gradesync.relaunch/v1"

// Relaunches say who must open which link, for grades that wait for their learner
// and nobody else: plain data, lists sorted by person and never nil. It holds no
// memory: whoever opened the link is gone from the list as soon as the tool's
// records have that launch. Its JSON form is public.
type Relaunches struct {
	Schema      string         `json:"schema"`
	Gradesync   string         `json:"gradesync"`
	GeneratedAt time.Time      `json:"generated_at"`
	Course      CourseName     `json:"course"`
	LMS         grade.Site     `json:"lms"`
	Tool        ToolSide       `json:"tool"`
	Partial     bool           `json:"partial"` // somebody may be missing: not all that was needed could be read
	Totals      RelaunchTotals `json:"totals"`
	Links       []Relaunch     `json:"links"`
	// Unmatched are those of whom only the tool knows, as "tool:" and its id: the
	// roster may not have them at all.
	Unmatched []Relaunch `json:"unmatched"`
	// Blocked cannot be opened yet; Obstacle says why.
	Blocked []Relaunch `json:"blocked"`
}

// RelaunchTotals count what stands in Links.
type RelaunchTotals struct {
	People int `json:"people"`
	Links  int `json:"links"`
	Grades int `json:"grades"`
}

// Relaunch is one link that one person must open once. There is one at most for a
// user and an activity.
type Relaunch struct {
	User string `json:"user"`
	// Name, Login and Email are filled only when names were asked for.
	Name     string `json:"name,omitempty"`
	Login    string `json:"login,omitempty"`
	Email    string `json:"email,omitempty"`
	Activity string `json:"activity"`
	Title    string `json:"title"`
	URL      string `json:"url"` // of the activity's page in the LMS
	// Any tells that every activity of the tool in the course does as well: it is
	// the account as a whole that is not connected.
	Any       bool      `json:"any_activity"`
	Grades    int       `json:"grades"` // of this person, that wait for it
	Cause     string    `json:"cause"`
	Certainty Certainty `json:"certainty"`
	Why       string    `json:"why"`   // for the learner to read
	Steps     []string  `json:"steps"` // for the learner to read
	Obstacle  Obstacle  `json:"obstacle,omitempty"`
}

// Obstacle is why a link cannot be opened yet.
type Obstacle string

// Obstacles. The zero value is none.
const (
	ObstacleHidden Obstacle = "hidden"  // the LMS hides the activity from learners
	ObstacleNoLink Obstacle = "no_link" // the LMS has no page for it, or does not tell its address
)

// Relaunches lists the links that learners must open. Options.All has no meaning
// here.
func (e *Examination) Relaunches(opt Options) *Relaunches {
	r := &Relaunches{
		Schema: RelaunchSchema, Gradesync: opt.Version, GeneratedAt: e.Now.UTC(),
		Course: e.courseName(),
		LMS:    e.Book.LMS, Tool: e.toolSideGiven(), Partial: e.Incomplete(),
		Links: []Relaunch{}, Unmatched: []Relaunch{}, Blocked: []Relaunch{},
	}
	w := e.narrow(opt)
	users := e.UserIDs()
	slices.SortFunc(users, CompareIDs)
	for _, user := range users {
		cases := slices.DeleteFunc(slices.Clone(e.OfUser(user)), func(c *Case) bool { return !w.holds(c) })
		r.Partial = r.Partial || slices.ContainsFunc(cases, func(c *Case) bool { return c.Verdict == Unknown })
		r.addPerson(e.relaunchesOf(cases, opt), len(cases) > 0 && cases[0].Learner == nil)
	}
	return r
}

// addPerson files the links of one person and counts them.
func (r *Relaunches) addPerson(links []Relaunch, unmatched bool) {
	before := r.Totals.Links
	for _, l := range links {
		switch {
		case l.Obstacle != "":
			r.Blocked = append(r.Blocked, l)
		case unmatched:
			r.Unmatched = append(r.Unmatched, l)
		default:
			r.Links = append(r.Links, l)
			r.Totals.Links++
			r.Totals.Grades += l.Grades
		}
	}
	if r.Totals.Links > before {
		r.Totals.People++
	}
}

// relaunchesOf lists the links that one person must open: the one that connects
// the account first, as it also counts as a launch of its own activity.
func (e *Examination) relaunchesOf(cases []*Case, opt Options) []Relaunch {
	var links []Relaunch
	add := func(l Relaunch) {
		same := func(o Relaunch) bool { return o.Activity == l.Activity }
		if i := slices.IndexFunc(links, same); i >= 0 {
			links[i].Grades += l.Grades
			return
		}
		links = append(links, l)
	}
	waiting := map[string][]*Case{}
	for _, c := range cases {
		if r := e.relaunchFor(c); r != nil && r.anyActivity {
			waiting[r.code] = append(waiting[r.code], c)
		}
	}
	for _, code := range sortedKeys(waiting) {
		list := waiting[code]
		l := e.relaunch(list[0], e.opener(list), opt)
		l.Any, l.Grades = true, len(list)
		add(l)
	}
	for _, c := range cases {
		if r := e.relaunchFor(c); r != nil && !r.anyActivity {
			add(e.relaunch(c, c, opt))
		}
	}
	slices.SortStableFunc(links, func(a, b Relaunch) int { return CompareIDs(a.Activity, b.Activity) })
	return links
}

// relaunchFor returns what a launch would cure for a case, nil where its grade
// does not wait for one.
func (e *Examination) relaunchFor(c *Case) *relaunchCure {
	f := e.Primary(c)
	// What withholds everybody's id is not cured by any one person's launch.
	if f == nil || f.Scope == ScopeCourse {
		return nil
	}
	return relaunchCureOf(f.rule.Code)
}

// opener chooses the activity by which an account gets connected: one of those
// that wait if it can be, else any of the tool's; graded ones that nothing is
// known to keep the learner out of come first.
func (e *Examination) opener(waiting []*Case) *Case {
	all := e.OfUser(waiting[0].User)
	open := func(c *Case) bool { return obstacleAt(c.LMS) == "" }
	sure := func(c *Case) bool {
		return open(c) && !grade.Is(c.LMS.Graded, false) && !grade.Is(c.LMS.Restricted, true) && grade.Is(c.LMS.Visible, true)
	}
	for _, fits := range []func(*Case) bool{sure, open} {
		for _, list := range [][]*Case{waiting, all} {
			if i := slices.IndexFunc(list, fits); i >= 0 {
				return list[i]
			}
		}
	}
	return waiting[0]
}

// relaunch writes the link at one case for what another one waits for.
func (e *Examination) relaunch(c, at *Case, opt Options) Relaunch {
	cure, standing := e.relaunchFor(c), e.standing[c][0]
	l := Relaunch{
		User: c.User, Activity: at.Activity, Title: e.Title(at.Activity), Grades: 1,
		Cause: cure.code, Certainty: standing.certainty, Obstacle: obstacleAt(at.LMS),
		Why: e.tellLearner(cure.why), Steps: []string{},
	}
	if l.Obstacle != ObstacleNoLink {
		l.URL = at.LMS.URL
	}
	for _, step := range cure.steps {
		l.Steps = append(l.Steps, e.tellLearner(step))
	}
	if opt.Names {
		l.Name, l.Login, l.Email = contact(c)
	}
	return l
}

// contact takes what the LMS says of a person, and the tool's word where the LMS
// is silent.
func contact(c *Case) (name, login, email string) {
	if l := c.Learner; l != nil {
		name, login, email = l.Name, l.Login, l.Email
	}
	if a := c.Account; a != nil {
		name, login, email = cmp.Or(name, a.Name), cmp.Or(login, a.Login), cmp.Or(email, a.Email)
	}
	return name, login, email
}

// obstacleAt tells what keeps learners from opening an activity's page.
func obstacleAt(a *grade.Activity) Obstacle {
	switch {
	case a == nil || !webAddress(a.URL):
		return ObstacleNoLink
	case grade.Is(a.Visible, false) || grade.Is(a.SectionVisible, false):
		return ObstacleHidden
	}
	return ""
}

// webAddress reports whether a text is an address that may stand in a message.
func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsAny(s, " \t\r\n")
}
