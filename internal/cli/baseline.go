package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/report"
)

// knownOptions say what is known already and shall not make a run fail.
type knownOptions struct {
	suppress        suppressOptions
	baseline, write string
}

func (o *knownOptions) flags(cmd *cobra.Command) {
	o.suppress.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.baseline, "baseline", "", "report only what the earlier report in `FILE` does not have")
	f.StringVar(&o.write, "write-baseline", "", "keep what was found in `FILE`, for --baseline: ids, no names, no scores")
	// A baseline of a part would make the rest look new.
	cmd.MarkFlagsMutuallyExclusive("write-baseline", "user")
	cmd.MarkFlagsMutuallyExclusive("write-baseline", "activity")
}

// read returns the baseline, nil where none was asked for.
func (o *knownOptions) read() (*diagnose.Report, error) {
	if o.baseline == "" {
		return nil, nil //nolint:nilnil // no baseline is what most runs have
	}
	base, err := readReport(o.baseline)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &problem{err: err, code: exitFailed, hint: "gradesync diagnose --course COURSE --write-baseline " + report.Quoted(o.baseline) + " writes one"}
	}
	if err != nil {
		return nil, fmt.Errorf("read the baseline: %w", err)
	}
	return base, nil
}

// readReport reads a report from a file.
func readReport(file string) (*diagnose.Report, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no file %s%w", file, silent{err})
	}
	if err != nil {
		return nil, err
	}
	return diagnose.ReadReport(file, data)
}

// silent keeps an error's class while another says it in words.
type silent struct{ error }

func (silent) Error() string   { return "" }
func (s silent) Unwrap() error { return s.error }

func (o *knownOptions) report(e *diagnose.Examination, base *diagnose.Report, opt diagnose.Options) (*diagnose.Report, error) {
	if base == nil {
		return e.Report(opt), nil
	}
	r, err := e.AgainstBaseline(base, opt)
	if err != nil {
		return nil, &problem{err: fmt.Errorf("compare with the baseline %s: %w", o.baseline, err), code: exitUsage,
			hint: "a baseline belongs to one course of one LMS: keep a file for each"}
	}
	return r, nil
}

// keepBaseline writes what was found for later runs to compare with.
func (a *app) keepBaseline(e *diagnose.Examination, base *diagnose.Report, opt diagnose.Options, o knownOptions) error {
	if o.write == "" {
		return nil
	}
	r, err := e.NewBaseline(base, opt)
	if err != nil {
		return err
	}
	format, err := report.Lookup("json")
	if err != nil {
		return err
	}
	if err := a.written(o.write, replaceFile(o.write, func(w io.Writer) error { return format.Diagnosis(w, r, report.Style{}) })); err != nil {
		return err
	}
	if r.Partial {
		a.note("the baseline %s lacks what could not be read this time", o.write)
	}
	return nil
}
