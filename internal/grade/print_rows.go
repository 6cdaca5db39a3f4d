package grade

// The members of the rows that a course has most of.

func printResult(p *printer, r *Result) {
	p.text("learner", r.Learner)
	p.text("activity", r.Activity)
	p.trueOnly("empty", r.Empty)
	p.maybeNumber("score", r.Score)
	p.maybeNumber("max", r.Max)
	p.maybeTime("graded_at", r.GradedAt)
	p.maybeBool("hidden", r.Hidden)
	p.maybeBool("locked", r.Locked)
	p.maybeBool("overridden", r.Overridden)
	p.maybeBool("excused", r.Excused)
	p.maybeNumber("entered", r.Entered)
	p.maybeNumber("deducted", r.Deducted)
	p.textIfAny("grader", r.Grader)
	p.maybeTime("submitted_at", r.SubmittedAt)
	p.maybeBool("stale", r.Stale)
	p.maybeBool("assigned", r.Assigned)
	p.maybeBool("closed", r.Closed)
	p.maybeInt("attempts_left", r.AttemptsLeft)
}

func printTotal(p *printer, t *Total) {
	p.text("learner", t.Learner)
	p.textIfAny("category", t.Category)
	p.trueOnly("empty", t.Empty)
	p.maybeNumber("score", t.Score)
	p.maybeNumber("max", t.Max)
	p.maybeNumber("percent", t.Percent)
	p.maybeText("letter", t.Letter)
	p.maybeNumber("final_percent", t.FinalPercent)
	p.maybeText("final_letter", t.FinalLetter)
	p.maybeBool("hidden", t.Hidden)
	p.maybeNumber("weight", t.Weight)
}

func printCompletion(p *printer, c *Completion) {
	p.text("learner", c.Learner)
	p.text("activity", c.Activity)
	p.text("state", string(c.State))
	p.maybeTime("at", c.At)
	p.maybeBool("by_hand", c.ByHand)
}
