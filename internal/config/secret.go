package config

import (
	"path/filepath"
	"regexp"
	"strings"
)

// Secret is a reference to a secret: env:NAME, file:PATH or keyring:NAME. A
// Secret that Load returned is never the secret itself. Empty means not set.
type Secret string

// keyringService is the name under which secrets lie in the keyring.
const keyringService = "gradesync"

// String returns the reference, or a mask when s is not one.
func (s Secret) String() string {
	if s == "" || s.problem() == "" {
		return string(s)
	}
	return "(masked)"
}

// GoString is String, so that no formatting verb shows more.
func (s Secret) GoString() string { return s.String() }

// Resolve returns the secret, without the line break a file or a shell leaves
// at its end. A reference that leads nowhere, or to nothing, is an error that
// names the reference; so is an empty Secret.
func (s Secret) Resolve(w World) (string, error) {
	if s == "" {
		return "", &Error{Problem: "a secret is not set"}
	}
	if problem := s.problem(); problem != "" {
		return "", &Error{Problem: problem}
	}
	value, problem := s.lookUp(w)
	if problem != "" {
		return "", &Error{Key: s.String(), Problem: problem}
	}
	value = strings.TrimRight(value, "\r\n")
	if strings.TrimSpace(value) == "" {
		return "", &Error{Key: s.String(), Problem: "is empty or not set"}
	}
	return value, nil
}

// lookUp follows the reference. The causes are not wrapped: what a keyring or a
// file system says of a failure is not ours to vouch for.
func (s Secret) lookUp(w World) (value, problem string) {
	scheme, name, _ := strings.Cut(string(s), ":")
	switch scheme {
	case "env":
		return w.getenv(name), ""
	case "file":
		if w.ReadFile == nil {
			return "", "files cannot be read here"
		}
		data, err := w.ReadFile(name)
		if err != nil {
			return "", "cannot be read: " + reason(err)
		}
		return string(data), ""
	}
	if w.Keyring == nil {
		return "", "there is no keyring here; use env: or file:"
	}
	value, err := w.Keyring(keyringService, name)
	if err != nil {
		return "", "the keyring has no secret of that name for " + keyringService + ", or is locked"
	}
	return value, ""
}

var variablePattern = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// problem says why s is no reference, without showing it; empty when it is one.
func (s Secret) problem() string {
	scheme, name, _ := strings.Cut(string(s), ":")
	switch {
	case scheme == "env" && variablePattern.MatchString(name),
		(scheme == "file" || scheme == "keyring") && name != "":
		return ""
	case scheme == "env":
		return "env: wants the name of a variable after it"
	}
	return "must be a reference (env:NAME, file:PATH or keyring:NAME), not the secret itself"
}

// within returns s with a relative file: path taken from folder.
func (s Secret) within(folder string) Secret {
	if path, ok := strings.CutPrefix(string(s), "file:"); ok && path != "" {
		return Secret("file:" + within(folder, path))
	}
	return s
}

func within(folder, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(folder, path)
}
