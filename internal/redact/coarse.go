package redact

import "math"

// coarse rounds a score to tenths of its maximum. Nothing, everything, and what lies
// beyond stay so, and so does how fine a score is: rules look for gradebooks that
// round.
func coarse(x, most float64) float64 {
	if x == 0 || most > 0 && near(x, most) {
		return x
	}
	step := most / 10
	if most <= 0 {
		step = math.Pow(10, math.Floor(math.Log10(math.Abs(x))))
	}
	low, high := math.Inf(-1), math.Inf(1)
	switch {
	case x < 0:
		high = -step
	case most <= 0 || x < most:
		low = step
		if most > 0 {
			high = most - step
		}
	default:
		low = most + step
	}
	y := math.Max(low, math.Min(high, math.Round(x/step)*step))
	return asFine(y, x, low, high)
}

// asFine moves a rounded score to the nearest that is as fine as the score was: whole,
// of tenths, or finer.
func asFine(y, x, low, high float64) float64 {
	if fineness(y) == fineness(x) {
		return y
	}
	offset := [...]float64{0, 0.5, 0.25}[fineness(x)]
	for _, z := range []float64{math.Round(y - offset), math.Floor(y - offset), math.Ceil(y - offset)} {
		if z += offset; z >= low && z <= high {
			return z
		}
	}
	return x // a scale too small to round on
}

func fineness(x float64) int {
	switch {
	case near(x, math.Round(x)):
		return 0
	case near(10*x, math.Round(10*x)):
		return 1
	}
	return 2
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-6 }
