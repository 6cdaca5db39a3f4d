package diagnose

import (
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/match"
)

// scoreScope is what a tool must be granted to post scores (AGS 2.0, section 3.5).
const scoreScope = "https://purl.imsglobal.org/spec/lti-ags/scope/score"

func hasScoreScope(scopes []string) bool { return slices.Contains(scopes, scoreScope) }

// Here tells whether a launch came from this course: by the course that its context
// id was looked up to mean, else by the ids that are known to mean this one. Unknown
// when the launch or the LMS does not tell a context id.
func (f *Facts) Here(l *grade.Launch) grade.Maybe[bool] {
	if l.ContextID == "" {
		return grade.Maybe[bool]{}
	}
	if course, looked := f.Book.Contexts[l.ContextID]; looked {
		return grade.Known(course == f.Book.Course.ID)
	}
	if len(f.Book.Course.ContextIDs) == 0 {
		return grade.Maybe[bool]{}
	}
	return grade.Known(slices.Contains(f.Book.Course.ContextIDs, l.ContextID))
}

// sameURL compares line item URLs as the joining of both sides does.
func sameURL(a, b string) bool { return match.URLKey(a) == match.URLKey(b) }

// underURL reports whether a line item URL stands below a container's URL.
func underURL(item, container string) bool {
	return container != "" && strings.HasPrefix(match.URLKey(item)+"/", match.URLKey(container)+"/")
}

// inTrouble returns the cases of a list that have one of the verdicts.
func inTrouble(cases []*Case, verdicts ...Verdict) []*Case {
	var list []*Case
	for _, c := range cases {
		if slices.Contains(verdicts, c.Verdict) {
			list = append(list, c)
		}
	}
	return list
}
