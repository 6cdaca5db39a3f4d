package lab

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// posted is a line item as a tool describes it.
type posted struct {
	Label    string       `json:"label"`
	Maximum  *json.Number `json:"scoreMaximum"`
	Resource string       `json:"resourceId"`
	Tag      string       `json:"tag"`
	Link     string       `json:"resourceLinkId"`
	max      float64
}

func (c *ltiCall) postedLineItem() (posted, error) {
	var p posted
	if json.Unmarshal(c.body, &p) != nil || p.Label == "" || p.Maximum == nil {
		return p, &serviceError{http.StatusBadRequest, "No label or Score Maximum", lineItemKind + "; charset=utf-8"}
	}
	most, ok := phpNumber(p.Maximum.String())
	if !ok {
		return p, &serviceError{http.StatusBadRequest, "Incorrect score maximum", lineItemKind + "; charset=utf-8"}
	}
	p.max = most
	return p, nil
}

// redo changes a column; grades keep their share of the maximum.
func (x *column) redo(p posted) {
	if x.max > 0 && x.max != p.max {
		for _, g := range x.grades {
			g.value *= p.max / x.max
		}
	}
	x.name, x.max = p.Label, p.max
	if x.made != nil {
		x.made.resource, x.made.tag = p.Resource, p.Tag
	}
}

// makeLineItem adds a column that belongs to the tool and to no activity.
func (c *ltiCall) makeLineItem(course ltiCourse, tool registration) (ltiReply, error) {
	p, err := c.postedLineItem()
	if err != nil {
		return ltiReply{}, err
	}
	if m := c.link(p.Link); p.Link != "" && (m == nil || m.typeID != tool.id) {
		return ltiReply{}, serviceRefusal(http.StatusForbidden, "Invalid LTI id supplied.")
	}
	x := &column{
		id: c.nextItem(), name: p.Label, category: rootCategory, max: p.max, grades: map[*person]*entry{},
		made: &made{tool: tool.id, resource: p.Resource, tag: p.Tag, link: p.Link},
	}
	if course.id == courseID {
		c.world.columns = append(c.world.columns, x)
	}
	for _, n := range c.state.neighbour {
		if n.id == course.id {
			n.columns = append(n.columns, x)
		}
	}
	return c.echoLineItem(http.StatusCreated, c.lineItemURL(x, course.id, typeQuery(tool.id)))
}

// nextItem is a grade item id that was never used.
func (c *ltiCall) nextItem() int {
	next := courseItem
	for _, x := range append(c.allColumns(), c.world.columns...) {
		next = max(next, x.id)
	}
	return next + 1
}

// echoLineItem answers with what was posted and the id behind it.
func (c *ltiCall) echoLineItem(status int, id string) (ltiReply, error) {
	body, err := ordered(c.body)
	if err != nil {
		return ltiReply{}, err
	}
	text, err := plainJSON(append(body.without("id"), field{"id", id}))
	return ltiReply{status: status, kind: lineItemKind + "; charset=utf-8", body: text}, err
}

// ordered reads a JSON object and keeps the order of its members.
func ordered(data []byte) (object, error) {
	var out object
	in := json.NewDecoder(bytes.NewReader(data))
	if _, err := in.Token(); err != nil {
		return nil, err
	}
	for in.More() {
		key, err := in.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := in.Decode(&value); err != nil {
			return nil, err
		}
		name, _ := key.(string)
		out = append(out, field{name, value})
	}
	return out, nil
}
