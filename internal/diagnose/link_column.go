package diagnose

import "github.com/gradesync/gradesync/internal/grade"

func li11() *Rule {
	return &Rule{
		Code: "LI-11", Name: "no points possible", Hop: HopLink, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLineItemMax},
		Explains: []Verdict{Missing, Differs}, After: []string{"LI-15"}, Blocks: true,
		Doc: "The gradebook's column is out of 0 points, and any share of nothing is nothing: the LMS refuses the score or shows none. " +
			"It is recognised by the maximum of the column.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{"Set {maximum} to what it is worth.", "{resend}"},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				a := p.Activity(id)
				if a == nil || a.LineItem == nil {
					continue
				}
				if top, ok := a.LineItem.Max.Get(); ok && top <= 0 {
					p.BlameActivity(id, Certain, nil, p.Evidence(grade.FactLineItemMax, top))
				}
			}
		},
	}
}

func li15() *Rule {
	return &Rule{
		Code: "LI-15", Name: "grade type cannot hold a number", Hop: HopLink, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLineItemType},
		Explains: []Verdict{Missing, Differs}, Blocks: true,
		Doc: "The gradebook's column is set to hold no grade, or only pass and fail, so a score is taken with a good answer and never shown as it is. " +
			"It is recognised by the grade type of the column: certain for none; likely for pass and fail, and certain where the LMS took a score and shows none, " +
			"or shows all or nothing instead.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{"Set the grade type of {activity} in course {course} to points, and {maximum} to what it is worth.", "{resend}"},
			In: map[string][]string{
				"moodle": {
					"Open Grades > Gradebook setup of course {course}, choose ⋮ > Edit grade item of {activity}, set Grade type to Value with a Maximum grade, and save.",
					"See that {activity} > Settings > Grade > Type is Point, too.",
					"{resend}",
				},
				"canvas": {
					"Open {activity} > Edit in course {course}, set Display Grade as to Points or Percentage, fill in Points, and save.",
					"{resend}",
				},
				"brightspace": {
					"A grade item keeps its type. Make a new one in course {course}, Grades > Manage Grades > New > Item > Numeric, and link {activity} with it: Content, " +
						"the menu of {activity} > Edit.",
					"Learners open {activity} once from {link}, so that the tool learns of the new column.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				a := p.Activity(id)
				if a == nil || a.LineItem == nil {
					continue
				}
				switch kind, _ := a.LineItem.Type.Get(); kind {
				case grade.NoGrade:
					p.BlameActivity(id, Certain, nil, p.Evidence(grade.FactLineItemType, string(kind)))
				case grade.PassFail:
					reach, certainty := passedOrFailed(p.InActivity(id))
					p.BlameActivity(id, certainty, reach, p.Evidence(grade.FactLineItemType, string(kind)))
				}
			}
		},
	}
}

// passedOrFailed returns the cases that a column of pass and fail can be the reason
// of: where it shows anything, those it shows at an end of the scale instead of the
// score; else all of them, and surely so if the LMS took one.
func passedOrFailed(cases []*Case) ([]*Case, Certainty) {
	rounded, certainty, shows := []*Case{}, Likely, false
	for _, c := range cases {
		if c.Result != nil && c.Result.Score.Known() {
			shows = true
			if most, _ := c.LMSMax(); c.Verdict == Differs && (near(c.Result.Score.Or(0), 0) || near(c.Result.Score.Or(0), most)) {
				rounded = append(rounded, c)
			}
		}
		if s := c.LastSend(); c.Verdict == Missing && s != nil && accepted(s) {
			certainty = Certain
		}
	}
	if shows {
		return rounded, Certain
	}
	return cases, certainty
}
