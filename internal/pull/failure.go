package pull

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/store"
)

// Classes of failures beside those of grade.ErrorClass.
const (
	classTimeout = "timeout"
	classOther   = "failed" // of no known class
)

// class names what kind of failure err is.
func class(err error) string {
	late := ""
	if errors.Is(err, context.DeadlineExceeded) {
		late = classTimeout
	}
	return cmp.Or(grade.ErrorClass(err), late, classOther)
}

// codeOf is the code of the cause behind a class of failures of the connection, empty
// where the class does not tell it.
func codeOf(class string) string {
	if class == "auth" || class == "scope" {
		return "TK-13"
	}
	return ""
}

const (
	firstWait  = 10 * time.Minute
	longestTry = 24 * time.Hour
)

// waitAfter is how long to leave alone what failed for the nth time in a row, before
// jitter: ten minutes, twice that, and so on up to a day.
func waitAfter(n int) time.Duration {
	wait := firstWait
	for ; n > 1 && wait < longestTry; n-- {
		wait *= 2
	}
	return min(wait, longestTry)
}

// noted puts a failure into the store: of a course, or with an empty course of the
// list of courses.
func (p *Puller) noted(ctx context.Context, course string, before store.Pull, cause error) error {
	at := p.Now()
	wait := waitAfter(before.Failures + 1)
	if course == "" {
		wait = min(wait, time.Hour)
	}
	return p.Store.PullFailed(ctx, p.Site, course, store.Failure{
		At: at, Class: class(cause), Reason: cause.Error(), NotBefore: at.Add(jittered(wait)),
	})
}

// connectionFailed puts trouble of the connection as a whole into the summary. It is as
// old as that of the list or of a course, of those that began after any last worked.
func (p *Puller) connectionFailed(ctx context.Context, s *Summary, cause error) error {
	f := Failure{Class: class(cause), Reason: cause.Error(), Since: s.StartedAt, Times: 1, Err: cause}
	f.Code = codeOf(f.Class)
	pull, err := p.Store.ListPull(ctx, p.Site)
	if err != nil {
		return err
	}
	courses, err := p.Store.Courses(ctx, p.Site)
	if err != nil {
		return err
	}
	f.lasts(pull)
	var worked time.Time
	for i := range courses {
		if at := courses[i].Pull.Succeeded; at.After(worked) {
			worked = at
		}
	}
	for i := range courses {
		if !courses[i].Pull.FailingSince.Before(worked) {
			f.lasts(courses[i].Pull)
		}
	}
	s.Failures = append(s.Failures, f)
	return nil
}

// lasts makes the failure one since the failing pull, if that is of its class.
func (f *Failure) lasts(pull store.Pull) {
	if pull.FailingSince.IsZero() || pull.Class != f.Class {
		return
	}
	if pull.FailingSince.Before(f.Since) {
		f.Since = pull.FailingSince
	}
	f.Times = max(f.Times, pull.Failures)
}
