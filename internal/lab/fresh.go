package lab

import (
	"fmt"
	"time"
)

// leaveOut takes away what learners did, as Options.Without says.
func (w *world) leaveOut(what string) error {
	switch what {
	case "":
		return nil
	case "work", "launches":
	default:
		return fmt.Errorf("choosing what the practice course is without: it can be work or launches, not %q", what)
	}
	w.unworked, w.sends = true, nil
	for _, c := range w.columns {
		clear(c.grades)
	}
	for _, s := range w.scores {
		s.lastSent, s.lastSentAt = 0, time.Time{}
	}
	if what == "launches" {
		w.unopened, w.launches = true, nil
	}
	return nil
}

// EndCourse makes the course end at another time.
func (l *Lab) EndCourse(course string, at time.Time) error {
	return l.edit(course, func(w *world) error {
		w.ends = at
		return nil
	})
}

// DateActivity makes an activity open to learners from one moment until another;
// the zero time is no such date.
func (l *Lab) DateActivity(course, activity string, opens, closes time.Time) error {
	return l.edit(course, func(w *world) error {
		c, err := w.activityNamed(activity)
		if err != nil {
			return err
		}
		c.module.opens, c.module.closes = opens, closes
		return nil
	})
}

// ModerateActivity makes the grades of an assignment of a Canvas wait for a
// moderator.
func (l *Lab) ModerateActivity(course, activity string) error {
	return l.edit(course, func(w *world) error {
		c, err := w.activityNamed(activity)
		if err != nil {
			return err
		}
		c.module.assignment.moderated = true
		return nil
	})
}

// ForgetActivity takes an activity out of the tool; its link in the course stays.
func (l *Lab) ForgetActivity(course, title string) error {
	return l.edit(course, func(w *world) error {
		c, err := w.activityNamed(title)
		if err != nil {
			return err
		}
		w.activities = without(w.activities, func(a *activity) bool { return a.column != c })
		return nil
	})
}
