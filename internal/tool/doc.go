// Package tool reads the external tool's side of the story: folders of record
// files (CSV or JSON lines) and folders of raw LTI launches become one
// [grade.Records].
//
// A value that is not there is unknown, never false and never zero. A row that
// cannot be read is left out, counted, named with file, line and column, and
// leaves a [grade.Gap] behind; a file that cannot be read is an error. The format
// is described in docs/records.md.
package tool
