package diagnose

import (
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// clients returns the client ids of all LTI 1.3 launches, sorted. The empty one
// stands for launches that do not tell theirs.
func (p *Pass) clients() []string {
	var list []string
	for i := range p.Records.Launches {
		if l := &p.Records.Launches[i]; by13(l) && !slices.Contains(list, l.ClientID) {
			list = append(list, l.ClientID)
		}
	}
	slices.Sort(list)
	return list
}

// by13 reports whether a launch was one of LTI 1.3: no other has scopes.
func by13(l *grade.Launch) bool {
	return l.Error == "" && (l.Version == grade.LTI13 || len(l.Scopes.Or(nil)) > 0)
}

// launchesBy returns the LTI 1.3 launches of one client.
func (p *Pass) launchesBy(client string) []*grade.Launch {
	var list []*grade.Launch
	for i := range p.Records.Launches {
		if l := &p.Records.Launches[i]; by13(l) && l.ClientID == client {
			list = append(list, l)
		}
	}
	return list
}

// casesBy returns the cases of the activities that run over one client: by their
// launches, else by the LMS's registration of the tool behind the link.
func (p *Pass) casesBy(client string) []*Case {
	var list []*Case
	for _, id := range p.ActivityIDs() {
		if cases := p.InActivity(id); p.runsOver(cases[0], client) {
			list = append(list, cases...)
		}
	}
	return list
}

func (p *Pass) runsOver(c *Case, client string) bool {
	if c.Tool != nil && len(p.LaunchesInto(c.Tool.ID)) > 0 {
		return slices.ContainsFunc(p.LaunchesInto(c.Tool.ID), func(l *grade.Launch) bool { return by13(l) && l.ClientID == client })
	}
	tool := p.ToolOf(c.LMS)
	return tool != nil && tool.ClientID != "" && tool.ClientID == client
}

func tk06() *Rule {
	return &Rule{
		Code: "TK-06", Name: "deployment does not cover the course", Hop: HopToken, Severity: SeverityError,
		NeedsOne: append(either([]grade.Fact{grade.FactLaunches, grade.FactLaunchDeployment}, sendAnswers()),
			[]grade.Fact{grade.FactTools, grade.FactToolAvailable, grade.FactLaunchDeployment, grade.FactSendCode}), // the tools that the course can use make it firmer
		Explains: []Verdict{Missing}, After: []string{"TK-07", "TK-11"}, Blocks: true,
		Doc: "The activity's link belongs to another deployment of the tool than the rest, one that is not valid in this course, so the LMS refuses the scores " +
			"of this activity. It is recognised by the deployment id of its launches, which differs from that of most launches of the same tool, or belongs to " +
			"none of the tools that the course can use. The latter, and refusals that speak of the context (status 403) or of a tool that is not linked to it (401), make it certain.",
		Remedy: Remedy{
			Actor: ActorLMSAdmin,
			Steps: []string{
				"Make the tool's deployment available in course {course} (its account, sub-account or org unit and all below), or have the link made anew with the " +
					"deployment that is.",
				"Every learner opens {activity} once from {link}.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"Open {activity} > Settings in course {course}: see which preconfigured tool it uses. A tool that was made in another course, or restricted to a " +
						"category, may not be used here.",
					"Add the activity anew with the tool that the other activities use, or let an administrator widen Restrict to category of the tool under Site " +
						"administration > Plugins > Activity modules > External tool > Manage tools.",
					"Learners open {activity} once from its link in course {course}.",
					"{resend}",
				},
				"canvas": {
					"Look up which installations course {course} can use: Settings > Apps > View App Configurations; each one's settings menu shows its Deployment Id.",
					"If the right one is missing, an administrator installs the tool in an account above the course: Admin > the account > Settings > Apps > View App " +
						"Configurations > + App, By Client ID; or makes it available there under Admin > Apps > Manage.",
					"Open {activity} > Edit, choose Find under Submission Type (External Tool), pick that tool, and save; learners open {activity} once from the " +
						"assignment.",
					"{resend}",
				},
				"blackboard": {
					"Open Admin > Integrations > LTI Tool Providers: the tool is there with the Deployment ID that the tool's administrator has, its Tool Status is " +
						"Approved, and its placement (the tool's menu > Manage Placements) is available.",
					"If the link was made with another registration, {repoint}.",
					"Learners open {activity} once from {link}.",
					"{resend}",
				},
				"brightspace": {
					"Open Admin Tools > External Learning Tools > LTI Advantage > the tool's deployment: it is enabled, and Make tool available to holds course {course}, " +
						"or an org unit above it with all its descendants.",
					"If the link was made with another deployment, {repoint}.",
					"Learners open {activity} once from {link}.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			usual := p.usualDeployments()
			for _, id := range p.ActivityIDs() {
				if tool := p.InActivity(id)[0].Tool; tool != nil {
					p.blameDeployment(id, p.LaunchesInto(tool.ID), usual)
				}
			}
		},
	}
}

// deployedAs returns the one client and deployment that all LTI 1.3 launches have.
func deployedAs(launches []*grade.Launch) (client, deployment string, ok bool) {
	for _, l := range launches {
		switch {
		case !by13(l):
		case l.DeploymentID == "", ok && (l.ClientID != client || l.DeploymentID != deployment):
			return "", "", false
		default:
			client, deployment, ok = l.ClientID, l.DeploymentID, true
		}
	}
	return client, deployment, ok
}

// usualDeployments returns the deployment of more than half of each client's launches.
func (p *Pass) usualDeployments() map[string]string {
	usual := map[string]string{}
	for _, client := range p.clients() {
		launches, count := p.launchesBy(client), map[string]int{}
		for _, l := range launches {
			if count[l.DeploymentID]++; 2*count[l.DeploymentID] > len(launches) {
				usual[client] = l.DeploymentID
			}
		}
	}
	return usual
}

// blameDeployment blames the deployment of one activity's launches where it is not
// the usual one, where no tool of the course has it, or where the LMS said so.
func (p *Pass) blameDeployment(id string, launches []*grade.Launch, usual map[string]string) {
	certainty := Certainty("")
	var evidence []Evidence
	if client, own, ok := deployedAs(launches); ok && usual[client] != "" && usual[client] != own {
		certainty, evidence = Likely, append(evidence, p.Evidence(grade.FactLaunchDeployment, own+"; most launches of this tool have "+usual[client]))
		if slices.ContainsFunc(p.InActivity(id), func(c *Case) bool { return slices.ContainsFunc(c.Sends(), refusedContext) }) {
			certainty, evidence = Certain, append(evidence, p.Evidence(grade.FactSendCode, "403, not allowed in this context"))
		}
	}
	if used, ok := installationOf(launches); ok && p.uncovered(used) {
		certainty, evidence = Certain, append(evidence, p.Evidence(grade.FactToolAvailable, "none that this course can use has deployment "+used.deployment))
	}
	if s := anyRefused(p.InActivity(id), notLinkedWords); s != nil {
		certainty, evidence = Certain, append(evidence, p.answered(s, "the tool is not one of this course"))
	}
	if certainty != "" {
		p.BlameActivity(id, certainty, nil, evidence...)
	}
}

// uncovered reports whether none of the tools that the course can use is the
// installation. Only deployment ids that name the tool can tell.
func (p *Pass) uncovered(used installation) bool {
	if used.prefix() == "" || !p.told(grade.FactToolAvailable) || p.incomplete(grade.FactTools) {
		return false
	}
	return !anyRow(p.Book.Tools, func(t *grade.Tool) bool { return used.is(t) && grade.Is(t.Available, true) })
}

// refusedContext reports whether the LMS refused a score for where it came from.
func refusedContext(s *grade.Send) bool {
	return grade.Is(s.Status, 403) && strings.Contains(strings.ToLower(s.Message+" "+s.Code), "context")
}
