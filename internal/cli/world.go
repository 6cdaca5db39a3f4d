package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/zalando/go-keyring"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/grade"
)

// world is what the configuration may ask of this machine.
func (a *app) world() config.World {
	return config.World{
		Getenv:   a.getenv,
		Environ:  func() []string { return a.env.Environ },
		ReadFile: os.ReadFile,
		UserConfigDir: func() (string, error) {
			if dir := a.env.Getenv("XDG_CONFIG_HOME"); dir != "" {
				return dir, nil
			}
			return os.UserConfigDir()
		},
		Keyring: keyring.Get,
	}
}

// getenv returns a variable, or a secret of the practice tool in this process.
func (a *app) getenv(name string) string {
	if value, ok := a.invented[name]; ok {
		return value
	}
	return a.env.Getenv(name)
}

// folder opens a folder of records; a single file stands for a folder that holds
// nothing else.
func folder(path string) (fs.FS, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &problem{err: fmt.Errorf("read tool records: there is no folder %s: %w", path, grade.ErrNotFound),
			hint: "set tool.path in the profile to the folder with the tool's exported records"}
	case err != nil:
		return nil, fmt.Errorf("read tool records: %w", err)
	case info.IsDir():
		return os.DirFS(path), nil
	}
	return oneFile{os.DirFS(filepath.Dir(path)), filepath.Base(path)}, nil
}

// oneFile shows a folder as if it held one file only.
type oneFile struct {
	folder fs.FS
	name   string
}

// Open opens the file, or the folder itself.
func (o oneFile) Open(name string) (fs.File, error) {
	if name != o.name && name != "." {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return o.folder.Open(name)
}

// ReadDir lists the one file.
func (o oneFile) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != "." {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	info, err := fs.Stat(o.folder, o.name)
	if err != nil {
		return nil, err
	}
	return []fs.DirEntry{fs.FileInfoToDirEntry(info)}, nil
}

// document writes the command's document to --out, else to standard output. A
// file appears only when it is complete.
func (a *app) document(write func(io.Writer) error) error {
	if a.out == "" || a.out == "-" {
		a.begun = true
		return a.written("standard output", write(a.env.Out))
	}
	return a.written(a.out, replaceFile(a.out, write))
}

func (a *app) written(where string, err error) error {
	if err != nil {
		return fmt.Errorf("write %s: %w", where, err)
	}
	return nil
}

// replaceFile writes beside the target and renames, so that a failure leaves
// whatever was there before.
func replaceFile(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // after the rename there is nothing left to remove
	if err := write(f); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
