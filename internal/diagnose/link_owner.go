package diagnose

import (
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

func li04() *Rule {
	return &Rule{
		Code: "LI-04", Name: "column belongs to another tool", Hop: HopLink, Severity: SeverityError,
		NeedsOne: either(
			[]grade.Fact{grade.FactLaunches, grade.FactLaunchDeployment, grade.FactActivityTool, grade.FactTools, grade.FactToolAvailable}, sendAnswers()),
		Explains: []Verdict{Missing}, ResendIfPast: true, After: []string{"TK-11"}, Blocks: true,
		Doc: "The activity's link in the LMS was made with another tool, or with another installation of it, than the one that learners came by, and the column takes " +
			"scores from its own tool only. It is recognised by the tool that the LMS has for the link, against the client and deployment ids of the launches, " +
			"or by the LMS's words in the send log. Two installations of one client are told apart by their deployment only, which makes it likely.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"So that {activity} belongs to the tool that the other activities use, {repoint}.",
				"Learners open {activity} once from {link}, so that the tool learns of the column.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				cases := p.InActivity(id)
				certainty, evidence := p.foreignOwner(cases[0])
				past := certainty == ""
				if s := anyRefused(cases, ownerWords()...); s != nil {
					certainty, evidence = Certain, append(evidence, p.answered(s, "the column is another tool's"))
				}
				if certainty != "" {
					p.BlameActivity(id, certainty, cases, evidence...)
					p.reportedPast(past)
				}
			}
		},
	}
}

// ownerWords are what LMSs say of a column that is another tool's: Canvas over LTI
// 1.3 and over 1.1, Moodle.
func ownerWords() []string {
	return []string{"does not have permission to view line_item", "assignment_tool_mismatch", "no longer associated with this tool", "invalid lti id supplied"}
}

// foreignOwner compares the tool that the LMS has for a link with the installation
// that its launches ran over; "" where they agree or one of them is not known.
func (p *Pass) foreignOwner(c *Case) (Certainty, []Evidence) {
	owner := p.ToolOf(c.LMS)
	if owner == nil || c.Tool == nil || !grade.Is(owner.Available, true) {
		return "", nil
	}
	used, ok := installationOf(p.LaunchesInto(c.Tool.ID))
	if !ok || used.is(owner) {
		return "", nil
	}
	evidence := []Evidence{
		p.Evidence(grade.FactActivityTool, "tool "+owner.ID+", client "+orUnknown(owner.ClientID)),
		p.Evidence(grade.FactLaunchDeployment, used.deployment+", client "+orUnknown(used.client)),
	}
	if owner.ClientID != "" && used.client != "" && owner.ClientID != used.client {
		return Certain, evidence
	}
	other := p.installed(used)
	switch {
	case other == nil || !grade.Is(other.Available, true):
		return "", nil // not a tool of this course at all: a matter of the deployment
	case other.ClientID != owner.ClientID:
		return Certain, evidence
	}
	return Likely, evidence
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

// installation is one tool in one place, as launches name it.
type installation struct {
	client, deployment string
	newest             time.Time // launch over it
}

// installationOf returns what all launches of one activity ran over; ok is false
// when they do not agree, or one does not tell its deployment.
func installationOf(launches []*grade.Launch) (i installation, ok bool) {
	for _, l := range launches {
		switch {
		case l.Error != "" || l.Origin == grade.OriginDirect:
		case l.DeploymentID == "", ok && (l.ClientID != i.client || l.DeploymentID != i.deployment):
			return installation{}, false
		default:
			i, ok = installation{l.ClientID, l.DeploymentID, latest(i.newest, l.At)}, true
		}
	}
	return i, ok
}

// prefix is the tool's id at the head of a deployment id, as Canvas writes it:
// "711:" and a hash of the place. It is empty in ids of another form.
func (i installation) prefix() string {
	id, _, ok := strings.Cut(i.deployment, ":")
	if !ok {
		return ""
	}
	return id
}

// is reports whether a registration is the one that the launches name.
func (i installation) is(t *grade.Tool) bool {
	return t.DeploymentID != "" && t.DeploymentID == i.deployment || i.prefix() != "" && t.ID == i.prefix()
}

// installed returns the LMS's registration of an installation, nil if there is none.
func (p *Pass) installed(i installation) *grade.Tool {
	for n := range p.Book.Tools {
		if t := &p.Book.Tools[n]; i.is(t) {
			return t
		}
	}
	return nil
}
