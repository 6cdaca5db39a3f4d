package diagnose

import "slices"

// Gather puts findings of one rule together as the cause that a report would show,
// whatever grades it was to explain: subjects, evidence, and the remedy without the
// steps that send grades again. Severity is the rule's own. It needs a finding.
func (e *Examination) Gather(findings []*Finding, opt Options) Cause {
	first := findings[0]
	d := &draft{rule: first.rule, key: causeKey{code: first.rule.Code, scope: first.Scope, certainty: first.Certainty}, subjects: map[string]*subjectDraft{}}
	for _, f := range findings {
		d.subject(f)
	}
	c := e.finish(d)
	c.Severity = first.rule.Severity
	for i := range c.Subjects {
		c.Subjects[i].Label = e.subjectLabel(c.Subjects[i], opt)
	}
	c.Remedy.Steps = slices.DeleteFunc(slices.Clone(c.Remedy.Steps), func(step string) bool { return step == "{resend}" })
	c.Remedy.Steps = e.wording(&c, opt)
	return c
}
