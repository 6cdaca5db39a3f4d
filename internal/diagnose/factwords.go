package diagnose

import "github.com/gradesync/gradesync/internal/grade"

// Side is who tells a fact.
type Side string

// Sides.
const (
	SideLMS   Side = "lms"
	SideTool  Side = "tool"  // the tool's records
	SideStore Side = "store" // what sync has kept
)

// FactWords says in words what a fact is ("whether activities are visible"), and
// who tells it. A fact that no rule may need is returned as it is.
func FactWords(fact grade.Fact) (words string, side Side) {
	info, ok := factTable[fact]
	if !ok {
		return string(fact), SideLMS
	}
	return info.words, info.side
}
