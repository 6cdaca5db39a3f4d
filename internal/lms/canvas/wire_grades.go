package canvas

import (
	"encoding/json"
	"errors"
)

// wireRow is one learner's line of the gradebook.
type wireRow struct {
	UserID      id               `json:"user_id"`
	SISUserID   optional         `json:"sis_user_id"`
	Submissions []wireSubmission `json:"submissions"`
}

type wireSubmission struct {
	AssignmentID   id     `json:"assignment_id"`
	State          text   `json:"workflow_state"`
	Score          number `json:"score"`
	EnteredScore   number `json:"entered_score"`
	PointsDeducted number `json:"points_deducted"`
	Excused        toggle `json:"excused"`
	Attempt        number `json:"attempt"`
	ExtraAttempts  number `json:"extra_attempts"`
	SubmittedAt    moment `json:"submitted_at"`
	GradedAt       moment `json:"graded_at"`
	PostedAt       moment `json:"posted_at"`
	GraderID       id     `json:"grader_id"`
	GradeMatches   flag   `json:"grade_matches_current_submission"`
	PeriodID       id     `json:"grading_period_id"`
}

// wireDueDates is, by assignment and learner, what applies to whom.
type wireDueDates map[string]map[string]wireDue

type wireDue struct {
	InClosedPeriod flag `json:"in_closed_grading_period"`
}

type wirePeriods struct {
	Periods []wirePeriod `json:"grading_periods"`
}

type wirePeriod struct {
	ID     id   `json:"id"`
	Closed flag `json:"is_closed"`
}

// UnmarshalJSON reads the due dates with their ids in one form; a course without
// any may answer with a list.
func (d *wireDueDates) UnmarshalJSON(data []byte) error {
	var raw map[string]map[string]wireDue
	if isList(data) {
		*d = wireDueDates{}
		var empty []json.RawMessage
		if err := json.Unmarshal(data, &empty); err != nil || len(empty) > 0 {
			return errors.New("a list of due dates")
		}
		return nil
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	*d = make(wireDueDates, len(raw))
	for assignment, learners := range raw {
		byLearner := make(map[string]wireDue, len(learners))
		for learner, due := range learners {
			byLearner[string(parseID(learner))] = due
		}
		(*d)[string(parseID(assignment))] = byLearner
	}
	return nil
}
