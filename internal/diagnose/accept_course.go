package diagnose

import (
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

func ac01() *Rule {
	return &Rule{
		Code: "AC-01", Name: "course not published", Hop: HopAccept, Severity: SeverityError,
		Only:     []string{"canvas"},
		Needs:    []grade.Fact{grade.FactCourseVisible},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "The course itself is not published, and the LMS takes no grade of anybody in it. It is recognised by the state of the course, while no grade " +
			"comes through. The LMS says then of people who are in its own roster that they are not students, which alone would name no cause.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Open the Home page of course {course} and choose Publish (under Course Status in the sidebar, or in the Unpublished menu at the top).",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			if !grade.Is(p.Book.Course.Visible, false) {
				return
			}
			evidence := []Evidence{p.Evidence(grade.FactCourseVisible, false)}
			if s := anyRefused(enrolledCases(p.Cases), "user not found in course or is not a student"); s != nil {
				evidence = append(evidence, p.answered(s, "not a student, though the roster has the person as one"))
			}
			p.BlameCourse(Certain, nil, evidence...)
		},
	}
}

// enrolledCases returns the cases of people whom the roster has as learners in an
// active enrolment: of those a refusal of the person says something of the course.
func enrolledCases(cases []*Case) []*Case {
	var list []*Case
	for _, c := range cases {
		if c.Learner == nil || c.TestLearner {
			continue
		}
		kind, _ := c.Learner.Role()
		if kind == grade.RoleLearner && grade.Is(c.Learner.State(), grade.EnrolmentActive) {
			list = append(list, c)
		}
	}
	return list
}

func ac02() *Rule {
	return &Rule{
		Code: "AC-02", Name: "course has ended", Hop: HopAccept, Severity: SeverityError,
		Only:     []string{"canvas"},
		NeedsOne: either([]grade.Fact{grade.FactCourseConcluded}, sendAnswers()),
		Explains: []Verdict{Missing, Differs}, ResendIfPast: true, Blocks: true,
		Doc: "The course, or the term it belongs to, is over, and the LMS takes no grades of it any more. It is recognised by the LMS's state of the course, " +
			"or by its own words in the send log. Grades that were ready before the end say nothing against it and are not put down to it, " +
			"unless the LMS refused them for that reason.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"If the term has ended: open course {course} > Settings > Course Details, set Participation to Course, give an End date that is still to come, and " +
					"choose Update Course Details.",
				"If the course itself was concluded, an administrator takes that back in its Settings; if only a section has ended: Settings > Sections > the section " +
					"> Edit Section, and set a later end.",
				"{resend}",
				"Set the dates back when the grades are there.",
			},
		},
		Check: func(p *Pass) {
			course := p.Book.Course
			words := anyRefused(p.Cases, concludedWords)
			if !grade.Is(course.Concluded, true) && words == nil {
				return
			}
			var evidence []Evidence
			if grade.Is(course.Concluded, true) {
				evidence = append(evidence, p.Evidence(grade.FactCourseConcluded, p.endWords(course)))
			}
			if words != nil {
				evidence = append(evidence, p.answered(words, "the course has concluded"))
			}
			p.Report(Finding{
				Scope: ScopeCourse, Subject: Subject{Kind: "course", ID: course.ID}, Certainty: Certain,
				Since: ended(course), Reach: p.afterEnd(), Evidence: evidence, Past: !grade.Is(course.Concluded, true),
			})
		},
	}
}

// concludedWords is what Canvas says of every score once the course is over.
const concludedWords = "this course has concluded"

func (p *Pass) endWords(course grade.Course) string {
	words := "over"
	if course.ConcludedBy != "" {
		words += ", by the " + course.ConcludedBy
	}
	if at, ok := grade.At(course.ConcludedAt); ok {
		words += ", since " + p.text(at)
	}
	return words
}

// ended returns when a course that is over ended, unknown when nobody says.
func ended(course grade.Course) Moment {
	if at, ok := grade.At(course.ConcludedAt); ok && grade.Is(course.Concluded, true) {
		return grade.Known(at)
	}
	return Moment{}
}

// afterEnd returns the cases that the end of the course can have stopped: refused
// for it, or not known to have been ready before it. Without a known end only
// what was refused, or a course that is over, counts.
func (p *Pass) afterEnd() []*Case {
	end, dated := ended(p.Book.Course).Get()
	over := grade.Is(p.Book.Course.Concluded, true)
	var list []*Case
	for _, c := range p.Cases {
		if refused(c, concludedWords) != nil || over && (!dated || !readyBefore(c, end)) {
			list = append(list, c)
		}
	}
	return list
}

func readyBefore(c *Case, at time.Time) bool {
	ready, ok := grade.At(c.Ready())
	return ok && ready.Before(at)
}
