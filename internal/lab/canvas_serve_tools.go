package lab

import (
	"net/http"
	"slices"
	"strconv"
)

// accountID is the account that a request is about.
func (c *canvasCall) accountID() (int, error) {
	if !c.who.accounts {
		return 0, forbidden(http.StatusForbidden)
	}
	text := c.r.PathValue("account")
	for _, a := range canvasAccounts() {
		if strconv.Itoa(a.id) == text || a.parent == 0 && (text == "self" || text == "default") ||
			a.sis != "" && text == "sis_account_id:"+a.sis || text == "lti_context_id:"+opaque("account", a.id) {
			return a.id, nil
		}
	}
	return 0, nowhere()
}

func (c *canvasCall) account() (any, error) {
	id, err := c.accountID()
	if err != nil {
		return nil, err
	}
	return c.accountObject(id), nil
}

func (c *canvasCall) accountObject(id int) object {
	for _, a := range canvasAccounts() {
		if a.id != id {
			continue
		}
		root := any(canvasID(rootAccount))
		if a.parent == 0 {
			root = nil
		}
		return object{
			{"id", canvasID(a.id)}, {"name", a.name}, {"uuid", digest("account", a.name)[:40]}, {"parent_account_id", idOrNull(a.parent)},
			{"root_account_id", root}, {"workflow_state", "active"}, {"default_time_zone", "America/Denver"},
			{"sis_account_id", textOrNull(a.sis)}, {"integration_id", nil}, {"lti_guid", digest("guid")[:40] + ":canvas-lms"},
		}
	}
	return nil
}

func accountName(id int) string {
	for _, a := range canvasAccounts() {
		if a.id == id {
			return a.name
		}
	}
	return ""
}

// accounts answers with those the caller administers; subAccounts with all below
// one.
func (c *canvasCall) accounts() (any, error) {
	if !c.who.accounts {
		return listing{}, nil
	}
	return listing{items: []object{c.accountObject(rootAccount)}}, nil
}

func (c *canvasCall) subAccounts() (any, error) {
	id, err := c.accountID()
	if err != nil {
		return nil, err
	}
	var out listing
	for _, a := range canvasAccounts() {
		if a.id != id && (a.parent == id || c.yes("recursive") && slices.Contains(chain(a.id), id)) {
			out.items = append(out.items, c.accountObject(a.id))
		}
	}
	return out, nil
}

// terms answers with the terms, which are the root account's alone.
func (c *canvasCall) terms() (any, error) {
	id, err := c.accountID()
	if err != nil {
		return nil, err
	}
	if id != rootAccount {
		return nil, badRequest(object{{"message", "Terms only belong to root_accounts."}})
	}
	out := listing{wrap: func(items []object) any { return object{{"enrollment_terms", items}} }}
	for _, t := range []int{1, 30, termID} {
		o := c.term(t)
		if c.includes("overrides") {
			o = append(o, field{"overrides", object{}})
		}
		out.items = append(out.items, o)
	}
	return out, nil
}

// courseTools answers with the tools of the course itself, of which there are
// none, or with those of its accounts too.
func (c *canvasCall) courseTools() (any, error) {
	if !c.yes("include_parents") {
		return listing{}, nil
	}
	return c.toolsOf(chain(c.site.account)), nil
}

func (c *canvasCall) accountTools() (any, error) {
	id, err := c.accountID()
	if err != nil {
		return nil, err
	}
	if c.yes("include_parents") {
		return c.toolsOf(chain(id)), nil
	}
	return c.toolsOf([]int{id}), nil
}

func (c *canvasCall) toolsOf(accounts []int) listing {
	var out listing
	for _, t := range c.site.tools {
		if slices.Contains(accounts, t.account) {
			out.items = append(out.items, toolObject(t))
		}
	}
	return out
}

func toolObject(t *canvasTool) object {
	placement := func(on bool, message string) any {
		if !on {
			return nil
		}
		return object{{"message_type", message}, {"enabled", true}, {"label", t.name}}
	}
	o := object{
		{"id", canvasID(t.id)}, {"name", t.name}, {"description", nil}, {"domain", t.domain}, {"url", "https://" + t.domain + "/launch"},
		{"consumer_key", t.key}, {"version", t.version}, {"developer_key_id", idOrNull(t.developerKey)},
		{"deployment_id", deploymentOf(t.id, t.account)}, {"privacy_level", t.privacy}, {"workflow_state", t.privacy},
		{"custom_fields", object{}}, {"not_selectable", false}, {"prefer_sis_email", nil},
		{"is_rce_favorite", false}, //nolint:misspell // Canvas's word
		{"created_at", when(t.created)}, {"updated_at", when(t.created)},
		{"assignment_selection", placement(true, "LtiDeepLinkingRequest")}, {"link_selection", placement(true, "LtiDeepLinkingRequest")},
		{"course_navigation", placement(t.courseNavigation, "LtiResourceLinkRequest")},
		{"module_menu_modal", placement(t.inEveryMenu, "LtiResourceLinkRequest")}, {"editor_button", nil}, {"homework_submission", nil},
	}
	if t.version == lti11 {
		o = o.without("developer_key_id")
	}
	return o
}

// moduleNames are the titles of the modules, by the number of their section.
func moduleNames() []string { return []string{"Integration", "Series", "Quizzes"} }

func (c *canvasCall) modules() (any, error) {
	var out listing
	for i, name := range moduleNames() {
		items := c.itemsOf(i + 1)
		o := object{{"id", canvasID(300 + i)}, {"name", name}, {"position", i + 1}, {"unlock_at", nil}, {"require_sequential_progress", false},
			{"publish_final_grade", false}, {"prerequisite_module_ids", []any{}}, {"published", true}, {"items_count", len(items)},
			{"items_url", c.base + "/api/v1/courses/" + strconv.Itoa(c.world.course.id) + "/modules/" + strconv.Itoa(300+i) + "/items"}}
		if c.includes("items") {
			o = append(o, field{"items", items})
		}
		out.items = append(out.items, o)
	}
	return out, nil
}

func (c *canvasCall) moduleItems() (any, error) {
	n := idFrom(c.r.PathValue("module")) - 299
	if n < 1 || n > len(moduleNames()) {
		return nil, nowhere()
	}
	return listing{items: c.itemsOf(n)}, nil
}

// itemsOf lists what a module links to: each assignment, and in the first a page
// of text.
func (c *canvasCall) itemsOf(section int) []object {
	out := []object{}
	for _, x := range c.columns() {
		if x.module.section != section {
			continue
		}
		path := "/courses/" + strconv.Itoa(c.world.course.id)
		id := x.module.id - firstAssignment + 3001
		o := object{{"id", canvasID(id)}, {"module_id", canvasID(299 + section)}, {"title", x.name}, {"position", len(out) + 1}, {"indent", 0},
			{"quiz_lti", false}, {"type", "Assignment"}, {"content_id", canvasID(x.module.id)}, {"published", x.module.visible},
			{"html_url", c.base + path + "/modules/items/" + strconv.Itoa(id)}, {"url", c.base + "/api/v1" + path + "/assignments/" + strconv.Itoa(x.module.id)}}
		if c.includes("content_details") {
			o = append(o, field{"content_details", object{{"points_possible", decimal(x.max)}, {"due_at", when(x.module.assignment.due)}}})
		}
		out = append(out, o)
	}
	return out
}
