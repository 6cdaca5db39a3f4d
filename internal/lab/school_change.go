package lab

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// The changes below may be made while the LMS is served, to any of its courses. A
// course is named by its id or code, a person by id or login, an activity by its
// id (Moodle's course module, Canvas's assignment) or title. Grades that change
// bear the time of Options.Clock. An error names what does not exist; nothing is
// changed then.

// edit changes a course and forgets the answers that were remembered of it.
func (l *Lab) edit(course string, change func(*world) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	w, sc := l.named(course)
	if w == nil {
		return fmt.Errorf("changing the practice LMS: there is no course %q", course)
	}
	if err := change(w); err != nil {
		return fmt.Errorf("changing practice course %s: %w", course, err)
	}
	if sc != nil {
		sc.changed, sc.facts, sc.answers = w, w.course, nil
	}
	return nil
}

// named finds a course; the second is nil for the one that can be broken.
func (l *Lab) named(course string) (*world, *schoolCourse) {
	if course == l.world.course.code || course == strconv.Itoa(l.world.course.id) {
		return l.world, nil
	}
	for _, sc := range l.school.open() {
		if course == sc.facts.code || course == strconv.Itoa(sc.facts.id) {
			return l.worldOf(sc.facts.id), sc
		}
	}
	return nil, nil
}

// activityNamed finds an activity's column.
func (w *world) activityNamed(name string) (*column, error) {
	for _, c := range w.columns {
		if !c.deleted && c.module != nil && (name == strconv.Itoa(c.module.id) || name == c.module.name) {
			return c, nil
		}
	}
	return nil, fmt.Errorf("there is no activity %q", name)
}

func (w *world) personNamed(name string) (*person, error) {
	for _, p := range w.people {
		if name == strconv.Itoa(p.id) || name == p.login {
			return p, nil
		}
	}
	return nil, fmt.Errorf("there is nobody %q", name)
}

// cell changes the grade of one person in one activity, nil for none; what change
// returns takes its place.
func (l *Lab) cell(course, user, activity string, change func(w *world, g *entry) (*entry, error)) error {
	return l.edit(course, func(w *world) error {
		c, err := w.activityNamed(activity)
		if err != nil {
			return err
		}
		p, err := w.personNamed(user)
		if err != nil {
			return err
		}
		var copied *entry
		if g := c.grades[p]; g != nil {
			kept := *g
			copied = &kept
		}
		g, err := change(w, copied)
		if err != nil {
			return err
		}
		if g == nil {
			delete(c.grades, p)
			return nil
		}
		c.grades[p] = g
		return nil
	})
}

// Grade writes a score in the activity's own points, as the tool does. It takes an
// override and an excuse away, and leaves a hidden grade hidden.
func (l *Lab) Grade(course, user, activity string, score float64) error {
	return l.cell(course, user, activity, func(_ *world, g *entry) (*entry, error) {
		return l.scored(g, score), nil
	})
}

func (l *Lab) scored(g *entry, score float64) *entry {
	now := l.clock().Truncate(time.Second)
	fresh := &entry{value: score, at: now, submitted: now}
	if g != nil {
		fresh.hidden, fresh.locked, fresh.submitted = g.hidden, g.locked, g.submitted
	}
	return fresh
}

// Override writes a score as a teacher does in the gradebook.
func (l *Lab) Override(course, user, activity string, score float64) error {
	return l.cell(course, user, activity, func(w *world, g *entry) (*entry, error) {
		fresh := l.scored(g, score)
		fresh.overridden = true
		if w.canvas != nil {
			fresh.mark.grader = w.canvas.teacher.id
		}
		return fresh, nil
	})
}

// Ungrade takes a grade away, if there is one.
func (l *Lab) Ungrade(course, user, activity string) error {
	return l.cell(course, user, activity, func(*world, *entry) (*entry, error) { return nil, nil })
}

var errNoGrade = errors.New("there is no grade")

// HideGrade hides one grade from its learner, or shows it. Its time stays: neither
// Moodle nor Canvas moves it.
func (l *Lab) HideGrade(course, user, activity string, hidden bool) error {
	return l.cell(course, user, activity, func(_ *world, g *entry) (*entry, error) {
		if g == nil {
			return nil, errNoGrade
		}
		g.hidden = hidden
		return g, nil
	})
}

// Excuse takes one grade out of the learner's total, or puts it back; its time stays.
func (l *Lab) Excuse(course, user, activity string, excused bool) error {
	return l.cell(course, user, activity, func(_ *world, g *entry) (*entry, error) {
		if g == nil {
			return nil, errNoGrade
		}
		g.excused = excused
		return g, nil
	})
}
