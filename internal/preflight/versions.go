package preflight

import (
	"fmt"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// versions tells whether links run on LTI 1.1 beside others on 1.3. Where there are
// launches, these show whether the old ones still serve.
func (v *view) versions() {
	const id = "tool.version"
	old, current, untold := v.byVersion()
	switch {
	case launched(v) == "":
		v.judge([]ruled{leftBehind(len(old), current)})
	case len(old) > 0 && current > 0:
		v.add(groupTool, id, diagnose.CheckWarning, fmt.Sprintf("LTI 1.1 beside LTI 1.3: %s", named(old)), "LI-13",
			by(diagnose.ActorTeacher)+"See that the tool still returns grades over LTI 1.1, where each learner has to open a link before its grade can come; else make these links anew with the LTI 1.3 registration.")
	case untold > 0:
		v.untold(groupTool, id, "", v.why(grade.FactTools, grade.FactActivityTool))
	default:
		v.add(groupTool, id, diagnose.CheckOK, "every link runs on the same version of LTI")
	}
}

func (v *view) byVersion() (old []string, current, untold int) {
	for _, a := range v.mine {
		version := v.launchedBy(a)
		if t := v.e.ToolOf(a); t != nil && t.LTIVersion != "" {
			version = t.LTIVersion
		}
		switch version {
		case grade.LTI11:
			old = append(old, a.Title)
		case grade.LTI13:
			current++
		default:
			untold++
		}
	}
	return old, current, untold
}
