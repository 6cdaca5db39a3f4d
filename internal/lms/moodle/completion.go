package moodle

import (
	"context"
	"fmt"

	"github.com/gradesync/gradesync/internal/grade"
)

// Completion asks for each learner's completion, one call a learner. Nothing is
// asked of a course that tracks none of the activities in its book. Moodle tells
// no percentage of the course by this way.
func (p *Provider) Completion(ctx context.Context, b *grade.Book) error {
	b.Completions = nil
	if b.Activities == nil || b.Learners == nil {
		b.Gaps = append(b.Gaps, grade.Gap{Fact: grade.FactCompletions, What: "completion tracking", Class: grade.Failed,
			Reason: "the activities or the roster could not be read, and both are needed to ask"})
		return nil
	}
	if !tracks(b) {
		b.Completions = []grade.Completion{}
		return nil
	}
	s, err := p.current(ctx)
	if err == nil {
		err = s.completions(ctx, b)
	}
	if ctx.Err() != nil {
		return fmt.Errorf("read completion of course %s from moodle: %w", b.Course.ID, ctx.Err())
	}
	if err != nil {
		b.Completions = nil
		b.Gaps = append(b.Gaps, gapOf(grade.FactCompletions, "completion tracking", err))
	}
	return nil
}

// tracks tells whether completion may be tracked for any activity of the book.
func tracks(b *grade.Book) bool {
	if grade.Is(b.Course.Tracked, false) {
		return false
	}
	for _, a := range b.Activities {
		if a.Tracked.Or(a.Kind != "column") {
			return true
		}
	}
	return false
}

// completions fills the book. Learners whose call fails have none, and a gap.
func (s *session) completions(ctx context.Context, b *grade.Book) error {
	people := trackable(b.Learners)
	if len(people) == 0 {
		b.Completions = []grade.Completion{}
		return nil
	}
	in := make(map[string]bool, len(b.Activities))
	for _, a := range b.Activities {
		in[a.ID] = true
	}
	all := make(map[string][]grade.Completion, len(people))
	r := round{session: s, what: "completion by learner", total: len(people)}
	err := each(ctx, &r, people, func(ctx context.Context, id string) ([]grade.Completion, error) {
		found, err := ask[wireStatuses](ctx, s, fnCompletion, args("courseid", b.Course.ID, "userid", id))
		return found.of(id, in), err
	}, func(list []grade.Completion) {
		if len(list) > 0 {
			all[list[0].Learner] = list
		}
	})
	switch {
	case err != nil:
		return err
	case r.failed == len(people):
		return r.first
	case r.failed > 0:
		b.Gaps = append(b.Gaps, gapOf("", fmt.Sprintf("completion of %d of %d learners", r.failed, len(people)), r.first))
	}
	b.Completions = []grade.Completion{}
	for _, id := range people {
		b.Completions = append(b.Completions, all[id]...)
	}
	return nil
}

// trackable are the learners Moodle keeps completion of: those enrolled actively,
// as far as that is known.
func trackable(learners []grade.Learner) []string {
	var ids []string
	for _, l := range learners {
		kind, told := l.Role()
		learns := kind == grade.RoleLearner || (kind == grade.RoleOther || !told) && grade.Is(l.Listed, true)
		if learns && !grade.Is(l.State(), grade.EnrolmentInactive) {
			ids = append(ids, l.ID)
		}
	}
	return ids
}

// of maps the states of one learner in the activities that the book has; the
// course may track pages and files, too.
func (w wireStatuses) of(learner string, in map[string]bool) []grade.Completion {
	var list []grade.Completion
	for _, status := range w.Statuses {
		state := status.state()
		if !in[string(status.CMID)] || state == "" || grade.Is(status.Completes.Maybe, false) || grade.Is(status.Tracked.Maybe, false) {
			continue
		}
		c := grade.Completion{Learner: learner, Activity: string(status.CMID), State: state, At: status.At.Maybe}
		if status.OverrideBy.there {
			c.ByHand = grade.Known(status.OverrideBy.value != "" && status.OverrideBy.value != "0")
		}
		list = append(list, c)
	}
	return list
}

// state reads Moodle's number; 4 is a failing grade that the learner may not see.
func (w wireStatus) state() grade.CompletionState {
	switch w.State {
	case "0":
		return grade.CompletionIncomplete
	case "1":
		return grade.CompletionComplete
	case "2":
		return grade.CompletionPassed
	case "3", "4":
		return grade.CompletionFailed
	}
	return ""
}
