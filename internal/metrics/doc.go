// Package metrics tells Prometheus how pulling goes: what the store knows of all
// processes, asked when Prometheus asks, and what this process has counted since it
// began.
//
// No metric names a course or a person, and no label holds a text that came from
// outside: labels are words of this program.
package metrics
