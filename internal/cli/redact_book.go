package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/redact"
)

func (a *app) bookRedactCommand() *cobra.Command {
	var file string
	o := redactOptions{on: true}
	cmd := &cobra.Command{
		Use:   "redact BOOK -o FILE",
		Short: "Make a copy of a saved book in which nobody can be recognised",
		Long: "book redact makes of a saved book what book save --redact would have written: pseudonyms in\n" +
			"place of people, hosts and free text, and the same diagnosis. It needs no network.",
		Example: "  gradesync book redact calc.book.gz -o for-support.book.gz",
		Args:    oneBook,
		RunE: func(_ *cobra.Command, args []string) error {
			options, err := a.redaction(o)
			if err != nil {
				return err
			}
			e, err := a.loadBook(args[0])
			if err != nil {
				return err
			}
			return a.saveRedacted(e, file, options)
		},
	}
	bookFile(cmd, &file)
	o.how(cmd)
	required(cmd, "output")
	return cmd
}

func oneBook(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return &problem{err: fmt.Errorf("%s takes one saved book", cmd.CommandPath()), code: exitUsage, hint: "see " + cmd.CommandPath() + " --help"}
	}
	return nil
}

// saveRedacted writes a redacted copy, reads it back, and keeps it only if nothing of
// what was replaced is left in it.
func (a *app) saveRedacted(e *evidence, file string, o redact.Options) error {
	r, err := redact.Redact(e.input(), o)
	if err != nil {
		return refusedCopy(err)
	}
	copied := *e
	copied.book, copied.records, copied.redaction = r.Course.Book, r.Course.Records, r.Manifest
	snapshot := a.snapshot(&copied)
	err = replaceFile(file, func(w io.Writer) error {
		if err := grade.WriteSnapshot(w, snapshot); err != nil {
			return err
		}
		return readBack(w, r)
	})
	if errors.Is(err, redact.ErrLeft) {
		return refusedCopy(err)
	}
	if err != nil {
		return fmt.Errorf("write book %s: %w", file, err)
	}
	a.tellRedaction(r)
	return a.saved(&copied, file)
}

// readBack searches what was written, as it will be read.
func readBack(w io.Writer, r *redact.Redacted) error {
	f, ok := w.(io.ReadSeeker)
	if !ok {
		return errors.New("what was written cannot be read back")
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	s, err := grade.ReadSnapshot(f)
	if err != nil {
		return err
	}
	return r.Check(diagnose.Input{Book: s.Book, Records: s.Records})
}
