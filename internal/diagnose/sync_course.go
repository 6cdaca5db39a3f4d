package diagnose

import (
	"fmt"
	"math"
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

func sy03() *Rule {
	return &Rule{
		Code: "SY-03", Name: "completion is counted in two ways", Hop: HopSync, Severity: SeverityWarning, Stored: true,
		Needs:    []grade.Fact{grade.FactSyncProgress},
		Explains: []Verdict{NotExpected},
		Doc: "Percent complete is the share of activities that have a grade. The LMS's own completion tracking follows rules of its own for each activity, such as a view, a tick by the learner " +
			"or a pass mark, so the two numbers differ, and both are right. It is recognised by the numbers themselves, which are both kept.",
		Remedy: Remedy{
			Actor: ActorNobody,
			Steps: []string{"Nothing is broken: gradesync report-card --why shows what each number counts. Where they should agree, a teacher sets the completion rules of the " +
				"activities to “receive a grade”."},
			In: map[string][]string{
				"moodle": {
					"Nothing is broken: gradesync report-card --why shows what each number counts. Where they should agree, open each activity's Settings > Completion " +
						"conditions in course {course} and require that learners receive a grade.",
				},
			},
		},
		Check: func(p *Pass) {
			for i := range p.Stored.Progress {
				s := &p.Stored.Progress[i]
				byGrades, byLMS, ok := s.Percents()
				if ok && math.Round(byGrades) != math.Round(byLMS) {
					words := fmt.Sprintf("%.0f %% by grades (%d of %d), %.0f %% by the LMS's completion (%d of %d)",
						byGrades, s.Graded, s.Counted, byLMS, s.Completed.Or(0), s.Tracked.Or(0))
					p.BlameUser(s.Learner, Certain, []*Case{}, p.Evidence(grade.FactSyncProgress, words))
				}
			}
		},
	}
}

func sy04() *Rule {
	return &Rule{
		Code: "SY-04", Name: "hidden activity has grades", Hop: HopSync, Severity: SeverityWarning, Stored: true,
		Needs:    []grade.Fact{grade.FactActivityVisible, grade.FactResults},
		Explains: []Verdict{NotExpected},
		Doc: "Percent complete leaves hidden activities out of what there is to do, and this one is hidden although the gradebook has grades of it, so the percentage and the gradebook speak of " +
			"different sets. It is recognised by the activity's own setting beside grades in its column.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{"If {activity} counts, {show}. If it does not, nothing is to be done: gradesync report-card --why shows what is counted."},
		},
		Check: func(p *Pass) {
			graded := map[string]int{}
			for i := range p.Book.Results {
				if r := &p.Book.Results[i]; r.Score.Known() {
					graded[r.Activity]++
				}
			}
			for _, id := range sortedKeys(graded) {
				if a := p.Activity(id); a != nil && grade.Is(a.Visible, false) {
					p.BlameActivity(id, Certain, []*Case{}, p.Evidence(grade.FactActivityVisible, false),
						p.Evidence(grade.FactResults, countOf(graded[id], "grade")+" in its column"))
				}
			}
		},
	}
}

func sy10() *Rule {
	return &Rule{
		Code: "SY-10", Name: "roster and gradebook disagree", Hop: HopSync, Severity: SeverityWarning, Stored: true,
		Needs:    []grade.Fact{grade.FactRoster, grade.FactRole, grade.FactResults},
		Uses:     []grade.Fact{grade.FactEnrolmentState, grade.FactSyncLists},
		Explains: []Verdict{Missing}, After: []string{"ID-08", "ID-09", "ID-10", "SY-07"},
		Doc: "A person stands in the gradebook and is not enrolled, or is enrolled as an active learner and the gradebook has no row for them: an enrolment that was taken back, a role that is not graded, a change " +
			"between the reading of the two. It is recognised by comparing the two lists both ways, where both were read whole.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Look up {user} in {people}: enrol those who belong there, with {role}; of those who left, nothing is to be done, and their grades stay.",
				"Run {pull}, then diagnose again.",
			},
		},
		Check: func(p *Pass) {
			if !p.readWhole(grade.FactRoster) || !p.readWhole(grade.FactRole) || !p.readWhole(grade.FactResults) {
				return
			}
			for _, id := range p.gradedStrangers() {
				p.BlameUser(id, Certain, p.lost(id), p.Evidence(grade.FactResults, "a row in the gradebook"), p.Evidence(grade.FactRoster, "not enrolled"))
			}
			for i := range p.Book.Learners {
				if l := &p.Book.Learners[i]; grade.Is(l.Listed, false) && activeLearner(l) {
					p.BlameUser(l.ID, Certain, p.lost(l.ID), p.Evidence(grade.FactRoster, "enrolled as an active learner"), p.Evidence(grade.FactResults, "no row in the gradebook"))
				}
			}
		},
	}
}

// gradedStrangers returns the people who have a row in the gradebook and no enrolment.
func (p *Pass) gradedStrangers() []string {
	var ids []string
	for i := range p.Book.Results {
		if id := p.Book.Results[i].Learner; p.learners[id] == nil {
			ids = append(ids, id)
		}
	}
	for i := range p.Book.Learners {
		if l := &p.Book.Learners[i]; grade.Is(l.Listed, true) && len(l.Enrolments) == 0 {
			ids = append(ids, l.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func activeLearner(l *grade.Learner) bool {
	kind, _ := l.Role()
	return kind == grade.RoleLearner && grade.Is(l.State(), grade.EnrolmentActive)
}

// lost returns the missing grades of a person.
func (p *Pass) lost(id string) []*Case { return emptyNotNil(inTrouble(p.OfUser(id), Missing)) }
