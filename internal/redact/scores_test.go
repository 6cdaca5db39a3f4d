package redact

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestCoarse: a rounded score tells the tenth at most, and lies where the score lay.
func TestCoarse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]float64{1, 4, 10, 12, 20, 100, 1000}).Draw(t, "max")
		x := rapid.OneOf(
			rapid.Float64Range(-2*most, 3*most),
			rapid.Map(rapid.IntRange(-20, 2000), func(n int) float64 { return float64(n) / 10 }),
			rapid.Map(rapid.IntRange(-2, 200), func(n int) float64 { return float64(n) }),
		).Draw(t, "score")
		y := coarse(x, most)
		if (x == 0) != (y == 0) || (x < 0) != (y < 0) || near(x, most) != near(y, most) || (x > most) != (y > most) {
			t.Fatalf("%g of %g becomes %g", x, most, y)
		}
		if fineness(x) != fineness(y) {
			t.Fatalf("%g of %g becomes %g, which is of another fineness", x, most, y)
		}
		if most >= 10 && math.Abs(x-y) > most/10+1 && x > 0 {
			t.Fatalf("%g of %g becomes %g, which is far away", x, most, y)
		}
	})
}

// TestCoarseTellsLittle: of all scores between nothing and everything that are as fine
// as one another, a dozen are left.
func TestCoarseTellsLittle(t *testing.T) {
	t.Parallel()
	seen := map[float64]bool{}
	for n := 1; n < 10000; n++ {
		seen[coarse(float64(n)/100, 100)] = true
	}
	if len(seen) > 3*11 {
		t.Errorf("%d different scores are left of 9999", len(seen))
	}
}
