package tool

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// file is one file of a folder that can be read.
type file struct {
	base   string // its name in the folder
	stem   string // without .csv, .jsonl and .gz
	ext    string // .csv or .jsonl; "" when it is neither
	packed bool   // by gzip
}

func newFile(base string) file {
	name, packed := strings.CutSuffix(base, ".gz")
	f := file{base: base, stem: strings.TrimSuffix(name, path.Ext(name)), packed: packed}
	if ext := path.Ext(name); ext == ".csv" || ext == ".jsonl" {
		f.ext = ext
	}
	return f
}

// listFolder returns the files of a folder in the order of their names. Hidden
// files and folders are left out.
func listFolder(spec Spec) ([]file, error) {
	entries, err := fs.ReadDir(spec.FS, ".")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("read tool records %s: there is no such folder: %w", spec.Name, grade.ErrNotFound)
	case err != nil:
		return nil, fmt.Errorf("read tool records %s: list the folder: %w: %w", spec.Name, err, grade.ErrUnreadable)
	}
	var files []file
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			files = append(files, newFile(e.Name()))
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("read tool records %s: the folder is empty: %w", spec.Name, grade.ErrNotFound)
	}
	return files, nil
}

// twice finds two files that would be read as the same one.
func twice(spec Spec, files []file) error {
	for i, f := range files {
		if at := slices.IndexFunc(files[:i], func(g file) bool { return g.stem == f.stem }); at >= 0 {
			return fmt.Errorf("read tool records %s: %s and %s are the same records twice: remove one: %w",
				spec.Name, files[at].base, f.base, grade.ErrUnreadable)
		}
	}
	return nil
}

// shown is how messages name a file: with the folder as the user wrote it.
func (s Spec) shown(f file) string {
	if s.Name == "" {
		return f.base
	}
	return strings.TrimRight(s.Name, "/") + "/" + f.base
}

// opened is a file being read; Close closes it.
type opened struct {
	*lines
	closers []io.Closer
}

func (o *opened) Close() error {
	var errs []error
	for _, c := range slices.Backward(o.closers) {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

func open(fsys fs.FS, f file) (*opened, error) {
	in, err := fsys.Open(f.base)
	if err != nil {
		return nil, err
	}
	if !f.packed {
		return &opened{newLines(in), []io.Closer{in}}, nil
	}
	unzip, err := gzip.NewReader(in)
	if err != nil {
		_ = in.Close() // only read from
		return nil, fmt.Errorf("unpack: %w: its name ends in .gz; write it again with gzip", err)
	}
	return &opened{newLines(unzip), []io.Closer{in, unzip}}, nil
}
