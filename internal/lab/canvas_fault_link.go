package lab

import "slices"

func canvasLinkFaults() []fault {
	return []fault{
		{code: "LI-04", scope: "activity", reach: oneActivity13, apply: breakOtherTool,
			doc: "An assignment belongs to another tool than the one that sends its scores."},
		{code: "LI-05", scope: "activity", reach: oneActivity13, apply: breakCanvasCopy,
			doc: "The tool sends an activity's grades to the line item of another course."},
		{code: "LI-08", scope: "activity", reach: oneActivity13, apply: breakBlueprintLock,
			doc: "An assignment is locked by the course's blueprint, so the tool cannot connect its line item."},
		{code: "LI-09", scope: "activity", reach: oneSection, apply: breakCrossListed,
			doc: "A section was cross-listed into the course after its learners had done five activities in their old course."},
		{code: "LI-10", scope: "activity", reach: oneActivity13, apply: breakSameURL,
			doc: "An assignment is a copy of another and opens the other's activity in the tool."},
		{code: "LI-12", scope: "activity", reach: oneActivity13, apply: breakCanvasSwap,
			doc: "The launches of an activity come from the link of another activity."},
		{code: "LI-13", scope: "activity", reach: oneActivity13, apply: breakCanvasOldVersion,
			doc: "An assignment is still linked by LTI 1.1 while the tool has moved to 1.3."},
		{code: "LI-17", scope: "activity", reach: oneActivity13, apply: breakOtherCourseOnly,
			doc: "The tool's activity is connected to another course, and everybody reached it from there."},
	}
}

func breakOtherTool(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) {
		a.module.assignment.tool, a.module.assignment.url = toolOther, otherToolURL+"/launch?item="+a.id
		b.refuseAll(b.w.scoresIn(a), refusal{status: 412, text: "Tool does not have permission to view line_item"})
	})
}

func breakCanvasCopy(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) {
		a.lineItem = canvasLineItem(lastTermCourse, 700+a.column.id%100)
		for _, l := range b.launchesInto(a) {
			l.lineItem = a.lineItem
		}
	})
}

func breakBlueprintLock(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) {
		b.w.canvas.blueprint, a.module.assignment.restricted = true, true
		b.refuseAll(b.w.scoresIn(a), refusal{status: 422, text: "cannot change column(s): resource_id - locked by Master Course"})
	})
}

// breakCrossListed moves a section in from another course, where its learners'
// early work stayed.
func breakCrossListed(b *breaker) (claim, error) {
	moved, at := b.w.canvas.section(sectionB), b.w.starts.Add(40*day)
	moved.from = formerCourse
	var from []*account
	for _, acc := range b.learners {
		for _, e := range acc.person.canvas.rows {
			if e.section == moved && e.listedRow() {
				e.created = at
				from = append(from, acc)
			}
		}
	}
	scores := b.w.where(func(s *score) bool { return slices.Contains(from, s.account) && s.submitted.Before(at) })
	for _, s := range scores {
		b.w.stop(s)
	}
	for _, l := range b.w.launches {
		if slices.Contains(from, l.account) && l.at.Before(at) {
			l.elsewhere(b.w.canvas, formerCourse)
		}
	}
	return having(scores), nil
}

func breakSameURL(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) {
		first := b.neighbour(a)
		a.module.assignment.url = first.module.assignment.url
		a.linkID, a.lineItem = "", ""
		b.launchFrom(a, first)
	})
}

func breakCanvasSwap(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) { b.launchFrom(a, b.neighbour(a)) })
}

// launchFrom makes the launches of an activity ones by another's link.
func (b *breaker) launchFrom(a, other *activity) {
	for _, l := range b.launchesInto(a) {
		l.linkID, l.lineItem = other.module.assignment.link, canvasLineItem(canvasCourseID, other.column.id)
	}
}

// toolOldVersion is an installation of CertLab from before it had LTI 1.3.
const toolOldVersion = 699

func breakCanvasOldVersion(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) {
		b.w.canvas.tools = append(b.w.canvas.tools, &canvasTool{
			id: toolOldVersion, account: courseAccount, name: "CertLab (old)", domain: certLabDomain, version: lti11,
			key: consumerKey, privacy: "public", created: b.w.starts.Add(-800 * day),
		})
		m := &a.module.assignment
		m.tool, m.link = toolOldVersion, opaque("tag", a.module.id)
		a.linkID, a.lineItem = m.link, ""
		b.relaunch11(a)
	})
}

func breakOtherCourseOnly(b *breaker) (claim, error) {
	return wholeActivity(b, lti13, false, func(a *activity) {
		for _, l := range b.launchesInto(a) {
			l.elsewhere(b.w.canvas, lastTermCourse)
			a.linkID, a.lineItem = l.linkID, l.lineItem
		}
	})
}

func canvasLaunchFaults() []fault {
	return []fault{
		{code: "LA-02", scope: "grade", reach: someGrades, apply: breakLastTerm,
			doc: "Three learners opened an activity by the link of last term's course."},
	}
}

func breakLastTerm(b *breaker) (claim, error) {
	return single(b, wish{version: lti13, activities: 1, each: 3}, func(s *score) {
		b.w.stop(s)
		for _, l := range b.w.launchesOf(s) {
			l.elsewhere(b.w.canvas, lastTermCourse)
		}
	})
}
