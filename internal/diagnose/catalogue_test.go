package diagnose

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
)

var hopPrefix = map[string]Hop{
	"SC": HopScore, "RL": HopRelease, "ID": HopIdentity, "LA": HopLaunch, "LI": HopLink,
	"TK": HopToken, "TR": HopTransport, "AC": HopAccept, "GB": HopGradebook, "SY": HopSync,
}

var codeForm = regexp.MustCompile(`^([A-Z]{2})-\d\d$`)

func TestCatalogue(t *testing.T) {
	seen := map[string]bool{}
	last := -1
	for _, r := range Catalogue() {
		m := codeForm.FindStringSubmatch(r.Code)
		if m == nil || hopPrefix[m[1]] != r.Hop {
			t.Errorf("%s: the code does not fit hop %q", r.Code, r.Hop)
		}
		if seen[r.Code] {
			t.Errorf("%s is there twice", r.Code)
		}
		seen[r.Code] = true
		if r.Hop.order() < last {
			t.Errorf("%s stands behind a later hop", r.Code)
		}
		last = r.Hop.order()
		checkWords(t, r)
	}
}

func checkWords(t *testing.T, r *Rule) {
	t.Helper()
	if r.Name == "" || r.Doc == "" || r.Severity.Rank() == 0 || r.Check == nil || len(r.Explains) == 0 {
		t.Errorf("%s: name, doc, severity, verdicts and check are all needed", r.Code)
	}
	if r.Name != strings.ToLower(r.Name[:1])+r.Name[1:] && !strings.HasPrefix(r.Name, "LTI") && !strings.HasPrefix(r.Name, "LMS") {
		t.Errorf("%s: name %q begins with a capital", r.Code, r.Name)
	}
	actors := []Actor{ActorLearner, ActorTeacher, ActorLMSAdmin, ActorToolAdmin, ActorNobody}
	if !slices.Contains(actors, r.Remedy.Actor) || len(r.Remedy.Steps) == 0 {
		t.Errorf("%s: the remedy needs an actor and steps", r.Code)
	}
	for _, need := range slices.Concat(append(r.NeedsOne, r.Needs, r.Uses)...) {
		if _, ok := factTable[need]; !ok {
			t.Errorf("%s needs %s, which is no known fact", r.Code, need)
		}
	}
	for _, code := range r.After {
		if Lookup(code) == nil || code == r.Code {
			t.Errorf("%s comes after %s, which is no other rule", r.Code, code)
		}
	}
}

func TestConsequencesAreNotCircular(t *testing.T) {
	var walk func(code string, path []string)
	walk = func(code string, path []string) {
		if slices.Contains(path, code) {
			t.Fatalf("circle: %v -> %s", path, code)
		}
		for _, next := range Lookup(code).After {
			walk(next, append(path, code))
		}
	}
	for _, r := range Catalogue() {
		walk(r.Code, nil)
	}
}

func TestEveryFactCanBeBlanked(t *testing.T) {
	for fact, info := range factTable {
		blank, ok := blanks[fact]
		if !ok {
			t.Errorf("%s has no blank", fact)
			continue
		}
		fx := healthy()
		if !info.known(Join(fx.input())) {
			t.Errorf("%s is unknown in the healthy course", fact)
		}
		blank(fx)
		if info.known(Join(fx.input())) {
			t.Errorf("%s is known after it was blanked", fact)
		}
	}
	for fact := range blanks {
		if _, ok := factTable[fact]; !ok {
			t.Errorf("%s is blanked and not in the table", fact)
		}
	}
}

// standing are the facts that verdicts and matches themselves rest on: without
// them there is nothing for most rules to speak of, declared or not.
var standing = []grade.Fact{
	grade.FactScores, grade.FactResults, grade.FactRoster, grade.FactRole, grade.FactActivities, grade.FactAccounts,
	grade.FactToolActivities, grade.FactLineItems, grade.FactLineItemMax, grade.FactAccountLMSUser, grade.FactToolLineItem,
	grade.FactToolResourceLink, grade.FactScoredAt, grade.FactScoreState, grade.FactResultHidden, grade.FactAccountRole, grade.FactAccountMerge,
}

// TestNeedsAreTrue holds what a rule declares against what it does: without any
// one of its needs it is silent, and no other fact changes what it finds, except
// by making it less certain.
func TestNeedsAreTrue(t *testing.T) {
	t.Parallel()
	for _, rule := range Catalogue() {
		t.Run(rule.Code, func(t *testing.T) {
			t.Parallel()
			for _, s := range sections(t, rule.Code) {
				if s.fires {
					needsAreTrue(t, rule, s.name, patched(t, s.lines))
				}
			}
		})
	}
}

func needsAreTrue(t *testing.T, rule *Rule, name string, whole *fixture) {
	t.Helper()
	base := findings(copied(whole), rule)
	for fact, blank := range blanks {
		declared := slices.Contains(rule.Needs, fact)
		if slices.Contains(slices.Concat(append(rule.NeedsOne, rule.Uses)...), fact) || testing.Short() && !declared {
			continue // another one of its group may do, or it finds less
		}
		fx := copied(whole)
		blank(fx)
		got := findings(fx, rule)
		switch {
		case declared && len(got) > 0:
			t.Errorf("%s/%s finds %v without %s, which it declares to need", rule.Code, name, got, fact)
		case !declared && !slices.Contains(standing, fact) && !onlyWeaker(base, got):
			t.Errorf("%s/%s depends on %s without declaring it:\n%s", rule.Code, name, fact, cmp.Diff(base, got))
		}
	}
}

// onlyWeaker reports whether got is the same findings as base, none of them more
// certain.
func onlyWeaker(base, got []string) bool {
	return len(base) == len(got) && !slices.ContainsFunc(got, func(finding string) bool {
		certainty, what, _ := strings.Cut(finding, " ")
		return !slices.ContainsFunc(base, func(b string) bool {
			c, w, _ := strings.Cut(b, " ")
			return w == what && Certainty(c).rank() >= Certainty(certainty).rank()
		})
	})
}

// TestOneOfSeveralNeeds blanks whole groups of facts of which one is enough.
func TestOneOfSeveralNeeds(t *testing.T) {
	for _, rule := range Catalogue() {
		for _, group := range rule.NeedsOne {
			for _, s := range sections(t, rule.Code) {
				fx := patched(t, s.lines)
				for _, fact := range group {
					blanks[fact](fx)
				}
				if got := findings(fx, rule); len(got) > 0 {
					t.Errorf("%s/%s finds %v without any of %v", rule.Code, s.name, got, group)
				}
			}
		}
	}
}

// findings runs one rule, needs respected, and names what it found.
func findings(fx *fixture, rule *Rule) []string {
	f := Join(fx.input())
	if _, ok := f.missingNeed(rule); !ok {
		return nil
	}
	p := &Pass{Facts: f, rule: rule}
	rule.Check(p)
	var list []string
	for _, x := range p.findings {
		list = append(list, fmt.Sprint(x.Certainty, " ", x.Scope, " ", x.Subject.ID))
	}
	slices.Sort(list)
	return list
}
