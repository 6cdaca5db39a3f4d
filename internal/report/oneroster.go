package report

import (
	"archive/zip"
	"cmp"
	"encoding/csv"
	"io"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/pull"
)

func oneRosterFormat() Format {
	return Format{
		Name: "oneroster", Doc: "for student information systems: a zip of OneRoster 1.2 CSV files", Binary: true,
		Card: oneRosterCard,
	}
}

// oneRosterCard writes the gradebook of a course as a zip in the form of the OneRoster
// 1.2 CSV binding (1EdTech, final release 1.2.1): manifest, categories, line items and
// results, in bulk. The classes, people, schools and sessions they refer to are the
// receiver's own.
func oneRosterCard(w io.Writer, c *pull.Card, _ Style) error {
	o := &roster{Card: c}
	archive := zip.NewWriter(w)
	for _, file := range []struct {
		name string
		rows [][]string
	}{
		{"manifest.csv", o.manifest()},
		{"categories.csv", o.categories()},
		{"lineItems.csv", o.lineItems()},
		{"results.csv", o.results()},
	} {
		// The time of the data, so that the same data give the same file.
		to, err := archive.CreateHeader(&zip.FileHeader{Name: file.name, Method: zip.Deflate, Modified: c.Sync.PulledAt.UTC()})
		if err != nil {
			return err
		}
		sheet := csv.NewWriter(to)
		sheet.UseCRLF = true
		if err := sheet.WriteAll(file.rows); err != nil {
			return err
		}
	}
	return archive.Close()
}

// roster is a course on its way into OneRoster's files.
type roster struct{ *pull.Card }

// oneRosterFiles are all files of the binding (section 2, table 2.1) but the manifest,
// which names each of them as bulk, delta or absent.
func oneRosterFiles() []string {
	return []string{
		"academicSessions", "categories", "classes", "classResources", "courses", "courseResources", "demographics", "enrollments",
		"lineItemLearningObjectiveIds", "lineItems", "lineItemScoreScales", "orgs", "resources", "resultLearningObjectiveIds",
		"results", "resultScoreScales", "roles", "scoreScales", "userProfiles", "userResources", "users",
	}
}

func (o *roster) manifest() [][]string {
	rows := [][]string{{"propertyName", "value"}, {"manifest.version", "1.0"}, {"oneroster.version", "1.2"}}
	for _, name := range oneRosterFiles() {
		state := "absent"
		switch name {
		case "categories", "lineItems", "results":
			state = "bulk"
		}
		rows = append(rows, []string{"file." + name, state})
	}
	return append(rows, []string{"source.systemName", "gradesync"}, []string{"source.systemCode", o.Gradesync})
}

// sourcedID makes an id that is the same each time for the same thing of the same LMS:
// a UUID of version 5 of its address.
func (o *roster) sourcedID(kind, id string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(o.LMS.URL+"/course/"+o.Course.ID+"/"+kind+"/"+id)).String()
}

// class is the receiver's id of the course: what the SIS calls it where the LMS knows,
// else the LMS's own.
func (o *roster) class() string {
	if o.Number != "" {
		return o.Number
	}
	return o.Course.ID
}

// student is the same of a person.
func student(e *pull.CardRow) string {
	if e.SISID != "" {
		return e.SISID
	}
	return e.User
}

// uncategorised is the category of columns that stand directly in the course: each
// line item must have one.
const uncategorised = ""

func (o *roster) categories() [][]string {
	rows := [][]string{{"sourcedId", "status", "dateLastModified", "title", "weight"}}
	for _, c := range append([]pull.CardCategory{{ID: uncategorised, Title: "Uncategorised"}}, o.Categories...) {
		if c.Title == "" {
			c.Title = "Category " + c.ID
		}
		// Weights belong to a learner here, and are whole numbers of a class there.
		rows = append(rows, []string{o.sourcedID("category", c.ID), "", "", clean(c.Title), ""})
	}
	return rows
}

// category is the id of the category that a column stands in, as far as it is told.
func (o *roster) category(a *pull.CardActivity) string {
	id := uncategorised
	if slices.ContainsFunc(o.Categories, func(c pull.CardCategory) bool { return c.ID == a.Category }) {
		id = a.Category
	}
	return o.sourcedID("category", id)
}

// lineItems are the columns of the gradebook. OneRoster wants dates, a school and a
// session of each, which an LMS need not know: the dates are those of the activity, or
// of the course, or of the pull; without the receiver's ids the other two are of our making.
func (o *roster) lineItems() [][]string {
	rows := [][]string{{
		"sourcedId", "status", "dateLastModified", "title", "description", "assignDate", "dueDate", "classSourcedId", "categorySourcedId",
		"academicSessionSourcedId", "resultValueMin", "resultValueMax", "schoolSourcedId",
	}}
	for i := range o.Activities {
		a := &o.Activities[i]
		if !o.column(a) {
			continue
		}
		assigned, due := o.dates(a)
		rows = append(rows, []string{
			o.sourcedID("lineItem", a.ID), "", "", clean(titleOr(a.Title, a.ID)), "", dateOf(assigned), dateOf(due), o.class(), o.category(a),
			cmp.Or(o.Session, o.sourcedID("session", "")), exactly(a.Min), exactly(a.Max), cmp.Or(o.School, o.sourcedID("school", "")),
		})
	}
	return rows
}

// column tells whether the gradebook has a column for it that holds grades.
func (o *roster) column(a *pull.CardActivity) bool {
	return a.Column && !grade.Is(a.Type, grade.NoGrade)
}

func (o *roster) dates(a *pull.CardActivity) (assigned, due time.Time) {
	assigned, hasStart := grade.At(a.Opens)
	due, hasEnd := grade.At(a.Closes)
	switch {
	case !hasStart && !hasEnd:
		return o.Sync.PulledAt, o.Sync.PulledAt
	case !hasStart:
		return due, due
	case !hasEnd || due.Before(assigned):
		return assigned, assigned
	}
	return assigned, due
}

func (o *roster) results() [][]string {
	rows := [][]string{{
		"sourcedId", "status", "dateLastModified", "lineItemSourcedId", "studentSourcedId", "scoreStatus", "score", "scoreDate", "comment",
		"textScore", "classSourcedId", "inProgress", "incomplete", "late", "missing",
	}}
	columns := map[string]bool{}
	for i := range o.Activities {
		columns[o.Activities[i].ID] = o.column(&o.Activities[i])
	}
	seen := map[string]bool{} // people with two enrolments have one set of results
	for i := range o.Enrolments {
		e := &o.Enrolments[i]
		if seen[e.User] {
			continue
		}
		seen[e.User] = true
		for j := range e.Items {
			item := &e.Items[j]
			if status, score := scoreStatus(item); columns[item.Activity] && status != "" {
				rows = append(rows, []string{
					o.sourcedID("result", item.Activity+"/"+e.User), "", "", o.sourcedID("lineItem", item.Activity), student(e), status, exactly(score),
					dateOf(item.GradedAt.Or(o.Sync.PulledAt)), "", "", o.class(), "", "", "", "",
				})
			}
		}
	}
	return rows
}

// scoreStatus is the binding's word for a cell (exempt, fully graded, not submitted,
// partially graded, submitted), with the score that goes along; empty for one that has
// no place there: not read, hidden, or not assigned to the learner. A grade that the
// learner does not see yet is told without its score.
func scoreStatus(i *pull.CardItem) (status string, score grade.Maybe[float64]) {
	submitted, told := grade.At(i.Submitted)
	switch {
	case grade.Is(i.Excused, true):
		return "exempt", score
	case i.Score.Known() && grade.Is(i.Hidden, true):
		return "submitted", score
	case i.Score.Known() && grade.Is(i.Stale, true):
		return "partially graded", i.Score
	case i.Score.Known():
		return "fully graded", i.Score
	case !i.Empty, i.Standing == pull.Hidden, i.Standing == pull.NotAssigned:
		return "", score
	case told && !submitted.IsZero():
		return "submitted", score
	}
	return "not submitted", score
}

// dateOf is a date as the binding writes it.
func dateOf(at time.Time) string { return at.UTC().Format(time.DateOnly) }
