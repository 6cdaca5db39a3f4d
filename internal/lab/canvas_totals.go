package lab

import "math"

// points are what a learner has, and could have had.
type points struct {
	scored, graded, possible float64
	any                      bool // something is graded
}

// sum adds up a learner's assignments, as a course does that weighs no groups.
// With posted, grades that are not posted count as none.
func (c *canvasCall) sum(p *person, posted bool) points {
	var sum points
	for _, x := range c.columns() {
		a := &x.module.assignment
		if g := x.grades[p]; !x.module.visible || !a.assigned(p) || x.typeless || a.pointless || g != nil && g.excused {
			continue
		}
		sum.possible += x.max
		if g := x.grades[p]; g != nil && (!posted || !g.hidden && !x.hidden) {
			sum.scored, sum.graded, sum.any = sum.scored+g.value, sum.graded+x.max, true
		}
	}
	return sum
}

// current is the percentage of what is graded, null when nothing is.
func (p points) current() any {
	if !p.any || p.graded == 0 {
		return nil
	}
	return decimal(round2(p.scored / p.graded * 100))
}

// final is the percentage of everything, what is not graded counting as zero.
func (p points) final() any {
	if p.possible == 0 {
		return nil
	}
	return decimal(round2(p.scored / p.possible * 100))
}

func round2(v float64) float64 { return math.Round(v*100) / 100 }
