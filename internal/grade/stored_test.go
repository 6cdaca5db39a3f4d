package grade

import "testing"

func TestPercents(t *testing.T) {
	for _, tt := range []struct {
		name  string
		p     StoredProgress
		a, b  float64
		known bool
	}{
		{"both", StoredProgress{Graded: 3, Counted: 12, Completed: Known(6), Tracked: Known(8)}, 25, 75, true},
		{"nothing counted", StoredProgress{Completed: Known(0), Tracked: Known(8)}, 0, 0, false},
		{"nothing tracked", StoredProgress{Counted: 12, Completed: Known(0), Tracked: Known(0)}, 0, 0, false},
		{"not told", StoredProgress{Counted: 12, Tracked: Known(8)}, 0, 0, false},
	} {
		if a, b, ok := tt.p.Percents(); a != tt.a || b != tt.b || ok != tt.known {
			t.Errorf("%s: %v, %v, %v", tt.name, a, b, ok)
		}
	}
}
