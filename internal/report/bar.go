package report

import (
	"fmt"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// share is one verdict's part of the bar, with a fill that tells it from the
// others where there is no colour.
type share struct {
	verdict diagnose.Verdict
	fill    string
	ink     ink
	label   string
}

// shares lists the verdicts as the bar shows them: what arrived, what did not,
// what nobody can say.
func shares() []share {
	return []share{
		{diagnose.Arrived, "█", good, "arrived"},
		{diagnose.Missing, "░", bad, "missing"},
		{diagnose.Differs, "▒", doubtful, "differ"},
		{diagnose.Hidden, "▓", doubtful, "hidden"},
		{diagnose.Late, "+", plain, "late"},
		{diagnose.NotExpected, "·", faint, "not expected"},
		{diagnose.Unknown, "?", plain, "unknown"},
	}
}

// bar draws the totals in one line and names the counts below it.
func (p *page) bar(t *diagnose.Totals) {
	if t.Expected <= 0 {
		return
	}
	kinds := shares()
	counts := make([]int, len(kinds))
	for i, k := range kinds {
		counts[i] = t.Of(k.verdict)
	}
	var line strings.Builder
	var legend [][]span
	for i, cells := range portions(counts, p.width) {
		if counts[i] <= 0 {
			continue
		}
		k := kinds[i]
		line.WriteString(p.colours.paint(k.ink, strings.Repeat(k.fill, cells)))
		legend = append(legend, []span{{k.fill, k.ink}, {fmt.Sprintf("%d %s", counts[i], k.label), plain}})
	}
	p.lines = append(p.lines, line.String())
	p.flow(2, legend)
}

// portions divides cells in proportion to counts. Whatever is there gets a cell,
// be it ever so small; the largest part gives up or takes what rounding leaves.
func portions(counts []int, cells int) []int {
	total, largest := 0, 0
	for i, n := range counts {
		total += n
		if n > counts[largest] {
			largest = i
		}
	}
	parts := make([]int, len(counts))
	if total == 0 {
		return parts
	}
	left := cells
	for i, n := range counts {
		if n > 0 {
			parts[i] = max(1, n*cells/total)
			left -= parts[i]
		}
	}
	parts[largest] += left
	return parts
}
