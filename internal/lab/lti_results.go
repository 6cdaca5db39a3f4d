package lab

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// results lists the grades of a line item as they stand, a teacher's override
// among them.
func (c *ltiCall) results(path []string) (ltiReply, error) {
	query := c.r.URL.Query()
	token, course, err := c.letIn(path[0], query.Get("type_id"), scopeResultRead)
	if err != nil {
		return ltiReply{}, err
	}
	x := c.columnByID(path[1])
	switch {
	case x == nil:
		return ltiReply{}, serviceRefusal(http.StatusNotFound, "Not Found: Grade item "+path[1]+" doesn't exist")
	case x.owner() == 0:
		return ltiReply{}, serviceRefusal(http.StatusNotFound, "Line item does not exist")
	case x.owner() != token.tool.id:
		return ltiReply{}, serviceRefusal(http.StatusForbidden, "Invalid LTI id supplied.")
	}
	w := windowOf(query)
	if w.limit > 0 && query.Get("type_id") != "" && !c.lab.opt.Strict {
		return ltiReply{}, crash("Exception - Call to a member function out() on null")
	}
	item := c.lineItemURL(x, course.id, "")
	found := without(x.graded(), func(p *person) bool {
		return p.gone || !matches(query, map[string]string{"user_id": strconv.Itoa(p.id)})
	})
	list := []object{}
	for _, p := range cutOut(w, found) {
		list = append(list, resultObject(x, p, item, query))
	}
	reply, err := good(resultsKind, list)
	reply.link = w.gradeLinks(item+"/results"+suffix(query.Get("type_id")), len(found), c.lab.opt.Strict)
	return reply, err
}

// graded lists who has a grade in the column, in the order the grades were made.
func (x *column) graded() []*person {
	var out []*person
	for p := range x.grades {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b *person) int {
		return cmp.Or(cmp.Compare(x.grades[a].nth, x.grades[b].nth), cmp.Compare(a.id, b.id))
	})
	return out
}

func resultObject(x *column, p *person, item string, query url.Values) object {
	id, tool := strconv.Itoa(p.id), suffix(query.Get("type_id"))
	joint := "?"
	if tool != "" {
		joint = "&"
	}
	o := object{{"id", item + "/results" + tool + joint + "user_id=" + id}, {"userId", id}}
	if x.typeless {
		return o
	}
	g := x.grades[p]
	o = append(o, object{{"resultScore", round5(g.value)}, {"resultMaximum", x.max}}...)
	if g.comment != "" {
		o = append(o, field{"comment", g.comment})
	}
	return append(o, object{{"scoreOf", item + tool}, {"timestamp", g.at.UTC().Format("2006-01-02T15:04:05-07:00")}}...)
}
