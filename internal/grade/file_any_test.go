package grade

import (
	"time"

	"pgregory.net/rapid"
)

func maybeAny[T any](t *rapid.T, value *rapid.Generator[T]) Maybe[T] {
	if rapid.Bool().Draw(t, "known") {
		return Known(value.Draw(t, "value"))
	}
	return Maybe[T]{}
}

func word() *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom([]string{"", "a", "\"", `\`, "&<>", "\u2028", "é", "𝄞", "\x00", "line\nbreak", "{}"}), rapid.String())
}

// words has no empty list: members that leave out what is empty do not tell it
// from nil.
func words() *rapid.Generator[[]string] {
	return rapid.Custom(func(t *rapid.T) []string {
		return append([]string(nil), rapid.SliceOfN(word(), 0, 3).Draw(t, "words")...)
	})
}

func number() *rapid.Generator[float64] {
	return rapid.OneOf(rapid.SampledFrom([]float64{0, 1, -0.5, 1e21, 1e-9, 1.0 / 3, 9007199254740993}), rapid.Float64())
}

func moment() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		if rapid.Bool().Draw(t, "none") {
			return time.Time{}
		}
		seconds := rapid.Int64Range(-62135510400, 253402214400).Draw(t, "seconds")
		zone := time.FixedZone("", rapid.SampledFrom([]int{0, 3600, -5 * 3600, 20700}).Draw(t, "zone"))
		return time.Unix(seconds, rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds")).In(zone)
	})
}

// many draws nil, an empty slice, or some rows.
func many[T any](t *rapid.T, row func(*rapid.T) T) []T {
	if rapid.Bool().Draw(t, "not read") {
		return nil
	}
	return rapid.SliceOfN(rapid.Custom(row), 0, 4).Draw(t, "rows")
}

func anySnapshot(t *rapid.T) *Snapshot {
	s := &Snapshot{
		Book: &Book{
			LMS: Site{Kind: word().Draw(t, "kind"), URL: word().Draw(t, "url"), Version: word().Draw(t, "version")}, AskedAt: moment().Draw(t, "asked"),
			Course: Course{
				ID: word().Draw(t, "id"), Title: word().Draw(t, "title"), ContextIDs: words().Draw(t, "contexts"), LineItemsURL: word().Draw(t, "container"),
				Visible: maybeAny(t, rapid.Bool()), StartAt: maybeAny(t, moment()), EndAt: maybeAny(t, moment()), ConcludedAt: maybeAny(t, moment()),
			},
			Sources:  rapid.MapOfN(rapid.Just(FactRoster), word(), 1, 1).Draw(t, "sources"),
			Contexts: rapid.MapOfN(word(), word(), 0, 2).Draw(t, "looked up"), LTIUsers: rapid.MapOfN(word(), word(), 0, 2).Draw(t, "users"),
			Tools: many(t, anyToolRow), Activities: many(t, anyActivity), Learners: many(t, anyLearner), Results: many(t, anyResult), Gaps: many(t, anyGap),
			Categories: many(t, anyCategory), Totals: many(t, anyTotal), Completions: many(t, anyCompletion),
		},
		SavedAt: moment().Draw(t, "saved"), SavedBy: word().Draw(t, "by"),
		Grace: time.Duration(rapid.Int64().Draw(t, "grace")), Tolerance: number().Draw(t, "tolerance"),
	}
	if rapid.Bool().Draw(t, "records") {
		s.Records = &Records{
			Sources: words().Draw(t, "sources"), Accounts: many(t, anyAccount), Activities: many(t, anyToolActivity),
			Scores: many(t, anyScore), Launches: many(t, anyLaunch), Sends: many(t, anySend), Gaps: many(t, anyGap),
		}
	}
	return s
}

func anyToolRow(t *rapid.T) Tool {
	return Tool{ID: word().Draw(t, "id"), Name: word().Draw(t, "name"), LTIVersion: LTI13, Active: maybeAny(t, rapid.Bool())}
}

func anyActivity(t *rapid.T) Activity {
	a := Activity{
		ID: word().Draw(t, "id"), Title: word().Draw(t, "title"), Kind: "lti", Visible: maybeAny(t, rapid.Bool()),
		OpensAt: maybeAny(t, moment()), ClosesAt: maybeAny(t, moment()), Graded: maybeAny(t, rapid.Bool()),
		Tracked: maybeAny(t, rapid.Bool()),
	}
	if rapid.Bool().Draw(t, "column") {
		a.LineItem = &LineItem{
			ID: word().Draw(t, "item"), Max: maybeAny(t, number()), Hidden: maybeAny(t, rapid.Bool()),
			Type:     maybeAny(t, rapid.SampledFrom([]ColumnType{Points, Scale, NoGrade})),
			Category: maybeAny(t, word()), Position: maybeAny(t, rapid.IntRange(1, 99)),
		}
	}
	return a
}

func anyLearner(t *rapid.T) Learner {
	return Learner{
		ID: word().Draw(t, "id"), Name: word().Draw(t, "name"), LTIUserIDs: words().Draw(t, "lti"), Listed: maybeAny(t, rapid.Bool()),
		Enrolments: many(t, func(t *rapid.T) Enrolment {
			return Enrolment{Role: word().Draw(t, "role"), Kind: RoleLearner, Sections: words().Draw(t, "sections"), State: maybeAny(t, rapid.Just(EnrolmentActive))}
		}),
	}
}

func anyResult(t *rapid.T) Result {
	return Result{
		Learner: word().Draw(t, "learner"), Activity: word().Draw(t, "activity"), Empty: rapid.Bool().Draw(t, "empty"),
		Score: maybeAny(t, number()), Max: maybeAny(t, number()), GradedAt: maybeAny(t, moment()), Hidden: maybeAny(t, rapid.Bool()),
		Locked: maybeAny(t, rapid.Bool()), Overridden: maybeAny(t, rapid.Bool()), Excused: maybeAny(t, rapid.Bool()),
	}
}

func anyCategory(t *rapid.T) Category {
	return Category{ID: word().Draw(t, "id"), Title: word().Draw(t, "title")}
}

func anyTotal(t *rapid.T) Total {
	return Total{
		Learner: word().Draw(t, "learner"), Category: word().Draw(t, "category"), Empty: rapid.Bool().Draw(t, "empty"),
		Score: maybeAny(t, number()), Max: maybeAny(t, number()), Percent: maybeAny(t, number()), Letter: maybeAny(t, word()),
		FinalPercent: maybeAny(t, number()), FinalLetter: maybeAny(t, word()), Hidden: maybeAny(t, rapid.Bool()), Weight: maybeAny(t, number()),
	}
}

func anyCompletion(t *rapid.T) Completion {
	return Completion{
		Learner: word().Draw(t, "learner"), Activity: word().Draw(t, "activity"), At: maybeAny(t, moment()), ByHand: maybeAny(t, rapid.Bool()),
		State: rapid.SampledFrom([]CompletionState{CompletionIncomplete, CompletionPassed, ""}).Draw(t, "state"),
	}
}

func anyGap(t *rapid.T) Gap {
	return Gap{Fact: FactRoster, What: word().Draw(t, "what"), Class: Failed, Reason: word().Draw(t, "reason")}
}

func anyAccount(t *rapid.T) Account {
	return Account{
		ID: word().Draw(t, "id"), Name: word().Draw(t, "name"), Email: word().Draw(t, "email"), Active: maybeAny(t, rapid.Bool()),
		CreatedAt: maybeAny(t, moment()), MergeState: word().Draw(t, "merge"),
	}
}

func anyToolActivity(t *rapid.T) ToolActivity {
	return ToolActivity{
		ID: word().Draw(t, "id"), Title: word().Draw(t, "title"), Max: maybeAny(t, number()), Assigned: maybeAny(t, rapid.Bool()),
		DueAt: maybeAny(t, moment()), UpdatedAt: maybeAny(t, moment()), LineItemURL: word().Draw(t, "url"),
	}
}

func anyScore(t *rapid.T) Score {
	return Score{
		Account: word().Draw(t, "account"), Activity: word().Draw(t, "activity"), Score: maybeAny(t, number()), Max: maybeAny(t, number()),
		State: word().Draw(t, "state"), Released: maybeAny(t, rapid.Bool()), SubmittedAt: maybeAny(t, moment()),
		ScoredAt: maybeAny(t, moment()), LastSentScore: maybeAny(t, number()), LastSentAt: maybeAny(t, moment()),
	}
}

func anyLaunch(t *rapid.T) Launch {
	return Launch{
		At: moment().Draw(t, "at"), Account: word().Draw(t, "account"), Activity: word().Draw(t, "activity"), Version: word().Draw(t, "version"),
		Origin: word().Draw(t, "origin"), Issuer: word().Draw(t, "iss"), ClientID: word().Draw(t, "client"), DeploymentID: word().Draw(t, "deployment"),
		ContextID: word().Draw(t, "context"), ContextTitle: word().Draw(t, "title"), ResourceLinkID: word().Draw(t, "link"), UserID: word().Draw(t, "user"),
		Roles: words().Draw(t, "roles"), LineItem: maybeAny(t, word()), LineItems: maybeAny(t, word()),
		Scopes: maybeAny(t, rapid.SliceOfN(word(), 0, 3)), SourcedID: maybeAny(t, word()), OutcomeURL: maybeAny(t, word()),
		TargetLinkURI: word().Draw(t, "target"), ProductFamily: word().Draw(t, "family"), UserAgent: word().Draw(t, "agent"), Error: word().Draw(t, "error"),
	}
}

func anySend(t *rapid.T) Send {
	return Send{
		At: moment().Draw(t, "at"), Account: word().Draw(t, "account"), Activity: word().Draw(t, "activity"), URL: word().Draw(t, "url"),
		Status: maybeAny(t, rapid.SampledFrom([]int{0, 200, 503, -1, 1234567890})), Code: word().Draw(t, "code"), Message: word().Draw(t, "message"),
		Score: maybeAny(t, number()), Max: maybeAny(t, number()), Timestamp: maybeAny(t, moment()), Progress: word().Draw(t, "progress"),
	}
}
