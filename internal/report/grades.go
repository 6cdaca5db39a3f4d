package report

import (
	"strconv"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// unjudged is a pair as a key: whatever verdict it was noted with, it is one grade.
func unjudged(p diagnose.Pair) diagnose.Pair {
	return diagnose.Pair{User: p.User, Activity: p.Activity}
}

// gradeRows finds the row of a grade.
func gradeRows(r *diagnose.Report) map[diagnose.Pair]diagnose.GradeRow {
	rows := make(map[diagnose.Pair]diagnose.GradeRow, len(r.Grades))
	for _, g := range r.Grades {
		rows[diagnose.Pair{User: g.User, Activity: g.Activity}] = g
	}
	return rows
}

func verdictName(v diagnose.Verdict) string { return strings.ReplaceAll(string(v), "_", " ") }

// scoreWords writes a score with its maximum, as exactly as a reader needs it.
func scoreWords(score, most grade.Maybe[float64]) string {
	s, ok := score.Get()
	if !ok {
		return "–"
	}
	words := rounded(s)
	if m, ok := most.Get(); ok {
		words += "/" + rounded(m)
	}
	return words
}

// rounded writes a number with at most two decimals.
func rounded(f float64) string {
	text := strconv.FormatFloat(f, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// exact writes a number as it is, and nothing for one that is not known.
func exact(m grade.Maybe[float64]) string {
	f, ok := m.Get()
	if !ok {
		return ""
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// courseTitle is how a heading calls a course.
func courseTitle(c diagnose.CourseName) string {
	code, title := cut(c.Code, longestTitle), cut(c.Title, longestTitle)
	switch {
	case code == "" && title == "":
		return "course " + c.ID
	case code == title:
		return code
	}
	return strings.TrimSpace(code + " " + title)
}

// siteWords names an LMS, its version and its host.
func siteWords(s grade.Site) string {
	words := strings.TrimSpace(siteName(s.Kind) + " " + s.Version)
	if host := strings.TrimPrefix(s.URL, "https://"); host != "" {
		words += " at " + host
	}
	return words
}

// sign is what stands for a verdict where there is room for one letter.
func sign(v diagnose.Verdict) string {
	switch v {
	case diagnose.Arrived:
		return "✓"
	case diagnose.Missing:
		return "✗"
	case diagnose.Differs:
		return "≠"
	case diagnose.Hidden:
		return "◌"
	case diagnose.Late:
		return "…"
	case diagnose.NotExpected:
		return "·"
	}
	return "?"
}
