package lab

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// enrolledUsers answers core_enrol_get_enrolled_users: everybody, staff and
// inactive people included, with nothing that tells who is which.
func (c *call) enrolledUsers() (any, error) {
	if err := c.enter(); err != nil {
		return nil, err
	}
	options, err := c.args.options()
	if err != nil {
		return nil, err
	}
	active, suspended := options["onlyactive"] == "1", options["onlysuspended"] == "1"
	if active && suspended {
		return nil, activeAndSuspended()
	}
	group, _ := strconv.Atoi(options["groupid"])
	people := slices.DeleteFunc(c.world.roster(), func(p *person) bool {
		return active && p.suspended || suspended && !p.suspended || group != 0 && p.group != group
	})
	if err := sortPeople(people, options["sortby"], options["sortdirection"]); err != nil {
		return nil, err
	}
	fields, err := userFields(options["userfields"])
	if err != nil {
		return nil, err
	}
	out := []object{}
	for _, p := range page(people, options["limitfrom"], options["limitnumber"]) {
		record := c.enrolledUser(p)
		if len(fields) > 0 {
			record = record.only(fields)
		}
		out = append(out, record)
	}
	return out, nil
}

func sortPeople(people []*person, by, direction string) error {
	key := func(_ *person) string { return "" }
	switch by {
	case "", "id":
	case "firstname":
		key = func(p *person) string { return p.first }
	case "lastname":
		key = func(p *person) string { return p.last }
	default:
		return invalidParameter()
	}
	slices.SortStableFunc(people, func(a, b *person) int { return cmp.Or(cmp.Compare(key(a), key(b)), a.id-b.id) })
	if strings.EqualFold(direction, "DESC") {
		slices.Reverse(people)
	}
	return nil
}

func page(people []*person, from, number string) []*person {
	start, _ := strconv.Atoi(from)
	people = people[min(max(start, 0), len(people)):]
	if n, _ := strconv.Atoi(number); n > 0 {
		people = people[:min(n, len(people))]
	}
	return people
}

// userFields reads the option userfields. Id and full name come in any case, and
// "suspended" is taken and never answered.
func userFields(list string) ([]string, error) {
	if list == "" {
		return nil, nil
	}
	known := strings.Fields("id username firstname lastname fullname email address phone1 phone2 department institution idnumber " +
		"lastaccess firstaccess lastcourseaccess confirmed suspended auth theme timezone mailformat description city country " +
		"profileimageurlsmall profileimageurl customfields groups roles preferences enrolledcourses lang interests trackforums")
	fields := strings.Split(list, ",")
	for _, f := range fields {
		if !slices.Contains(known, f) {
			return nil, &moodleError{`core\exception\moodle_exception`, "invaliduserfield", "Invalid user field: " + f}
		}
	}
	return append(fields, "id", "fullname"), nil
}

func (c *call) enrolledUser(p *person) object {
	u := object{
		{"id", p.id}, {"username", p.login}, {"firstname", p.first}, {"lastname", p.last}, {"fullname", p.name()},
		{"email", p.email}, {"department", ""}, {"idnumber", p.number}, {"firstaccess", 0}, {"lastaccess", 0},
		{"lastcourseaccess", 0}, {"profileimageurlsmall", c.picture(2)}, {"profileimageurl", c.picture(1)},
	}
	if p.group != 0 {
		u = append(u, field{"groups", []object{{
			{"id", p.group}, {"name", groupName(p.group)}, {"description", ""}, {"descriptionformat", 0},
		}}})
	}
	roles := []object{}
	for _, name := range p.roles {
		roles = append(roles, object{{"roleid", roleID(name)}, {"name", ""}, {"shortname", name}, {"sortorder", 0}})
	}
	u = append(u, field{"roles", roles})
	// A course that is hidden from somebody is none of theirs here.
	if !p.suspended && (!c.world.course.hidden || !p.student()) {
		u = append(u, field{"enrolledcourses", []object{{{"id", c.world.course.id}, {"fullname", c.world.course.title}, {"shortname", c.world.course.code}}}})
	}
	return u
}

func groupName(id int) string { return "Section 00" + strconv.Itoa(id-2) }

// groups answers core_group_get_course_groups.
func (c *call) groups() (any, error) {
	if id := c.args.integer("courseid"); id != c.world.course.id {
		return nil, wrongContext(id, "Invalid parameter value detected")
	}
	if err := c.enter(); err != nil {
		return nil, err
	}
	out := []object{}
	for _, id := range c.world.course.groups {
		out = append(out, object{
			{"id", id}, {"courseid", c.world.course.id}, {"name", groupName(id)}, {"description", ""}, {"descriptionformat", 0},
			{"enrolmentkey", nil}, {"idnumber", "SEC00" + strconv.Itoa(id-2)}, {"visibility", 0}, {"participation", true},
		})
	}
	return out, nil
}
