package diagnose

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the generated documentation")

// TestCauseDocs holds docs/causes/ against the catalogue it is generated from;
// -update writes it anew.
func TestCauseDocs(t *testing.T) {
	dir := filepath.Join("..", "..", "docs", "causes")
	pages := map[string]string{"README.md": indexPage()}
	for _, r := range Catalogue() {
		pages[r.Code+".md"] = causePage(r)
	}
	if *update {
		writePages(t, dir, pages)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if _, ok := pages[file.Name()]; !ok {
			t.Errorf("%s belongs to no cause", file.Name())
		}
	}
	for name, want := range pages {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Errorf("%v; go test ./internal/diagnose -run CauseDocs -update writes it", err)
			continue
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("%s is out of date, -want +got; rewrite with -update\n%s", name, diff)
		}
	}
}

func writePages(t *testing.T, dir string, pages map[string]string) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range pages {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func indexPage() string {
	var b strings.Builder
	b.WriteString("# Causes\n\nEvery cause gradesync can find, in the order of a grade's journey. Generated from the catalogue.\n\n" +
		"| code | cause | severity | who acts |\n| --- | --- | --- | --- |\n")
	for _, r := range Catalogue() {
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s |\n", r.Code, r.Code, r.Name, r.Severity, actorWords[r.Remedy.Actor])
	}
	return b.String()
}

var actorWords = map[Actor]string{
	ActorLearner: "learner", ActorTeacher: "teacher", ActorLMSAdmin: "LMS administrator", ActorToolAdmin: "tool administrator", ActorNobody: "nobody",
}

// causePage is one cause in full: what it means, what must be known, who cures it.
func causePage(r *Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n%s\n\n", r.Code, r.Name, r.Doc)
	var verdicts []string
	for _, v := range r.Explains {
		verdicts = append(verdicts, strings.ReplaceAll(string(v), "_", " "))
	}
	fmt.Fprintf(&b, "Severity %s; the journey stops at *%s*. Explains grades that are %s.\n\n%s\n\n",
		r.Severity, r.Hop, strings.Join(verdicts, ", "), resendingWords[r.Resending()])
	for _, kind := range r.Only {
		fmt.Fprintf(&b, "- is looked for in %s only\n", productName(kind))
	}
	if r.Stored {
		b.WriteString("- is looked for by `gradesync diagnose --stored` only\n")
	}
	for _, need := range r.Needs {
		fmt.Fprintf(&b, "- needs %s (`%s`)\n", factTable[need].words, need)
	}
	for _, group := range r.NeedsOne {
		var words []string
		for _, need := range group {
			words = append(words, fmt.Sprintf("%s (`%s`)", factTable[need].words, need))
		}
		fmt.Fprintf(&b, "- needs %s\n", strings.Join(words, " or "))
	}
	for _, fact := range r.Uses {
		fmt.Fprintf(&b, "- sees more with %s (`%s`)\n", factTable[fact].words, fact)
	}
	if len(r.After) > 0 {
		fmt.Fprintf(&b, "- may merely follow from %s\n", strings.Join(r.After, ", "))
	}
	fmt.Fprintf(&b, "\n## What to do\n\n%s\n\n", whoActs(r.Remedy.Actor))
	neutral := r.Remedy.For("")
	writeSteps(&b, neutral)
	localised := r.Localised()
	for _, kind := range WordKinds() {
		if steps, ok := localised[kind]; ok && !sameButForTheName(steps, neutral, productName(kind)) {
			fmt.Fprintf(&b, "\nIn %s:\n\n", productName(kind))
			writeSteps(&b, steps)
		}
	}
	return b.String()
}

// sameButForTheName reports whether an LMS's steps differ from the neutral ones in
// nothing but its name, which no reader needs a list for.
func sameButForTheName(steps, neutral []string, name string) bool {
	return strings.ReplaceAll(strings.Join(neutral, "\n"), "the LMS", name) == strings.Join(steps, "\n")
}

func productName(kind string) string { return strings.ToUpper(kind[:1]) + kind[1:] }

var resendingWords = map[Resending]string{
	ResendYes:      "Sending the score again cures it, or shows whether it is cured.",
	ResendIfPast:   "Sending the score again helps after the cause is cleared; at once where nothing but the send log tells of it.",
	ResendAfterFix: "Sending the score again helps only after the cause is cleared.",
	ResendNo:       "No grade is kept out, so there is nothing to send.",
}

func writeSteps(b *strings.Builder, steps []string) {
	words := strings.NewReplacer("course {course}", "the course", "{course}", "the course", "{activity}", "the activity", "{user}", "the person")
	for i, step := range steps {
		step = words.Replace(General(step))
		fmt.Fprintf(b, "%d. %s%s\n", i+1, strings.ToUpper(step[:1]), step[1:])
	}
}

func whoActs(a Actor) string {
	if a == ActorNobody {
		return "Nobody has to act."
	}
	return "The " + actorWords[a] + " acts."
}
