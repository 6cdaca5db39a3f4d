// Package redact makes a copy of a course in which no person can be recognised and
// which gives the same diagnosis.
//
// Whatever names a person becomes a pseudonym, the same one wherever the value stands,
// so that everything the rules compare stays equal or different. Free text is cut down
// to words of fixed lists. What only likeness could find (two names with a typing
// error between them) is found before and told in grade.Likeness. In the end the copy
// is searched for every value that was replaced.
//
// The table in fields.go says of each field what becomes of it; a field that it does
// not name is a failure, never kept.
package redact
