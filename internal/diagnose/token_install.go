package diagnose

import (
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

func tk07() *Rule {
	return &Rule{
		Code: "TK-07", Name: "course moved out of the tool's reach", Hop: HopToken, Severity: SeverityError,
		Only:     []string{"canvas"},
		Needs:    []grade.Fact{grade.FactLaunches, grade.FactLaunchDeployment, grade.FactTools, grade.FactToolAvailable, grade.FactCourseAccounts},
		Explains: []Verdict{Missing, Differs}, Blocks: true,
		Doc: "The course was moved to another account of the LMS, and the tool is installed in an account that no longer stands above it, so every score is refused. " +
			"It is recognised by the launches, which name an installation that the LMS still has, in an account that is none of the course's and out of its reach. " +
			"Grades that came before the move do not speak against it.",
		Remedy: Remedy{
			Actor: ActorLMSAdmin,
			Steps: []string{
				"Either open course {course} > Settings > Course Details, set Subaccount back to the account that has the tool, and choose Update Course Details;",
				"or open Admin > the account that the course is in now > Settings > Apps > View App Configurations > + App, choose By Client ID and install the tool " +
					"there.",
				"After a new installation, choose the tool again in each assignment (Edit > Submission Type > Find), and have learners open it once.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			var cases []*Case
			var evidence []Evidence
			for _, tool := range p.outOfReach() {
				if over := p.casesOver(tool); len(over) > 0 {
					cases = append(cases, over...)
					evidence = append(evidence, p.Evidence(grade.FactToolAvailable, "tool "+tool.ID+" of the launches is installed in account "+tool.Account))
				}
			}
			if len(cases) == 0 {
				return
			}
			evidence = append(evidence, p.Evidence(grade.FactCourseAccounts, strings.Join(p.Book.Course.Accounts, ", ")))
			if s := anyRefused(cases, notLinkedWords); s != nil {
				evidence = append(evidence, p.answered(s, "the tool is not one of this course"))
			}
			p.BlameCourse(Certain, cases, evidence...)
		},
	}
}

// notLinkedWords is what Canvas says to a tool that the course cannot use.
const notLinkedWords = "not linked to a tool"

// outOfReach returns the tools in accounts that do not stand above the course,
// sorted.
func (p *Pass) outOfReach() []*grade.Tool {
	var list []*grade.Tool
	for i := range p.Book.Tools {
		t := &p.Book.Tools[i]
		if grade.Is(t.Available, false) && t.Account != "" && !slices.Contains(p.Book.Course.Accounts, t.Account) {
			list = append(list, t)
		}
	}
	slices.SortFunc(list, func(a, b *grade.Tool) int { return CompareIDs(a.ID, b.ID) })
	return list
}

// casesOver returns the cases of the activities whose launches name a registration,
// or name none, as over LTI 1.1, where the LMS has it for their link.
func (p *Pass) casesOver(t *grade.Tool) []*Case {
	var list []*Case
	for _, id := range p.ActivityIDs() {
		cases := p.InActivity(id)
		if cases[0].Tool == nil {
			continue
		}
		launches := p.LaunchesInto(cases[0].Tool.ID)
		used, ok := installationOf(launches)
		silent := !slices.ContainsFunc(launches, func(l *grade.Launch) bool { return l.DeploymentID != "" })
		if ok && used.is(t) || silent && p.ToolOf(cases[0].LMS) == t {
			list = append(list, cases...)
		}
	}
	return list
}

func tk11() *Rule {
	return &Rule{
		Code: "TK-11", Name: "tool was removed or added anew", Hop: HopToken, Severity: SeverityError,
		Only: []string{"canvas"},
		NeedsOne: append(either([]grade.Fact{grade.FactActivityTool, grade.FactTools, grade.FactToolAvailable}, sendAnswers()),
			[]grade.Fact{grade.FactLaunches, grade.FactLaunchDeployment, grade.FactActivityTool, grade.FactSendCode}), // launches are the second way to see it
		Explains: []Verdict{Missing, Differs}, ResendIfPast: true, Blocks: true,
		Doc: "The tool was taken out of the LMS, and often put in again, and what was made with the old one points at a tool that is gone: the link in the course, or what " +
			"the tool keeps of earlier launches. It is recognised by a link whose tool the LMS does not have any more, or by launches over an installation that is gone, " +
			"while a newer one of the same tool is there; or by the LMS's words in the send log. A link whose tool is gone makes it likely, if neither a " +
			"successor nor the launches bear it out.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"See which tool is there now: course {course} > Settings > Apps > View App Configurations.",
				"Open {activity} > Edit, choose Find under Submission Type (External Tool), pick that tool and the content again, and save.",
				"Learners open {activity} once from its assignment: what the tool keeps of earlier launches names the old installation.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				cases := p.InActivity(id)
				certainty, evidence := p.deadTool(cases[0])
				past := certainty == ""
				if s := anyRefused(cases, "tool_invalid", "tool is invalid"); s != nil {
					certainty, evidence = Certain, append(evidence, p.answered(s, "the tool of this launch is gone"))
				}
				if certainty != "" {
					p.BlameActivity(id, certainty, cases, evidence...)
					p.reportedPast(past)
				}
			}
		},
	}
}

// deadTool tells how surely an activity's link or its launches name a tool that the
// LMS does not have any more.
func (p *Pass) deadTool(c *Case) (Certainty, []Evidence) {
	if c.LMS == nil || c.LMS.ToolID == "" || !p.told(grade.FactToolAvailable) || p.incomplete(grade.FactTools) {
		return "", nil
	}
	var used installation
	if c.Tool != nil {
		used, _ = installationOf(p.LaunchesInto(c.Tool.ID))
	}
	host := hostOf(c.LMS.LaunchURL)
	if now := p.ToolOf(c.LMS); now != nil {
		if used.prefix() == "" || p.installed(used) != nil || !followsOn(now, used, host) || !createdAfter(now, used) {
			return "", nil
		}
		return Certain, []Evidence{
			p.Evidence(grade.FactLaunchDeployment, used.deployment+", which the LMS does not have"),
			p.Evidence(grade.FactTools, "tool "+now.ID+" of the link is newer than these launches"),
		}
	}
	evidence := []Evidence{p.Evidence(grade.FactActivityTool, "tool "+c.LMS.ToolID+", which the LMS does not have")}
	for _, id := range sortedKeys(p.tools) {
		if followsOn(p.tools[id], used, host) {
			return Certain, append(evidence, p.Evidence(grade.FactTools, "tool "+id+" is there for the same"))
		}
	}
	if used.prefix() == c.LMS.ToolID {
		return Certain, append(evidence, p.Evidence(grade.FactLaunchDeployment, used.deployment))
	}
	return Likely, evidence
}

// followsOn reports whether the course can use a tool that is the same client as
// that of launches, or serves the same host.
func followsOn(t *grade.Tool, used installation, host string) bool {
	same := t.ClientID != "" && t.ClientID == used.client || serves(t.Domain, host)
	return same && grade.Is(t.Available, true)
}

// serves reports whether a host is a tool's domain or one below it.
func serves(domain, host string) bool {
	domain = strings.ToLower(domain)
	return domain != "" && (host == domain || strings.HasSuffix(host, "."+domain))
}

// createdAfter reports whether a tool is known to be younger than all launches
// over an installation.
func createdAfter(t *grade.Tool, used installation) bool {
	at, ok := grade.At(t.CreatedAt)
	return ok && !used.newest.IsZero() && at.After(used.newest)
}
