package report

import (
	"encoding/csv"
	"io"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// csvDiagnosis writes one row a grade with the cause it was put down to, in the
// form of RFC 4180. The columns are the same with names and without.
func csvDiagnosis(w io.Writer, r *diagnose.Report, _ Style) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	people := make(map[string]diagnose.PersonName, len(r.People))
	for _, p := range r.People {
		people[p.User] = p
	}
	blame := blamed(r)
	err := out.Write([]string{"user", "name", "login", "activity", "title", "verdict", "tool_score", "tool_max", "lms_score", "lms_max",
		"cause", "cause_name", "severity", "scope", "certainty", "actor", "suppressed", "known"})
	for _, g := range r.Grades {
		if err != nil {
			return err
		}
		var c diagnose.Cause
		at, ok := blame.of[diagnose.Pair{User: g.User, Activity: g.Activity}]
		if ok {
			c = blame.causes[at]
		}
		who := people[g.User]
		row := cellsOf(g.User, who.Name, who.Login, g.Activity, r.Titles[g.Activity])
		// Numbers are ours, and a negative one is no formula.
		row = append(row, string(g.Verdict), exact(g.ToolScore), exact(g.ToolMax), exact(g.LMSScore), exact(g.LMSMax))
		row = append(row, cellsOf(g.Cause, c.Name, string(c.Severity), string(c.Scope), string(c.Certainty), string(c.Remedy.Actor), blame.why[at], "")...)
		if ok && at >= blame.known {
			row[len(row)-1] = "yes"
		}
		err = out.Write(row)
	}
	out.Flush()
	return firstOf(err, out.Error())
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// csvChecks writes one row a check.
func csvChecks(w io.Writer, c *diagnose.Checks, _ Style) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{{"id", "group", "state", "code", "detail", "remedy"}}
	for _, check := range c.Checks {
		rows = append(rows, cellsOf(check.ID, check.Group, string(check.State), check.Code, check.Detail, check.Remedy))
	}
	return out.WriteAll(rows)
}
