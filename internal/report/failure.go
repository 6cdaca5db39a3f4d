package report

import "time"

// Failure is why a command could not do its work. It holds no personal data and
// no secret.
type Failure struct {
	Gradesync string
	At        time.Time
	Command   string // gradesync diagnose; empty when the command line was not understood
	Class     string // of the error, such as auth_refused
	Message   string // may be several lines
	Hint      string // what to do next; empty is none
	Code      int    // the exit code
}
