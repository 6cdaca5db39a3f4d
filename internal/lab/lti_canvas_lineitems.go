package lab

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
)

// everyLineItem lists the assignments' own line items and those beyond an
// assignment's first, whose scores never come into the gradebook.
func (c *ltiCall) everyLineItem() []*column {
	return append(slices.Clone(c.world.columns), c.state.further...)
}

// canvasItem finds the line item of the path, in the order Canvas looks: it must
// be the course's, of an assignment that is there.
func (c *ltiCall) canvasItem() (*column, error) {
	for _, x := range c.everyLineItem() {
		if strconv.Itoa(x.id) != c.r.PathValue("item") || x.module.assignment.tool == 0 {
			continue
		}
		switch {
		case x.deleted:
			return nil, errGone()
		case x.module.assignment.tool != c.caller().id:
			return nil, agsError(http.StatusPreconditionFailed, "Tool does not have permission to view line_item")
		}
		return x, nil
	}
	return nil, nowhere()
}

// caller is the tool behind the token, which was looked at before.
func (c *ltiCall) caller() registration {
	token, _ := c.bearer()
	return token.tool
}

func (c *ltiCall) canvasItemObject(x *column) object {
	o := object{{"id", c.base + canvasLineItem(canvasCourseID, x.id)}, {"scoreMaximum", decimal(x.max)}, {"label", x.name}}
	if x.made != nil {
		for _, f := range []field{{"tag", x.made.tag}, {"resourceId", x.made.resource}} {
			if f.value != "" {
				o = append(o, f)
			}
		}
	}
	if x.module.assignment.kind == "external_tool" {
		o = append(o, field{"resourceLinkId", x.module.assignment.link})
	}
	return o
}

func (c *ltiCall) canvasLineItems() (ltiReply, error) {
	query := c.r.URL.Query()
	var list []object
	for _, x := range c.everyLineItem() {
		values := map[string]string{"resource_link_id": x.module.assignment.link, "tag": "", "resource_id": ""}
		if x.made != nil {
			values["tag"], values["resource_id"] = x.made.tag, x.made.resource
		}
		if x.module.assignment.tool == c.caller().id && !x.deleted && matches(query, values) {
			list = append(list, c.canvasItemObject(x))
		}
	}
	page, link := c.canvasPaged(list)
	reply, err := canvasJSON(http.StatusOK, lineItemsKind, page)
	reply.link = link
	return reply, err
}

func (c *ltiCall) canvasLineItem() (ltiReply, error) {
	x, err := c.canvasItem()
	if err != nil {
		return ltiReply{}, err
	}
	return canvasJSON(http.StatusOK, lineItemKind, c.canvasItemObject(x))
}

func (c *ltiCall) canvasPosted() (posted, error) {
	var p posted
	if json.Unmarshal(c.body, &p) != nil {
		return p, badRequest(messages("Invalid JSON"))
	}
	if p.Maximum != nil {
		p.max, _ = phpNumber(p.Maximum.String())
	}
	return p, nil
}

// canvasMakeLineItem adds a line item: to the assignment of a link, as a further
// one, or with a new assignment to which nothing can be handed in.
func (c *ltiCall) canvasMakeLineItem() (ltiReply, error) {
	p, err := c.canvasPosted()
	switch {
	case err != nil:
		return ltiReply{}, err
	case p.Label == "":
		return ltiReply{}, badRequest(messages("label is missing"))
	case p.Maximum == nil:
		return ltiReply{}, badRequest(messages("scoreMaximum is missing"))
	case p.max < 0:
		return ltiReply{}, agsError(http.StatusUnprocessableEntity, "ScoreMaximum must be greater than or equal to 0")
	}
	next := firstLineItem
	for _, x := range c.everyLineItem() {
		next = max(next, x.id)
	}
	x := &column{id: next + 1, name: p.Label, max: p.max, grades: map[*person]*entry{}, made: &made{tool: c.caller().id, resource: p.Resource, tag: p.Tag}}
	if p.Link != "" {
		for _, m := range c.world.modules {
			if m.assignment.link == p.Link && m.assignment.tool == c.caller().id {
				x.module = m
			}
		}
		if x.module == nil {
			return ltiReply{}, nowhere()
		}
		c.state.further = append(c.state.further, x)
	} else {
		x.module = c.world.newAssignment(c.nextAssignment(), p.Label, 1, p.max)
		x.module.assignment.kind, x.module.assignment.tool = "none", c.caller().id
		c.world.columns = append(c.world.columns, x)
	}
	return canvasJSON(http.StatusCreated, lineItemKind, c.canvasItemObject(x))
}

func (c *ltiCall) nextAssignment() int {
	next := firstAssignment
	for _, m := range c.world.modules {
		next = max(next, m.id)
	}
	return next + 1
}

func (c *ltiCall) canvasChangeLineItem() (ltiReply, error) {
	x, err := c.canvasItem()
	if err != nil {
		return ltiReply{}, err
	}
	p, err := c.canvasPosted()
	if err != nil {
		return ltiReply{}, err
	}
	if p.Link != "" && p.Link != x.module.assignment.link {
		return ltiReply{}, agsError(http.StatusPreconditionFailed, "The specified LTI link ID is not associated with the line item.")
	}
	if p.Label != "" {
		x.name, x.module.name = p.Label, p.Label
	}
	if p.Maximum != nil {
		x.max, x.module.points = p.max, p.max
	}
	if x.made != nil {
		x.made.resource, x.made.tag = p.Resource, p.Tag
	}
	return canvasJSON(http.StatusOK, lineItemKind, c.canvasItemObject(x))
}

// canvasDeleteLineItem deletes what the tool made; one that came with an assignment
// stays, and Canvas says nothing of why.
func (c *ltiCall) canvasDeleteLineItem() (ltiReply, error) {
	x, err := c.canvasItem()
	switch {
	case err != nil:
		return ltiReply{}, err
	case x.made == nil:
		return ltiReply{}, &canvasError{http.StatusUnauthorized, nil, false}
	}
	x.deleted = true
	c.state.further = without(c.state.further, func(y *column) bool { return y == x })
	return ltiReply{status: http.StatusNoContent, kind: jsonKind}, nil
}
