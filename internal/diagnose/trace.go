package diagnose

import (
	"fmt"
	"slices"
)

// TraceSchema names the form of the JSON trace.
const TraceSchema = "gradesync.trace/v1"

// HopState is how far a grade came at one hop.
type HopState string

// Hop states.
const (
	HopOK         HopState = "ok"
	HopBroken     HopState = "broken"
	HopNotReached HopState = "not_reached"
	HopUnknown    HopState = "unknown"
)

// Trace is one grade's journey, hop by hop. Its JSON form is public.
type Trace struct {
	Schema   string     `json:"schema"`
	User     string     `json:"user"`
	Activity string     `json:"activity"`
	Title    string     `json:"title"`
	Name     string     `json:"name,omitempty"`
	Verdict  Verdict    `json:"verdict"`
	Cause    string     `json:"cause"` // the primary cause's code, empty when there is none
	Hops     []TraceHop `json:"hops"`
	Remedy   *Cure      `json:"remedy,omitempty"`
}

// TraceHop is one hop with the data behind its state. Code is the cause that
// broke it.
type TraceHop struct {
	Hop   Hop        `json:"hop"`
	State HopState   `json:"state"`
	Facts []Evidence `json:"facts"`
	Code  string     `json:"code,omitempty"`
}

// Trace follows one case through all hops. Before the broken hop a hop is ok only
// when a datum says so; behind it nothing was reached.
func (e *Examination) Trace(c *Case, opt Options) *Trace {
	t := &Trace{Schema: TraceSchema, User: c.User, Activity: c.Activity, Title: e.Title(c.Activity), Verdict: c.Verdict}
	if opt.Names {
		t.Name = e.person(c.User).Name
	}
	primary := e.Primary(c)
	broken := len(Hops())
	if primary != nil {
		t.Cause = primary.rule.Code
		broken = primary.rule.Hop.order()
		t.Remedy = e.cureFor(c, primary, opt)
	}
	for i, hop := range Hops() {
		h := e.traceHop(c, hop)
		switch {
		case i == broken:
			h.State, h.Code = HopBroken, primary.rule.Code
			h.Facts = mergeEvidence(primary.Evidence, h.Facts)
		case i > broken && !c.travelled():
			h.State = HopNotReached
		}
		t.Hops = append(t.Hops, h)
	}
	return t
}

// cureFor words the remedy of the primary cause for this one case.
func (e *Examination) cureFor(c *Case, f *Finding, opt Options) *Cure {
	cause := Cause{
		Subjects: []Subject{{Kind: "activity", ID: c.Activity, Label: e.Title(c.Activity)}},
		Scope:    ScopeGrade, Grades: []Pair{{User: c.User, Activity: c.Activity}},
		Remedy: Cure{Actor: f.rule.Remedy.Actor, Steps: f.rule.Remedy.For(e.Book.LMS.Kind)},
	}
	if f.Subject.Kind == "user" {
		cause.Subjects = []Subject{{Kind: "user", ID: c.User, Label: e.userLabel(c.User, opt)}}
	}
	return &Cure{Actor: cause.Remedy.Actor, Steps: e.wording(&cause, opt)}
}

// mergeEvidence puts the finding's evidence first and drops what it repeats.
func mergeEvidence(first, then []Evidence) []Evidence {
	all := append([]Evidence{}, first...)
	for _, ev := range then {
		if !slices.ContainsFunc(first, func(f Evidence) bool { return f.Fact == ev.Fact }) {
			all = append(all, ev)
		}
	}
	return all
}

// Find returns the one case of a person and an activity, each named by id, login,
// e-mail, SIS id, tool id or title. An error says what was found instead.
func (e *Examination) Find(user, activity string) (*Case, error) {
	users := matching(e.UserIDs(), func(id string) bool { return e.IsUser(id, user) })
	activities := matching(e.ActivityIDs(), func(id string) bool { return e.IsActivity(id, activity) })
	if err := oneOf("user", users); err != nil {
		return nil, err
	}
	if err := oneOf("activity", activities); err != nil {
		return nil, err
	}
	for _, c := range e.OfUser(users[0]) {
		if c.Activity == activities[0] {
			return c, nil
		}
	}
	return nil, fmt.Errorf("no grade is expected of user %s in activity %s: %w", users[0], activities[0], ErrNoCase)
}

func matching(ids []string, is func(string) bool) []string {
	var found []string
	for _, id := range ids {
		if is(id) {
			found = append(found, id)
		}
	}
	return found
}

func oneOf(kind string, found []string) error {
	switch len(found) {
	case 0:
		return fmt.Errorf("no %s matches what was asked for: %w", kind, ErrNoCase)
	case 1:
		return nil
	}
	return fmt.Errorf("%d %ss match what was asked for (ids %v); name one by its id: %w", len(found), kind, found, ErrAmbiguous)
}
