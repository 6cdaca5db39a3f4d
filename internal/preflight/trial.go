package preflight

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
)

const groupProbe = "probe"

// Probed names what a probe is about, for people.
type Probed struct {
	Kind   string // of LMS
	Course string // as commands name it
	Title  string // of the activity
	Again  string // the command that finishes a probe which could not be finished
}

// Check adds the steps of a probe to a list, each with its time, and at the end how
// the cell stands.
func (t *Trial) Check(list *diagnose.Checks, about Probed) {
	for _, s := range t.Steps {
		list.Add(diagnose.Check{ID: "probe." + s.ID, Group: groupProbe, State: s.State, Code: s.Code, Detail: s.Detail + " (" + seconds(s.Took) + ")",
			Remedy: explained(s)})
	}
	list.Add(t.cell("probe.cell", about))
}

// CheckEarlier adds what became of a probe that an earlier run did not finish.
func (t *Trial) CheckEarlier(list *diagnose.Checks, about Probed, since time.Time) {
	check := t.cell("probe.earlier", about)
	check.Detail = "of the probe of " + minute(since) + ", which was not finished: " + check.Detail
	list.Add(check)
}

// Plan is the check that says what a probe would do.
func Plan(c Cell, most float64, about Probed, run string) diagnose.Check {
	return diagnose.Check{ID: "probe.plan", Group: groupProbe, State: diagnose.CheckSkipped,
		Detail: fmt.Sprintf("nothing was sent. The plan: write %s / %s for user %s in “%s” over %s, read it back, take it away, and see that the cell is empty",
			short(most*share), short(most), c.User, about.Title, c.Over()),
		Remedy: "to do it: " + run}
}

// LeftOver is the check that says of an unfinished probe what it may have left.
func (u Unfinished) LeftOver(about Probed) diagnose.Check {
	return diagnose.Check{ID: "probe.earlier", Group: groupProbe, State: diagnose.CheckUnknown,
		Detail: fmt.Sprintf("the probe of %s was not finished: its score, %s / %s, may stand in the cell of user %s in “%s”",
			minute(u.Begun.At), short(u.Begun.Score.Or(0)), short(u.Begun.Max.Or(0)), u.Begun.User, about.Title),
		Remedy: "take it away: " + about.Again}
}

// cell says how the cell stands.
func (t *Trial) cell(id string, about Probed) diagnose.Check {
	where := fmt.Sprintf("the cell of user %s in “%s”", t.Cell.User, about.Title)
	check := diagnose.Check{ID: id, Group: groupProbe, State: diagnose.CheckOK}
	switch t.Outcome {
	case Untouched:
		check.State, check.Detail = diagnose.CheckSkipped, where+" was not touched"
	case Restored:
		check.Detail = where + " is empty, as before the probe"
		if t.Unseen {
			check.State, check.Detail = diagnose.CheckWarning, check.Detail+"; but the LMS took a score that it never showed, and may be late with both"
			check.Remedy = "look at the cell again later; so does the next probe, or resync --yes, before anything else: " + about.Again
		}
	case TakenOver:
		check.State, check.Detail = diagnose.CheckWarning, where+" shows "+t.Shows+", which is not of the probe"
		check.Remedy = "see whether that grade is right: it came while the probe was under way"
	case LeftThere:
		check.State, check.Detail = diagnose.CheckFailed, "THE PROBE'S SCORE IS STILL THERE: "+where+" shows "+t.Shows
		check.Remedy = by(diagnose.ActorTeacher) + byHand(about) + " Or try again: " + about.Again
	default:
		check.State, check.Detail = diagnose.CheckUnknown, "whether the probe's score stands in "+where+" is not known"
		check.Remedy = "look at the cell in the gradebook, or try again: " + about.Again
	}
	return check
}

// byHand says how a grade is taken away in the gradebook.
func byHand(about Probed) string {
	switch about.Kind {
	case "moodle":
		return "Open Grades > Grader report in course " + about.Course + " with Edit mode on, empty the cell and choose Save changes; then open its ⋮ menu > Edit grade and untick Overridden."
	case "canvas":
		return "Open Grades > Gradebook in course " + about.Course + ", click the cell, delete what stands there and press Enter."
	}
	return "Empty the cell in the gradebook of course " + about.Course + "."
}

// explained names the page that says more about a step that failed.
func explained(s Step) string {
	switch {
	case s.State == diagnose.CheckOK:
		return ""
	case s.ID == "restored":
		return "see what is said of the cell below"
	case s.Code != "":
		return "gradesync explain " + s.Code + " says what to do"
	case s.ID == "shown" && s.State == diagnose.CheckFailed:
		return "the LMS took the score and does not show it: see whether the column is locked, hidden or set to hold no grade, and whether --wait is long enough"
	}
	return ""
}

// seconds writes how long something took.
func seconds(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", math.Round(d.Seconds()*10)/10), ".0") + " s"
}

// NotTried adds that a probe was asked for and not made.
func NotTried(list *diagnose.Checks, why string) {
	list.Add(diagnose.Check{ID: "probe.cell", Group: groupProbe, State: diagnose.CheckUnknown, Detail: "not probed: " + why})
}
