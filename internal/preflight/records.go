package preflight

import (
	"fmt"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// checkRecords tells how much of the tool's records could be read, and how fresh
// they are.
func (c Connections) checkRecords(list *diagnose.Checks) {
	switch {
	case c.TallyErr != nil:
		list.Add(diagnose.Check{ID: "records", Group: groupRecords, State: diagnose.CheckFailed, Detail: c.TallyErr.Error(),
			Remedy: "export the records again; docs/records.md says in which form"})
		return
	case c.Tally == nil:
		list.Add(diagnose.Check{ID: "records", Group: groupRecords, State: diagnose.CheckSkipped,
			Detail: "no records of the tool configured", Remedy: "set tool in the profile (docs/records.md); without the tool's side no grade can be judged"})
		return
	}
	for _, name := range []string{"accounts", "activities", "scores", "launches", "sends"} {
		list.Add(c.recordCheck(name))
	}
	if idle := c.launch && c.Tally.Rows["launches"]+c.Tally.Rows["scores"] == 0; !idle && !c.Tally.Newest.IsZero() {
		list.Add(c.freshness())
	}
}

// freshFor is how old the newest record may be. A tool in use has launches every
// day; two weeks allow for holidays.
const freshFor = 14 * 24 * time.Hour

// freshness judges how old the newest record is: of an old export nothing that
// happened since is known.
func (c Connections) freshness() diagnose.Check {
	age := c.Now.Sub(c.Tally.Newest)
	check := diagnose.Check{ID: "records.newest", Group: groupRecords, State: diagnose.CheckOK,
		Detail: fmt.Sprintf("newest record of %s, %s old", minute(c.Tally.Newest), days(max(age, 0)))}
	switch {
	case age > freshFor:
		check.State = diagnose.CheckWarning
		check.Remedy = "export the records again, unless nobody has worked in the tool for " + days(age)
	case age < -clockLimit:
		check.State, check.Detail = diagnose.CheckWarning, "newest record of "+minute(c.Tally.Newest)+": that is in the future"
		check.Remedy = "see whether the tool's clock is right, and whether its times have the right zone (assume_zone)"
	}
	return check
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }

func (c Connections) recordCheck(name string) diagnose.Check {
	check := diagnose.Check{ID: "records." + name, Group: groupRecords, State: diagnose.CheckOK}
	rows, bad := c.Tally.Rows[name], c.Tally.Unreadable[name]
	check.Detail = fmt.Sprintf("%s: %d rows", name, rows)
	if newest := newestOf(c.Records, name); !newest.IsZero() {
		check.Detail += ", the newest of " + minute(newest)
	}
	switch {
	case bad > 0:
		check.State = diagnose.CheckWarning
		check.Detail += fmt.Sprintf("; %d more could not be read", bad)
		check.Remedy = c.firstProblem(name)
	case rows == 0:
		check.State, check.Detail = diagnose.CheckSkipped, name+": none given"
	}
	return check
}

// newestOf is when the newest row of a kind happened; zero where its rows do not
// tell when.
func newestOf(r *grade.Records, name string) time.Time {
	var newest time.Time
	if r == nil {
		return newest
	}
	see := func(at time.Time) {
		if at.After(newest) {
			newest = at
		}
	}
	switch name {
	case "scores":
		for i := range r.Scores {
			see(r.Scores[i].SubmittedAt.Or(newest))
			see(r.Scores[i].ScoredAt.Or(newest))
		}
	case "launches":
		for i := range r.Launches {
			see(r.Launches[i].At)
		}
	case "sends":
		for i := range r.Sends {
			see(r.Sends[i].At)
		}
	}
	return newest
}

// firstProblem names the first record of a kind that could not be read.
func (c Connections) firstProblem(name string) string {
	for _, p := range c.Tally.Problems {
		if strings.Contains(p.File, name) {
			return p.String()
		}
	}
	return ""
}
