package lab

import (
	"net/http"
	"strconv"
)

// lineItems lists the tool's line items in a course, or makes one.
func (c *ltiCall) lineItems(path []string) (ltiReply, error) {
	query := c.r.URL.Query()
	scopes := []string{scopeLineItem, scopeLineItemRead}
	if c.r.Method == http.MethodPost {
		scopes = scopes[:1]
	}
	token, course, err := c.letIn(path[0], query.Get("type_id"), scopes...)
	if err != nil {
		return ltiReply{}, err
	}
	if c.r.Method == http.MethodPost {
		return c.makeLineItem(course, token.tool)
	}
	var found []*column
	for _, x := range course.columns {
		if x.owner() == token.tool.id && x.takes(token.tool) && matches(query, x.tags()) {
			found = append(found, x)
		}
	}
	list := []object{}
	w := windowOf(query)
	for _, x := range cutOut(w, found) {
		list = append(list, c.lineItemObject(x, course.id, typeQuery(token.tool.id)))
	}
	reply, err := good(lineItemsKind, list)
	reply.link = w.gradeLinks(c.base+lineItemsDir(course.id)+typeQuery(token.tool.id), len(found), c.lab.opt.Strict)
	return reply, err
}

func typeQuery(tool int) string { return "?type_id=" + strconv.Itoa(tool) }

// takes tells whether Moodle shows the column to the tool: one it made itself, or
// one of a link that accepts grades.
func (x *column) takes(tool registration) bool {
	return x.made != nil || x.module.accepts && !tool.never
}

// tags are what a list of line items can be filtered by.
func (x *column) tags() map[string]string {
	out := map[string]string{"resource_id": "", "tag": "", "resource_link_id": x.linkID(), "lti_link_id": x.linkID()}
	if x.made != nil {
		out["resource_id"], out["tag"] = x.made.resource, x.made.tag
	}
	return out
}

// linkID is the id of the resource link that a column belongs to, empty for none.
func (x *column) linkID() string {
	switch {
	case x.made != nil:
		return x.made.link
	case x.module != nil && x.module.mod == "lti":
		return strconv.Itoa(x.module.instance)
	}
	return ""
}

func (c *ltiCall) lineItemObject(x *column, course int, query string) object {
	tags := x.tags()
	o := object{
		{"id", c.lineItemURL(x, course, query)}, {"label", x.name}, {"scoreMaximum", x.max},
		{"resourceId", tags["resource_id"]}, {"tag", tags["tag"]},
	}
	if link := x.linkID(); link != "" {
		o = append(o, object{{"resourceLinkId", link}, {"ltiLinkId", link}}...)
	}
	return o
}

func (c *ltiCall) lineItemURL(x *column, course int, query string) string {
	return c.base + lineItemsDir(course) + "/" + strconv.Itoa(x.id) + "/lineitem" + query
}

// lineItem answers for one line item. Moodle shows every graded column of a
// module to every tool, and lets change only its own.
func (c *ltiCall) lineItem(path []string) (ltiReply, error) {
	query := c.r.URL.Query()
	scopes := []string{scopeLineItem, scopeLineItemRead}
	if c.r.Method != http.MethodGet {
		scopes = scopes[:1]
	}
	token, course, err := c.letIn(path[0], query.Get("type_id"), scopes...)
	if err != nil {
		return ltiReply{}, err
	}
	x := c.columnByID(path[1])
	switch {
	case x == nil:
		return ltiReply{}, serviceRefusal(http.StatusNotFound, "Not Found: Grade item "+path[1]+" doesn't exist")
	case x.owner() == 0:
		return ltiReply{}, serviceRefusal(http.StatusNotFound, "Line item does not exist")
	case c.r.Method == http.MethodGet:
		return good(lineItemKind, c.lineItemObject(x, course.id, suffix(query.Get("type_id"))))
	case x.owner() != token.tool.id:
		return ltiReply{}, serviceRefusal(http.StatusForbidden, "Invalid LTI id supplied.")
	case c.r.Method == http.MethodDelete:
		x.deleted = true
		c.state.forget(x)
		return ltiReply{status: http.StatusNoContent, reason: "OK", kind: htmlKind}, nil
	}
	posted, err := c.postedLineItem()
	if err != nil {
		return ltiReply{}, err
	}
	x.redo(posted)
	return c.echoLineItem(http.StatusOK, c.lineItemURL(x, course.id, suffix(query.Get("type_id"))))
}

// suffix is the query of an address that was asked for with a type id, or without.
func suffix(typeID string) string {
	if typeID == "" {
		return ""
	}
	return "?type_id=" + typeID
}

// forget takes a deleted column out of a neighbouring course; the course itself
// keeps its deleted columns, marked.
func (s *ltiState) forget(x *column) {
	for _, n := range s.neighbour {
		n.columns = without(n.columns, func(y *column) bool { return y == x })
	}
}
