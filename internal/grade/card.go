package grade

import "time"

// Category is a group of columns that has a total of its own in the gradebook.
type Category struct {
	ID string `json:"id"`
	// Title is empty where the LMS names the category only to those who ask for it
	// separately.
	Title string `json:"title,omitempty"`
}

// Total is what the gradebook shows one learner as a whole: for the course, or for
// one category of it. With Empty false and no Score, Percent or Letter known, it
// was not read.
//
// Where an LMS has two totals, one of what is graded so far and one that counts
// what is not graded as zero, Score, Percent and Letter are the first, which is
// what its gradebook shows learners and teachers alike unless they ask for the
// other; FinalPercent and FinalLetter are the second. Canvas has both (current and
// final); grades not yet posted are in neither. Moodle has one.
type Total struct {
	Learner  string         `json:"learner"`
	Category string         `json:"category,omitempty"` // Category.ID; empty: the course
	Empty    bool           `json:"empty,omitempty"`    // asked for, and there is none
	Score    Maybe[float64] `json:"score,omitzero"`     // in points
	Max      Maybe[float64] `json:"max,omitzero"`
	// Percent is as the gradebook shows it, 0 to 100, and more with extra credit. It is
	// unknown where the gradebook shows none, even if Score and Max are known.
	Percent Maybe[float64] `json:"percent,omitzero"`
	// Letter is the gradebook's word for the grade: a letter, or a word of a scale. A
	// known empty one is "the gradebook gives none".
	Letter       Maybe[string]  `json:"letter,omitzero"`
	FinalPercent Maybe[float64] `json:"final_percent,omitzero"`
	FinalLetter  Maybe[string]  `json:"final_letter,omitzero"`
	Hidden       Maybe[bool]    `json:"hidden,omitzero"` // from this learner
	// Weight is the share of a category's total in the course's, 0 to 1, as it is for
	// this learner: categories without a grade may have none.
	Weight Maybe[float64] `json:"weight,omitzero"`
}

// CompletionState is what the LMS's completion tracking says of one activity.
type CompletionState string

// Completion states. Passed and Failed are of activities that are completed by a
// grade and have a grade to pass; all others are Complete.
const (
	CompletionIncomplete CompletionState = "incomplete"
	CompletionComplete   CompletionState = "complete"
	CompletionPassed     CompletionState = "passed"
	CompletionFailed     CompletionState = "failed"
)

// Completion is the LMS's own mark of how far a learner is with an activity. It
// may follow from a grade, from a view, or from a tick by the learner; it is not
// the gradebook.
type Completion struct {
	Learner  string          `json:"learner"`
	Activity string          `json:"activity"`
	State    CompletionState `json:"state"`
	// At is when the state became what it is; a known zero is "never yet".
	At Maybe[time.Time] `json:"at,omitzero"`
	// ByHand tells that a person set the state over what tracking found.
	ByHand Maybe[bool] `json:"by_hand,omitzero"`
}
