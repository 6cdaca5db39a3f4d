package lab

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

func membershipsPath(course, tool int) string {
	return servicesPath + "/CourseSection/" + strconv.Itoa(course) + "/bindings/" + strconv.Itoa(tool) + "/memberships"
}

// memberships lists who is actively enrolled, by name. Moodle calls everybody who
// may not manage activities a learner, whatever the role.
func (c *ltiCall) memberships(path []string) (ltiReply, error) {
	query := c.r.URL.Query()
	token, course, err := c.letIn(path[0], path[1], scopeMembers)
	if err != nil {
		var e *serviceError
		if errors.As(err, &e) && e.status == http.StatusForbidden {
			err = serviceRefusal(http.StatusNotFound, http.StatusText(http.StatusNotFound))
		}
		return ltiReply{}, err
	}
	var link *module
	if rlid := query.Get("rlid"); rlid != "" {
		if link = c.link(rlid); link == nil {
			return ltiReply{}, serviceRefusal(http.StatusNotFound, "Not Found: LTI link "+rlid+" doesn't exist")
		}
	}
	role := query.Get("role")[strings.LastIndex(query.Get("role"), "#")+1:]
	found := without(course.members, func(p *person) bool { return p.suspended || role != "" && role != p.roleInLTI() })
	slices.SortFunc(found, func(a, b *person) int {
		return cmp.Or(cmp.Compare(a.last, b.last), cmp.Compare(a.first, b.first), cmp.Compare(a.id, b.id))
	})
	members, w := []object{}, windowOf(query)
	for _, p := range cutOut(w, found) {
		members = append(members, c.memberObject(p, link))
	}
	address := c.base + membershipsPath(course.id, token.tool.id)
	reply, err := good(membersKind, object{
		{"id", address}, {"context", object{{"id", strconv.Itoa(course.id)}, {"label", course.label}, {"title", course.title}}}, {"members", members},
	})
	reply.link = w.memberLink(address, len(found), query)
	return reply, err
}

func (p *person) roleInLTI() string {
	for _, role := range p.roles {
		if role == "editingteacher" || role == "manager" {
			return "Instructor"
		}
	}
	return "Learner"
}

func (c *ltiCall) memberObject(p *person, link *module) object {
	id := strconv.Itoa(p.id)
	o := object{{"status", "Active"}, {"roles", []string{p.roleInLTI()}}}
	if link != nil {
		o = append(o, field{"message", []object{{
			{"https://purl.imsglobal.org/spec/lti/claim/message_type", "LtiResourceLinkRequest"},
			{"https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome", object{
				{"lis_result_sourcedid", sourcedID(link, id, launchNumber(link, id))}, {"lis_outcome_service_url", c.base + outcomePath},
			}},
		}}})
	}
	return append(o, object{
		{"user_id", id}, {"lis_person_sourcedid", p.number}, {"name", p.name()}, {"given_name", p.first}, {"family_name", p.last},
		{"email", p.email}, {"ext_user_username", p.login},
	}...)
}
