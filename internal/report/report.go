package report

import (
	"fmt"
	"io"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/resync"
)

// Style is how a document may look. The zero value is plain text for a pipe.
type Style struct {
	Color bool // escape sequences for colour and weight are welcome
	Width int  // cells in a line; 0 is 80, and less than 20 is treated as 20
	// Verbose unfolds lists: 0 shows a screenful, 1 every cause with longer lists,
	// 2 everything.
	Verbose int
	// With holds the flags that commands suggested to the reader must repeat to
	// speak of the same thing, such as "--profile autumn"; empty is none.
	With string
	// Book is the saved book that was judged; suggested commands name it in place
	// of the course. Empty: the course was read from the LMS.
	Book string
	// Stored tells that the course was judged from the store; suggested commands that
	// judge it again do the same.
	Stored bool
	// Same holds the flags of this command that only the same command, suggested
	// again, must repeat, such as "--activity 37".
	Same string
	// FailOn is the least severity that counts as a failure, and "never" where
	// nothing does; empty is error. Formats that say passed or failed use it.
	FailOn string
	// Strict says that what could not be checked counts as a failure.
	Strict bool
	// Run tells lists of checks apart that one reader collects, such as
	// "preflight/CALC101"; empty is "checks".
	Run string
	// Config is where the connection is configured, for formats whose every
	// finding stands in a file.
	Config Place
}

// Place is a line of a file. The zero value is no place.
type Place struct {
	File string // with slashes, from the folder the program runs in
	Line int    // from 1
}

// fails tells whether a finding of a severity counts as a failure.
func (s Style) fails(severity diagnose.Severity) bool {
	switch s.FailOn {
	case "never":
		return false
	case "":
		return severity.Rank() >= diagnose.SeverityError.Rank()
	}
	return severity.Rank() >= diagnose.Severity(s.FailOn).Rank()
}

// Format is one way to write what was found. Each func writes a whole document
// and returns the writer's error, if any; it is nil where the format has no form
// for that kind of document.
type Format struct {
	Name, Doc string
	Diagnosis func(io.Writer, *diagnose.Report, Style) error
	Trace     func(io.Writer, *diagnose.Trace, Style) error
	Checks    func(io.Writer, *diagnose.Checks, Style) error
	Causes    func(io.Writer, []*diagnose.Rule, Style) error
	// Explain writes one cause in full, its remedy in the words of one kind of LMS, or
	// when that is empty in neutral words or those of every kind.
	Explain func(w io.Writer, r *diagnose.Rule, kind string, s Style) error
	// Answers writes what one answer of an LMS can mean.
	Answers func(io.Writer, *Answers, Style) error
	// Relaunch writes who must open which link.
	Relaunch func(io.Writer, *diagnose.Relaunches, Style) error
	// Resync writes which scores are to be sent again, or what became of them.
	Resync func(io.Writer, *resync.Document, Style) error
	// Sync writes what a run of sync came to, Status how pulling goes.
	Sync   func(io.Writer, *SyncRun, Style) error
	Status func(io.Writer, *pull.Status, Style) error
	// Courses writes a list of courses, Moves which of them were opened or closed.
	Courses func(io.Writer, *pull.CourseList, Style) error
	Moves   func(io.Writer, *Moves, Style) error
	// Diff writes how reports of one course differ.
	Diff func(io.Writer, *diagnose.Diff, Style) error
	// Failure writes that a command could not do its work, for readers that take
	// a document that is not there for good news.
	Failure func(io.Writer, *Failure, Style) error
	// Whole says that a diagnosis is drawn pair by pair: its report must hold
	// those that arrived too, as diagnose.Options.All asks for.
	Whole bool
	// Card writes how far each enrolment is, with its grades.
	Card func(io.Writer, *pull.Card, Style) error
	// Binary tells that the document is nothing for a terminal.
	Binary bool
}

// Reports tells whether the format has a form for whatever a command shows.
func (f Format) Reports() bool { return f.Diagnosis != nil && f.Trace != nil && f.Causes != nil }

// Formats returns every format, the one for people first.
func Formats() []Format {
	return []Format{
		textFormat(),
		jsonFormat(),
		markdownFormat(),
		csvFormat(),
		junitFormat(),
		sarifFormat(),
		htmlFormat(),
		oneRosterFormat(),
	}
}

// Lookup returns the format with a name. The error names the ones there are.
func Lookup(name string) (Format, error) {
	var known []string
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
		known = append(known, f.Name)
	}
	return Format{}, fmt.Errorf("unknown format %q: choose %s", name, either(known))
}
