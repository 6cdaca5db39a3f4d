package diagnose

import (
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

func rl01() *Rule {
	return &Rule{
		Code: "RL-01", Name: "score not released", Hop: HopRelease, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactScoreReleased},
		Explains: []Verdict{Missing, Differs}, Blocks: true,
		// What is not finished or not marked cannot be released yet.
		After: []string{"SC-02", "SC-03"},
		Doc: "The score is kept back from learners in the tool, and the tool sends only what is released. It is recognised by the " +
			"tool's own mark on the score. It does not fire where the tool tried to send the score, and scores of the same " +
			"activity that arrived although they are not released speak against it.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Open {activity} from {link} as its teacher, and release its scores in the tool: showing or hiding grades in {lms} only concerns those that have " +
					"arrived.",
				"To spare this step next time, set the activity to release scores by itself.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				kept := keptBack(p.InActivity(id))
				arrived := witnesses(kept)
				for _, c := range kept {
					p.blameUnless(setByHand(c) || tried(c), c, Certain, arrived, p.Evidence(grade.FactScoreReleased, false))
				}
			}
		},
	}
}

// keptBack returns the cases whose scores the tool does not release.
func keptBack(cases []*Case) []*Case {
	var list []*Case
	for _, c := range cases {
		if c.Score != nil && grade.Is(c.Score.Released, false) {
			list = append(list, c)
		}
	}
	return list
}

func rl02() *Rule {
	return &Rule{
		Code: "RL-02", Name: "grade sync off or not pressed", Hop: HopRelease, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactToolSend},
		Explains: []Verdict{Missing, Differs}, Blocks: true,
		Doc: "The tool does not send the grades of this activity by itself: sending is off, or somebody has to press a button and " +
			"nobody did since the work was scored. Off is read from the tool's setting; with manual sending it is likely, as long " +
			"as no send of the score is on record. Grades of the activity that came through after the missing ones were ready " +
			"speak against it.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Open {activity} from {link} as its teacher, go to the tool's settings of it and turn the sending of grades to {lms} on, best to automatic.",
				"If sending has to stay manual, press the tool's button for it whenever scores are ready.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				for _, t := range toolActivitiesOf(p.InActivity(id)) {
					switch t.Send {
					case "off":
						p.blameSending(id, t, Certain)
					case "manual":
						p.blameSending(id, t, Likely)
					}
				}
			}
		},
	}
}

// toolActivitiesOf returns the tool's activities behind the cases of one activity,
// nearly always a single one.
func toolActivitiesOf(cases []*Case) []*grade.ToolActivity {
	var list []*grade.ToolActivity
	for _, c := range cases {
		if c.Tool != nil && !slices.Contains(list, c.Tool) {
			list = append(list, c.Tool)
		}
	}
	return list
}

// blameSending blames an activity's setting for every grade of it that the tool did
// not try to send and nobody set by hand; those that arrived are the counter-evidence.
func (p *Pass) blameSending(id string, t *grade.ToolActivity, certainty Certainty) {
	reach := []*Case{}
	for _, c := range p.InActivity(id) {
		if c.Tool == t && (!lacks(c) || !tried(c) && !setByHand(c)) {
			reach = append(reach, c)
		}
	}
	p.BlameActivity(id, certainty, reach, p.Evidence(grade.FactToolSend, t.Send))
}

func rl03() *Rule {
	return &Rule{
		Code: "RL-03", Name: "on its way", Hop: HopRelease, Severity: SeverityInfo,
		Needs:    []grade.Fact{grade.FactScoredAt},
		Explains: []Verdict{Late},
		Doc: "The score is so young that the next scheduled send may not have run yet. This is no fault. It is recognised by the " +
			"time of scoring, less than the grace time ago; set the grace time to the tool's own stated delay.",
		Remedy: Remedy{
			Actor: ActorNobody,
			Steps: []string{"Wait until the grace time has passed, then run gradesync diagnose once more."},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				if p.young(c) {
					p.BlameGrade(c, Certain, p.Evidence(grade.FactScoredAt, c.Score.ScoredAt))
				}
			}
		},
	}
}

// young reports whether the score is younger than the grace time.
func (f *Facts) young(c *Case) bool {
	if c.Score == nil {
		return false
	}
	at, ok := grade.At(c.Score.ScoredAt)
	return ok && f.Now.Sub(at) < f.Grace
}
