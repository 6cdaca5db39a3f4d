// Package httpkit is the one HTTP client of gradesync: retries that know which
// requests may be repeated, a budget for each host, a time limit for each
// request, answers of bounded size, one log record for each exchange, and errors
// that have a class and never carry a token, a query or a form.
//
// A Client is safe for use by several goroutines.
package httpkit
