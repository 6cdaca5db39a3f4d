package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

const day = 24 * time.Hour

// clock writes a moment as briefly as one seen from now allows.
func clock(t, now time.Time) string {
	t = t.UTC()
	if now = now.UTC(); t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04 MST")
	}
	return t.Format("2006-01-02 15:04 MST")
}

// age writes how long ago something was, in one unit.
func age(t, now time.Time) string {
	switch d := now.Sub(t); {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 2*day:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	default:
		return fmt.Sprintf("%d days ago", int(d/day))
	}
}

// ageOr is age of a moment that may never have been.
func ageOr(m grade.Maybe[time.Time], now time.Time, never string) string {
	t, known := m.Get()
	if !known {
		return never
	}
	return age(t, now)
}

// readWhen says when something was read.
func readWhen(m grade.Maybe[time.Time], now time.Time) string {
	if !m.Known() {
		return "never read"
	}
	return "read " + ageOr(m, now, "")
}

// lasting writes how long something took.
func lasting(d time.Duration) string {
	switch {
	case d < time.Second:
		return "less than a second"
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour, d < 2*time.Hour && d%time.Hour != 0:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 2*day:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d/day))
}

// siteKey names an LMS in words, given as the store's key does.
func siteKey(key string) string {
	kind, url, _ := strings.Cut(key, " ")
	if strings.Contains(url, "://") {
		return siteWords(grade.Site{Kind: kind, URL: url})
	}
	return strings.TrimSpace(siteName(kind) + " " + url)
}
