package report

import (
	"maps"
	"sort"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// limits say how much of a long list is shown.
type limits struct {
	subjects int // activities, people
	facts    int // evidence: data of one source
	values   int // evidence: values of one datum
	rows     int // lines of a section that is not about causes
	crowded  int // the same where many causes need the room
	lines    int // of the whole page; causes that find no room are folded
}

func limitsOf(s Style) limits {
	const all = 1 << 30
	switch {
	case s.Verbose <= 0:
		return limits{subjects: 3, facts: 4, values: 2, rows: 5, crowded: 3, lines: 60}
	case s.Verbose == 1:
		return limits{subjects: 10, facts: 10, values: 5, rows: 30, crowded: 30, lines: all}
	}
	return limits{subjects: all, facts: all, values: all, rows: all, crowded: all, lines: all}
}

// Longer titles, names and values are cut off, in cells.
const (
	longestTitle = 60
	longestName  = 40
	longestValue = 200
)

// naming turns ids into what people call things.
type naming struct {
	titles map[string]string
	names  map[string]string // of people; empty unless names were asked for
	twins  map[string]bool   // titles that several activities share
	limits limits
}

// newNaming takes the titles of activities, by id, and the names of people where
// these were asked for.
func newNaming(titles map[string]string, people []diagnose.PersonName, s Style) *naming {
	n := &naming{titles: map[string]string{}, names: map[string]string{}, twins: map[string]bool{}, limits: limitsOf(s)}
	seen := map[string]bool{}
	for id, title := range titles {
		title = cut(title, longestTitle)
		n.titles[id] = title
		n.twins[title] = n.twins[title] || seen[title]
		seen[title] = true
	}
	for _, p := range people {
		n.names[p.User] = cut(p.Name, longestName)
	}
	return n
}

// titlesOf are the titles of a report's activities; the label of a cause's subject
// stands in for a title that is missing.
func titlesOf(r *diagnose.Report) map[string]string {
	titles := maps.Clone(r.Titles)
	for _, c := range r.Causes {
		for _, s := range c.Subjects {
			if s.Kind == "activity" && clean(titles[s.ID]) == "" {
				if titles == nil {
					titles = map[string]string{}
				}
				titles[s.ID] = s.Label
			}
		}
	}
	return titles
}

// user names one person.
func (n *naming) user(id string) string {
	if name := n.names[id]; name != "" {
		return name + " (" + id + ")"
	}
	return id
}

// activity names one activity by its title, with the id where the title alone
// does not tell which one it is.
func (n *naming) activity(id string) string {
	title := n.titles[id]
	switch {
	case title == "" || title == id:
		return id
	case n.twins[title]:
		return title + " (" + id + ")"
	}
	return title
}

// users names people, folded.
func (n *naming) users(ids []string) string {
	words := make([]string, 0, len(ids))
	for _, id := range ids {
		words = append(words, n.user(id))
	}
	list := some(words, n.limits.subjects, "")
	switch {
	case len(n.names) > 0:
		return list
	case len(ids) == 1:
		return "user " + list
	}
	return "users " + list
}

// activities names activities, folded.
func (n *naming) activities(ids []string) string {
	words := make([]string, 0, len(ids))
	for _, id := range ids {
		words = append(words, n.activity(id))
	}
	return some(words, n.limits.subjects, "activities")
}

// tally is one id with the pairs it stands in.
type tally struct {
	id    string
	pairs []diagnose.Pair
}

// by gathers pairs under a key, the fullest first, else as they came.
func by(pairs []diagnose.Pair, key func(diagnose.Pair) string) []tally {
	place := map[string]int{}
	var list []tally
	for _, pair := range pairs {
		id := key(pair)
		i, ok := place[id]
		if !ok {
			i = len(list)
			place[id] = i
			list = append(list, tally{id: id})
		}
		list[i].pairs = append(list[i].pairs, pair)
	}
	sort.SliceStable(list, func(i, j int) bool { return len(list[i].pairs) > len(list[j].pairs) })
	return list
}

func userOf(p diagnose.Pair) string     { return p.User }
func activityOf(p diagnose.Pair) string { return p.Activity }

func idsOf(list []tally) []string {
	ids := make([]string, 0, len(list))
	for _, t := range list {
		ids = append(ids, t.id)
	}
	return ids
}
