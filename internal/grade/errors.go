package grade

import "errors"

// The classes of failure an LMS or a tool's source can answer with. They are
// wrapped with %w; retry policy, gaps, exit codes and rules read the class with
// errors.Is and never a status number.
var (
	ErrAuth        = errors.New("credentials refused")
	ErrScope       = errors.New("permission missing")
	ErrNotFound    = errors.New("not found")
	ErrThrottled   = errors.New("throttled")
	ErrTemporary   = errors.New("temporary failure")
	ErrRejected    = errors.New("rejected")
	ErrUnsupported = errors.New("not supported")
	// ErrUnreadable is an answer that is not what the protocol promises: HTML in
	// place of JSON, half a body, nothing at all.
	ErrUnreadable = errors.New("unreadable answer")
)

// ErrorClass names the class of err in one word, as the store, summaries and metrics
// write it; empty when it has none of the classes above.
func ErrorClass(err error) string {
	for _, c := range errorClasses() {
		if errors.Is(err, c.err) {
			return c.name
		}
	}
	return ""
}

// ErrorClasses lists every word of ErrorClass.
func ErrorClasses() []string {
	var names []string
	for _, c := range errorClasses() {
		names = append(names, c.name)
	}
	return names
}

type errorClass struct {
	err  error
	name string
}

func errorClasses() []errorClass {
	return []errorClass{
		{ErrAuth, "auth"}, {ErrScope, "scope"}, {ErrNotFound, "not_found"}, {ErrThrottled, "throttled"}, {ErrUnreadable, "unreadable"},
		{ErrTemporary, "temporary"}, {ErrUnsupported, "unsupported"}, {ErrRejected, "rejected"},
	}
}
