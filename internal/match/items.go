package match

import (
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

// itemKeys are the kinds of key by which a tool activity finds the LMS's.
var itemKeys = [...]How{ByLineItem, ByResourceLink, ByTitle}

// maxRivals bounds how many rivals an item names.
const maxRivals = 32

// itemKey returns a tool activity's key of one kind as it is written, and as it
// is compared.
func itemKey(t *grade.ToolActivity, h How) (written, compared string) {
	switch h {
	case ByLineItem:
		return t.LineItemURL, URLKey(t.LineItemURL)
	case ByResourceLink:
		return t.ResourceLinkID, exactKey(t.ResourceLinkID)
	}
	return t.Title, titleKey(t.Title)
}

// activityIndexes finds LMS activities by every kind of key.
func activityIndexes(activities []grade.Activity) map[How]index {
	by := map[How]index{ByLineItem: {}, ByResourceLink: {}, ByTitle: {}}
	graded := map[string]bool{}
	for i := range activities {
		if activities[i].Kind != bareLink {
			graded[titleKey(activities[i].Title)] = true
		}
	}
	for i := range activities {
		a := &activities[i]
		if a.LineItem != nil {
			by[ByLineItem].add(URLKey(a.LineItem.URL), a.ID)
		}
		by[ByResourceLink].add(exactKey(a.ResourceLinkID), a.ID)
		if !shadowed(a, graded) {
			by[ByTitle].add(titleKey(a.Title), a.ID)
		}
	}
	for _, x := range by {
		x.order()
	}
	return by
}

// bareLink is the kind of a link to a tool that is in the course without a grade.
const bareLink = "module_link"

// shadowed reports whether a is a bare link beside something else of its title,
// which is then what the title means: both often lead to the same place.
func shadowed(a *grade.Activity, graded map[string]bool) bool {
	return a.Kind == bareLink && graded[titleKey(a.Title)]
}

// joinItems goes through the kinds of key from the strongest to the weakest. In
// each round all that are still open make their claims at once, so that the
// order of rows does not matter, and what an earlier round gave away stays so.
func (j *Joined) joinItems(b *grade.Book, tools []grade.ToolActivity) {
	j.Items = make(map[string]Item, len(tools))
	j.Tools = map[string]string{}
	rows := make(map[string][]*grade.ToolActivity, len(tools))
	for i := range tools {
		rows[tools[i].ID] = append(rows[tools[i].ID], &tools[i])
		j.Items[tools[i].ID] = Item{Tool: tools[i].ID}
	}
	by := activityIndexes(b.Activities)
	claimed := map[string][]string{} // LMS activity to the tool activities that claimed it
	for _, h := range itemKeys {
		if len(by[h]) > 0 {
			j.Tells[h] = true
		}
		claims := index{}
		for id, same := range rows {
			j.claim(id, same, h, by[h], b.Course.LineItemsURL, claims)
		}
		claims.order()
		for activity, claimants := range claims {
			j.award(activity, claimants, claimed)
		}
	}
}

// claim looks one open tool activity up by one kind of key, and notes the claim
// when the key finds one LMS activity.
func (j *Joined) claim(id string, rows []*grade.ToolActivity, h How, by index, container string, claims index) {
	item := j.Items[id]
	if item.Activity != "" || item.Ambiguous() {
		return
	}
	written, ids := find(rows, h, itemKey, by)
	if written == "" {
		return
	}
	if h == ByLineItem && URLKey(container) != "" {
		item.Elsewhere = !Below(written, container)
	}
	switch {
	case len(ids) == 1:
		item.How, item.Key = h, written
		claims.add(ids[0], id)
	case len(ids) > 1:
		item.How, item.Key, item.Candidates = h, written, ids
	case item.Failed == "" && (j.Tells[h] || item.Elsewhere):
		item.Failed, item.FailedKey = h, written
	}
	j.Items[id] = item
}

// award settles who gets an LMS activity that was claimed by one kind of key.
func (j *Joined) award(activity string, claimants []string, claimed map[string][]string) {
	keepers := claimed[activity]
	for _, id := range claimants {
		item := j.Items[id]
		switch {
		case len(keepers) > 0:
			item.lose(keepers[:min(len(keepers), maxRivals)])
		case len(claimants) > 1:
			item.Candidates = []string{activity}
			item.Rivals = without(claimants, id)
		default:
			item.Activity = activity
			j.Tools[activity] = id
		}
		j.Items[id] = item
	}
	if len(keepers) == 0 {
		claimed[activity] = claimants
	}
}

// lose takes the claim back; a weaker key may still find another activity.
func (i *Item) lose(keepers []string) {
	if i.Failed == "" {
		i.Failed, i.FailedKey = i.How, i.Key
	}
	i.How, i.Key = "", ""
	i.Rivals = keepers
}

// without returns the first few of ids that are not id.
func without(ids []string, id string) []string {
	few := slices.Clone(ids[:min(len(ids), maxRivals+1)])
	few = slices.DeleteFunc(few, func(other string) bool { return other == id })
	return few[:min(len(few), maxRivals)]
}
