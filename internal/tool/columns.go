package tool

import (
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// The kinds of record, which are the names of their files.
const (
	accounts   = "accounts"
	activities = "activities"
	scores     = "scores"
	launches   = "launches"
	sends      = "sends"
)

// column is one column of a record file: what it is called and where its value
// goes. set returns what is wrong with the cell; it is not called for an empty one.
type column[T any] struct {
	heading
	private bool // holds personal data: never shown in a message
	set     func(d *decoder, row *T, c cell) (reason string)
}

func headings[T any](cols []column[T]) []heading {
	all := make([]heading, len(cols))
	for i := range cols {
		all[i] = cols[i].heading
	}
	return all
}

// needed marks a column without which a row is of no use.
func needed[T any](c column[T]) column[T] {
	c.needed = true
	return c
}

// private marks a column of personal data.
func private[T any](c column[T]) column[T] {
	c.private = true
	return c
}

// filling returns a column whose value is read by read and stored by way of field.
func filling[T, V any](name string, field func(*T) *V, read func(*decoder, cell) (V, string)) column[T] {
	return column[T]{heading: heading{name: name}, set: func(d *decoder, row *T, c cell) string {
		value, reason := read(d, c)
		if reason == "" {
			*field(row) = value
		}
		return reason
	}}
}

// known lifts a reader of values to one of values that are known.
func known[V any](read func(*decoder, cell) (V, string)) func(*decoder, cell) (grade.Maybe[V], string) {
	return func(d *decoder, c cell) (grade.Maybe[V], string) {
		value, reason := read(d, c)
		return grade.Known(value), reason
	}
}

func textOf[T any](name string, field func(*T) *string) column[T] {
	return filling(name, field, (*decoder).text)
}

func wordOf[T any](name string, field func(*T) *string, allowed ...string) column[T] {
	return filling(name, field, func(d *decoder, c cell) (string, string) { return d.word(c, allowed) })
}

func truthOf[T any](name string, field func(*T) *grade.Maybe[bool]) column[T] {
	return filling(name, field, known((*decoder).truth))
}

func numberOf[T any](name string, field func(*T) *grade.Maybe[float64]) column[T] {
	return filling(name, field, known((*decoder).number))
}

func timeOf[T any](name string, field func(*T) *grade.Maybe[time.Time]) column[T] {
	return filling(name, field, known((*decoder).time))
}

func serviceOf[T any](name string, field func(*T) *grade.Maybe[string]) column[T] {
	return filling(name, field, known((*decoder).service))
}

func accountColumns() []column[grade.Account] {
	type row = grade.Account
	return []column[row]{
		needed(textOf("id", func(r *row) *string { return &r.ID })),
		private(textOf("name", func(r *row) *string { return &r.Name })),
		private(textOf("email", func(r *row) *string { return &r.Email })),
		private(textOf("login", func(r *row) *string { return &r.Login })),
		textOf("sis_id", func(r *row) *string { return &r.SISID }),
		textOf("lms_user_id", func(r *row) *string { return &r.LMSUserID }),
		textOf("lti11_user_id", func(r *row) *string { return &r.LTI11UserID }),
		wordOf("source", func(r *row) *string { return &r.Source }, "lti", "manual", "roster", "import"),
		textOf("role", func(r *row) *string { return &r.Role }),
		truthOf("active", func(r *row) *grade.Maybe[bool] { return &r.Active }),
		timeOf("created_at", func(r *row) *grade.Maybe[time.Time] { return &r.CreatedAt }),
		textOf("merged_into", func(r *row) *string { return &r.MergedInto }),
		wordOf("merge_state", func(r *row) *string { return &r.MergeState }, "none", "pending", "done"),
	}
}

func activityColumns() []column[grade.ToolActivity] {
	type row = grade.ToolActivity
	return []column[row]{
		needed(textOf("id", func(r *row) *string { return &r.ID })),
		textOf("title", func(r *row) *string { return &r.Title }),
		numberOf("max", func(r *row) *grade.Maybe[float64] { return &r.Max }),
		truthOf("assigned", func(r *row) *grade.Maybe[bool] { return &r.Assigned }),
		truthOf("graded", func(r *row) *grade.Maybe[bool] { return &r.Graded }),
		timeOf("due_at", func(r *row) *grade.Maybe[time.Time] { return &r.DueAt }),
		wordOf("release", func(r *row) *string { return &r.Release }, "manual", "auto"),
		wordOf("send", func(r *row) *string { return &r.Send }, "off", "manual", "auto", "after_due"),
		wordOf("mode", func(r *row) *string { return &r.Mode }, "activity", "course"),
		textOf("resource_link_id", func(r *row) *string { return &r.ResourceLinkID }),
		textOf("lineitem_url", func(r *row) *string { return &r.LineItemURL }),
		timeOf("updated_at", func(r *row) *grade.Maybe[time.Time] { return &r.UpdatedAt }),
	}
}

func scoreColumns() []column[grade.Score] {
	type row = grade.Score
	return []column[row]{
		needed(textOf("account_id", func(r *row) *string { return &r.Account })),
		needed(textOf("activity_id", func(r *row) *string { return &r.Activity })),
		numberOf("score", func(r *row) *grade.Maybe[float64] { return &r.Score }),
		numberOf("max", func(r *row) *grade.Maybe[float64] { return &r.Max }),
		wordOf("state", func(r *row) *string { return &r.State },
			grade.NotStarted, grade.InProgress, grade.Submitted, grade.PendingManual, grade.Graded),
		truthOf("released", func(r *row) *grade.Maybe[bool] { return &r.Released }),
		timeOf("submitted_at", func(r *row) *grade.Maybe[time.Time] { return &r.SubmittedAt }),
		timeOf("scored_at", func(r *row) *grade.Maybe[time.Time] { return &r.ScoredAt }),
		numberOf("last_sent_score", func(r *row) *grade.Maybe[float64] { return &r.LastSentScore }),
		timeOf("last_sent_at", func(r *row) *grade.Maybe[time.Time] { return &r.LastSentAt }),
	}
}

func launchColumns() []column[grade.Launch] {
	type row = grade.Launch
	return []column[row]{
		needed(filling("at", func(r *row) *time.Time { return &r.At }, (*decoder).time)),
		textOf("account_id", func(r *row) *string { return &r.Account }),
		textOf("activity_id", func(r *row) *string { return &r.Activity }),
		wordOf("lti_version", func(r *row) *string { return &r.Version }, grade.LTI11, grade.LTI13, "none"),
		wordOf("origin", func(r *row) *string { return &r.Origin }, grade.OriginLTI, grade.OriginDirect),
		textOf("iss", func(r *row) *string { return &r.Issuer }),
		textOf("client_id", func(r *row) *string { return &r.ClientID }),
		textOf("deployment_id", func(r *row) *string { return &r.DeploymentID }),
		textOf("context_id", func(r *row) *string { return &r.ContextID }),
		textOf("context_title", func(r *row) *string { return &r.ContextTitle }),
		textOf("resource_link_id", func(r *row) *string { return &r.ResourceLinkID }),
		textOf("user_id", func(r *row) *string { return &r.UserID }),
		filling("roles", func(r *row) *[]string { return &r.Roles }, (*decoder).list),
		serviceOf("lineitem", func(r *row) *grade.Maybe[string] { return &r.LineItem }),
		serviceOf("lineitems", func(r *row) *grade.Maybe[string] { return &r.LineItems }),
		filling("scopes", func(r *row) *grade.Maybe[[]string] { return &r.Scopes }, known((*decoder).scopes)),
		serviceOf("lis_result_sourcedid", func(r *row) *grade.Maybe[string] { return &r.SourcedID }),
		serviceOf("lis_outcome_service_url", func(r *row) *grade.Maybe[string] { return &r.OutcomeURL }),
		textOf("target_link_uri", func(r *row) *string { return &r.TargetLinkURI }),
		textOf("product_family_code", func(r *row) *string { return &r.ProductFamily }),
		textOf("user_agent", func(r *row) *string { return &r.UserAgent }),
		textOf("error", func(r *row) *string { return &r.Error }),
	}
}

func sendColumns() []column[grade.Send] {
	type row = grade.Send
	return []column[row]{
		needed(filling("at", func(r *row) *time.Time { return &r.At }, (*decoder).time)),
		textOf("account_id", func(r *row) *string { return &r.Account }),
		textOf("activity_id", func(r *row) *string { return &r.Activity }),
		textOf("url", func(r *row) *string { return &r.URL }),
		filling("status", func(r *row) *grade.Maybe[int] { return &r.Status }, known((*decoder).status)),
		textOf("code", func(r *row) *string { return &r.Code }),
		textOf("message", func(r *row) *string { return &r.Message }),
		numberOf("score", func(r *row) *grade.Maybe[float64] { return &r.Score }),
		numberOf("max", func(r *row) *grade.Maybe[float64] { return &r.Max }),
		filling("timestamp", func(r *row) *grade.Maybe[time.Time] { return &r.Timestamp }, known((*decoder).anyTime)),
		textOf("grading_progress", func(r *row) *string { return &r.Progress }),
	}
}
