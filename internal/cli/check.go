package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/preflight"
	"github.com/gradesync/gradesync/internal/report"
	"github.com/gradesync/gradesync/internal/store"
)

func (a *app) checkCommand() *cobra.Command {
	var course string
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check the connections alone: the LMS, its rights, the tool's keys and records",
		Long: "check asks the LMS who we are and what we may read, looks at its certificate, tries the tool's\n" +
			"LTI 1.3 key and LTI 1.1 consumer, and reads the tool's records and the store. It writes nothing. For each\n" +
			"connection it says ok, failed, warning, skipped or unknown and why; what failed says what to do next.\n" +
			"With --course it reads that course too: that tests the rights that show only inside one, and tells how\n" +
			"many of the tool's accounts and activities find their partner in it.",
		Example: "  gradesync check\n  gradesync check --course CALC101\n  gradesync check -o json\n  gradesync check -o junit --out check.xml",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runCheck(cmd.Context(), course) },
	}
	cmd.Flags().StringVar(&course, "course", "", "also read `COURSE`, to test the rights inside it")
	a.formatFlag(cmd, cmd.Flags().StringVarP, func(f report.Format) bool { return f.Checks != nil })
	return cmd
}

func (a *app) runCheck(ctx context.Context, course string) error {
	c, err := a.connect(ctx)
	if err != nil {
		return err
	}
	found := a.tryAll(ctx, c, course)
	a.endProgress()
	if err := firstCancelled(ctx, found.AccessErr, found.BookErr, found.TallyErr); err != nil {
		return err
	}
	checks := found.Check()
	code := checksStatus(checks, a.failOn)
	if found.AccessErr != nil {
		code = exitFailed
	}
	format, err := report.Lookup(a.format)
	if err != nil {
		return err
	}
	style := a.style()
	style.Run = checksRun("checks", course)
	if err := a.document(func(w io.Writer) error { return format.Checks(w, checks, style) }); err != nil {
		return err
	}
	return code
}

// checksRun names the checks of one course for readers that collect those of several.
func checksRun(kind, course string) string {
	if course == "" {
		return kind
	}
	return kind + "/" + course
}

// tryAll tries every connection of a profile, one after the other.
func (a *app) tryAll(ctx context.Context, c *connection, course string) preflight.Connections {
	found := preflight.Connections{Version: a.env.Version, Now: a.env.Now()}
	found.Access, found.AccessErr = c.main.Probe(ctx)
	if !errors.Is(found.AccessErr, grade.ErrTemporary) {
		found.Certificate = a.tryCertificate(ctx, c.profile)
	}
	if found.AccessErr == nil && course != "" {
		a.tryCourse(ctx, c, course, &found)
	}
	found.Records, found.Tally, found.TallyErr = c.records.read(ctx, c.specs, a.toolOptions(c))
	found.LTI13 = a.tryLTI13(ctx, c, found.Records, found.Book)
	found.LTI11 = a.tryLTI11(ctx, c, found.Records)
	found.Store = a.tryStore(ctx, c.cfg.Store)
	return found
}

// tryCourse reads a course as the LMS's own credentials show it, and then what the
// LTI services add, so that each right is judged by what it shows itself.
func (a *app) tryCourse(ctx context.Context, c *connection, course string, found *preflight.Connections) {
	found.Book, found.BookErr = c.main.Book(ctx, course)
	switch {
	case c.both == nil:
	case found.BookErr == nil:
		found.Completed, found.CompletedErr = c.both.Complete(ctx, found.Book)
	case errors.Is(found.BookErr, grade.ErrScope):
		if b, err := c.both.Book(ctx, course); err == nil {
			found.Completed = b
		}
	}
}

// tryStore looks at the store without touching it; nil when there is none to be.
func (a *app) tryStore(ctx context.Context, s config.Store) *preflight.Store {
	address, err := s.Resolve(a.world())
	switch {
	case err != nil:
		return &preflight.Store{Err: err}
	case address == "":
		return nil
	}
	found, err := store.Look(ctx, address, store.Options{Version: a.env.Version})
	return &preflight.Store{Found: found, Err: err}
}

// tryCertificate looks at how the LMS proves who it is: where its interface is
// entered, or where its tokens come from.
func (a *app) tryCertificate(ctx context.Context, p config.Profile) *preflight.Certificate {
	found := &preflight.Certificate{URL: p.LMS.URL}
	if p.LMS.Kind == "lti" {
		found.URL = p.LTI13.TokenURL
	}
	found.Shown, found.Err = httpkit.Handshake(ctx, found.URL, a.client(p, httpkit.Budget{}))
	return found
}

// firstCancelled returns the context's error when it is why something failed: an
// interrupted check is no failed connection.
func firstCancelled(ctx context.Context, errs ...error) error {
	if ctx.Err() == nil {
		return nil
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("check connections: %w", ctx.Err())
	}
	return nil
}
