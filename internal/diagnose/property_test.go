package diagnose

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/grade"
)

// allPatches are the patch lines of every situation that any rule's file knows.
func allPatches(t *testing.T) [][]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "rules", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatal("no rule files", err)
	}
	var all [][]string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range txtar.Parse(data).Files {
			var lines []string
			for line := range strings.Lines(string(f.Data)) {
				if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "want ") {
					lines = append(lines, line)
				}
			}
			all = append(all, lines)
		}
	}
	return all
}

// troubledCourse draws a course with up to four situations at once, each of them
// once, as adding a row again would make another person of the same id. Patches that
// no longer find their row are passed over.
func troubledCourse(t *rapid.T, patches [][]string) *fixture {
	data, err := json.Marshal(healthy())
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		t.Fatal(err)
	}
	every := rapid.IntRange(0, len(patches)-1)
	for _, i := range rapid.SliceOfNDistinct(every, 0, 4, rapid.ID[int]).Draw(t, "situations") {
		for _, line := range patches[i] {
			_ = patch(tree, line)
		}
	}
	if data, err = json.Marshal(tree); err != nil {
		t.Fatal(err)
	}
	fx := &fixture{}
	if err := json.Unmarshal(data, fx); err != nil {
		t.Fatal(err)
	}
	return fx
}

func TestEveryCaseHasOneVerdictAndAtMostOneCause(t *testing.T) {
	patches := allPatches(t)
	rapid.Check(t, func(t *rapid.T) {
		e := Examine(troubledCourse(t, patches).input(), Catalogue())
		seen := map[Pair]bool{}
		for _, c := range e.Cases {
			key := Pair{User: c.User, Activity: c.Activity}
			if seen[key] {
				t.Fatalf("case %v is there twice", key)
			}
			seen[key] = true
			if !slices.Contains(Verdicts(), c.Verdict) {
				t.Fatalf("case %v has verdict %q", key, c.Verdict)
			}
			if f := e.Primary(c); f != nil && !f.rule.explains(c.Verdict) {
				t.Fatalf("case %v is %s and put down to %s, which explains %v", key, c.Verdict, f.rule.Code, f.rule.Explains)
			}
		}
		checkReport(t, e.Report(Options{All: true}))
	})
}

// checkReport holds the parts of one report against each other.
func checkReport(t *rapid.T, r *Report) {
	sum := 0
	for _, v := range Verdicts() {
		sum += r.Totals.Of(v)
	}
	if sum != r.Totals.Expected || len(r.Grades) != sum {
		t.Fatalf("totals %+v, %d rows", r.Totals, len(r.Grades))
	}
	explained := map[Pair]int{}
	for _, c := range r.Causes {
		if c.Explains != len(c.Grades) {
			t.Fatalf("%s explains %d and lists %d", c.Code, c.Explains, len(c.Grades))
		}
		for _, g := range c.Grades {
			explained[g]++
		}
	}
	for _, row := range r.Grades {
		n := explained[Pair{User: row.User, Activity: row.Activity}]
		if n > 1 || (n == 1) != (row.Cause != "") {
			t.Fatalf("%s/%s stands under %d causes, its row says %q", row.User, row.Activity, n, row.Cause)
		}
	}
	if len(r.Unexplained) != r.Totals.Unexplained {
		t.Fatalf("%d unexplained listed, %d counted", len(r.Unexplained), r.Totals.Unexplained)
	}
}

func TestOrderOfInputDoesNotMatter(t *testing.T) {
	patches := allPatches(t)
	rapid.Check(t, func(t *rapid.T) {
		fx := troubledCourse(t, patches)
		before := Run(fx.input(), Catalogue(), Options{All: true})
		shuffle(fx, rapid.Uint64().Draw(t, "order"))
		after := Run(fx.input(), Catalogue(), Options{All: true})
		if diff := cmp.Diff(asJSON(t, before), asJSON(t, after)); diff != "" {
			t.Fatalf("the report depends on the order of rows:\n%s", diff)
		}
	})
}

func asJSON(t *rapid.T, r *Report) string {
	data, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func shuffle(fx *fixture, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 1))
	mix := func(n int, swap func(i, j int)) { random.Shuffle(n, swap) }
	mix(len(fx.LMS.Activities), func(i, j int) { swap(fx.LMS.Activities, i, j) })
	mix(len(fx.LMS.Learners), func(i, j int) { swap(fx.LMS.Learners, i, j) })
	mix(len(fx.LMS.Results), func(i, j int) { swap(fx.LMS.Results, i, j) })
	mix(len(fx.LMS.Tools), func(i, j int) { swap(fx.LMS.Tools, i, j) })
	mix(len(fx.Tool.Accounts), func(i, j int) { swap(fx.Tool.Accounts, i, j) })
	mix(len(fx.Tool.Activities), func(i, j int) { swap(fx.Tool.Activities, i, j) })
	mix(len(fx.Tool.Scores), func(i, j int) { swap(fx.Tool.Scores, i, j) })
	mix(len(fx.Tool.Launches), func(i, j int) { swap(fx.Tool.Launches, i, j) })
	mix(len(fx.Tool.Sends), func(i, j int) { swap(fx.Tool.Sends, i, j) })
}

func swap[T any](rows []T, i, j int) { rows[i], rows[j] = rows[j], rows[i] }

// joining are the facts by which the two sides are joined. Without one of them the
// same person or activity may go by another name, so only codes are compared.
var joining = []grade.Fact{
	grade.FactRoster, grade.FactActivities, grade.FactAccounts, grade.FactAccountLMSUser, grade.FactAccountMerge,
	grade.FactToolActivities, grade.FactToolLineItem, grade.FactToolResourceLink, grade.FactLineItems, grade.FactFormerIDs,
}

func TestUnknownNeverAddsAFinding(t *testing.T) {
	patches := allPatches(t)
	facts := slices.Sorted(maps.Keys(blanks))
	rapid.Check(t, func(t *rapid.T) {
		fx := troubledCourse(t, patches)
		fact := rapid.SampledFrom(facts).Draw(t, "fact")
		codesOnly := slices.Contains(joining, fact)
		before := allFindings(fx, codesOnly)
		blanks[fact](fx)
		for key := range allFindings(fx, codesOnly) {
			if !before[key] {
				t.Fatalf("without %s there is a new finding: %s", fact, key)
			}
		}
	})
}

// allFindings names what all rules find, whatever becomes of it.
func allFindings(fx *fixture, codesOnly bool) map[string]bool {
	e := Examine(fx.input(), Catalogue())
	found := map[string]bool{}
	for _, f := range e.Findings {
		key := f.rule.Code
		switch {
		case codesOnly:
		case f.Scope == ScopeConnection: // without launches it goes by another name
			key += " " + string(f.Scope)
		default:
			key += " " + string(f.Scope) + " " + f.Subject.ID
		}
		found[key] = true
	}
	return found
}
