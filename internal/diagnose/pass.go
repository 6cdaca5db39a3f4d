package diagnose

import (
	"fmt"
	"strconv"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// Pass is what a rule works with: the joined facts to read and a place to report.
// A rule must not change the facts and must not keep the Pass.
type Pass struct {
	*Facts
	rule     *Rule
	findings []Finding
}

// Report adds a finding. A finding without cases in its reach still counts when
// it is certain: it names something that would stop grades.
func (p *Pass) Report(f Finding) {
	f.rule = p.rule
	p.findings = append(p.findings, f)
}

// reportedPast marks the finding reported last as carried by the send log alone.
func (p *Pass) reportedPast(past bool) { p.findings[len(p.findings)-1].Past = past }

// BlameGrade reports that the cause is at work on one grade.
func (p *Pass) BlameGrade(c *Case, certainty Certainty, evidence ...Evidence) {
	p.Report(Finding{
		Scope: ScopeGrade, Certainty: certainty, Evidence: evidence, Reach: []*Case{c},
		Subject: Subject{Kind: "grade", ID: c.User + "/" + c.Activity},
	})
}

// BlameActivity reports that the cause is at work on a whole activity. Without reach
// it acts on every case of the activity.
func (p *Pass) BlameActivity(id string, certainty Certainty, reach []*Case, evidence ...Evidence) {
	if reach == nil {
		reach = p.InActivity(id)
	}
	p.Report(Finding{
		Scope: ScopeActivity, Certainty: certainty, Evidence: evidence, Reach: reach,
		Subject: Subject{Kind: "activity", ID: id},
	})
}

// BlameUser reports that the cause is at work on one person. Without reach it acts on
// every case of that person.
func (p *Pass) BlameUser(id string, certainty Certainty, reach []*Case, evidence ...Evidence) {
	if reach == nil {
		reach = p.OfUser(id)
	}
	p.Report(Finding{
		Scope: ScopeUser, Certainty: certainty, Evidence: evidence, Reach: reach,
		Subject: Subject{Kind: "user", ID: id},
	})
}

// BlameCourse reports that the cause is at work on the whole course. Without reach it
// acts on every case.
func (p *Pass) BlameCourse(certainty Certainty, reach []*Case, evidence ...Evidence) {
	if reach == nil {
		reach = p.Cases
	}
	p.Report(Finding{
		Scope: ScopeCourse, Certainty: certainty, Evidence: evidence, Reach: reach,
		Subject: Subject{Kind: "course", ID: p.Book.Course.ID},
	})
}

// BlameConnection reports that the cause is at work on a connection between the tool
// and the LMS, named by what identifies it there (a client id, "lms").
func (p *Pass) BlameConnection(id string, certainty Certainty, reach []*Case, evidence ...Evidence) {
	p.Report(Finding{
		Scope: ScopeConnection, Certainty: certainty, Evidence: evidence, Reach: reach,
		Subject: Subject{Kind: "connection", ID: id},
	})
}

// Evidence names a datum with its value and who told it. Known Maybes, times and
// numbers are written plainly; times in the course's time zone when it is known.
func (p *Pass) Evidence(fact grade.Fact, value any) Evidence {
	return Evidence{Fact: string(fact), Value: p.text(value), Source: p.source(fact)}
}

// text writes a datum for a person to read.
func (f *Facts) text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case time.Time:
		if v.IsZero() {
			return "none"
		}
		return v.In(f.zone()).Format("2006-01-02 15:04 MST")
	case Moment:
		if at, ok := v.Get(); ok {
			return f.text(at)
		}
		return "unknown"
	}
	return fmt.Sprint(value)
}

// zone is the course's time zone, else UTC.
func (f *Facts) zone() *time.Location {
	if f.Book.Course.TimeZone == "" {
		return time.UTC
	}
	zone, err := time.LoadLocation(f.Book.Course.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// source names who told a fact.
func (f *Facts) source(fact grade.Fact) string {
	if call, ok := f.Book.Sources[fact]; ok {
		return call
	}
	switch _, side := FactWords(fact); side {
	case SideTool:
		return "tool records"
	case SideStore:
		return "gradesync's store"
	}
	if f.Book.LMS.Kind != "" {
		return f.Book.LMS.Kind
	}
	return "LMS"
}
