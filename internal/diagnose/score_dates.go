package diagnose

import (
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

func sc04() *Rule {
	return &Rule{
		Code: "SC-04", Name: "work outside the dates", Hop: HopScore, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactSubmittedAt},
		NeedsOne: [][]grade.Fact{{grade.FactCourseDates, grade.FactActivityDates}},
		Explains: []Verdict{Missing, Differs}, After: []string{"AC-02"}, Blocks: true,
		Doc: "The work was handed in before the course or the activity began, or after it ended, and the tool passes on only " +
			"what was done between these dates. It is recognised by comparing the time of submission with the dates that " +
			"the LMS has for the course and the activity, as instants, whatever the time zones. It does not fire where the tool " +
			"tried to send the score, and grades from outside the same date that came through speak against it.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Compare the time of submission with {dates}, and with the dates of {activity} itself.",
				"If the work counts, move the date that keeps it out, or enter the grade {by_hand}.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"Open course {course}, choose Settings and look at Course start date and Course end date under General.",
					"If the work counts, move the date that keeps it out and choose Save and display; dates of {activity} itself stand under Edit settings > Restrict " +
						"access.",
					"Where the dates have to stay, enter the grade in Grades > Grader report with Edit mode on. Moodle marks it Overridden, and the tool no longer changes " +
						"it.",
					"{resend}",
				},
				"canvas": {
					"Open Settings > Course Details in course {course} and look at Participation: with Course its Start and End count, with Term those of the term, which " +
						"an administrator changes under Admin > Terms.",
					"If the work counts, move the date that keeps it out; those of {activity} itself are Available from and Until under Edit > Assign to.",
					"Where the dates have to stay, enter the grade in Grades; a score that the tool sends later replaces it.",
					"{resend}",
				},
			},
		},
		Check: checkDates,
	}
}

// checkDates blames the first date that work was handed in outside of.
func checkDates(p *Pass) {
	outside := make(map[string][]*Case)
	for _, c := range p.Cases {
		if b, ok := p.crossed(c); ok {
			outside[b.key] = append(outside[b.key], c)
		}
	}
	for key, cases := range outside {
		outside[key] = witnesses(cases)
	}
	for _, c := range p.Cases {
		if b, ok := p.crossed(c); ok {
			p.blameUnless(setByHand(c) || tried(c), c, Certain, outside[b.key],
				p.Evidence(grade.FactSubmittedAt, c.Score.SubmittedAt),
				p.Evidence(b.fact, b.words+" "+p.text(b.at)))
		}
	}
}

// border is one date that work can stand on the wrong side of.
type border struct {
	fact  grade.Fact
	words string
	at    Moment
	opens bool   // work counts after it, not before
	key   string // the same for all work that the date concerns
}

// excludes reports whether the date is known and the moment on its wrong side.
func (b border) excludes(at time.Time) bool {
	edge, ok := grade.At(b.at)
	if !ok {
		return false
	}
	if b.opens {
		return at.Before(edge)
	}
	return at.After(edge)
}

// crossed returns the first date of the course, then of the activity, that the
// case's work was handed in outside of.
func (f *Facts) crossed(c *Case) (border, bool) {
	if c.Score == nil {
		return border{}, false
	}
	at, ok := grade.At(c.Score.SubmittedAt)
	if !ok {
		return border{}, false
	}
	for _, b := range f.borders(c) {
		if b.excludes(at) {
			return b, true
		}
	}
	return border{}, false
}

func (f *Facts) borders(c *Case) []border {
	course := &f.Book.Course
	list := []border{
		{grade.FactCourseDates, "before the course start", course.StartAt, true, "start"},
		{grade.FactCourseDates, "after the course end", course.EndAt, false, "end"},
	}
	if c.LMS == nil {
		return list
	}
	return append(list,
		border{grade.FactActivityDates, "before the activity opens", c.LMS.OpensAt, true, "opens/" + c.Activity},
		border{grade.FactActivityDates, "after the activity closes", c.LMS.ClosesAt, false, "closes/" + c.Activity})
}
