package cli

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/report"
)

// findCourses finds courses by their ids, codes or numbers, in this order. All that
// match nothing are named at once, with the nearest that does.
func findCourses(all []pull.CourseRow, words []string, style report.Style) ([]*pull.CourseRow, error) {
	var found []*pull.CourseRow
	var wrong []error
	have := map[string]bool{}
	for _, word := range words {
		c, err := findCourse(all, word)
		switch {
		case err != nil:
			wrong = append(wrong, err)
		case !have[c.ID]:
			have[c.ID] = true
			found = append(found, c)
		}
	}
	if len(wrong) == 0 {
		return found, nil
	}
	hint := style.Typed("gradesync courses list", "") + " shows those there are"
	if len(all) == 0 {
		hint = "the LMS's list was not read yet: " + style.Typed("gradesync sync --once", "")
	}
	return nil, &problem{err: errors.Join(wrong...), code: exitUsage, hint: hint}
}

func findCourse(all []pull.CourseRow, word string) (*pull.CourseRow, error) {
	for _, is := range []func(*pull.CourseRow) bool{
		func(c *pull.CourseRow) bool { return c.ID == word },
		func(c *pull.CourseRow) bool { return strings.EqualFold(c.Code, word) },
		func(c *pull.CourseRow) bool { return strings.EqualFold(c.Number, word) },
	} {
		var match []*pull.CourseRow
		var ids []string
		for i := range all {
			if c := &all[i]; word != "" && is(c) {
				match, ids = append(match, c), append(ids, c.ID)
			}
		}
		switch {
		case len(match) == 1:
			return match[0], nil
		case len(match) > 1:
			return nil, fmt.Errorf("%q is %d courses: give one of the ids %s", word, len(match), strings.Join(ids, ", "))
		}
	}
	return nil, fmt.Errorf("no course %q is known%s", word, meantCourse(all, word))
}

// meantCourse names the course that a word is most likely a misspelling of.
func meantCourse(all []pull.CourseRow, word string) string {
	best, least := "", 1+max(1, len(word)/3)
	for i := range all {
		for _, known := range []string{all[i].ID, all[i].Code, all[i].Number} {
			if known == "" {
				continue
			}
			if d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(known)); d < least {
				best, least = known, d
			}
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// matchCourses finds the courses whose code or title fits a pattern of * ? and [a-z],
// whatever its case.
func matchCourses(all []pull.CourseRow, glob string) ([]*pull.CourseRow, error) {
	// Titles are no paths: a * goes over a / as well.
	flat := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, "/", "\x00")) }
	var found []*pull.CourseRow
	for i := range all {
		for _, text := range []string{all[i].Code, all[i].Title} {
			fits, err := path.Match(flat(glob), flat(text))
			if err != nil {
				return nil, usage("--match %q is no pattern: a [ needs its ], and a \\ something behind it", glob)
			}
			if fits {
				found = append(found, &all[i])
				break
			}
		}
	}
	return found, nil
}

// completeCourses offers the courses of the store for a flag.
func (a *app) completeCourses(cmd *cobra.Command, flag string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, a.courseWords); err != nil {
		panic("completion of a flag that does not exist: " + err.Error()) // a slip in this package
	}
}

// courseWords lists the courses of the store with their titles, in the form shells
// show; nothing where there is no store.
func (a *app) courseWords(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	var words []string
	if _, p, err := a.stored(cmd.Context(), ""); err == nil {
		if list, err := p.List(cmd.Context()); err == nil {
			for _, c := range list.Courses {
				words = append(words, c.ID+"\t"+strings.TrimSpace(c.Code+" "+c.Title))
			}
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}
