package diagnose

import "github.com/gradesync/gradesync/internal/grade"

func tk08() *Rule {
	return &Rule{
		Code: "TK-08", Name: "LTI 1.1 signature not valid", Hop: HopToken, Severity: SeverityError,
		Needs: []grade.Fact{grade.FactSends, grade.FactSendCode}, Uses: connectionFacts(grade.FactSendStatus),
		Explains: []Verdict{Missing, Differs}, Resend: true, After: []string{"TK-09", "TK-11"},
		Doc: "The LMS refuses the signature of the scores that go over an LTI 1.1 key: the secret is another on the two sides, or something between them changes the " +
			"host, the scheme or the body that was signed. It is recognised by the LMS's words in the send log; it is only likely where other scores over the same key " +
			"were taken in the meantime.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Enter the consumer key and the shared secret anew, with no space before or behind them, in the tool and in {secret}.",
				"If launches work with the same secret, look at the proxy before {lms}: it must hand on the host name, the port and the scheme that the tool signed.",
				"Check the clock of the tool's server.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"Site administration > Plugins > Activity modules > External tool > Manage tools: click the cog of the tool, enter Consumer key and Shared secret " +
						"anew, and save; do the same in the tool.",
					"If launches work with the same secret, look at the proxy before Moodle: PHP must see the host with its port (HTTP_HOST) and the scheme that the tool " +
						"signed.",
					"Check the clock of the tool's server: Moodle bears five minutes.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			p.blameConnections(p.refusedFor("TK-08"), unlessTakenAmong, "the signature is not valid")
		},
	}
}

// unlessTakenAmong is certain where nothing was taken between the refusals.
func unlessTakenAmong(r *refusals) Certainty {
	if r.takenAmong() {
		return Likely
	}
	return Certain
}

func tk09() *Rule {
	return &Rule{
		Code: "TK-09", Name: "the clocks differ", Hop: HopToken, Severity: SeverityError,
		Needs: []grade.Fact{grade.FactSends, grade.FactSendCode}, Uses: connectionFacts(grade.FactSendStatus, grade.FactSendTimestamp),
		Explains: []Verdict{Missing, Differs}, Resend: true,
		Doc: "The clock of the tool's server and that of the LMS are apart, so that a token or a signature counts as expired or as not valid yet; or a score was dated in the " +
			"future, and every true one after it counts as old. It is recognised by the LMS's words in the send log about dates, iat, or the timestamp of a signature, or " +
			"by an earlier send whose timestamp has not come yet, beside a refusal as too old.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Compare the clocks: gradesync check tells how far this one is from that of {lms}; do the same on the tool's server.",
				"Set the tool's server, and that of {lms} if it is your own, by NTP.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"Set the clock of the tool's server by NTP, and Moodle's own: Moodle bears no difference in a token request, and five minutes in an LTI 1.1 signature.",
					"Where a grade is dated in the future, Moodle takes no other for it until then: a teacher deletes the grade, or enters it by hand (Grades > Grader " +
						"report).",
					"{resend}",
				},
				"canvas": {
					"Set the clock of the tool's server by NTP: Canvas bears 30 seconds ahead and five minutes behind in a token request.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			p.blameConnections(p.refusedFor("TK-09"), onlyReading, "the date of the request is not accepted")
			var ahead []*Case
			for _, c := range p.Cases {
				if p.datedAhead(c) {
					ahead = append(ahead, c)
				}
			}
			p.blameConnections(ahead, always, "older than what is there", p.Evidence(grade.FactSendTimestamp, clockWords))
		},
	}
}

func tk10() *Rule {
	return &Rule{
		Code: "TK-10", Name: "nonce used twice", Hop: HopToken, Severity: SeverityError,
		Needs: sendAnswers(), Uses: connectionFacts(),
		Explains: []Verdict{Missing, Differs}, Resend: true, After: []string{"TK-09"},
		Doc: "The tool signs several scores with one nonce, which must be a new one for each request: the LMS takes the first and refuses the rest. It is recognised " +
			"by the LMS's words in the send log. It is certain where an earlier score over the same connection was taken, or the words leave nothing else.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Upgrade the tool, or report to its makers that every request needs a nonce (over LTI 1.3 a jti) of its own.",
				"Until then, have it send one score at a time, or let a teacher enter these grades {by_hand}.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			p.blameConnections(p.refusedFor("TK-10"), afterFirst, "the nonce was used before")
		},
	}
}

// afterFirst is certain where an earlier score of the connection was taken.
func afterFirst(r *refusals) Certainty {
	if r.takenBefore() {
		return Certain
	}
	return onlyReading(r)
}
