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
	cmd.AddCommand(a.bookSaveCommand())
	return cmd
}

func (a *app) bookSaveCommand() *cobra.Command {
	var course, file string
	cmd := &cobra.Command{
		Use:   "save --course COURSE -o FILE",
		Short: "Read a course and the tool's records into one file",
		Long: "book save reads a course and the tool's records and keeps both in one compressed file that\n" +
			"gradesync diagnose --book judges again without any network. The file holds personal data\n" +
			"(names, e-mail addresses, grades): keep it as you would keep a gradebook.",
		Example: "  gradesync book save --course 5 -o calc.book.gz\n" +
			"  gradesync diagnose --book calc.book.gz",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runBookSave(cmd.Context(), course, file) },
	}
	cmd.Flags().StringVar(&course, "course", "", "`COURSE` to read from the LMS: its id, short name or id number")
	// -o is the file here, not the format: the document of this command is the book.
	cmd.Flags().StringVarP(&file, "output", "o", "", "`FILE` to write, by custom ending in .book.gz")
	cmd.Flags().String("format", "text", "")
	_ = cmd.Flags().MarkHidden("format") // shadows the global flag and its -o
	for _, name := range []string{"course", "output"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic("a required flag that does not exist: " + err.Error()) // a slip in this package
		}
	}
	return cmd
}

func (a *app) runBookSave(ctx context.Context, course, file string) error {
	e, err := a.gather(ctx, course)
	if err != nil {
		return err
	}
	snapshot := &grade.Snapshot{
		Book: e.book, Records: e.records, SavedAt: a.env.Now().UTC(), SavedBy: a.env.Version,
		Grace: e.grace, Tolerance: e.tolerance,
	}
	if err := replaceFile(file, func(w io.Writer) error { return grade.WriteSnapshot(w, snapshot) }); err != nil {
		return fmt.Errorf("write book %s: %w", file, err)
	}
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
	return &evidence{book: s.Book, records: s.Records, grace: s.Grace, tolerance: s.Tolerance}, nil
}
