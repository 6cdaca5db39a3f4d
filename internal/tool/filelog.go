package tool

import (
	"fmt"

	"github.com/gradesync/gradesync/internal/grade"
)

// Bounds on what is told about one file.
const (
	mostProblems = 20
	mostUnknown  = 20 // unknown columns: JSON members may be without number
)

// fileLog counts what became of the rows of one file.
type fileLog struct {
	r       *reading
	kind    string
	file    file
	name    string // for messages
	kept    int
	left    int // left out
	first   Problem
	unknown int
	nulls   map[string]bool // columns in which a placeholder was seen
}

func (r *reading) begin(kind string, spec Spec, f file) *fileLog {
	r.given[kind] = true
	return &fileLog{r: r, kind: kind, file: f, name: spec.shown(f), nulls: map[string]bool{}}
}

// count notes what became of a row: nil, a *fault, or an error that ends the
// reading, which is returned.
func (l *fileLog) count(err error) error {
	switch bad, isFault := err.(*fault); {
	case err == nil:
		l.kept++
	case isFault:
		l.leaveOut(bad)
	default:
		return err
	}
	if (l.kept+l.left)%1024 == 0 {
		return l.r.ctx.Err()
	}
	return nil
}

func (l *fileLog) leaveOut(bad *fault) {
	l.left++
	p := Problem{File: l.name, Line: bad.line, Column: bad.column, Field: bad.field, Value: bad.value, Reason: bad.reason}
	if l.left == 1 {
		l.first = p
	}
	if l.left <= mostProblems {
		l.r.tally.Problems = append(l.r.tally.Problems, p)
	}
}

// unknownColumn tells of a column that is kept out.
func (l *fileLog) unknownColumn(name string) {
	if l.unknown++; l.unknown > mostUnknown {
		return
	}
	l.r.note("%s: column %q is not known and is kept out%s", l.name, shorten(name), didYouMean(name, columnNames(l.kind)))
}

// placeholder tells once for each column of a word that was read as nothing.
func (l *fileLog) placeholder(column string, c cell) {
	if !l.nulls[column] {
		l.nulls[column] = true
		l.r.note("%s:%d:%d: %s %s is read as an empty cell, here and further on", l.name, c.line, c.column, column, c.raw)
	}
}

// end adds the file to the tally and leaves a gap where rows are missing. proven
// tells that the file itself shows that there is nothing, by a header without rows;
// an empty file may as well be an export that failed.
func (l *fileLog) end(proven bool) {
	l.r.tally.Rows[l.kind] += l.kept
	l.r.tally.Unreadable[l.kind] += l.left
	happens := l.kind == launches || l.kind == sends
	switch {
	case l.left > 0:
		l.gap("%d of %d rows of %s could not be read; first: line %d: %s",
			l.left, l.kept+l.left, l.file.base, l.first.Line, l.first.words())
	case l.kept == 0 && happens && proven:
		l.r.note("%s has no rows: there were no %s", l.name, l.kind)
		l.r.empty[l.kind] = true
	case l.kept == 0:
		l.gap("%s has no rows", l.file.base)
	}
}

func (l *fileLog) gap(format string, args ...any) {
	l.r.gap(l.kind, grade.Failed, fmt.Sprintf(format, args...))
}

// gap records that something of a kind of record is not known.
func (r *reading) gap(kind string, class grade.GapClass, reason string) {
	facts := map[string]grade.Fact{
		accounts: grade.FactAccounts, activities: grade.FactToolActivities,
		scores: grade.FactScores, launches: grade.FactLaunches, sends: grade.FactSends,
	}
	r.records.Gaps = append(r.records.Gaps, grade.Gap{Fact: facts[kind], What: "tool " + kind, Class: class, Reason: reason})
}

// columnNames lists the columns of a kind of record.
func columnNames(kind string) []string {
	var all []heading
	switch kind {
	case accounts:
		all = headings(accountColumns())
	case activities:
		all = headings(activityColumns())
	case scores:
		all = headings(scoreColumns())
	case launches:
		all = headings(launchColumns())
	case sends:
		all = headings(sendColumns())
	}
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].name
	}
	return names
}
