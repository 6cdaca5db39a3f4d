package moodle

import (
	"context"
	"errors"
	"fmt"

	"github.com/gradesync/gradesync/internal/grade"
)

// gradebook is what the grade report said, by whichever way it was asked.
type gradebook struct {
	users []wireUser
	// listed are those with a row in the gradebook. A report asked for one person
	// does not tell: it answers for anybody, even one who was never enrolled.
	listed map[text]bool
	// absent are those known to have none; everyone else, when complete is set.
	absent   map[text]bool
	complete bool
	gaps     []grade.Gap
}

// row tells whether a person has a row in the gradebook.
func (b gradebook) row(id string) grade.Maybe[bool] {
	switch {
	case b.listed[text(id)]:
		return grade.Known(true)
	case b.complete, b.absent[text(id)]:
		return grade.Known(false)
	}
	return grade.Maybe[bool]{}
}

// add keeps reports; listed says that they came of a question for many.
func (b *gradebook) add(users []wireUser, listed bool) {
	for _, u := range users {
		if u.ID == "" || b.listed[u.ID] {
			continue
		}
		b.users = append(b.users, u)
		if listed {
			if b.listed == nil {
				b.listed = map[text]bool{}
			}
			b.listed[u.ID] = true
		}
	}
}

// grades reads everybody's grades. Up to WholeCourseMax learners it is one call;
// when that takes too long, or beyond, one call for each group if groups hold
// everybody, else one for each learner.
func (s *session) grades(ctx context.Context, c wireCourse, r roster) (gradebook, error) {
	candidates := r.gradable()
	if len(candidates) > s.options.WholeCourseMax {
		return s.gradesInParts(ctx, c, candidates)
	}
	s.options.Progress("grades", 0, len(candidates))
	whole, err := s.report(ctx, c, "userid", "0")
	switch {
	case err == nil:
		book := gradebook{complete: true}
		book.add(whole, true)
		s.options.Progress("grades", len(whole), len(whole))
		return s.besideGroup(ctx, c, book, candidates)
	case fatal(ctx, err), !tooMuch(err), len(candidates) == 0:
		return gradebook{}, err
	}
	return s.gradesInParts(ctx, c, candidates)
}

// tooMuch tells whether a smaller question may succeed: a time-out, a gateway that
// gave up, a PHP process that ran out of memory and left half an answer.
func tooMuch(err error) bool {
	return errors.Is(err, grade.ErrTemporary) || errors.Is(err, grade.ErrUnreadable)
}

// report asks for the grades of everybody, of one group or of one person.
func (s *session) report(ctx context.Context, c wireCourse, pairs ...string) ([]wireUser, error) {
	found, err := ask[wireGrades](s.long(ctx), s, fnGrades, args(append([]string{"courseid", string(c.ID)}, pairs...)...))
	return found.Users, err
}

// besideGroup completes the whole-course answer of a course in group mode: Moodle
// narrows it to the caller's current group without a word.
func (s *session) besideGroup(ctx context.Context, c wireCourse, book gradebook, candidates []wirePerson) (gradebook, error) {
	var left []wirePerson
	for _, p := range candidates {
		if !book.listed[p.ID] {
			left = append(left, p)
		}
	}
	if c.GroupMode == "" || c.GroupMode == "0" || len(left) == 0 {
		return book, nil
	}
	book.complete = false
	book.gaps = append(book.gaps, grade.Gap{What: "whether everybody has a row in the gradebook", Class: grade.Forbidden,
		Reason: fmt.Sprintf("the course uses groups, and Moodle answered for %d of %d: those left out are read one by one", len(candidates)-len(left), len(candidates))})
	err := s.gradesByPerson(ctx, c, left, &book)
	return book, err
}
