package cli

import (
	"bytes"
	"io"
	"strings"
	"unicode"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/redact"
)

// searched makes sure that a document has nothing of what was replaced before any of
// it is written. Without a redaction the document is written as it comes. The document
// of a course of nobody's shows the words that stand in every one.
func searched(r *redact.Redacted, write func(io.Writer, *diagnose.Report) error, report *diagnose.Report) func(io.Writer) error {
	if r == nil {
		return func(w io.Writer) error { return write(w, report) }
	}
	return func(w io.Writer) error {
		var document, empty bytes.Buffer
		if err := write(&document, report); err != nil {
			return err
		}
		if err := write(&empty, diagnose.Examine(nobodys(), diagnose.Catalogue()).Report(diagnose.Options{All: true})); err != nil {
			return err
		}
		if err := r.CheckText(document.Bytes(), ownWords(empty.String())); err != nil {
			return &problem{err: err, code: exitFailed,
				hint: "nothing was written; a reason in the file of suppressions or a path on the command line may name somebody"}
		}
		_, err := w.Write(document.Bytes())
		return err
	}
}

// nobodys is a course with one grade that did not arrive.
func nobodys() diagnose.Input {
	learner := grade.Enrolment{Kind: grade.RoleLearner, State: grade.Known(grade.EnrolmentActive)}
	return diagnose.Input{
		Book: &grade.Book{
			Course:     grade.Course{ID: "1"},
			Activities: []grade.Activity{{ID: "1", Graded: grade.Known(true), Visible: grade.Known(false), ResourceLinkID: "1"}},
			Learners:   []grade.Learner{{ID: "1", Enrolments: []grade.Enrolment{learner}}},
			Results:    []grade.Result{{Learner: "1", Activity: "1", Empty: true}},
			Gaps:       []grade.Gap{{Class: grade.Failed}},
		},
		Records: &grade.Records{
			Accounts:   []grade.Account{{ID: "1", LMSUserID: "1"}},
			Activities: []grade.ToolActivity{{ID: "1", ResourceLinkID: "1"}},
			Scores:     []grade.Score{{Account: "1", Activity: "1", Score: grade.Known(1.0), Max: grade.Known(1.0)}},
		},
	}
}

// ownWords are the words of gradesync's own texts: in a document they are nobody's.
func ownWords(document string) func(string) bool {
	set := map[string]bool{}
	add := func(text string) {
		for _, w := range strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsMark(c) }) {
			set[w] = true
		}
	}
	add(document)
	for _, rule := range diagnose.Catalogue() {
		add(rule.Code + " " + rule.Name + " " + rule.Doc + " " + string(rule.Hop))
		for _, kind := range append(diagnose.WordKinds(), "") {
			add(strings.Join(rule.Remedy.For(kind), " "))
		}
	}
	return func(w string) bool { return set[strings.ToLower(w)] }
}
