// Package preflight checks what a diagnosis, or a course's first day, will stand
// on: the connections to the LMS and to the tool's records. It judges what others
// read and asks nothing itself.
package preflight
