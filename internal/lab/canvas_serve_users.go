package lab

import (
	"net/http"
	"strings"
)

// userID finds a person by id or another name; 0 is none.
func (c *canvasCall) userID(text string) int {
	for _, p := range c.world.people {
		if p.called(text) {
			return p.id
		}
	}
	return 0
}

// called tells whether a text of the form PREFIX:NAME, or an id, means the person.
func (p *person) called(text string) bool {
	kind, name, special := strings.Cut(text, ":")
	if !special {
		return idFrom(text) == p.id
	}
	switch kind {
	case "sis_user_id":
		return name == p.number
	case "sis_login_id":
		return strings.EqualFold(name, p.login)
	case "lti_1_3_id":
		return name == p.canvas.sub
	case "lti_1_1_id", "lti_user_id", "lti_context_id":
		return name == p.canvas.hash
	}
	return false
}

// user answers GET /users/:id. A user that was merged into another is not found,
// and the body tells whose it is now.
func (c *canvasCall) user() (any, error) {
	text := c.r.PathValue("user")
	if text == "self" {
		return object{{"id", canvasID(c.who.id)}, {"name", c.who.name}, {"created_at", when(c.world.starts.Add(-500 * day))},
			{"sortable_name", c.who.name}, {"short_name", c.who.name}, {"sis_user_id", nil}, {"integration_id", nil},
			{"avatar_url", c.base + "/images/messages/avatar-50.png"}, {"locale", nil}, {"effective_locale", "en"},
			{"permissions", object{{"can_update_name", false}, {"can_update_avatar", false}, {"limit_parent_app_web_access", false}}}}, nil
	}
	if name, special := strings.CutPrefix(text, "lti_1_3_id:"); special {
		if old, merged := c.site.merged[name]; merged {
			return nil, &canvasError{status: http.StatusNotFound, body: object{
				{"id", canvasID(old.id)}, {"name", old.name}, {"created_at", when(c.world.starts.Add(-500 * day))}, {"sortable_name", old.name},
				{"short_name", old.name}, {"sis_user_id", nil}, {"integration_id", nil}, {"merged_into_user_id", canvasID(old.into.id)},
			}}
		}
	}
	for _, p := range c.world.people {
		if p.called(text) {
			return append(c.shortUser(p), object{{"avatar_url", c.base + "/images/messages/avatar-50.png"}, {"locale", nil},
				{"effective_locale", "en"}, {"email", textOrNull(p.email)},
				{"permissions", object{{"can_update_name", false}, {"can_update_avatar", false}, {"limit_parent_app_web_access", false}}}}...), nil
		}
	}
	return nil, nowhere()
}
