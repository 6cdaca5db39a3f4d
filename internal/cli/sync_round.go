package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"

	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/report"
	"github.com/gradesync/gradesync/internal/store"
)

// round runs one round. The summary is nil when none was begun.
func (s *syncing) round(ctx context.Context) (*pull.Summary, error) {
	if err := s.enterAgain(ctx); err != nil {
		return nil, err
	}
	s.puller.Progress = s.progress(ctx)
	defer s.endProgress()
	began := s.env.Now()
	sum, err := s.puller.Once(ctx, pull.Round{
		Run: uuid.NewString(), Holder: holder(), Courses: s.ids, AcceptRemovals: s.o.acceptRemovals,
		Exit: func(sum *pull.Summary, err error) int { return codeOf(roundError(sum, err)) },
	})
	if ctx.Err() == nil {
		s.counts.Run(s.env.Now().Sub(began), codeOf(roundError(sum, err)))
	}
	s.reopen = sum != nil && sum.Connection() != nil
	return sum, err
}

// enterAgain opens the LMS anew after the credentials failed: whoever replaced them
// need not know that this runs.
func (s *syncing) enterAgain(ctx context.Context) (err error) {
	if s.reopen && !s.c.cfg.Builtin {
		s.puller.LMS, err = s.enter(ctx, s.c.profile, s.dialling())
	}
	return err
}

// roundError is the error, or the status, that a round ends with.
func roundError(sum *pull.Summary, err error) error {
	var p *problem
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, store.ErrHeld), errors.As(err, &p):
		return err
	case errors.Is(err, context.DeadlineExceeded) && sum != nil && sum.Courses.Pulled > 0:
		return &problem{err: err, code: exitPartial, hint: "allow more time with --timeout; the next run goes on where this one stopped"}
	case errors.Is(err, store.ErrStore):
		return &problem{err: err, code: exitFailed, hint: "what was pulled before is kept; " + openHint(err)}
	case err != nil:
		return err
	case sum.Connection() != nil && sum.Courses.Pulled == 0:
		return status(exitFailed)
	case sum.Partial(), noCourses(sum):
		return status(exitPartial)
	}
	return status(exitOK)
}

// noCourses reports an LMS that never had a course: no input is no good news.
func noCourses(sum *pull.Summary) bool {
	c := &sum.Courses
	return c.New+c.Open+c.Closed+c.Deleted == 0
}

// tell shows what a round came to, and returns what it ends with.
func (s *syncing) tell(ctx context.Context, sum *pull.Summary, err error) error {
	ended := roundError(sum, err)
	if sum == nil {
		return ended
	}
	run := &report.SyncRun{Summary: sum}
	if list, err := s.puller.List(context.WithoutCancel(ctx)); err == nil {
		run.Courses = list.Courses // without it courses are named by their ids alone
	}
	if err := s.show(run); err != nil {
		return err
	}
	if s.format != "text" {
		return s.refusal(run, ended)
	}
	if s.shown() {
		return ended
	}
	s.lines(run)
	return ended
}

// shown reports whether the text of this one run is seen by somebody.
func (s *syncing) shown() bool {
	return s.o.once && s.env.OutWidth > 0 && (s.out == "" || s.out == "-")
}

// show writes the document, where there is somebody to read it: cron would send a
// mail of it every half hour.
func (s *syncing) show(run *report.SyncRun) error {
	if s.format == "text" && s.out == "" && !s.shown() {
		return nil
	}
	format, err := report.Lookup(s.format)
	if err != nil {
		return err
	}
	return s.document(func(w io.Writer) error { return format.Sync(w, run, s.style()) })
}

// lines tells on standard error what went wrong, and with -v what was done.
func (s *syncing) lines(run *report.SyncRun) {
	switch {
	case !s.o.once && s.env.ErrWidth > 0:
		s.note("%s  %s", run.FinishedAt.Format("15:04 MST"), run.Line())
	case s.summing:
		s.note("%s", run.Line())
	}
	for _, t := range run.Troubles(s.style()) {
		fmt.Fprintln(s.env.Err, "gradesync: "+t.What)
		if t.Do != "" {
			fmt.Fprintln(s.env.Err, "  "+t.Do)
		}
	}
}

// refusal is how a program learns on standard error that nothing could be done.
func (s *syncing) refusal(run *report.SyncRun, ended error) error {
	f := run.Connection()
	var code status
	if f == nil || !errors.As(ended, &code) || code != exitFailed {
		return ended
	}
	t := run.Troubles(s.style())[0]
	return &problem{err: &refused{what: t.What, cause: f.Err}, code: exitFailed, hint: t.Do}
}

// refused is a failure of the connection in the words of the report.
type refused struct {
	what  string
	cause error
}

func (r *refused) Error() string { return r.what }
func (r *refused) Unwrap() error { return r.cause }

// named turns the courses of --course into ids of open ones.
func (s *syncing) named(ctx context.Context) ([]string, error) {
	if len(s.o.courses) == 0 {
		return nil, nil
	}
	list, err := s.puller.List(ctx)
	if err != nil {
		return nil, err
	}
	found, err := findCourses(list.Courses, s.o.courses, s.style())
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, c := range found {
		if c.State != store.CourseOpen {
			return nil, notOpen(c, s.style())
		}
		ids = append(ids, c.ID)
	}
	return ids, nil
}

// notOpen says of a course that is not pulled what it is, and what changes that.
func notOpen(c *pull.CourseRow, style report.Style) error {
	hint := style.Typed("gradesync courses open", report.Quoted(c.ID)) + " opens it"
	if c.State == store.CourseDeleted {
		hint = "it is gone from the LMS; when the LMS lists it again, it comes back by itself"
	}
	return &problem{err: fmt.Errorf("course %s is %s, and only open courses are pulled", strings.TrimSpace(c.ID+" "+c.Code), c.State), code: exitUsage, hint: hint}
}
