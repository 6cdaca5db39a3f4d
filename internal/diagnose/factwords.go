package diagnose

import "github.com/gradesync/gradesync/internal/grade"

// FactWords says in words what a fact is ("whether activities are visible"), and
// whether the tool tells it or the LMS. A fact that no rule may need is returned
// as it is.
func FactWords(fact grade.Fact) (words string, ofTool bool) {
	info, ok := factTable[fact]
	if !ok {
		return string(fact), false
	}
	return info.words, info.tool
}
