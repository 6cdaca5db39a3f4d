package lab

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// HideActivity hides an activity from learners (unpublishes it, in Canvas), or
// shows it. Moodle hides and shows its column with it.
func (l *Lab) HideActivity(course, activity string, hidden bool) error {
	return l.edit(course, func(w *world) error {
		c, err := w.activityNamed(activity)
		if err != nil {
			return err
		}
		c.module.visible = !hidden
		if w.canvas == nil {
			c.hidden = hidden
		}
		return nil
	})
}

// RenameActivity gives an activity and its column another title.
func (l *Lab) RenameActivity(course, activity, title string) error {
	return l.edit(course, func(w *world) error {
		c, err := w.activityNamed(activity)
		if err != nil {
			return err
		}
		c.name, c.module.name = title, title
		return nil
	})
}

// AddActivity adds an activity to a course of the school, and returns its id.
func (l *Lab) AddActivity(course, title string) (id string, err error) {
	err = l.edit(course, func(w *world) error {
		sc := l.school.course(w.course.id)
		if sc == nil || len(w.columns) >= perCourse-2 {
			return errors.New("there is no room for another activity")
		}
		add := l.school.addModule
		if l.isCanvas() {
			add = l.school.addAssignment
		}
		c := add(w, sc, len(w.columns), title)
		id = strconv.Itoa(c.module.id)
		return nil
	})
	return id, err
}

// RemoveActivity deletes an activity with its column and grades.
func (l *Lab) RemoveActivity(course, activity string) error {
	return l.edit(course, func(w *world) error {
		c, err := w.activityNamed(activity)
		if err != nil {
			return err
		}
		c.deleted = true
		w.modules = slices.DeleteFunc(slices.Clone(w.modules), func(m *module) bool { return m == c.module })
		return nil
	})
}

// Enrol enrols somebody as a learner of a course of the school, who has the id
// returned: a person who was in the course before (with the grades of then), or
// for an empty name a new account.
func (l *Lab) Enrol(course, user string) (id string, err error) {
	err = l.edit(course, func(w *world) error {
		p, err := w.personNamed(user)
		switch {
		case user == "" && w != l.world:
			p = l.school.person(l.school.people() + l.school.newest)
			l.school.newest++
			if w.canvas != nil {
				w.seatPerson(p, kindStudent)
			} else {
				w.people = append(w.people, p)
			}
		case err != nil:
			return err
		default:
			p.takePart(true)
		}
		id = strconv.Itoa(p.id)
		return nil
	})
	return id, err
}

// Unenrol takes somebody out of a course.
func (l *Lab) Unenrol(course, user string) error {
	return l.person(course, user, func(p *person) { p.takePart(false) })
}

// Suspend makes an enrolment inactive, or active again.
func (l *Lab) Suspend(course, user string, suspended bool) error {
	return l.person(course, user, func(p *person) {
		p.suspended = suspended
		for _, row := range p.canvas.rows {
			switch {
			case suspended && row.state == "active":
				row.state = "inactive"
			case !suspended && row.state == "inactive":
				row.state = "active"
			}
		}
	})
}

func (l *Lab) person(course, user string, change func(*person)) error {
	return l.edit(course, func(w *world) error {
		p, err := w.personNamed(user)
		if err == nil {
			change(p)
		}
		return err
	})
}

// takePart ends an enrolment or begins it again.
func (p *person) takePart(in bool) {
	p.gone = !in
	for _, row := range p.canvas.rows {
		row.state = "deleted"
		if in {
			row.state = "active"
		}
	}
}

// RenameCourse gives a course another title.
func (l *Lab) RenameCourse(course, title string) error {
	return l.edit(course, func(w *world) error {
		w.course.title = title
		return nil
	})
}

// HideCourse hides a course from learners (unpublishes it, in Canvas), or shows it.
func (l *Lab) HideCourse(course string, hidden bool) error {
	return l.edit(course, func(w *world) error {
		w.course.hidden = hidden
		if w.canvas != nil {
			w.canvas.workflow = "available"
			if hidden {
				w.canvas.workflow = "unpublished"
			}
		}
		return nil
	})
}

// Remove deletes a course of the school: it is in no list any more, and whoever
// asks for it is told that there is none. Restore brings it back as it was.
func (l *Lab) Remove(course string) error { return l.remove(course, true) }

// Restore brings a course back that was removed.
func (l *Lab) Restore(course string) error { return l.remove(course, false) }

func (l *Lab) remove(course string, gone bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, sc := range l.school.courses {
		if course == sc.facts.code || course == strconv.Itoa(sc.facts.id) {
			sc.removed, sc.answers = gone, nil
			return nil
		}
	}
	return fmt.Errorf("changing the practice LMS: the school has no course %q", course)
}
