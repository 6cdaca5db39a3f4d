package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

func (a *app) bookCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "book",
		Short: "Keep what was read of a course, for later or for somebody else",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.bookSaveCommand(), a.bookRedactCommand())
	return cmd
}

func (a *app) bookSaveCommand() *cobra.Command {
	var course, file string
	var hide redactOptions
	cmd := &cobra.Command{
		Use:   "save --course COURSE -o FILE",
		Short: "Read a course and the tool's records into one file",
		Long: "book save reads a course and the tool's records and keeps both in one compressed file that\n" +
			"gradesync diagnose --book judges again without any network. The file holds personal data\n" +
			"(names, e-mail addresses, grades): keep it as you would keep a gradebook.\n\n" +
			"With --redact it holds pseudonyms in their place and gives the same diagnosis, so that it can be\n" +
			"passed on. Times of work and, without --redact-scores, scores stay: docs/privacy.md tells what\n" +
			"is replaced and what risk is left.",
		Example: "  gradesync book save --course 5 -o calc.book.gz\n" +
			"  gradesync diagnose --book calc.book.gz\n" +
			"  gradesync book save --course 5 --redact -o for-support.book.gz\n" +
			"  gradesync book save --course 5 --redact --redact-key env:REDACT_KEY -o week47.book.gz",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runBookSave(cmd.Context(), course, file, hide) },
	}
	cmd.Flags().StringVar(&course, "course", "", "`COURSE` to read from the LMS: its id, short name or id number")
	bookFile(cmd, &file)
	hide.flags(cmd)
	required(cmd, "course", "output")
	return cmd
}

// bookFile adds the file to write. -o is the file here, not the format: the document of
// these commands is the book.
func bookFile(cmd *cobra.Command, file *string) {
	cmd.Flags().StringVarP(file, "output", "o", "", "`FILE` to write, by custom ending in .book.gz")
	cmd.Flags().String("format", "text", "")
	_ = cmd.Flags().MarkHidden("format") // shadows the global flag and its -o
}

func required(cmd *cobra.Command, flags ...string) {
	for _, name := range flags {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic("a required flag that does not exist: " + err.Error()) // a slip in this package
		}
	}
}

func (a *app) runBookSave(ctx context.Context, course, file string, hide redactOptions) error {
	options, err := a.redaction(hide)
	if err != nil {
		return err
	}
	e, err := a.gather(ctx, course)
	if err != nil {
		return err
	}
	if hide.on {
		return a.saveRedacted(e, file, options)
	}
	if err := replaceFile(file, func(w io.Writer) error { return grade.WriteSnapshot(w, a.snapshot(e)) }); err != nil {
		return fmt.Errorf("write book %s: %w", file, err)
	}
	return a.saved(e, file)
}

func (a *app) snapshot(e *evidence) *grade.Snapshot {
	return &grade.Snapshot{
		Book: e.book, Records: e.records, SavedAt: a.env.Now().UTC(), SavedBy: a.env.Version,
		Grace: e.grace, Tolerance: e.tolerance, Redaction: e.redaction,
	}
}

// saved says what was written, and whether it is all.
func (a *app) saved(e *evidence, file string) error {
	a.note("saved course %s with %d people and %d activities to %s", e.book.Course.Code, len(e.book.Learners), len(e.book.Activities), file)
	if diagnose.Join(e.input()).Incomplete() {
		return status(exitPartial)
	}
	return nil
}

// loadBook reads a saved book.
func (a *app) loadBook(file string) (*evidence, error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &problem{err: fmt.Errorf("there is no file %s", file), code: exitFailed, hint: "gradesync book save --course COURSE -o " + file + " writes one"}
	}
	if err != nil {
		return nil, fmt.Errorf("open book: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	s, err := grade.ReadSnapshot(f)
	if err != nil {
		return nil, fmt.Errorf("read book %s: %w", file, err)
	}
	if s.Redaction != nil {
		a.note("%s is redacted: people, hosts and texts in it are pseudonyms", file)
	}
	return &evidence{book: s.Book, records: s.Records, grace: s.Grace, tolerance: s.Tolerance, redaction: s.Redaction}, nil
}
