package report

import (
	"io"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/resync"
)

// sarifResync writes one result for each reason for which scores are not in the
// gradebook. Sending that did not come to a known end makes the run unsuccessful.
func sarifResync(w io.Writer, d *resync.Document, s Style) error {
	r := newResending(d, s)
	run := newRun(d.Gradesync, d.GeneratedAt, !d.Partial && d.Stopped == "" && d.Totals.InDoubt == 0)
	run.Automation = &sarifAutomation{"gradesync/resync/" + classWord(firstWord(d.Course.ID, d.Course.Code)) + "/"}
	for _, sentence := range r.verdict() {
		run.notify("note", sentence.text)
	}
	if d.Stopped != "" {
		run.notify("error", stopped(sentence(d.Stopped)))
	}
	for _, f := range allFates() {
		if f.look == diagnose.Arrived {
			continue
		}
		for _, g := range r.groupsOf(f) {
			run.add(fateRule(f), r.result(f, g))
		}
	}
	return run.write(w)
}

// result is one reason with the scores that it concerns.
func (r *resending) result(f fate, group []*resync.Entry) sarifResult {
	reason := withoutNumbers(group[0].Reason)
	lines := []string{f.size(len(group)) + " " + f.name + ": " + strings.TrimSpace(group[0].Cause+" "+reasonOf(group))}
	if answer := oneAnswer(group); answer != "" {
		lines = append(lines, "The LMS said: "+answer)
	}
	for _, activity := range by(pairsOf(group), activityOf) {
		lines = append(lines, r.activity(activity.id)+": "+r.users(idsOf(by(activity.pairs, userOf))))
	}
	for i := range lines {
		lines[i] = clean(lines[i])
	}
	return sarifResult{
		Level: fateLevel(f), Message: sarifMessage{Text: strings.Join(lines, "\n")},
		Locations:    []sarifLocation{{r.style.physical(), r.logical(r.Course, nil, pairsOf(group))}},
		Fingerprints: fingerprint(r.LMS.URL, r.Course.ID, "resync", f.name, group[0].Cause, reason),
	}
}

// fateLevel is how much a fate asks for somebody's attention.
func fateLevel(f fate) string {
	switch f.look {
	case diagnose.Missing, diagnose.Differs:
		return "error"
	case diagnose.NotExpected:
		return "note"
	}
	return "warning"
}

// fateRule describes what became of scores.
func fateRule(f fate) sarifRule {
	doc := map[diagnose.Verdict]string{
		diagnose.Missing:     "The LMS did not take these scores when they were sent again. Its answer and the cause say who has to act.",
		diagnose.Differs:     "The LMS took these scores, and its gradebook does not show them when it is read afterwards.",
		diagnose.Unknown:     "It is not known what became of these scores: neither an answer nor the gradebook could be read. " + readsBack,
		diagnose.Late:        "These scores are missing or differ in the gradebook, and nothing known keeps them out any more: resync --yes sends them.",
		diagnose.NotExpected: "These grades are missing or differ, and sending the score again would not help or might do harm: each for its reason.",
	}[f.look]
	id := "resync/" + strings.ReplaceAll(f.name, " ", "-")
	return sarifRule{
		ID: id, Name: id, Short: sarifMessage{Text: "Scores of a resync: " + f.name}, Full: sarifMessage{Text: doc},
		Help: help(doc, diagnose.ActorNobody, nil), HelpURI: home + "/blob/main/docs/resync.md",
		Defaults: sarifDefault{fateLevel(f)}, Bag: sarifBag{[]string{"grades", "resync"}},
	}
}
