package diagnose

// Run judges a course by the rules given and returns the report. It is pure: the
// same input gives the same report, whatever the order of the input's rows.
func Run(in Input, rules []*Rule, opt Options) *Report {
	return Examine(in, rules).Report(opt)
}

// Examination is a course with every case judged and every cause attributed.
type Examination struct {
	*Facts
	Findings   []Finding
	NotChecked []NotChecked

	// standing holds the findings that each case was left with, the primary cause
	// first; a case that nothing explains has none.
	standing map[*Case][]candidate
	rules    []*Rule
}

// Examine joins the two sides, runs the rules and attributes their findings.
func Examine(in Input, rules []*Rule) *Examination {
	e := &Examination{Facts: Join(in), rules: rules}
	for _, r := range rules {
		if !r.appliesTo(e.Input) {
			continue
		}
		if reason, ok := e.missingNeed(r); !ok {
			e.NotChecked = append(e.NotChecked, NotChecked{Code: r.Code, Reason: reason})
			continue
		}
		p := &Pass{Facts: e.Facts, rule: r}
		r.Check(p)
		e.Findings = append(e.Findings, p.findings...)
	}
	e.attribute()
	return e
}

// Primary returns the one cause a case is put down to, nil when nothing explains it.
func (e *Examination) Primary(c *Case) *Finding {
	if list := e.standing[c]; len(list) > 0 {
		return list[0].finding
	}
	return nil
}
