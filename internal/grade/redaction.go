package grade

// Redaction says what was done to a book so that nobody can be recognised in it. It
// holds no value of the original and no key.
type Redaction struct {
	// Keyed tells that the pseudonyms were made with a key that somebody keeps: the same
	// person has the same one in every book made with it.
	Keyed bool `json:"keyed"`
	// Scores says whether they were kept or rounded; KeptScores is how many activities
	// kept theirs, because rounding them would have changed the diagnosis.
	Scores     ScoreRedaction `json:"scores"`
	KeptScores int            `json:"kept_scores,omitempty"`
	// SameDiagnosis tells that the book was judged before and after, with the same
	// verdict and the same cause for every grade.
	SameDiagnosis bool `json:"same_diagnosis"`
	// Replaced counts the different values of each kind that have a pseudonym now,
	// Dropped the texts that were left out or cut down to known words.
	Replaced map[string]int `json:"replaced"`
	Dropped  map[string]int `json:"dropped"`
}

// ScoreRedaction is what became of the scores.
type ScoreRedaction string

// What becomes of scores.
const (
	ScoresKept    ScoreRedaction = "kept"
	ScoresRounded ScoreRedaction = "rounded"
)

// Likeness is what was found by likeness of names, addresses and logins before these
// were replaced: pseudonyms are alike to nothing. Scores are above 0 and at most 1;
// reasons name nobody.
type Likeness struct {
	Near  []Near `json:"near"`
	Twins []Twin `json:"twins"`
}

// Near is an account and the learner whose it probably is.
type Near struct {
	Account string   `json:"account"`
	Learner string   `json:"learner"`
	Score   float64  `json:"score"`
	Reasons []string `json:"reasons"`
}

// Twin is two accounts that are probably one person's.
type Twin struct {
	A       string   `json:"a"`
	B       string   `json:"b"`
	Score   float64  `json:"score"`
	Reasons []string `json:"reasons"`
}
