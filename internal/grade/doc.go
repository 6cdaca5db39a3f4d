// Package grade is the vocabulary of gradesync: what an LMS said of one course
// (Book), what the external tool said of the same course (Records), and how both
// say "I do not know" (Maybe, Gap).
//
// Everything here is plain data. It can be saved, sent to a colleague and judged
// again without a network. The package decides nothing and prints nothing.
package grade
