package diagnose

import (
	"net/http"

	"github.com/gradesync/gradesync/internal/grade"
)

func ac07() *Rule {
	return &Rule{
		Code: "AC-07", Name: "late grades refused", Hop: HopAccept, Severity: SeverityError,
		Needs: []grade.Fact{grade.FactSends, grade.FactSendCode}, Uses: []grade.Fact{grade.FactSendStatus},
		Explains: []Verdict{Missing, Differs}, Resend: true, After: []string{"AC-11"},
		Doc: "The LMS takes no grade for the activity after its due date, whenever the work was done. It is recognised by the LMS's own words in the send log.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Let {activity} take grades after its due date, or move the date: open {settings}.",
				"{resend}",
				"Set it back when the grades are there.",
			},
			In: map[string][]string{
				"moodle": {
					"Moodle itself takes late grades: look for the rule in what stands between, a plugin or a proxy, and in the tool's own setting for {activity}.",
					"{resend}",
				},
				"canvas": {
					"Open {activity} > Edit in course {course} and move Until, under Assign To, behind today, or leave it empty.",
					"{resend}",
					"Set it back when the grades are there.",
				},
			},
		},
		Check: func(p *Pass) { p.blameRefused("AC-07", "the grade is past due") },
	}
}

func ac09() *Rule {
	return &Rule{
		Code: "AC-09", Name: "date of the submission not accepted", Hop: HopAccept, Severity: SeverityError,
		Needs: []grade.Fact{grade.FactSends, grade.FactSendCode}, Uses: []grade.Fact{grade.FactSendStatus},
		Explains: []Verdict{Missing, Differs}, Resend: true, After: []string{"AC-11", "TK-09"},
		Doc: "The score carries a date that the LMS cannot read, or that lies in the future by its clock, and the LMS refuses the score for it. " +
			"It is recognised by the LMS's own words in the send log.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Set the clock of the tool's server by NTP.",
				"Let the tool write dates in the form 2026-11-21T14:30:00.000Z, with the zone, and none that lies in the future.",
				"{resend}",
			},
			In: map[string][]string{
				"canvas": {
					"Set the clock of the tool's server by NTP: Canvas bears one minute.",
					"Let the tool write submitted_at (over LTI 1.1 submittedAt) in the form 2026-11-21T14:30:00.000Z, or leave it out.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) { p.blameRefused("AC-09", "its date lies in the future or cannot be read") },
	}
}

func ac12() *Rule {
	return &Rule{
		Code: "AC-12", Name: "the LMS does not offer it", Hop: HopAccept, Severity: SeverityError,
		Needs: []grade.Fact{grade.FactSends, grade.FactSendCode}, Uses: []grade.Fact{grade.FactSendStatus},
		Explains: []Verdict{Missing, Differs}, Resend: true, After: []string{"AC-11", "LI-14", "TR-08"},
		Doc: "The tool uses an operation that the LMS does not have, such as reading or deleting a result over LTI 1.1 before it sends the score, or another method than POST. " +
			"It is recognised by the send log: imsx_codeMajor unsupported, status 405 or 501, or the LMS's own words.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Let the tool send scores by the plain way: replaceResult over LTI 1.1, POST to the line item's scores over LTI 1.3; upgrade it if it has no such " +
					"setting.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"Let the tool send scores by the plain way: Moodle knows replaceResult, readResult and deleteResult over LTI 1.1, and POST to /lineitem/scores over " +
						"LTI 1.3.",
					"{resend}",
				},
				"canvas": {
					"Let the tool send scores by the plain way: Canvas knows replaceResult, readResult and deleteResult over LTI 1.1, and POST to the line item's /scores " +
						"over LTI 1.3.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			for _, c := range p.Cases {
				if s := c.LastSend(); s != nil && (c.readAs("AC-12") || failed(s) && notOffered(s)) {
					p.blameUnless(notForThisScore(c), c, Certain, nil, p.answered(s, "not supported"))
				}
			}
		},
	}
}

// notOffered reports whether a status says that there is no such operation.
func notOffered(s *grade.Send) bool {
	return grade.Is(s.Status, http.StatusMethodNotAllowed) || grade.Is(s.Status, http.StatusNotImplemented)
}
