package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// server is a store in PostgreSQL.
type server struct{ config *pgx.ConnConfig }

const (
	serverConnections = 8
	connectTimeout    = 10 * time.Second
)

func engineOf(address string) (engine, error) {
	const doing = "opening the store"
	switch {
	case address == "":
		return nil, &storeError{doing: doing, reason: "no place is given for it", class: ErrUnavailable}
	case !strings.HasPrefix(address, "postgres://") && !strings.HasPrefix(address, "postgresql://"):
		return &sqliteFile{path: address}, nil
	}
	config, err := pgx.ParseConfig(address)
	if err != nil { // its text quotes the address
		return nil, &storeError{doing: doing, reason: "the postgres:// address is not well formed", class: ErrUnavailable}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "gradesync"
	}
	return &server{config: config}, nil
}

func (p *server) open(context.Context, Options) (*sql.DB, error) {
	db := stdlib.OpenDB(*p.config)
	db.SetMaxOpenConns(serverConnections)
	db.SetMaxIdleConns(serverConnections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db, nil
}

func (p *server) oneWriter() bool { return false }

func (p *server) clock() string {
	return "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)"
}

// rowsAtOnce: every statement is a way to the server and back, and one has at most
// 65535 arguments.
func (p *server) rowsAtOnce(n int) int { return min(250, 65535/n) }

func (p *server) classify(err error) (reason string, class error) {
	_, connecting := errors.AsType[*pgconn.ConnectError](err)
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		if reason, class = classifyCode(e); class == nil && connecting {
			return "PostgreSQL takes no connection now (SQLSTATE " + e.Code + "); run it later", ErrUnavailable
		}
		return reason, class
	}
	if connecting {
		return "PostgreSQL cannot be reached; look whether it runs, and at the address", ErrUnavailable
	}
	if broken(err) {
		return "the connection to PostgreSQL broke; run it again", ErrUnavailable
	}
	return "", nil
}

// classifyCode reads SQLSTATE: appendix A of PostgreSQL's manual.
func classifyCode(e *pgconn.PgError) (reason string, class error) {
	switch code := e.Code; {
	case code == "53100":
		return reasonFull, ErrFull
	case code == "25006", code == "42501":
		return reasonReadOnly, ErrReadOnly
	case code == "55P03":
		return reasonBusy, ErrUnavailable
	case strings.HasPrefix(code, "23"), code == "P0001":
		return reasonRefused, nil
	case strings.HasPrefix(code, "28"):
		return "PostgreSQL does not let this user in; look at the user and the password", ErrUnavailable
	case code == "3D000":
		return "PostgreSQL has no such database; make it first", ErrUnavailable
	case strings.HasPrefix(code, "53"):
		return "PostgreSQL has too little of something (SQLSTATE " + code + "); run it later", ErrUnavailable
	case strings.HasPrefix(code, "57P"), strings.HasPrefix(code, "08"):
		return "PostgreSQL ended the connection; run it again when it is back", ErrUnavailable
	}
	return "PostgreSQL answers with SQLSTATE " + e.Code, nil
}

func broken(err error) bool {
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, driver.ErrBadConn) || pgconn.SafeToRetry(err)
}

// lost: a server that goes down says 57P01 to whoever asks next on an old
// connection, and closes it.
func (p *server) lost(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(e.Code, "57P") && e.Code != "57P03"
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return false
	}
	return broken(err) && ended(err) == nil
}
