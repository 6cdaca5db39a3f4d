package diagnose

import (
	"fmt"
	"math"
	"sort"

	"github.com/gradesync/gradesync/internal/grade"
)

// enoughCells is how many grades show a pattern rather than chance.
const enoughCells = 3

func gb05() *Rule {
	return &Rule{
		Code: "GB-05", Name: "another scale or rounding", Hop: HopGradebook, Severity: SeverityWarning,
		Needs:    []grade.Fact{grade.FactScores, grade.FactResults},
		Explains: []Verdict{Differs}, After: []string{"GB-04"},
		Doc: "The gradebook holds the tool's scores on another scale, or rounded. It is recognised by the pattern: at least " +
			"three different grades of the activity stand in one constant ratio to the tool's scores, or each differs only as " +
			"rounding to whole or tenth points explains, in a column that holds nothing finer.",
		Remedy: Remedy{
			Actor: ActorTeacher,
			Steps: []string{
				"Compare {maximum} with the maximum in the tool and make them equal; take off any factor or rounding there.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"Compare Maximum grade (Edit settings of {activity}, under Grade) with the maximum in the tool and make them equal; answer Rescale existing grades " +
						"with Yes when the stored grades are right as percentages.",
					"Open Grades > Gradebook setup, ⋮ menu of {activity}, Edit grade item, Show more: Multiplicator has to be 1 and Offset 0.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			for _, id := range p.ActivityIDs() {
				if ratio, reach := p.oneRatio(p.InActivity(id)); len(reach) > 0 {
					p.BlameActivity(id, Certain, reach, p.ratioEvidence(ratio, reach)...)
					continue
				}
				p.blameRounding(id)
			}
		},
	}
}

func (p *Pass) ratioEvidence(ratio float64, reach []*Case) []Evidence {
	lms, _ := reach[0].LMSMax()
	tool, _ := reach[0].ToolMax()
	return []Evidence{
		p.Evidence(grade.FactResults, fmt.Sprintf("%.4g of the tool's score as a fraction, in %d grades", ratio, len(reach))),
		p.Evidence(grade.FactLineItemMax, fmt.Sprintf("%s in the gradebook, %s in the tool", p.text(lms), p.text(tool))),
	}
}

// cellRatio is one differing grade with its ratio to the tool's score, both as
// fractions of their maxima.
type cellRatio struct {
	c           *Case
	ratio, tool float64
}

// oneRatio returns the cases of the largest set of differing grades that stand in
// one ratio to the tool's scores, none when there are too few of them.
func (f *Facts) oneRatio(cases []*Case) (float64, []*Case) {
	cells := f.ratios(cases)
	from, to := 0, 0
	for i, j := 0, 0; i < len(cells); i++ {
		for j < len(cells) && f.within(cells[i].ratio, cells[j].ratio) {
			j++
		}
		if j-i > to-from {
			from, to = i, j
		}
	}
	group := cells[from:to]
	if len(group) < enoughCells || sameTool(group) {
		return 0, nil
	}
	reach := make([]*Case, 0, len(group))
	for _, cell := range group {
		reach = append(reach, cell.c)
	}
	return group[len(group)/2].ratio, reach
}

// ratios lists the differing grades of which a ratio can be formed, sorted by it.
func (f *Facts) ratios(cases []*Case) []cellRatio {
	var list []cellRatio
	for _, c := range cases {
		tool, lms, ok := fractions(c)
		if ok && tool > 0 && lms > 0 && !f.within(tool, lms) {
			list = append(list, cellRatio{c, lms / tool, tool})
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].ratio < list[j].ratio })
	return list
}

// fractions returns both sides' scores as fractions of their maxima.
func fractions(c *Case) (tool, lms float64, ok bool) {
	if c.Score == nil || c.Result == nil {
		return 0, 0, false
	}
	toolMax, _ := c.ToolMax()
	lmsMax, _ := c.LMSMax()
	score, okTool := c.Score.Score.Get()
	shown, okLMS := c.Result.Score.Get()
	if toolMax <= 0 || lmsMax <= 0 || !okTool || !okLMS {
		return 0, 0, false
	}
	return score / toolMax, shown / lmsMax, true
}

// sameTool reports whether all scores are equal: any gradebook value would then
// seem to stand in one ratio to them.
func sameTool(group []cellRatio) bool {
	for _, cell := range group {
		if !near(cell.tool, group[0].tool) {
			return false
		}
	}
	return true
}

// blameRounding blames rounding for the grades that it explains, when the column
// holds nothing finer.
func (p *Pass) blameRounding(id string) {
	for _, step := range []float64{1, 0.1} {
		reach := p.rounded(p.InActivity(id), step)
		if len(reach) == 0 {
			continue
		}
		certainty := Certain
		if len(reach) < enoughCells {
			certainty = Likely
		}
		p.BlameActivity(id, certainty, reach,
			p.Evidence(grade.FactResults, fmt.Sprintf("rounded to steps of %s in %d grades", p.text(step), len(reach))))
		return
	}
}

// rounded returns the differing grades that are the tool's scores rounded to a step
// of points, none when the column holds anything finer. A score beyond its scale is
// cut off rather than rounded.
func (f *Facts) rounded(cases []*Case, step float64) []*Case {
	var reach []*Case
	for _, c := range cases {
		tool, lms, ok := fractions(c)
		if !ok || beyondScale(c) {
			continue
		}
		most, _ := c.LMSMax()
		if !onStep(lms*most, step) {
			return nil
		}
		if !f.within(tool, lms) && math.Abs(lms-tool)*most <= step/2+1e-9 {
			reach = append(reach, c)
		}
	}
	return reach
}

func onStep(points, step float64) bool {
	return near(points/step, math.Round(points/step))
}
