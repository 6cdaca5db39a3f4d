package lab

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// furnish lays the lab out as the recorded site was before the exchange.
func (r *replay) furnish(t *testing.T) {
	t.Helper()
	w := r.lab.world
	w.people = recordedPeople(r.more)
	w.modules, w.columns, w.launches = nil, nil, nil
	for _, x := range recordedColumns() {
		w.columns = append(w.columns, x)
		if x.module != nil {
			w.modules = append(w.modules, x.module)
		}
	}
	of := func(ids ...int) (out []*person) {
		for _, id := range ids {
			out = append(out, r.person(id))
		}
		return out
	}
	// Its course itself forbids what the tool of BIO200 may not do.
	r.lab.lti.neighbour[0].members = of(51, 60, 62, 90, 91)
	r.lab.lti.neighbour[1].members = of(51, 52, 53, 54, 55, 91)
	r.made()
	r.tokens()
	r.grades(t)
}

// recordedPeople are those of the roster, and those whom it does not list.
func recordedPeople(b beside) []*person {
	roles := map[string][]string{"87": nil, "91": {"editingteacher"}, "92": {"editingteacher"}, "93": {"teacher"}, "94": {"teacher", "student"}, "95": {"manager"}}
	var out []*person
	for _, m := range b.People {
		p := &person{id: m.ID, first: m.First, last: m.Last, email: m.Email, number: m.Number, login: m.Login, roles: []string{"student"}}
		if others, known := roles[strconv.Itoa(m.ID)]; known {
			p.roles = others
		}
		out = append(out, p)
	}
	for _, id := range []int{81, 82, 83} { // suspended, expired, not yet begun
		out = append(out, &person{id: id, roles: []string{"student"}, suspended: true})
	}
	for _, id := range []int{84, 86, 90} { // unenrolled, never enrolled, in another course
		out = append(out, &person{id: id, roles: []string{"student"}, gone: true})
	}
	return out
}

// recordedColumns are the grade items of the recorded course, by id.
func recordedColumns() []*column {
	link := func(item, instance, tool int, name string, most float64) *column {
		return &column{id: item, name: name, max: most, grades: map[*person]*entry{}, module: &module{
			id: item + 100, instance: instance, name: name, mod: "lti", visible: true, typeID: tool, accepts: true, points: 100,
		}}
	}
	all := []*column{
		link(40, 32, 1, "Lab 1 Limits", 100), link(41, 33, 1, "Lab 2 Derivatives", 10), link(42, 34, 1, "Lab 3 Hidden activity", 100),
		link(43, 36, 1, "Lab 5 Stealth", 100), link(44, 37, 1, "Lab 6 Only Section 002", 100), link(45, 38, 1, "Lab 7 Closed by date", 100),
		link(46, 39, 1, "Lab 8 Locked grade item", 100), link(47, 40, 1, "Lab 9 Hidden grade item", 100),
		link(49, 42, 1, "Lab 11 Grade item hidden until a date", 100), link(50, 43, 1, "Lab 12 Lock time passed", 100),
		link(51, 44, 1, "Lab 13 Graded by scale", 3), link(52, 45, 1, "Lab 14 Grade none", 100),
		link(53, 46, 1, "Lab 15 In a hidden section", 100), link(54, 47, 1, "Lab 16 Weight zero in course total", 100),
		link(55, 48, 1, "Lab 17 Item moved to max 20", 40), link(56, 49, 2, "ScoreOnly exercise", 100), link(57, 50, 3, "NoSync exercise", 100),
		link(58, 52, typeLegacy, "Legacy quiz 1", 100), link(59, 53, typeLegacy, "Accept grades off", 100), link(60, 55, typeLegacy, "Hidden", 100),
		link(61, 56, typeLegacy, "Locked", 100), link(63, 57, 6, "Type never accepts", 100), link(62, 58, 0, "Typed-in URL", 100),
		{id: 72, name: "Participation", max: 20, grades: map[*person]*entry{}},
	}
	for _, x := range all {
		switch x.id {
		case 46, 50, 61:
			x.locked = true
		case 47:
			x.hidden = true
		case 52:
			x.typeless = true
		case 59, 63:
			x.module.accepts = false
		}
	}
	return all
}

var itemIn = regexp.MustCompile(`/lineitems/(\d+)/lineitem`)

// made adds the columns that came and went while the site was recorded.
func (r *replay) made() {
	w := r.lab.world
	add := func(id, tool int, most float64) {
		x := &column{id: id, name: "Tool-made column", max: most, grades: map[*person]*entry{}}
		if tool > 0 {
			x.made = &made{tool: tool, resource: "res-1", tag: "grade"}
		}
		w.columns = append(w.columns, x)
	}
	if strings.Contains(r.name, "lineitem-create") {
		if m := itemIn.FindStringSubmatch(r.x.Response.Body); m != nil {
			next, _ := strconv.Atoi(m[1])
			add(next-1, 0, 10)
		}
	}
	for _, column := range []struct {
		id, tool int
		most     float64
		when     string
	}{{76, 1, 60, ""}, {77, 1, 50, "delete-own"}, {79, 4, 50, ""}} {
		if strings.Contains(r.x.Request.URL, "/lineitems/"+strconv.Itoa(column.id)+"/") && strings.Contains(r.name, column.when) {
			add(column.id, column.tool, column.most)
		}
	}
	if strings.Contains(r.x.Request.URL, "/lineitems/82/") {
		x := recordedColumns()[0]
		x.id, x.max, x.module.points = 82, 40, 20
		w.columns = append(w.columns, x)
	}
}

// tokens gives out the tokens that stand in the recordings under other names.
func (r *replay) tokens() {
	c := &ltiCall{lab: r.lab, world: r.lab.world, state: r.lab.lti}
	grant := func(name, client string, fits func(string) bool) {
		tool, _ := registrationOf(client)
		r.lab.lti.tokens["labbearer-"+name] = accessToken{tool: tool, expires: r.at.Add(time.Hour),
			scopes: slices.DeleteFunc(c.permitted(tool), func(s string) bool { return !fits(s) })}
	}
	ags := func(s string) bool { return s != scopeOutcome }
	for _, client := range []string{clientID, "gslabscoreonly", "gslabnosync", "gslabnever", "gslabbio"} {
		grant(client, client, ags)
	}
	grant("basicoutcome", clientID, func(s string) bool { return s == scopeOutcome })
	grant("noscore", clientID, func(s string) bool { return s != scopeScore })
	grant("onlyscore", clientID, func(s string) bool { return s == scopeScore })
	if strings.HasSuffix(r.name, "-no-scope") {
		grant(clientID, clientID, func(s string) bool { return s == scopeScore })
	}
	change := func(name string, f func(*accessToken)) {
		token := r.lab.lti.tokens["labbearer-"+name]
		f(&token)
		r.lab.lti.tokens["labbearer-"+name] = token
	}
	if strings.Contains(r.name, "expired-token") {
		change("onlyscore", func(token *accessToken) { token.expires = r.at.Add(-time.Minute) })
	}
	if strings.Contains(r.name, "sync-turned-off") {
		change("gslabscoreonly", func(token *accessToken) { token.tool.sync = 0 })
	}
}

// grades puts in what the gradebook held: before a score was sent, or when results
// were read.
func (r *replay) grades(t *testing.T) {
	t.Helper()
	if e := r.more.Effects[r.name]; e.Before != nil && r.person(e.User) != nil {
		b := e.Before
		g := &entry{at: time.Unix(b.At, 0), overridden: b.Overridden, locked: b.Locked, hidden: b.Hidden, comment: b.Comment}
		if b.Value != nil {
			g.value = *b.Value
		}
		r.column(e.Item).grades[r.person(e.User)] = g
	}
	if strings.HasPrefix(r.name, "ags-results") && strings.HasPrefix(r.x.Response.Body, "[") {
		item, _ := strconv.Atoi(itemIn.FindStringSubmatch(r.x.Request.URL)[1])
		for i, row := range r.results(t) {
			id, _ := strconv.Atoi(row.User)
			g := &entry{at: row.At, comment: row.Comment, nth: i + 1}
			if row.Score != nil {
				g.value = *row.Score
			}
			r.column(item).grades[r.person(id)] = g
		}
		if strings.Contains(r.name, "paged") {
			// Those who are on later pages: 31 had a grade in all.
			for i, id := range []int{56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 81, 92, 78, 77, 76, 79} {
				r.column(item).grades[r.person(id)] = &entry{nth: 100 + i}
			}
		}
	}
	for name, value := range map[string]float64{"lti11-read-ok": 92, "lti11-read-zero": 0} {
		if r.name == name {
			_, op, _ := parsePOX([]byte(r.x.Request.Body))
			s, _ := openSourcedID(op.Record.SourcedID)
			id, _ := strconv.Atoi(textOf(s.Data.User))
			r.column(58).grades[r.person(id)] = &entry{value: value, at: r.at.Add(-time.Minute)}
		}
	}
}
