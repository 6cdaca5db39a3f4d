// Package cli is the command line of gradesync: options, wiring, streams and exit
// codes. It is the only room that knows cobra and the operating system.
//
// How the terminal is used: stdout is the document and nothing else. Progress,
// notes and errors go to stderr, in lower case, without a full stop, a hint on a
// line of its own. Colours and progress appear only on a terminal, and not with
// NO_COLOR, TERM=dumb or CI. The exit code is computed from the result before it
// is rendered, so every format ends with the same one.
package cli
