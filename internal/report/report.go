package report

import (
	"fmt"
	"io"

	"github.com/gradesync/gradesync/internal/diagnose"
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
	// Explain writes one cause in full, its remedy for one kind of LMS, or for
	// every kind when that is empty.
	Explain func(w io.Writer, r *diagnose.Rule, kind string, s Style) error
	// Answers writes what one answer of an LMS can mean.
	Answers func(io.Writer, *Answers, Style) error
	// Relaunch writes who must open which link.
	Relaunch func(io.Writer, *diagnose.Relaunches, Style) error
}

// Reports tells whether the format has a form for a diagnosis and for whatever
// else a command shows.
func (f Format) Reports() bool { return f.Diagnosis != nil }

// Formats returns every format, the one for people first.
func Formats() []Format {
	return []Format{
		textFormat(),
		jsonFormat(),
		csvFormat(),
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
