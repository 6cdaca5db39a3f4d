// Package diagnose judges every expected grade of one course and says why those
// that did not arrive did not. It is pure: no network, no clock, no SQL, no
// printing. The steps are Join (facts and cases), judge (verdicts, no rule
// needed), the rules (one pure func each), attribution (one primary cause for
// each grade, or none), Report (plain data).
package diagnose
