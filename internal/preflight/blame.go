package preflight

import (
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// blame writes what was found, with its cause and remedy. A second cause stands
// behind the first.
func (v *view) blame(check *diagnose.Check, found []*diagnose.Finding, mild bool) {
	cause := v.e.Gather(found, v.Options)
	if check.State != "" { // of two causes the first has the say
		check.Detail += "; " + cause.Name + regarding(&cause) + " (" + cause.Code + ")"
		check.Remedy += " For " + cause.Code + ": gradesync explain " + cause.Code + "."
		return
	}
	check.State, check.Code = diagnose.CheckFailed, cause.Code
	possible := !slices.ContainsFunc(found, func(f *diagnose.Finding) bool { return f.Certainty != diagnose.Possible })
	if mild || possible || cause.Severity != diagnose.SeverityError {
		check.State = diagnose.CheckWarning
	}
	check.Detail = cause.Name + regarding(&cause)
	check.Remedy = by(cause.Remedy.Actor) + strings.Join(cause.Remedy.Steps, " ")
}

// regarding names what a cause is about. For the course itself it is what was read.
func regarding(c *diagnose.Cause) string {
	var labels, titles []string
	cells := 0
	for _, s := range c.Subjects {
		switch s.Kind {
		case "grade":
			_, title, _ := strings.Cut(s.Label, ", ")
			cells++
			if !slices.Contains(titles, title) {
				titles = append(titles, title)
			}
		case "user":
			labels = append(labels, "user "+s.Label)
		case "activity":
			labels = append(labels, s.Label)
		}
	}
	switch {
	case cells > 0:
		return ": " + number(cells, "learner's cell", "learners' cells") + " of " + named(titles)
	case labels != nil:
		return ": " + named(labels)
	case len(c.Evidence) > 0:
		return " (" + c.Evidence[0].Fact + ": " + c.Evidence[0].Value + ")"
	}
	return ""
}

// by says who has to act.
func by(a diagnose.Actor) string {
	switch a {
	case diagnose.ActorLearner:
		return "by the learner: "
	case diagnose.ActorTeacher:
		return "by a teacher: "
	case diagnose.ActorLMSAdmin:
		return "by an administrator of the LMS: "
	case diagnose.ActorToolAdmin:
		return "by an administrator of the tool: "
	}
	return ""
}
