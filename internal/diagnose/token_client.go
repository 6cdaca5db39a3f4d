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
		Needs:    []grade.Fact{grade.FactLaunches, grade.FactLaunchDeployment},
		Explains: []Verdict{Missing}, Blocks: true,
		Doc: "The activity's link belongs to another deployment of the tool than the rest, one that is not valid in this course, so the LMS refuses the scores " +
			"of this activity. It is recognised by the deployment id of its launches, which differs from that of most launches of the same tool; " +
			"refusals with status 403 that speak of the context make it certain.",
		Remedy: Remedy{
			Actor: ActorLMSAdmin,
			Steps: []string{
				"Make the tool's deployment available in course {course} (its account, sub-account or org unit and all below), or have the link made anew with the deployment that is.",
				"Every learner opens {activity} once from its link in course {course}.",
				"{resend}",
			},
			In: map[string][]string{"moodle": {
				"Open {activity} > Settings in course {course}: see which preconfigured tool it uses. A tool that was made in another course, or restricted to a category, may not be used here.",
				"Add the activity anew with the tool that the other activities use, or let an administrator widen Restrict to category of the tool under " +
					"Site administration > Plugins > Activity modules > External tool > Manage tools.",
				"Learners open {activity} once from its link in course {course}.",
				"{resend}",
			}},
		},
		Check: func(p *Pass) {
			usual := p.usualDeployments()
			for _, id := range p.ActivityIDs() {
				tool := p.InActivity(id)[0].Tool
				if tool == nil {
					continue
				}
				if client, own, ok := deployedAs(p.LaunchesInto(tool.ID)); ok && usual[client] != "" && usual[client] != own {
					p.blameDeployment(id, own, usual[client])
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

func (p *Pass) blameDeployment(id, own, usual string) {
	certainty := Likely
	evidence := []Evidence{p.Evidence(grade.FactLaunchDeployment, own+"; most launches of this tool have "+usual)}
	for _, c := range p.InActivity(id) {
		if slices.ContainsFunc(c.Sends(), refusedContext) {
			certainty = Certain
			evidence = append(evidence, p.Evidence(grade.FactSendCode, "403, not allowed in this context"))
			break
		}
	}
	p.BlameActivity(id, certainty, nil, evidence...)
}

// refusedContext reports whether the LMS refused a score for where it came from.
func refusedContext(s *grade.Send) bool {
	return grade.Is(s.Status, 403) && strings.Contains(strings.ToLower(s.Message+" "+s.Code), "context")
}
