package cli

import (
	"context"
	"io/fs"
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/report"
	"github.com/gradesync/gradesync/internal/tool"
)

// unnamed is said where names were asked for and the store has none.
const unnamed = "the store keeps no names of this course (store.personal is not set), so people are shown by their ids"

// gatherStored takes the course from the store and reads the tool's records. What is
// looked up in the LMS else stays unknown.
func (a *app) gatherStored(ctx context.Context, course string) (*evidence, error) {
	c, kept, err := a.keptCourse(ctx, course, "gradesync diagnose --stored --course "+report.Quoted(course))
	if err != nil {
		return nil, err
	}
	e := &evidence{
		book: kept.BookOf(grade.Site{Kind: c.profile.LMS.Kind, URL: c.profile.LMS.URL}), stored: kept.Stored(), now: a.env.Now(),
		unnamed: !kept.Named(), grace: c.profile.Grace, tolerance: c.profile.Tolerance,
	}
	if err := a.openRecords(c, kept); err != nil {
		return nil, err
	}
	if e.records, err = a.readRecords(ctx, c); err != nil {
		return nil, err
	}
	if kept.Book != nil && e.unnamed && needsNames(e.records) {
		e.book.Gaps = append(slices.Clip(e.book.Gaps), grade.Gap{
			What: "names, logins and e-mail addresses", Class: grade.Absent,
			Reason: "the store keeps none (store.personal is not set), and some of the tool's accounts can be told by nothing else",
		})
	}
	a.addLedger(ctx, c, e)
	return e, nil
}

// noteAge says how old a judged course is, where the document does not.
func (a *app) noteAge(s *grade.Stored) {
	if s == nil {
		return
	}
	if at, ever := grade.At(s.PulledAt); ever {
		a.note("judged as the course was pulled into the store, at %s", at.UTC().Format("2006-01-02 15:04 MST"))
	}
}

// openRecords opens the tool's records of a profile. Those of the practice LMS name its
// address, which was another one when the course was stored.
func (a *app) openRecords(c *connection, k *pull.Kept) error {
	if !c.cfg.Builtin {
		return c.openTool(a.assumeZone)
	}
	var url string
	if k.Book != nil {
		url = k.Book.LMS.URL
	}
	records, err := a.practiceRecords(practiceKind(c.profile.Name), url)
	c.specs = []tool.Spec{{Kind: tool.KindFiles, Name: "practice records", FS: records}}
	return err
}

// practiceRecords are the records of the practice tool as of an address of its LMS.
func (a *app) practiceRecords(kind, url string) (fs.FS, error) {
	l, err := lab.New(lab.Options{LMS: kind, Break: a.breaks, Now: a.env.Now()})
	if err != nil {
		return nil, &problem{err: err, code: exitUsage, hint: "gradesync lab list --lms " + kind + " shows what can be broken"}
	}
	return l.RecordsAt(url), nil
}

// needsNames tells whether the tool knows somebody by a login or an e-mail address
// alone.
func needsNames(r *grade.Records) bool {
	return r != nil && slices.ContainsFunc(r.Accounts, func(acc grade.Account) bool {
		return acc.LMSUserID == "" && acc.LTI11UserID == "" && acc.SISID == "" && (acc.Login != "" || acc.Email != "")
	})
}
