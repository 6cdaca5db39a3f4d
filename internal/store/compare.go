package store

import (
	"maps"
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// compareActivities returns the rows to write.
func (w *saving) compareActivities(kept map[string]*Activity) (rows [][]any) {
	if w.u.Activities == nil {
		return nil
	}
	here := map[string]bool{}
	for _, now := range w.u.Activities {
		about := Change{Seen: w.u.At, Kind: ChangedActivity, Activity: now.ID}
		now.Gone = time.Time{}
		old, known := kept[now.ID]
		if here[now.ID] || known && *old == now {
			here[now.ID] = true
			continue
		}
		here[now.ID] = true
		if !known || !old.Gone.IsZero() {
			w.note(presence(about, true))
		}
		if known {
			w.note(differences(about, old.told(), now.told(), unrecorded)...)
		}
		w.found.Activities++
		rows = append(rows, w.activityRow(&now))
	}
	for _, id := range slices.Sorted(maps.Keys(kept)) {
		if old := kept[id]; !here[id] && old.Gone.IsZero() {
			old.Gone = w.u.At
			w.note(presence(Change{Seen: w.u.At, Kind: ChangedActivity, Activity: id}, false))
			w.found.Activities++
			rows = append(rows, w.activityRow(old))
		}
	}
	return rows
}

// enrolmentRow is an enrolment with its results, as it is kept.
type enrolmentRow struct {
	Enrolment
	cells string
	write bool
}

// compareEnrolments returns the rows to write.
func (w *saving) compareEnrolments(kept map[string]*enrolmentRow) (rows [][]any, err error) {
	if w.u.Enrolments != nil {
		w.compareRoster(kept)
	}
	if w.u.Results != nil {
		if err := w.compareResults(kept); err != nil {
			return nil, err
		}
	}
	for _, learner := range slices.Sorted(maps.Keys(kept)) {
		if row := kept[learner]; row.write {
			rows = append(rows, w.enrolmentRow(row))
		}
	}
	return rows, nil
}

// compareRoster brings kept to what the update says, apart from results.
func (w *saving) compareRoster(kept map[string]*enrolmentRow) {
	here := map[string]bool{}
	for _, now := range w.u.Enrolments {
		if !here[now.Learner] {
			here[now.Learner] = true
			w.compareEnrolment(kept, now)
		}
	}
	for _, learner := range slices.Sorted(maps.Keys(kept)) {
		if old := kept[learner]; !here[learner] && old.Gone.IsZero() {
			old.Gone, old.write = w.u.At, true
			w.note(presence(Change{Seen: w.u.At, Kind: ChangedEnrolment, Learner: learner}, false))
			w.found.Enrolments++
		}
	}
}

func (w *saving) compareEnrolment(kept map[string]*enrolmentRow, now Enrolment) {
	about := Change{Seen: w.u.At, Kind: ChangedEnrolment, Learner: now.Learner}
	old, known := kept[now.Learner]
	if !known {
		now.FirstSeen, now.Gone = w.u.At, time.Time{}
		kept[now.Learner] = &enrolmentRow{Enrolment: now, write: true}
		w.note(presence(about, true))
		w.found.Enrolments++
		return
	}
	now.FirstSeen, now.Gone = old.FirstSeen, time.Time{}
	if old.Enrolment == now {
		return
	}
	if !old.Gone.IsZero() {
		w.note(presence(about, true))
	}
	w.note(differences(about, old.told(), now.told(), unrecorded)...)
	w.found.Enrolments++
	old.Enrolment, old.write = now, true
}

// compareResults brings the cells in kept to what the update says.
func (w *saving) compareResults(kept map[string]*enrolmentRow) error {
	for learner := range w.cells {
		if kept[learner] == nil { // results of somebody whom no roster had
			w.compareEnrolment(kept, Enrolment{Learner: learner})
		}
	}
	for _, learner := range slices.Sorted(maps.Keys(kept)) {
		row := kept[learner]
		if !row.Gone.IsZero() || row.cells == w.cells[learner] {
			continue
		}
		cells, err := w.merged(learner, row.cells)
		if err != nil {
			return err
		}
		if cells != row.cells {
			row.cells, row.write = cells, true
		}
	}
	return nil
}

// merged returns the results of one learner, of whom kept is what was kept before.
func (w *saving) merged(learner, kept string) (string, error) {
	before, err := readCells(learner, kept)
	if err != nil {
		return "", err
	}
	all := w.mergeCells(learner, before, w.results[learner])
	if len(before) == 0 {
		return w.cells[learner], nil
	}
	return writeCells(all)
}

// mergeCells returns the results of one learner as they are to be kept: all that were
// read, and of those before the ones that were not.
func (w *saving) mergeCells(learner string, before, now []Result) (all []Result) {
	old := make(map[string]*Result, len(before))
	for i := range before {
		old[before[i].Activity] = &before[i]
	}
	here := make(map[string]bool, len(now))
	for i := range now {
		cell := &now[i]
		here[cell.Activity] = true
		w.compareCell(old[cell.Activity], cell)
		all = append(all, *cell)
	}
	for i := range before {
		cell := &before[i]
		if here[cell.Activity] {
			continue
		}
		if cell.Gone.IsZero() && !w.unread[[2]string{learner, cell.Activity}] {
			w.lose(cell)
		}
		all = append(all, *cell)
	}
	return all
}

func (w *saving) compareCell(old, now *Result) {
	about := Change{Seen: w.u.At, Kind: ChangedResult, Learner: now.Learner, Activity: now.Activity}
	switch {
	case old == nil && !now.Empty:
		w.found.Results++
		w.note(differences(about, []column{{"score", &grade.Maybe[float64]{}}}, []column{{"score", &now.Score}}, nil)...)
	case old == nil:
	case !old.Gone.IsZero():
		w.found.Results++
		w.note(presence(about, true))
		w.note(differences(about, old.told(), now.told(), unrecorded)...)
	case !slices.Equal(values(old.told()), values(now.told())):
		w.found.Results++
		w.note(differences(about, old.told(), now.told(), unrecorded)...)
	}
}

// lose marks a result as gone. Where its activity went, that says it all.
func (w *saving) lose(cell *Result) {
	cell.Gone = w.u.At
	if cell.Empty {
		return
	}
	w.found.Results++
	stays := slices.ContainsFunc(w.u.Activities, func(a Activity) bool { return a.ID == cell.Activity })
	if w.u.Activities == nil || stays {
		w.note(presence(Change{Seen: w.u.At, Kind: ChangedResult, Learner: cell.Learner, Activity: cell.Activity}, false))
	}
}
