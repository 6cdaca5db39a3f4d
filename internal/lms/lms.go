// Package lms is the seam between gradesync and a learning management system: what
// every provider offers, whatever its protocol. Providers live in folders below.
package lms

import (
	"context"
	"iter"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// LMS reads courses and gradebooks. Providers only read; they are safe for use by
// several goroutines, and every call ends when its context does.
//
// Errors carry one of these classes, to be asked for with errors.Is:
//
//   - grade.ErrAuth: the credentials are unknown, expired or blocked.
//   - grade.ErrScope: the credentials are good and do not reach this.
//   - grade.ErrNotFound: there is no such course, or none this caller may see.
//   - grade.ErrThrottled: too many requests; trying later will do.
//   - grade.ErrTemporary: no answer, a time-out, maintenance, a database failure.
//   - grade.ErrRejected: the LMS understood and refused the request itself.
//   - grade.ErrUnsupported: this LMS cannot do it.
//   - grade.ErrUnreadable: the answer is not what the protocol promises.
//   - httpkit.ErrTLS: no secure connection.
//
// Cancellation is the context's own error. No error holds a token, a name, a login
// or an e-mail address.
type LMS interface {
	// Probe tells who the caller is and what the credentials reach. What can only
	// be seen inside a course is left unknown.
	Probe(ctx context.Context) (Access, error)

	// Courses yields every course the caller may see, page after page. An error is
	// yielded last, with a zero course: the list is then not complete.
	Courses(ctx context.Context) iter.Seq2[grade.Course, error]

	// Book reads one course by its id, its code (short name) or its SIS number, in
	// this order. What could not be read of it is a Gap in the book; an error means
	// that there is no book at all.
	Book(ctx context.Context, course string) (*grade.Book, error)

	// Refresh reads a course again, given the book of it that was read last. The
	// result is a whole book, as Book would return it now, with fewer requests: what
	// seldom changes and touches no grade may be kept of last, and its source then
	// says of when it is. Grades, columns, enrolments and the visibility of the course
	// and its activities are never kept unless the LMS said in this reading that they
	// are the same. Each provider says what it keeps, and so what only Book sees:
	// call that once a day. Refresh is Book where last is of another site or version,
	// lacks a part, or has one that failed to be read, and wherever what is read now
	// does not fit what would be kept: a last with nothing but a course's id in it
	// is read whole. Without one no course is named, and the error is that of Book.
	//
	// since is when the LMS was asked last, by its clock, for providers whose LMS
	// tells reliably what changed since a moment.
	//
	// Whoever opens a provider with other credentials calls Book first: a book does
	// not say whose it is.
	Refresh(ctx context.Context, last *grade.Book, since time.Time) (*grade.Book, error)

	// Resolve looks up what the tool's records name and the book does not know: it
	// adds LTI user ids, current and former, to learners, and course ids to the
	// book's Contexts. What cannot be looked up becomes a Gap; only the context's
	// end is an error. A provider whose book knows all of it does nothing.
	Resolve(ctx context.Context, b *grade.Book, w Wanted) error

	// Completion reads what the LMS's own completion tracking says into the book's
	// Completions, as a rule with a request for each learner. The list is empty where
	// nothing is tracked, and nil with a Gap where it could not be read or the LMS
	// cannot tell; only the context's end is an error.
	Completion(ctx context.Context, b *grade.Book) error
}

// Wanted names ids that launches carry and a book cannot place.
type Wanted struct {
	LTIUserIDs []string // sub (1.3) of accounts that match nobody by it
	LTI11IDs   []string // user_id (1.1) likewise
	ContextIDs []string // context ids that are not known to be this course
}

// Empty reports whether nothing is wanted.
func (w Wanted) Empty() bool {
	return len(w.LTIUserIDs)+len(w.LTI11IDs)+len(w.ContextIDs) == 0
}

// Access is what a probe found.
type Access struct {
	Kind    string // as in the configuration: moodle, canvas, ...
	URL     string // what the LMS calls itself, else the address asked
	Version string // empty: it does not tell
	Title   string // the site's name
	User    string // whom the credentials belong to, as the LMS names them
	Rights  []Right
	// ClockOffset is how far the LMS's clock is ahead of ours, to the second.
	ClockOffset grade.Maybe[time.Duration]
	// Gaps are what no credentials whatever would show.
	Gaps []grade.Gap
}

// Right is one permission that reading needs or can use.
type Right struct {
	Name    string            // the LMS's own name: a web service function, a capability, a scope
	For     string            // what it is needed for, in words
	Needed  bool              // false: without it the reading goes on, with gaps
	Granted grade.Maybe[bool] // unknown where only the attempt would tell
	Facts   []grade.Fact      // what stays unknown without it
}

// Progress is told how a long reading goes on: what is read, and how much of it.
// A total of 0 is not known. It may be called from several goroutines.
type Progress func(what string, done, total int)
