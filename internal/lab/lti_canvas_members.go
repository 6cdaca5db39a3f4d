package lab

import (
	"net/http"
	"slices"
	"strings"
)

const membership = "http://purl.imsglobal.org/vocab/lis/v2/membership"

// canvasRoles are the roles of an enrolment in LTI's words.
func canvasRoles(kind string) []string {
	switch kind {
	case kindTeacher:
		return []string{membership + "#Instructor"}
	case kindTA:
		return []string{membership + "#Instructor", membership + "/Instructor#TeachingAssistant"}
	case kindDesigner:
		return []string{membership + "#ContentDeveloper"}
	case kindObserver:
		return []string{membership + "#Mentor"}
	case kindStudent:
		return []string{membership + "#Learner"}
	}
	return nil
}

// canvasMembers lists who is actively enrolled, with what the tool's privacy level
// lets it see.
func (c *ltiCall) canvasMembers() (ltiReply, error) {
	query := c.r.URL.Query()
	rlid, role := query.Get("rlid"), query.Get("role")
	var link *module
	for _, m := range c.world.modules {
		if rlid != "" && m.assignment.link == rlid {
			link = m
		}
	}
	if rlid != "" && rlid != contextOf(canvasCourseID) && link == nil {
		return ltiReply{}, agsError(http.StatusBadRequest, "Requested ResourceLink was not found")
	}
	members := []object{}
	for _, p := range c.world.people {
		var roles []string
		for _, e := range p.canvas.rows {
			if e.state == "active" && !p.gone {
				roles = append(roles, canvasRoles(e.kind)...)
			}
		}
		slices.Sort(roles)
		roles = slices.Compact(roles)
		wanted := role == "" || slices.ContainsFunc(roles, func(r string) bool { return r == role || strings.HasSuffix(r, "#"+role) })
		if len(roles) == 0 || !wanted || link != nil && !link.assignment.assigned(p) {
			continue
		}
		members = append(members, c.canvasMember(p, roles))
	}
	page, next := c.canvasPaged(members)
	reply, err := canvasJSON(http.StatusOK, membersKind, object{
		{"id", c.base + c.r.URL.RequestURI()},
		{"context", object{{"id", contextOf(canvasCourseID)}, {"label", canvasCourseCode}, {"title", canvasCourseTitle}}}, {"members", page},
	})
	reply.link = next
	return reply, err
}

func (c *ltiCall) canvasMember(p *person, roles []string) object {
	o := object{{"status", "Active"}, {"user_id", p.canvas.sub}, {"lti11_legacy_user_id", p.canvas.hash}, {"roles", roles}}
	privacy := c.world.canvas.tool(c.caller().id).privacy
	if privacy == "public" || privacy == "name_only" {
		o = append(o, object{{"name", p.name()}, {"given_name", p.first}, {"family_name", p.last}}...)
	}
	if privacy == "public" {
		o = append(o, object{{"email", p.email}, {"lis_person_sourcedid", p.number}}...)
	}
	return o
}
