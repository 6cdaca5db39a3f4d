package lab

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
)

// results lists the grades of a line item as they stand, a teacher's override
// among them.
func (c *ltiCall) results(path []string) (ltiReply, error) {
	query := c.r.URL.Query()
	x, course, err := c.ownColumn(path, scopeResultRead)
	if err != nil {
		return ltiReply{}, err
	}
	w := windowOf(query)
	if w.limit > 0 && query.Get("type_id") != "" && !c.lab.opt.Strict {
		return ltiReply{}, crash("Exception - Call to a member function out() on null")
	}
	item := c.lineItemURL(x, course.id, "")
	found := without(x.graded(), func(p *person) bool {
		return p.gone || c.state.ways.hides(x.grades[p], c.now) || !matches(query, map[string]string{"user_id": strconv.Itoa(p.id)})
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
