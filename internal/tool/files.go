package tool

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// kinds lists the kinds of record in the order in which they are read.
func kinds() []string { return []string{accounts, activities, scores, launches, sends} }

// readFiles reads a folder of record files.
func (r *reading) readFiles(spec Spec) error {
	files, err := listFolder(spec)
	if err != nil {
		return err
	}
	chosen := slices.DeleteFunc(slices.Clone(files), func(f file) bool {
		return f.ext == "" || !slices.Contains(kinds(), f.stem)
	})
	r.noteOthers(spec, files)
	if len(chosen) == 0 {
		return fmt.Errorf("read tool records %s: none of the files %s, each .csv or .jsonl, is in the folder: %w",
			spec.Name, strings.Join(kinds(), ", "), grade.ErrNotFound)
	}
	if err := twice(spec, chosen); err != nil {
		return err
	}
	slices.SortFunc(chosen, func(a, b file) int { return slices.Index(kinds(), a.stem) - slices.Index(kinds(), b.stem) })
	return r.readEach(spec, chosen, r.readFile)
}

// noteOthers tells about files that look like records and are not read.
func (r *reading) noteOthers(spec Spec, files []file) {
	for _, f := range files {
		known := slices.Contains(kinds(), f.stem)
		switch {
		case known && f.ext == "":
			r.note("%s is not read: write it as .csv or .jsonl", spec.shown(f))
		case !known && f.ext != "":
			r.note("%s is not read: it is none of %s%s", spec.shown(f), strings.Join(kinds(), ", "), didYouMean(f.stem, kinds()))
		}
	}
}

func (r *reading) readFile(spec Spec, f file) error {
	switch f.stem {
	case accounts:
		return load(r, spec, f, accountColumns(), func(row *grade.Account) string {
			return r.accounts.put(row.ID, row, r.files, mergeAccount)
		})
	case activities:
		return load(r, spec, f, activityColumns(), func(row *grade.ToolActivity) string {
			return r.activities.put(row.ID, row, r.files, mergeActivity)
		})
	case scores:
		return load(r, spec, f, scoreColumns(), appendTo(&r.records.Scores))
	case launches:
		return load(r, spec, f, launchColumns(), appendTo(&r.records.Launches))
	default:
		return load(r, spec, f, sendColumns(), appendTo(&r.records.Sends))
	}
}

func appendTo[T any](rows *[]T) func(*T) string {
	return func(row *T) string {
		if len(*rows) == cap(*rows) {
			*rows = slices.Grow(*rows, max(64, len(*rows))) // append would copy large lists more often
		}
		*rows = append(*rows, *row)
		return ""
	}
}

// readEach reads files one after the other, and goes on after one that cannot be
// read: a person would rather hear of all of them at once.
func (r *reading) readEach(spec Spec, files []file, read func(Spec, file) error) error {
	var errs []error
	for _, f := range files {
		r.files++
		if err := read(spec, f); err != nil {
			errs = append(errs, fmt.Errorf("read tool records %s: %w: %w", spec.shown(f), err, grade.ErrUnreadable))
		}
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
	}
	return errors.Join(errs...)
}
