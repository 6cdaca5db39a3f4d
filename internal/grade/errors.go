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
