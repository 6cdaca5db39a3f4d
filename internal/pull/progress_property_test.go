package pull

import (
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/grade"
)

func perhaps[T any](t *rapid.T, values ...T) grade.Maybe[T] {
	if i := rapid.IntRange(0, len(values)).Draw(t, "which"); i < len(values) {
		return grade.Known(values[i])
	}
	return grade.Maybe[T]{}
}

func anyBook(t *rapid.T) *grade.Book {
	b := &grade.Book{Activities: []grade.Activity{}}
	certain := rapid.Bool().Draw(t, "all is known")
	for i := range rapid.IntRange(0, 6).Draw(t, "activities") {
		b.Activities = append(b.Activities, anyActivity(t, strconv.Itoa(i), certain))
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "learners") {
		l := student(strconv.Itoa(i))
		l.Listed, l.Test = perhaps(t, true, false), perhaps(t, false, true)
		l.Enrolments[0].Kind = rapid.SampledFrom([]grade.RoleKind{grade.RoleLearner, grade.RoleLearner, grade.RoleStaff, grade.RoleOther}).Draw(t, "kind")
		b.Learners = append(b.Learners, l)
		for _, a := range b.Activities {
			b.Results = append(b.Results, anyResults(t, l.ID, a.ID, certain)...)
		}
	}
	return b
}

func anyActivity(t *rapid.T, id string, certain bool) grade.Activity {
	a := lab(id)
	a.Kind = rapid.SampledFrom([]string{"lti", "lti", "quiz", "column"}).Draw(t, "kind")
	a.Visible, a.SectionVisible, a.Restricted = perhaps(t, true, false), perhaps(t, true, false), perhaps(t, true, false)
	a.LineItem.Type, a.LineItem.Position = perhaps(t, grade.Points, grade.NoGrade), perhaps(t, 1, 2, 3)
	if certain {
		a.Visible, a.LineItem.Type = grade.Known(a.Visible.Or(true)), grade.Known(a.LineItem.Type.Or(grade.Points))
	}
	if rapid.IntRange(0, 5).Draw(t, "no column") == 0 {
		a.Graded, a.LineItem = grade.Known(false), nil
	}
	return a
}

// anyResults are none or one.
func anyResults(t *rapid.T, learner, activity string, certain bool) []grade.Result {
	r := grade.Result{Learner: learner, Activity: activity, Excused: perhaps(t, true, false), Assigned: perhaps(t, true, false)}
	switch kind := rapid.IntRange(0, 9).Draw(t, "result"); {
	case kind < 4:
		r.Score = grade.Known(float64(kind))
	case kind < 8 || certain:
		r.Empty = true
	case kind == 9:
		return nil
	}
	return []grade.Result{r}
}

func TestPercentIsAPercentage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, p := range Progress(anyBook(t)) {
			percent, known := p.Percent.Get()
			if percent < 0 || percent > 100 || p.Graded > p.Counted || known == (p.Why != "") || known && p.Counted == 0 {
				t.Fatalf("%+v", p)
			}
			counted, graded := 0, 0
			for _, item := range p.Items {
				if item.Standing.Counts() {
					counted++
				}
				if item.Standing == Graded {
					graded++
				}
				if item.Standing.Unknown() && known {
					t.Fatalf("known, with %+v", item)
				}
			}
			if counted != p.Counted || graded != p.Graded {
				t.Fatalf("the activities make %d of %d: %+v", graded, counted, p)
			}
		}
	})
}

func byLearner(list []EnrolmentProgress) map[string]EnrolmentProgress {
	m := map[string]EnrolmentProgress{}
	for _, p := range list {
		m[p.Learner] = p
	}
	return m
}

func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBook(t)
		want := byLearner(Progress(b))
		b.Activities, b.Learners, b.Results = shuffled(t, b.Activities), shuffled(t, b.Learners), shuffled(t, b.Results)
		if diff := cmp.Diff(want, byLearner(Progress(b))); diff != "" {
			t.Fatal(diff)
		}
	})
}

func shuffled[T any](t *rapid.T, rows []T) []T {
	if len(rows) == 0 {
		return rows
	}
	return rapid.Permutation(rows).Draw(t, "order")
}

// Hiding an activity never lowers a percentage of those without a grade there,
// and changes nothing for those with one.
func TestHidingNeverLowers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBook(t)
		if len(b.Activities) == 0 {
			return
		}
		before := byLearner(Progress(b))
		b.Activities = slices.Clone(b.Activities)
		i := rapid.IntRange(0, len(b.Activities)-1).Draw(t, "hidden")
		b.Activities[i].Visible = grade.Known(false)
		for id, after := range byLearner(Progress(b)) {
			was, known := before[id].Percent.Get()
			if now, still := after.Percent.Get(); known && still && now < was {
				t.Fatalf("learner %s had %v %%, and has %v %%", id, was, now)
			} else if known && !still && after.Counted > 0 {
				t.Fatalf("learner %s had %v %%, and now %s", id, was, after.Why)
			}
		}
	})
}

// One more grade never lowers a percentage either.
func TestGradingNeverLowers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBook(t)
		if len(b.Results) == 0 {
			return
		}
		before := byLearner(Progress(b))
		b.Results = slices.Clone(b.Results)
		r := &b.Results[rapid.IntRange(0, len(b.Results)-1).Draw(t, "graded")]
		r.Score, r.Empty = grade.Known(1.0), false
		after := byLearner(Progress(b))[r.Learner]
		was, known := before[r.Learner].Percent.Get()
		if now, still := after.Percent.Get(); known && (!still || now < was) {
			t.Fatalf("learner %s had %v %%, and has %v %% (%s)", r.Learner, was, now, after.Why)
		}
	})
}
