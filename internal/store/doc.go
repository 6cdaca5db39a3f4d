// Package store keeps what must outlive one run, in a SQLite file or in PostgreSQL:
// the ledger of scores sent, who holds which work, and what was pulled of courses.
//
// It decides nothing. Names, logins and e-mail addresses are kept only when
// Options.Personal says so; tokens, secrets and sourcedids never are.
//
// One SQL text serves both databases: arguments are $1, $2, …, moments are
// microseconds since 1970. What differs is in sqlite.go, postgres.go and bulk.go.
package store
