package moodle

import (
	"context"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lms"
)

// Resolve asks nothing: in Moodle the LTI user id is the user's id, so the book
// knows them all, and a context id is the id of its course.
func (p *Provider) Resolve(_ context.Context, b *grade.Book, w lms.Wanted) error {
	for _, id := range w.ContextIDs {
		b.Contexts[id] = id
	}
	return nil
}
