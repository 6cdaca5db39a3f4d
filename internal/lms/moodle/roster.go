package moodle

import (
	"context"
	"strconv"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// roster is who is enrolled, and who of them is not active.
type roster struct {
	people   []wirePerson
	inactive map[string]bool // nil: not told
}

// people reads the enrolled, active or not, page by page. A page without anybody
// new ends it, for a site that ignores the limits.
func (s *session) people(ctx context.Context, course string, extra ...string) ([]wirePerson, error) {
	list, seen := []wirePerson{}, map[text]bool{}
	for {
		page, err := ask[[]wirePerson](s.long(ctx), s, fnEnrolled, options(args("courseid", course), append([]string{
			"limitfrom", strconv.Itoa(len(list)), "limitnumber", strconv.Itoa(rosterPage), "sortby", "id"}, extra...)...))
		if err != nil {
			return nil, err
		}
		before := len(list)
		for _, person := range page {
			if person.ID != "" && !seen[person.ID] {
				seen[person.ID] = true
				list = append(list, person)
			}
		}
		s.options.Progress("enrolled people", len(list), 0)
		if len(page) < rosterPage || len(list) == before {
			return list, nil
		}
	}
}

// enrolled reads the whole roster with the few fields needed: all of them would
// repeat each group's description for each member.
func (s *session) enrolled(ctx context.Context, course string) ([]wirePerson, error) {
	return s.people(ctx, course, "userfields", "id,username,fullname,email,idnumber,roles,groups")
}

// suspended reads whose enrolment is not active. Moodle calls all of them
// suspended, those who expired or have not begun too.
func (s *session) suspended(ctx context.Context, course string) (map[string]bool, error) {
	people, err := s.people(ctx, course, "onlysuspended", "1", "userfields", "id")
	if err != nil {
		return nil, err
	}
	set := make(map[string]bool, len(people))
	for _, p := range people {
		set[string(p.ID)] = true
	}
	return set, nil
}

// learner maps one person of the roster.
func (r roster) learner(p wirePerson) grade.Learner {
	id := string(p.ID)
	l := grade.Learner{
		ID: id, Name: string(p.FullName), Email: value(p.Email), Login: value(p.Username), SISID: value(p.IDNumber),
		LTIUserIDs: []string{id}, // mod/lti sends the user id as sub and as user_id
	}
	state := r.state(id)
	sections := p.sections()
	if p.Roles == nil {
		return l
	}
	for _, role := range *p.Roles {
		l.Enrolments = append(l.Enrolments, grade.Enrolment{
			Role: role.ShortName, Kind: roleKind(role.ShortName), State: state, Sections: sections})
	}
	if len(*p.Roles) == 0 {
		l.Enrolments = []grade.Enrolment{{Kind: grade.RoleNone, State: state, Sections: sections}}
	}
	return l
}

func (r roster) state(id string) grade.Maybe[grade.EnrolmentState] {
	switch {
	case r.inactive == nil:
		return grade.Maybe[grade.EnrolmentState]{}
	case r.inactive[id]:
		return grade.Known(grade.EnrolmentInactive)
	}
	return grade.Known(grade.EnrolmentActive)
}

func (p wirePerson) sections() []string {
	if p.Groups == nil {
		return nil
	}
	var names []string
	for _, g := range *p.Groups {
		names = append(names, string(g.Name))
	}
	return names
}

// roleKind reads the standard roles by short name; their names come back empty or
// translated. A site may have roles of its own.
func roleKind(shortname string) grade.RoleKind {
	switch shortname {
	case "student":
		return grade.RoleLearner
	case "manager", "coursecreator", "editingteacher", "teacher":
		return grade.RoleStaff
	}
	return grade.RoleOther
}

// gradable are the people whose grades are worth asking for one by one.
func (r roster) gradable() []wirePerson {
	var list []wirePerson
	for _, p := range r.people {
		l := r.learner(p)
		kind, told := l.Role()
		if (!told || kind == grade.RoleLearner || kind == grade.RoleOther) && !r.inactive[l.ID] {
			list = append(list, p)
		}
	}
	return list
}

// gaps names the members that Moodle left out for everybody, for want of a right.
func (r roster) gaps() []grade.Gap {
	var missing []string
	if len(r.people) == 0 {
		return nil
	}
	if !r.any(func(p wirePerson) bool { return p.Email != nil }) {
		missing = append(missing, "e-mail addresses")
	}
	if !r.any(func(p wirePerson) bool { return p.IDNumber != nil }) {
		missing = append(missing, "ID numbers")
	}
	if !r.any(func(p wirePerson) bool { return p.Username != nil }) {
		missing = append(missing, "logins")
	}
	var gaps []grade.Gap
	if len(missing) > 0 {
		gaps = append(gaps, grade.Gap{What: strings.Join(missing, ", ") + " of the roster", Class: grade.Forbidden,
			Reason: "Moodle left them out: the token's user needs moodle/site:viewuseridentity and moodle/user:viewhiddendetails, and the site's showuseridentity setting must name them"})
	}
	if !r.any(func(p wirePerson) bool { return p.Roles != nil }) {
		gaps = append(gaps, grade.Gap{Fact: grade.FactRole, What: "the roles in the course", Class: grade.Forbidden, Reason: "Moodle left them out of the roster"})
	}
	return gaps
}

func (r roster) any(has func(wirePerson) bool) bool {
	for _, p := range r.people {
		if has(p) {
			return true
		}
	}
	return false
}

func value(t *text) string {
	if t == nil {
		return ""
	}
	return string(*t)
}
