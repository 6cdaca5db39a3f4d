package config

import (
	"errors"
	"io/fs"
	"path/filepath"
)

const (
	fileName        = "gradesync.yaml"
	fileVariable    = "GRADESYNC_CONFIG"
	profileVariable = "GRADESYNC_PROFILE"
	maxFileBytes    = 1 << 20
)

// read finds and parses the file; none at all is an empty document.
func (c *Config) read(w World, named string) (document, error) {
	if named == "" {
		named = w.getenv(fileVariable)
	}
	places := []string{named}
	if named == "" {
		places = usualPlaces(w)
	}
	for _, path := range places {
		data, err := readFile(w, path)
		if err == nil {
			c.File = path
			return parse(path, data, c.origins)
		}
		if named != "" || !errors.Is(err, fs.ErrNotExist) {
			return document{}, &Error{Where: path, Problem: "cannot read the configuration: " + reason(err)}
		}
		c.looked = append(c.looked, path)
	}
	return document{}, nil
}

func usualPlaces(w World) []string {
	places := []string{fileName}
	if w.UserConfigDir == nil {
		return places
	}
	// without a home there is no such folder, and nothing to look for in it
	if dir, err := w.UserConfigDir(); err == nil {
		places = append(places, filepath.Join(dir, "gradesync", fileName))
	}
	return places
}

func readFile(w World, path string) ([]byte, error) {
	if w.ReadFile == nil {
		return nil, fs.ErrNotExist
	}
	data, err := w.ReadFile(path)
	if err == nil && len(data) > maxFileBytes {
		return nil, errors.New("larger than 1 MiB")
	}
	return data, err
}

// reason is what a file system says, without the path: the error names it.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "no such file"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	}
	return err.Error()
}
