package config

import (
	"net/url"
	"strings"
)

// Store says where pulled books are kept. In the file it is a text (a path, a
// postgres:// address or a reference to one) or a mapping of these keys. The
// default is gradesync.db in the configuration's folder; a built-in profile
// has none unless a flag names one.
type Store struct {
	// URL is a postgres:// address without a password, or a reference
	// (env:NAME, file:PATH, keyring:NAME) to an address that may have one.
	URL string `mapstructure:"url"`
	// Path is a SQLite file, and empty when URL is set.
	Path string `mapstructure:"path"`
	// Personal keeps names, logins and e-mail addresses in the store; false by
	// default, and then only identifiers are kept.
	Personal bool `mapstructure:"personal"`
}

const defaultStore = "gradesync.db"

// Resolve returns the postgres:// address or the path of the SQLite file, and
// empty text when there is no store. Treat the address as secret.
func (s Store) Resolve(w World) (string, error) {
	if s.URL == "" {
		return s.Path, nil
	}
	if !isReference(s.URL) {
		return s.URL, nil
	}
	dsn, err := Secret(s.URL).Resolve(w)
	if err != nil {
		return "", err
	}
	if problem := addressProblem(dsn, true); problem != "" {
		return "", &Error{Key: Secret(s.URL).String(), Problem: "does not hold a store's address: it " + problem}
	}
	return dsn, nil
}

// storeText reads the short form: what is no address and no reference is a path.
func storeText(text, folder string) map[string]any {
	switch {
	case isReference(text):
		return map[string]any{"url": string(Secret(text).within(folder)), "path": ""}
	case strings.Contains(text, "://"), strings.Contains(text, "password="):
		return map[string]any{"url": text, "path": ""}
	}
	return map[string]any{"url": "", "path": within(folder, text)}
}

// storeVariable is storeText for a variable, which may hold a password: the
// address is then kept as a reference to the variable.
func storeVariable(name, text string) map[string]any {
	if addressProblem(text, false) != "" && addressProblem(text, true) == "" {
		return map[string]any{"url": "env:" + name, "path": ""}
	}
	return storeText(text, "")
}

func isReference(text string) bool {
	return text != "" && Secret(text).problem() == ""
}

func isPostgres(text string) bool {
	return strings.HasPrefix(text, "postgres://") || strings.HasPrefix(text, "postgresql://")
}

// addressProblem says what is wrong with a store's address, without showing it.
func addressProblem(text string, mayHoldPassword bool) string {
	if !isPostgres(text) {
		return "must be a path, a postgres:// address, or a reference to one"
	}
	u, err := url.Parse(text)
	if err != nil {
		return "must be a well-formed postgres:// address"
	}
	_, inUser := u.User.Password()
	if !mayHoldPassword && (inUser || u.Query().Has("password")) {
		return "must not hold a password; use a reference such as env:NAME, or PGPASSWORD or PGPASSFILE"
	}
	return ""
}

func (s Store) problem() string {
	switch {
	case s.URL != "" && s.Path != "":
		return "give url or path, not both"
	case s.URL == "" || isReference(s.URL):
		return ""
	}
	return addressProblem(s.URL, false)
}
