package diagnose

import (
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

func li03() *Rule {
	return &Rule{
		Code: "LI-03", Name: "column deleted in the LMS", Hop: HopLink, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLineItems, grade.FactToolLineItem},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "The tool sends to a gradebook column of this course that is not there any more: it was deleted, by a person or by the tool itself. " +
			"It is recognised by the line item URL that the tool holds: it is one of this course, and no column of the course has it.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Open {settings} and {gradable}, so that the column is made again; if it stays away, make the link anew.",
				"Learners open {activity} once from {link}, so that the tool learns of the new column.",
				"{resend}",
			},
			In: map[string][]string{
				"canvas": {
					"An assignment that was deleted comes back under the address of course {course} with /undelete at its end: choose Restore beside {activity}.",
					"If it is not listed there, make it anew: Assignments > + Assignment, Submission Type External Tool, Find, Save & Publish.",
					"Learners open {activity} once from the assignment, so that the tool learns of its column.",
					"{resend}",
				},
				"blackboard": {
					"The column went with its link, or was deleted in Gradebook: make the link of {activity} anew on the Course Content page of course {course} (+ > " +
						"Content Market > the tool).",
					"Learners open {activity} once from {link}, so that the tool learns of the new column.",
					"{resend}",
				},
				"brightspace": {
					"Open Grades > Manage Grades > More Actions > Event Log in course {course}, and choose Restore beside {activity}.",
					"If it is not listed there, open Content, the menu of {activity} > Edit, and give it a grade item anew.",
					"Learners open {activity} once from {link}, so that the tool learns of the column.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			if p.incomplete(grade.FactLineItems) || p.incomplete(grade.FactActivities) {
				return
			}
			for _, id := range p.ActivityIDs() {
				if c := p.InActivity(id)[0]; c.Tool != nil && p.columnGone(c.Tool.LineItemURL, c.LMS) {
					p.BlameActivity(id, Certain, nil, p.Evidence(grade.FactToolLineItem, match.URLKey(c.Tool.LineItemURL)),
						p.Evidence(grade.FactLineItems, "no such column in this course"))
				}
			}
		},
	}
}

// columnGone reports whether a line item URL is one of this course and no column
// has it. An activity whose column's URL is not told proves nothing.
func (p *Pass) columnGone(url string, a *grade.Activity) bool {
	if url == "" || !underURL(url, p.Book.Course.LineItemsURL) {
		return false
	}
	told := a != nil && grade.Is(a.Graded, false)
	for i := range p.Book.Activities {
		item := p.Book.Activities[i].LineItem
		if item == nil || item.URL == "" {
			continue
		}
		if sameURL(item.URL, url) {
			return false
		}
		told = told || a == nil || a.ID == p.Book.Activities[i].ID
	}
	return told
}

func li05() *Rule {
	return &Rule{
		Code: "LI-05", Name: "tool sends to another course", Hop: HopLink, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactToolLineItem},
		Explains: []Verdict{Missing}, After: []string{"LI-17"}, Blocks: true,
		Doc: "The tool holds a line item of another course for this activity, as happens when a course is copied: the grades go there, or are refused. " +
			"It is recognised by the line item URL that the tool holds, which is not one of this course. It is only likely where the host differs too, or the activity " +
			"has no counterpart in this course.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Open {activity} once from {link}, as a teacher and then as a learner, so that the tool takes this course's column.",
				"If the tool keeps the old one, {repoint}.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				c := p.InActivity(id)[0]
				if c.Tool == nil || !elsewhere(c.Tool.LineItemURL, p.Book.Course.LineItemsURL) {
					continue
				}
				certainty := Certain
				if c.LMS == nil || hostOf(c.Tool.LineItemURL) != hostOf(p.Book.Course.LineItemsURL) {
					certainty = Likely
				}
				p.BlameActivity(id, certainty, nil, p.Evidence(grade.FactToolLineItem, match.URLKey(c.Tool.LineItemURL)+", not below "+match.URLKey(p.Book.Course.LineItemsURL)))
			}
		},
	}
}

// elsewhere reports whether a line item URL is not one of a course. By the path
// alone: one site may go by several host names.
func elsewhere(url, container string) bool {
	return url != "" && container != "" && !strings.HasPrefix(pathOf(url)+"/", pathOf(container)+"/")
}

func pathOf(url string) string {
	_, path, _ := strings.Cut(match.URLKey(url), "/")
	return path
}

func hostOf(url string) string {
	host, _, _ := strings.Cut(match.URLKey(url), "/")
	return host
}
