package diagnose_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/redact"
)

// TestRedactedRulesSayTheSame: every situation of every rule is the same to the rules
// when nobody in it can be recognised.
func TestRedactedRulesSayTheSame(t *testing.T) {
	t.Parallel()
	for i, in := range diagnose.Situations(t) {
		for _, rounded := range []bool{true, false} {
			if !rounded && testing.Short() {
				continue
			}
			r, err := redact.Redact(in, redact.Options{RoundScores: rounded})
			if err != nil {
				t.Fatal(i, err)
			}
			if !r.Manifest.SameDiagnosis {
				t.Errorf("situation %d, rounded %t: another diagnosis", i, rounded)
			}
		}
	}
}

// TestRedactedTroubleIsTheSame: nor do several situations at once.
func TestRedactedTroubleIsTheSame(t *testing.T) {
	t.Parallel()
	draw := diagnose.TroubledCourse(t)
	rapid.Check(t, func(t *rapid.T) {
		in := draw(t)
		r, err := redact.Redact(in, redact.Options{RoundScores: rapid.Bool().Draw(t, "rounded")})
		if err != nil {
			t.Fatal(err)
		}
		if !r.Manifest.SameDiagnosis {
			t.Fatal("another diagnosis")
		}
	})
}
