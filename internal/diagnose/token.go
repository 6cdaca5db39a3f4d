package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

func tk01() *Rule {
	return &Rule{
		Code: "TK-01", Name: "tool may not return grades", Hop: HopToken, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLaunches, grade.FactLaunchScopes},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "The LMS does not grant the tool the right to send scores, so every score of this registration is refused. It is recognised by the scopes " +
			"that the newest launches carry: others are there and the score scope is not. Where launches of several activities carry no scope at all, " +
			"the whole grade service is probably switched off for the tool. Grades that came before the right was lost do not speak against it.",
		Remedy: Remedy{
			Actor: ActorLMSAdmin,
			Steps: []string{
				"Open {registration} and {services}.",
				"Learners need not launch again; the tool needs a new access token: wait an hour, or let it start anew.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, client := range p.clients() {
				g := grantOf(p.launchesBy(client))
				certainty, words := g.verdict()
				if certainty != "" {
					p.Report(Finding{
						Scope: ScopeConnection, Subject: Subject{Kind: "connection", ID: connectionID(client)}, Certainty: certainty,
						Reach: p.casesBy(client), Since: g.since(), Evidence: []Evidence{p.Evidence(grade.FactLaunchScopes, words)},
					})
				}
			}
		},
	}
}

// connectionID names a registration whose client id is not told.
func connectionID(client string) string {
	if client == "" {
		return "lti13"
	}
	return client
}

// grant is what the launches of one registration say of its right to send scores.
type grant struct {
	newestWith time.Time // of the launches that carry the score scope
	without    []time.Time
	scopes     []string        // of those that carry others only, in order
	bare       map[string]bool // activities whose launches carry no scope at all
}

func grantOf(launches []*grade.Launch) grant {
	g := grant{bare: map[string]bool{}}
	for _, l := range launches {
		scopes, known := l.Scopes.Get()
		switch {
		case !known:
		case hasScoreScope(scopes):
			g.newestWith = latest(g.newestWith, l.At)
		case len(scopes) > 0:
			g.without = append(g.without, l.At)
			g.scopes = append(g.scopes, scopes...)
		case l.Activity != "":
			g.bare[l.Activity] = true
		}
	}
	slices.SortFunc(g.without, time.Time.Compare)
	slices.Sort(g.scopes)
	return g
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// verdict says how sure it is that the right is missing, and from what.
func (g grant) verdict() (Certainty, string) {
	switch {
	case len(g.without) > 0 && g.without[len(g.without)-1].After(g.newestWith):
		return Certain, "granted: " + shortScopes(g.scopes) + "; not the score scope"
	case len(g.without) == 0 && g.newestWith.IsZero() && len(g.bare) > 1:
		return Likely, fmt.Sprintf("none in any launch of %d activities", len(g.bare))
	}
	return "", ""
}

// since is when the right was lost, unknown if it never was there.
func (g grant) since() Moment {
	for _, at := range g.without {
		if !g.newestWith.IsZero() && at.After(g.newestWith) {
			return grade.Known(at)
		}
	}
	return Moment{}
}

// shortScopes lists scopes by the ends of their names, each once.
func shortScopes(sorted []string) string {
	var names []string
	for _, s := range slices.Compact(sorted) {
		names = append(names, s[strings.LastIndex(s, "/")+1:])
	}
	return strings.Join(names, ", ")
}

func tk13() *Rule {
	return &Rule{
		Code: "TK-13", Name: "LMS credentials lack a right", Hop: HopToken, Severity: SeverityError,
		Uses:     []grade.Fact{grade.FactSyncFailure},
		Explains: []Verdict{Unknown},
		Doc: "The LMS refused to show gradesync the gradebook, the roster or the activities: the token has expired or was revoked, or its user has lost a role " +
			"or a capability. Nothing can be said of the grades behind it, neither that they arrived nor that they are missing. It is recognised by the LMS's own refusal, now or when sync last tried to pull the course; grades that the store still has from before are " +
			"a matter of SY-02.",
		Remedy: Remedy{
			Actor: ActorLMSAdmin,
			Steps: []string{
				"Renew the access token that gradesync uses, and give its user the rights to read what was refused.",
				"Run gradesync check to see that nothing is refused any more, then gradesync diagnose.",
			},
			In: map[string][]string{
				"moodle": {
					"Site administration > Server > Web services > Manage tokens: see that the token is there and has not expired.",
					"Site administration > Server > Web services > External services: the service is enabled, its Functions hold what was refused, and the token's user is " +
						"among its Authorised users.",
					"Site administration > Users > Permissions > Define roles: the role of the token's user allows moodle/course:viewparticipants, moodle/grade:viewall " +
						"and gradereport/user:view, and the user has that role in course {course}.",
					"Run gradesync check to see that nothing is refused any more, then gradesync diagnose.",
				},
				"canvas": {
					"Account > Settings > Approved Integrations: see that the token is there and has not expired, and make a new one with + New Access Token if it has.",
					"If the token belongs to a developer key with enforced scopes: Admin > the account > Developer Keys > the key, tick the scopes that were refused and " +
						"Allow Include Parameters.",
					"The token's user needs, in course {course}, the rights to view all grades, the list of users and their SIS data: Admin > the account > Permissions.",
					"Run gradesync check to see that nothing is refused any more, then gradesync diagnose.",
				},
				"blackboard": {
					"Admin > Integrations > REST API Integrations: see that gradesync's application is there and available, and which Learn user it acts as.",
					"That user's role in course {course}, or its system role, needs the privileges to read the course, its members and its gradebook " +
						"(course.gradebook.MODIFY for the columns).",
					"Run gradesync check to see that nothing is refused any more, then gradesync diagnose.",
				},
				"brightspace": {
					"Admin Tools > Manage Extensibility > OAuth 2.0: see that gradesync's application is enabled and has every scope that was refused; after a change of " +
						"scopes, give consent anew.",
					"The role of the user who consented needs, in course {course}, the permissions that the refusal names: to see the Classlist, all grades, and people's " +
						"user details.",
					"Run gradesync check to see that nothing is refused any more, then gradesync diagnose.",
				},
			},
		},
		Check: func(p *Pass) {
			var evidence []Evidence
			for _, gap := range p.Book.Gaps {
				if gap.Class == grade.Forbidden && slices.Contains(neededToJudge(), gap.Fact) {
					evidence = append(evidence, p.Evidence(gap.Fact, gap.What+" refused: "+gap.Reason))
				}
			}
			unread := p.unread()
			if len(unread) > 0 && p.refusedPull() {
				evidence = append(evidence, p.failureEvidence()...)
			}
			if len(evidence) > 0 {
				p.BlameConnection("lms", Certain, unread, evidence...)
			}
		},
	}
}

// neededToJudge are the facts of the LMS without which no grade can be judged.
func neededToJudge() []grade.Fact {
	return []grade.Fact{grade.FactResults, grade.FactRoster, grade.FactActivities}
}

// unread returns the cases of which the LMS's side is not known.
func (p *Pass) unread() []*Case {
	return slices.DeleteFunc(inTrouble(p.Cases, Unknown), func(c *Case) bool { return lmsSide(p.Facts, c) != notRead })
}
