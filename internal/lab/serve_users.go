package lab

import (
	"slices"
	"strconv"
)

type siteUser = object

type gradableAnswer struct {
	Users    []siteUser `json:"users"`
	Warnings []warning  `json:"warnings"`
}

// gradableUsers answers core_grades_get_gradable_users: the students, and those
// with an inactive enrolment too unless onlyactive is set.
func (c *call) gradableUsers() (any, error) {
	if err := c.enter(); err != nil {
		return nil, err
	}
	out := gradableAnswer{Users: []siteUser{}, Warnings: []warning{}}
	for _, p := range c.world.roster() {
		group := c.args.integer("groupid")
		if !p.student() || p.suspended && c.args.text("onlyactive") == "1" || group != 0 && p.group != group {
			continue
		}
		out.Users = append(out.Users, c.gradableUser(p))
	}
	return out, nil
}

func (c *call) gradableUser(p *person) siteUser {
	return siteUser{
		{"id", p.id}, {"username", p.login}, {"firstname", p.first}, {"lastname", p.last}, {"fullname", p.name()},
		{"email", p.email}, {"address", ""}, {"phone1", ""}, {"phone2", ""}, {"department", ""}, {"institution", ""},
		{"idnumber", p.number}, {"firstaccess", 0}, {"lastaccess", 0}, {"auth", "manual"}, {"suspended", false},
		{"confirmed", true}, {"lang", "en"}, {"calendartype", "gregorian"}, {"theme", ""}, {"timezone", "99"},
		{"mailformat", 1}, {"trackforums", 0}, {"description", nil}, {"descriptionformat", 1}, {"city", ""},
		{"country", ""}, {"profileimageurlsmall", c.picture(1)}, {"profileimageurl", c.picture(1)},
	}
}

// usersByField answers core_user_get_users_by_field for every account of the
// site, enrolled or not. Who may not look gets an empty list.
func (c *call) usersByField() (any, error) {
	by := c.args.text("field")
	value := func(p *person) string {
		switch by {
		case "id":
			return strconv.Itoa(p.id)
		case "idnumber":
			return p.number
		case "username":
			return p.login
		default:
			return p.email
		}
	}
	if !slices.Contains([]string{"id", "idnumber", "username", "email"}, by) {
		return nil, invalidParameter()
	}
	out := []siteUser{}
	if !c.who.enters {
		return out, nil
	}
	wanted := c.args.list("values")
	for _, p := range c.world.people {
		if !slices.Contains(wanted, value(p)) {
			continue
		}
		u := c.gradableUser(p).without("address", "phone1", "phone2", "institution", "calendartype", "description",
			"descriptionformat", "city", "country")
		for i := range u {
			if u[i].key == "profileimageurlsmall" {
				u[i].value = c.picture(2)
			}
		}
		if p.number == "" {
			u = u.without("idnumber")
		}
		out = append(out, u)
	}
	return out, nil
}
