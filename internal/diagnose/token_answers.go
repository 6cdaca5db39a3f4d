package diagnose

import "github.com/gradesync/gradesync/internal/grade"

func tk02() *Rule {
	return &Rule{
		Code: "TK-02", Name: "a scope is not granted", Hop: HopToken, Severity: SeverityError,
		Needs: sendAnswers(), Uses: connectionFacts(),
		Explains: []Verdict{Missing, Differs}, Resend: true, After: []string{"TK-01"},
		Doc: "The LMS gave the tool no access token, or one that is not good for scores, because of the scopes: the tool asks for one that it was not granted, and " +
			"some LMSs then refuse all of them, or it leaves out the one for scores. It is recognised by the LMS's words in the send log. A refusal that a missing right " +
			"and other faults of the token share makes it likely, while nothing of the connection is taken.",
		Remedy: Remedy{
			Actor: ActorLMSAdmin,
			Steps: []string{
				"Compare the scopes that the tool asks for with those that it is granted: open {registration} and {services}.",
				"If a scope cannot be granted, let the tool's administrator take it out of what the tool asks for.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"Site administration > Plugins > Activity modules > External tool > Manage tools: click the cog of the tool, and under Services set IMS LTI Assignment " +
						"and Grade Services to “Use this service for grade sync and column management”; the lesser choice refuses a tool that asks for the scope lineitem " +
						"alone.",
					"If tokens are granted and every score still meets status 401, see that the web server passes the Authorization header on to PHP.",
					"{resend}",
				},
				"canvas": {
					"Admin > the account > Developer Keys: edit the LTI key of the tool and tick, under LTI Advantage Services, every service that the tool asks for; one " +
						"that is missing refuses the whole token.",
					"With the newer Apps page: Admin > Apps > Manage > the app > Permissions, with the same ticks.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			p.blameConnections(p.refusedFor("TK-02"), always, "a scope is not granted")
			var mute []*Case
			for _, r := range p.byConnection(p.refusedFor("TK-01")) {
				if !r.takenSince() && !r.takenAmong() {
					mute = append(mute, r.cases...)
				}
			}
			p.blameConnections(mute, onlyLikely, "the token is not good for it")
		},
	}
}

// onlyLikely is the certainty of answers that several causes share.
func onlyLikely(*refusals) Certainty { return Likely }

func tk03() *Rule {
	return &Rule{
		Code: "TK-03", Name: "the LMS does not know the client", Hop: HopToken, Severity: SeverityError,
		Needs: sendAnswers(), Uses: connectionFacts(),
		Explains: []Verdict{Missing, Differs}, Resend: true,
		Doc: "The LMS gives the tool no access token: the client id is wrong or was deleted, or its key is switched off. " +
			"It is recognised by the LMS's words in the send log, such as invalid_client.",
		Remedy: Remedy{
			Actor: ActorLMSAdmin,
			Steps: []string{
				"Compare the client id, issuer and deployment that the tool has with those of {registration}, character by character.",
				"See that the tool is {enabled}. If it is not there, add it anew and give the tool's administrator the new details.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"Site administration > Plugins > Activity modules > External tool > Manage tools: choose View configuration details on the tool and compare Client ID " +
						"with the tool's own setting.",
					"If the tool is not there, add it again and give its administrator the new details.",
					"{resend}",
				},
				"canvas": {
					"Admin > the account > Developer Keys: find the key by its number (the client id), and set its State to On; keys of the vendor stand under Inherited.",
					"If it was deleted, add the tool's key anew and give the tool's administrator the new client id.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			p.blameConnections(p.refusedFor("TK-03"), onlyReading, "the client is not known, or switched off")
		},
	}
}

func tk04() *Rule {
	return &Rule{
		Code: "TK-04", Name: "the tool's key is not accepted", Hop: HopToken, Severity: SeverityError,
		Needs: sendAnswers(), Uses: connectionFacts(),
		Explains: []Verdict{Missing, Differs}, Resend: true, After: []string{"TK-03"},
		Doc: "The LMS cannot verify what the tool signs: its key set cannot be fetched or read, does not hold the key that was used, or the LMS still has the key " +
			"from before a change. It is recognised by the LMS's words in the send log, which speak of the key, the kid, the key set or the signature of a token request.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Open the tool's key set address from outside: it must answer with JSON whose member keys is a list and holds the key of the kid that the tool signs " +
					"with.",
				"See that {lms} has that very address, and may reach it: {keyset}.",
				"After a change of keys, keep the old key in the set for a day, or have {lms} fetch the set again.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"Site administration > Plugins > Activity modules > External tool > Manage tools: click the cog of the tool; Public key type should be Keyset URL and " +
						"Public keyset the tool's address.",
					"Open that address from the Moodle server; a host in cURL blocked hosts list (Site administration > General > Security > HTTP security) is never asked.",
					"Moodle keeps a key set for a while: Purge all caches under Site administration > Development makes it fetch the new one.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			p.blameConnections(p.refusedFor("TK-04"), onlyReading, "the tool's key could not be used")
		},
	}
}

func tk05() *Rule {
	return &Rule{
		Code: "TK-05", Name: "wrong audience or token address", Hop: HopToken, Severity: SeverityError,
		Needs: sendAnswers(), Uses: connectionFacts(),
		Explains: []Verdict{Missing, Differs}, Resend: true,
		Doc: "The tool asks for its access token in the name of another audience than the LMS expects, or at another host, or it uses a token of another LMS: " +
			"an address that was typed wrongly, a slash too many, a domain that has changed. It is recognised by the LMS's words in the send log.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Compare the token address and the audience in the tool's settings, character by character, with {token}; no slash at the end, https, the same host.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			p.blameConnections(p.refusedFor("TK-05"), onlyReading, "the audience is not the one that is expected")
		},
	}
}

// clockWords tell that a clock is ahead, from the records alone.
const clockWords = "an earlier send was dated in the future"

// datedAhead reports whether a score was refused after an earlier send of it had
// carried a timestamp that has not come yet.
func (f *Facts) datedAhead(c *Case) bool {
	last := c.LastSend()
	if last == nil || !failed(last) || !c.readAs("AC-03") {
		return false
	}
	for _, s := range c.Sends() {
		if at, ok := grade.At(s.Timestamp); ok && at.After(f.Now.Add(clockSlack)) {
			return true
		}
	}
	return false
}
