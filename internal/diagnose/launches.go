package diagnose

import (
	"slices"
	"sort"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// launchIndex finds launches by account, and by account and activity, without a
// map entry for each: one sorted slice serves both.
type launchIndex struct {
	sorted     []*grade.Launch // by account, activity, time
	byAccount  map[string][2]int
	byActivity map[string][]*grade.Launch // tool activity id, in time order
}

func indexLaunches(launches []grade.Launch) *launchIndex {
	ix := &launchIndex{
		sorted:     make([]*grade.Launch, len(launches)),
		byAccount:  make(map[string][2]int),
		byActivity: make(map[string][]*grade.Launch),
	}
	for i := range launches {
		ix.sorted[i] = &launches[i]
	}
	slices.SortStableFunc(ix.sorted, func(a, b *grade.Launch) int {
		if c := strings.Compare(a.Account, b.Account); c != 0 {
			return c
		}
		if c := strings.Compare(a.Activity, b.Activity); c != 0 {
			return c
		}
		return compareLaunches(a, b)
	})
	ix.ranges()
	return ix
}

// compareLaunches orders launches by time, and those of one moment by what they
// say, so that the order of the records never matters.
func compareLaunches(a, b *grade.Launch) int {
	if c := a.At.Compare(b.At); c != 0 {
		return c
	}
	for _, pair := range [][2]string{
		{a.Version, b.Version}, {a.Origin, b.Origin}, {a.ContextID, b.ContextID}, {a.ResourceLinkID, b.ResourceLinkID},
		{a.DeploymentID, b.DeploymentID}, {a.LineItem.Or(""), b.LineItem.Or("")}, {a.OutcomeURL.Or(""), b.OutcomeURL.Or("")},
	} {
		if c := strings.Compare(pair[0], pair[1]); c != 0 {
			return c
		}
	}
	return 0
}

// ranges notes where each account's launches stand, and collects them by activity.
func (ix *launchIndex) ranges() {
	start := 0
	for i, l := range ix.sorted {
		if l.Activity != "" {
			ix.byActivity[l.Activity] = append(ix.byActivity[l.Activity], l)
		}
		if i+1 == len(ix.sorted) || ix.sorted[i+1].Account != l.Account {
			ix.byAccount[l.Account] = [2]int{start, i + 1}
			start = i + 1
		}
	}
}

// of returns all launches of an account, sorted by activity, then time.
func (ix *launchIndex) of(account string) []*grade.Launch {
	r := ix.byAccount[account]
	return ix.sorted[r[0]:r[1]]
}

// at returns the launches of an account into one activity, oldest first.
func (ix *launchIndex) at(account, activity string) []*grade.Launch {
	all := ix.of(account)
	from := sort.Search(len(all), func(i int) bool { return all[i].Activity >= activity })
	to := sort.Search(len(all), func(i int) bool { return all[i].Activity > activity })
	return all[from:to]
}

// LaunchesOf returns everything an account launched, by activity, then time;
// launches of a generic link come first. The slice must not be changed.
func (f *Facts) LaunchesOf(account string) []*grade.Launch { return f.launches.of(account) }

// LaunchesInto returns every launch of a tool activity. The slice must not be changed.
func (f *Facts) LaunchesInto(toolActivity string) []*grade.Launch {
	return f.launches.byActivity[toolActivity]
}

// LTIVersion returns the LTI version that a case's activity runs on: of the case's
// own newest LTI launch, else of most launches of the activity, else of the LMS's
// registration of the tool; "" when none of them tells.
func (f *Facts) LTIVersion(c *Case) string {
	for _, l := range slices.Backward(c.launches) {
		if isLTI(l.Version) {
			return l.Version
		}
	}
	if c.Tool != nil {
		if v := mostVersion(f.LaunchesInto(c.Tool.ID)); v != "" {
			return v
		}
	}
	if tool := f.ToolOf(c.LMS); tool != nil {
		return tool.LTIVersion
	}
	return ""
}

func isLTI(version string) bool { return version == grade.LTI11 || version == grade.LTI13 }

func mostVersion(launches []*grade.Launch) string {
	v11, v13 := 0, 0
	for _, l := range launches {
		switch l.Version {
		case grade.LTI11:
			v11++
		case grade.LTI13:
			v13++
		}
	}
	switch {
	case v11 == 0 && v13 == 0:
		return ""
	case v11 > v13:
		return grade.LTI11
	}
	return grade.LTI13
}
