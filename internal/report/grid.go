package report

import (
	"slices"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// grid is every pair of a report as a table of learners and activities.
type grid struct {
	users, activities []string // ids; learners in most trouble first, else as they came
	kinds             []cellKind
	causes            []diagnose.Cause // that kinds point at: the report's own, then those set apart
	cells             [][]int          // by learner and activity, an index of kinds; 0 is no pair
	scores            []map[int]string // by learner and activity, of cells that need a look
	troubled          []int            // by learner
}

// cellKind is what many cells have in common.
type cellKind struct {
	verdict diagnose.Verdict
	cause   int // in causes of the grid; -1 is none
}

// troubled tells a grade that is not as it should be.
func troubled(v diagnose.Verdict) bool {
	return v == diagnose.Missing || v == diagnose.Differs || v == diagnose.Hidden
}

// mostScores is how many cells show their scores; a file that had more to show
// would be too long to open.
const mostScores = 100_000

func newGrid(r *diagnose.Report) *grid {
	g := &grid{kinds: []cellKind{{"", -1}}}
	row, column := g.places(r)
	blame, kindAt, left := blamed(r), map[cellKind]int{g.kinds[0]: 0}, mostScores
	g.causes = blame.causes
	for i := range r.Grades {
		of := &r.Grades[i]
		kind := cellKind{of.Verdict, -1}
		if at, ok := blame.of[diagnose.Pair{User: of.User, Activity: of.Activity}]; ok {
			kind.cause = at
		}
		at, ok := kindAt[kind]
		if !ok {
			at = len(g.kinds)
			kindAt[kind] = at
			g.kinds = append(g.kinds, kind)
		}
		u, a := row[of.User], column[of.Activity]
		g.cells[u][a] = at
		if troubled(kind.verdict) {
			g.troubled[u]++
		}
		if kind.verdict != diagnose.Arrived && kind.verdict != diagnose.NotExpected && left > 0 {
			left--
			g.score(u, a, of)
		}
	}
	g.sort()
	return g
}

// places gives each learner a row and each activity a column, as they come.
func (g *grid) places(r *diagnose.Report) (row, column map[string]int) {
	row, column = map[string]int{}, map[string]int{}
	for i := range r.Grades {
		of := &r.Grades[i]
		if _, ok := row[of.User]; !ok {
			row[of.User] = len(g.users)
			g.users = append(g.users, of.User)
		}
		if _, ok := column[of.Activity]; !ok {
			column[of.Activity] = len(g.activities)
			g.activities = append(g.activities, of.Activity)
		}
	}
	g.cells, g.scores, g.troubled = make([][]int, len(g.users)), make([]map[int]string, len(g.users)), make([]int, len(g.users))
	all := make([]int, len(g.users)*len(g.activities))
	for i := range g.cells {
		g.cells[i] = all[i*len(g.activities) : (i+1)*len(g.activities)]
	}
	return row, column
}

func (g *grid) score(u, a int, of *diagnose.GradeRow) {
	if g.scores[u] == nil {
		g.scores[u] = map[int]string{}
	}
	g.scores[u][a] = scoreWords(of.ToolScore, of.ToolMax) + " " + scoreWords(of.LMSScore, of.LMSMax)
}

// sort puts the learners in most trouble first.
func (g *grid) sort() {
	order := make([]int, len(g.users))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return g.troubled[j] - g.troubled[i] })
	g.users, g.cells, g.scores, g.troubled = reordered(g.users, order), reordered(g.cells, order), reordered(g.scores, order), reordered(g.troubled, order)
}

func reordered[T any](list []T, order []int) []T {
	out := make([]T, len(list))
	for i, from := range order {
		out[i] = list[from]
	}
	return out
}

// perActivity counts the cells in trouble of each column.
func (g *grid) perActivity() []int {
	counts := make([]int, len(g.activities))
	for _, row := range g.cells {
		for a, kind := range row {
			if troubled(g.kinds[kind].verdict) {
				counts[a]++
			}
		}
	}
	return counts
}
