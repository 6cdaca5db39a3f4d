package grade

// The members of the rows that a book has most of. A member of another name is
// declined; encoding/json knows what to do with it.

func scanResult(s *scanner, r *Result, name []byte) bool {
	switch string(name) {
	case "learner":
		return s.text(&r.Learner)
	case "activity":
		return s.text(&r.Activity)
	case "empty":
		return s.boolean(&r.Empty)
	case "score":
		return maybe(s, &r.Score, (*scanner).number)
	case "max":
		return maybe(s, &r.Max, (*scanner).number)
	case "graded_at":
		return maybe(s, &r.GradedAt, (*scanner).moment)
	case "hidden":
		return maybe(s, &r.Hidden, (*scanner).boolean)
	case "locked":
		return maybe(s, &r.Locked, (*scanner).boolean)
	case "overridden":
		return maybe(s, &r.Overridden, (*scanner).boolean)
	case "excused":
		return maybe(s, &r.Excused, (*scanner).boolean)
	case "entered":
		return maybe(s, &r.Entered, (*scanner).number)
	case "deducted":
		return maybe(s, &r.Deducted, (*scanner).number)
	case "grader":
		return s.text(&r.Grader)
	case "submitted_at":
		return maybe(s, &r.SubmittedAt, (*scanner).moment)
	case "stale":
		return maybe(s, &r.Stale, (*scanner).boolean)
	case "assigned":
		return maybe(s, &r.Assigned, (*scanner).boolean)
	case "closed":
		return maybe(s, &r.Closed, (*scanner).boolean)
	case "attempts_left":
		return maybe(s, &r.AttemptsLeft, (*scanner).integer)
	}
	return false
}

func scanTotal(s *scanner, t *Total, name []byte) bool {
	switch string(name) {
	case "learner":
		return s.text(&t.Learner)
	case "category":
		return s.text(&t.Category)
	case "empty":
		return s.boolean(&t.Empty)
	case "score":
		return maybe(s, &t.Score, (*scanner).number)
	case "max":
		return maybe(s, &t.Max, (*scanner).number)
	case "percent":
		return maybe(s, &t.Percent, (*scanner).number)
	case "letter":
		return maybe(s, &t.Letter, (*scanner).text)
	case "final_percent":
		return maybe(s, &t.FinalPercent, (*scanner).number)
	case "final_letter":
		return maybe(s, &t.FinalLetter, (*scanner).text)
	case "hidden":
		return maybe(s, &t.Hidden, (*scanner).boolean)
	case "weight":
		return maybe(s, &t.Weight, (*scanner).number)
	}
	return false
}

func scanCompletion(s *scanner, c *Completion, name []byte) bool {
	switch string(name) {
	case "learner":
		return s.text(&c.Learner)
	case "activity":
		return s.text(&c.Activity)
	case "state":
		return s.text((*string)(&c.State))
	case "at":
		return maybe(s, &c.At, (*scanner).moment)
	case "by_hand":
		return maybe(s, &c.ByHand, (*scanner).boolean)
	}
	return false
}

func scanScore(s *scanner, r *Score, name []byte) bool {
	switch string(name) {
	case "account":
		return s.text(&r.Account)
	case "activity":
		return s.text(&r.Activity)
	case "score":
		return maybe(s, &r.Score, (*scanner).number)
	case "max":
		return maybe(s, &r.Max, (*scanner).number)
	case "state":
		return s.text(&r.State)
	case "released":
		return maybe(s, &r.Released, (*scanner).boolean)
	case "submitted_at":
		return maybe(s, &r.SubmittedAt, (*scanner).moment)
	case "scored_at":
		return maybe(s, &r.ScoredAt, (*scanner).moment)
	case "last_sent_score":
		return maybe(s, &r.LastSentScore, (*scanner).number)
	case "last_sent_at":
		return maybe(s, &r.LastSentAt, (*scanner).moment)
	}
	return false
}

func scanSend(s *scanner, r *Send, name []byte) bool {
	switch string(name) {
	case "at":
		return s.moment(&r.At)
	case "account":
		return s.text(&r.Account)
	case "activity":
		return s.text(&r.Activity)
	case "url":
		return s.text(&r.URL)
	case "status":
		return maybe(s, &r.Status, (*scanner).integer)
	case "code":
		return s.text(&r.Code)
	case "message":
		return s.text(&r.Message)
	case "score":
		return maybe(s, &r.Score, (*scanner).number)
	case "max":
		return maybe(s, &r.Max, (*scanner).number)
	case "timestamp":
		return maybe(s, &r.Timestamp, (*scanner).moment)
	case "grading_progress":
		return s.text(&r.Progress)
	}
	return false
}

func scanLaunch(s *scanner, l *Launch, name []byte) bool {
	switch string(name) {
	case "at":
		return s.moment(&l.At)
	case "roles":
		return s.texts(&l.Roles)
	case "lineitem":
		return maybe(s, &l.LineItem, (*scanner).text)
	case "lineitems":
		return maybe(s, &l.LineItems, (*scanner).text)
	case "scopes":
		return maybe(s, &l.Scopes, (*scanner).texts)
	case "lis_result_sourcedid":
		return maybe(s, &l.SourcedID, (*scanner).text)
	case "lis_outcome_service_url":
		return maybe(s, &l.OutcomeURL, (*scanner).text)
	}
	to := l.text(name)
	return to != nil && s.text(to)
}

// text returns the string member of a name, nil when there is none.
func (l *Launch) text(name []byte) *string {
	switch string(name) {
	case "account":
		return &l.Account
	case "activity":
		return &l.Activity
	case "lti_version":
		return &l.Version
	case "origin":
		return &l.Origin
	case "iss":
		return &l.Issuer
	case "client_id":
		return &l.ClientID
	case "deployment_id":
		return &l.DeploymentID
	case "context_id":
		return &l.ContextID
	case "context_title":
		return &l.ContextTitle
	case "resource_link_id":
		return &l.ResourceLinkID
	case "user_id":
		return &l.UserID
	case "target_link_uri":
		return &l.TargetLinkURI
	case "product_family_code":
		return &l.ProductFamily
	case "user_agent":
		return &l.UserAgent
	case "error":
		return &l.Error
	}
	return nil
}
