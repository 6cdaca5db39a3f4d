package diagnose

import (
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

func li10() *Rule {
	return &Rule{
		Code: "LI-10", Name: "copied link opens the original's activity", Hop: HopLink, Severity: SeverityError,
		Only:     []string{"canvas"},
		Needs:    []grade.Fact{grade.FactActivityLaunchURL, grade.FactResults, grade.FactLaunches, grade.FactLaunchLink},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "The link of this activity is a copy of another activity's and still opens that one's content in the tool, so what learners do there never counts here. " +
			"It is recognised by two links of the course that open the same address, of which one has grades, or is known to open its own activity, and this one neither. " +
			"Where several links of the same address work, the address does not tell them apart.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Open {activity} > Edit in course {course}. Under Submission Type (External Tool) compare the External Tool URL with that of the assignment it was " +
					"copied from.",
				"Choose Find, pick the tool and the content that belongs to {activity}, and save.",
				"Learners open {activity} once from its own assignment.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			works := p.workingLinks()
			for _, id := range p.ActivityIDs() {
				c := p.InActivity(id)[0]
				if c.LMS == nil || c.Tool == nil || works[id] {
					continue
				}
				if original := p.originalOf(c.LMS, works); original != "" {
					p.BlameActivity(id, Certain, nil, p.Evidence(grade.FactActivityLaunchURL, "the same as of activity "+original),
						p.Evidence(grade.FactResults, "none"), p.Evidence(grade.FactLaunchLink, "no launch by this link came to this activity"))
				}
			}
		},
	}
}

// workingLinks names the activities for which the gradebook shows any grade, or whose
// own link is known to have brought somebody to their counterpart in the tool.
func (p *Pass) workingLinks() map[string]bool {
	works := make(map[string]bool)
	for i := range p.Book.Results {
		if r := &p.Book.Results[i]; r.Score.Known() {
			works[r.Activity] = true
		}
	}
	for id, tool := range p.Joined.Tools {
		a := p.Activity(id)
		works[id] = works[id] || a != nil && slices.ContainsFunc(p.LaunchesInto(tool), func(l *grade.Launch) bool {
			return l.ResourceLinkID != "" && l.ResourceLinkID == a.ResourceLinkID
		})
	}
	return works
}

// originalOf returns the one other activity that opens the same address and works,
// "" when there is none or more than one.
func (p *Pass) originalOf(a *grade.Activity, works map[string]bool) string {
	original := ""
	for i := range p.Book.Activities {
		b := &p.Book.Activities[i]
		if a.LaunchURL == "" || b.ID == a.ID || b.LaunchURL != a.LaunchURL || !works[b.ID] {
			continue
		}
		if original != "" {
			return ""
		}
		original = b.ID
	}
	return original
}

func li17() *Rule {
	return &Rule{
		Code: "LI-17", Name: "tool activity is tied to another course", Hop: HopLink, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLaunches, grade.FactLaunchContext},
		NeedsOne: [][]grade.Fact{{grade.FactContexts, grade.FactCourseContext}},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "Several courses share this activity of the tool, and the tool holds a link to only one of them, which is not this one. It is recognised by launch records: " +
			"all who launched the activity came from another course, while other activities are launched from here. It is certain when the LMS says which course that is. " +
			"Where only some learners came from elsewhere, it is their launch that is wrong (LA-02).",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"In the tool, link {activity} with course {course} as well, or make an activity of its own for this course.",
				"Then {repoint}.",
				"Learners open {activity} once from {link}.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			if !anyLaunch(func(l *grade.Launch) bool { return grade.Is(p.Here(l), true) })(p.Facts) {
				return // nobody comes from here at all: that is no matter of one activity
			}
			for _, id := range p.ActivityIDs() {
				tool := p.InActivity(id)[0].Tool
				if tool == nil || p.InActivity(id)[0].LMS == nil {
					continue
				}
				if last, resolved := p.allElsewhere(p.LaunchesInto(tool.ID)); last != nil {
					reach := slices.DeleteFunc(slices.Clone(p.InActivity(id)), cameOtherwise)
					p.BlameActivity(id, map[bool]Certainty{true: Certain, false: Likely}[resolved], reach, p.Evidence(grade.FactLaunchContext, p.courseWords(last)))
				}
			}
		},
	}
}

// cameOtherwise reports whether all that is recorded of the learner's ways to the
// activity went past the LMS.
func cameOtherwise(c *Case) bool {
	return len(c.Launches()) > 0 && !slices.ContainsFunc(c.Launches(), func(l *grade.Launch) bool { return l.Origin != grade.OriginDirect })
}

// allElsewhere returns the last launch of an activity when all of them, by at least
// two accounts, are known to come from other courses, and whether the LMS says
// which courses these are.
func (p *Pass) allElsewhere(launches []*grade.Launch) (last *grade.Launch, resolved bool) {
	accounts := map[string]bool{}
	resolved = true
	for _, l := range launches {
		if l.Error != "" || l.Origin == grade.OriginDirect {
			continue
		}
		if !grade.Is(p.Here(l), false) {
			return nil, false
		}
		resolved = resolved && p.Book.Contexts[l.ContextID] != ""
		accounts[l.Account] = true
		last = l
	}
	if len(accounts) < 2 {
		return nil, false
	}
	return last, resolved
}

// courseWords names the course that a launch came from, as far as it is known.
func (p *Pass) courseWords(l *grade.Launch) string {
	if course := p.Book.Contexts[l.ContextID]; course != "" {
		return contextWords(l) + ", course " + course
	}
	return contextWords(l)
}
