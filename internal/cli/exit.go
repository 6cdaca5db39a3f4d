package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/report"
	"github.com/gradesync/gradesync/internal/store"
)

// Exit codes, the same for every format.
const (
	exitOK          = 0   // done, nothing at or above --fail-on
	exitFindings    = 1   // done, findings at or above --fail-on
	exitUsage       = 2   // wrong usage or configuration
	exitFailed      = 3   // could not be done
	exitPartial     = 4   // done in part
	exitHeld        = 5   // another run holds this work
	exitInterrupted = 130 // interrupted
)

// status is how a command that did its work ended; it prints nothing of its own.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// problem is an error with its exit code and advice.
type problem struct {
	err  error
	code int
	hint string
}

func (p *problem) Error() string { return p.err.Error() }
func (p *problem) Unwrap() error { return p.err }

// Hint says what to do next.
func (p *problem) Hint() string { return p.hint }

func usage(format string, args ...any) error {
	return &problem{err: fmt.Errorf(format, args...), code: exitUsage, hint: seeHelp}
}

// seeHelp stands for the help of whichever command it was.
const seeHelp = "see --help"

// aided names the command in the advice to see its help.
func aided(err error, command string) error {
	if p, ok := errors.AsType[*problem](err); ok && p.hint == seeHelp {
		p.hint = "see " + command + " --help"
	}
	return err
}

// codeOf returns the exit code that an error stands for.
func codeOf(err error) int {
	var s status
	var p *problem
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &s):
		return int(s)
	case errors.Is(err, store.ErrHeld):
		return exitHeld
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &p) && p.code != 0:
		return p.code
	case errors.Is(err, config.ErrConfig):
		return exitUsage
	}
	return exitFailed
}

// classOf names an error's class for a machine.
func classOf(err error) string {
	classes := []struct {
		err  error
		name string
	}{
		{context.Canceled, "interrupted"}, {context.DeadlineExceeded, "timeout"},
		{config.ErrConfig, "configuration"}, {grade.ErrAuth, "auth_refused"}, {grade.ErrScope, "permission_missing"},
		{grade.ErrNotFound, "not_found"}, {grade.ErrThrottled, "throttled"}, {grade.ErrTemporary, "temporary"},
		{grade.ErrUnreadable, "unreadable"}, {grade.ErrUnsupported, "unsupported"}, {grade.ErrRejected, "rejected"},
		{store.ErrHeld, "held"}, {store.ErrStore, "store_failed"},
		{diagnose.ErrNoCase, "not_found"}, {diagnose.ErrAmbiguous, "ambiguous"},
	}
	for _, c := range classes {
		if errors.Is(err, c.err) {
			return c.name
		}
	}
	if codeOf(err) == exitUsage {
		return "usage"
	}
	return "failed"
}

// hintOf collects the advice that the errors of a chain carry.
func hintOf(err error) string {
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		return hinted.Hint()
	}
	switch {
	case errors.Is(err, store.ErrHeld):
		return fmt.Sprintf("a run that died gives the work up by itself after %d minutes", int(leaseTime.Minutes()))
	case errors.Is(err, store.ErrStore):
		return storeHint(err)
	case errors.Is(err, context.DeadlineExceeded):
		return "allow more time with --timeout"
	case errors.Is(err, grade.ErrAuth):
		return "check the token that lms.token refers to; gradesync check tells more (cause TK-13)"
	case errors.Is(err, grade.ErrScope):
		return "ask the LMS administrator for the right named above; gradesync check lists all that are needed"
	case errors.Is(err, grade.ErrTemporary), errors.Is(err, grade.ErrThrottled):
		return "try again in a few minutes"
	}
	return ""
}

// fail prints an error, once, and returns its exit code.
func (a *app) fail(err error) int {
	code := codeOf(err)
	var s status
	if err == nil || errors.As(err, &s) {
		return code
	}
	a.endProgress()
	message, hint := err.Error(), hintOf(err)
	if code == exitInterrupted {
		message, hint = "interrupted", ""
	}
	if a.format == "json" {
		a.failJSON(classOf(err), message, hint)
		return code
	}
	a.failureDocument(&report.Failure{
		Gradesync: a.env.Version, At: a.env.Now(), Command: a.path, Class: classOf(err), Message: message, Hint: hint, Code: code,
	})
	for _, line := range strings.Split(message, "\n") {
		fmt.Fprintln(a.env.Err, "gradesync: "+line)
	}
	if hint != "" {
		fmt.Fprintln(a.env.Err, "  "+strings.ReplaceAll(hint, "\n", "\n  "))
	}
	return code
}

// failureDocument writes the failure in the format asked for, where that has a form
// for it: whoever collects the document must not take its absence for a pass. Where
// part of another document went out before, there is no place for it any more, and a
// document that tells of the failure itself stays.
func (a *app) failureDocument(f *report.Failure) {
	format, err := report.Lookup(a.format)
	if err != nil || format.Failure == nil || a.begun || a.told {
		return
	}
	if err := a.document(func(w io.Writer) error { return format.Failure(w, f, a.style()) }); err != nil {
		fmt.Fprintln(a.env.Err, "gradesync: "+err.Error())
	}
}

func (a *app) failJSON(class, message, hint string) {
	var doc struct {
		Error struct {
			Class   string `json:"class"`
			Message string `json:"message"`
			Hint    string `json:"hint"`
		} `json:"error"`
	}
	doc.Error.Class, doc.Error.Message, doc.Error.Hint = class, message, hint
	enc := json.NewEncoder(a.env.Err)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(doc) // stderr is the last resort; there is nowhere left to report to
}

// reportStatus computes the exit code of a diagnosis, before it is rendered.
func reportStatus(r *diagnose.Report, failOn string) status {
	switch {
	case r.Partial:
		return exitPartial
	case failOn != "never" && r.Worst() >= diagnose.Severity(failOn).Rank():
		return exitFindings
	}
	return exitOK
}

// checksStatus computes the exit code of a list of checks.
func checksStatus(c *diagnose.Checks, failOn string) status {
	switch {
	case c.Totals.Unknown > 0:
		return exitPartial
	case failOn == "never":
		return exitOK
	case c.Totals.Failed > 0, c.Totals.Warning > 0 && failOn != "error":
		return exitFindings
	}
	return exitOK
}
