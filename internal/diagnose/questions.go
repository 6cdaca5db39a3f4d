package diagnose

import (
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
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

// sameURL compares line item URLs by host and path: tools store them with and
// without query, and behind proxies with either scheme.
func sameURL(a, b string) bool { return plainURL(a) == plainURL(b) }

// underURL reports whether a line item URL stands below a container's URL.
func underURL(item, container string) bool {
	return container != "" && strings.HasPrefix(plainURL(item)+"/", plainURL(container)+"/")
}

// plainURL drops scheme, query, fragment and a trailing slash.
func plainURL(u string) string {
	if _, rest, ok := strings.Cut(u, "://"); ok {
		u = rest
	}
	if i := strings.IndexAny(u, "?#"); i >= 0 {
		u = u[:i]
	}
	host, path, _ := strings.Cut(strings.TrimRight(u, "/"), "/")
	return strings.ToLower(host) + "/" + path
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
