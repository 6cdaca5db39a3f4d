package preflight

import "slices"

// Subject is one of the things that preflight looks at. Each check that it lists is
// about one of them.
type Subject struct {
	ID, Group string
	Topic     string // in a few words
	Fault     string // what it finds fault with, for the documentation
	// Codes are the causes that it may name. A connection that is refused may name
	// others, as the LMS's answer says.
	Codes []string
}

// Subjects lists all that preflight looks at, in the order of the list it makes. The
// ids that end with a dot stand for several: a name follows.
func Subjects() []Subject {
	return slices.Concat(connectionSubjects(), toolSideSubjects(), courseSubjects(), activitySubjects(), launchSubjects(), rosterSubjects(), bothSubjects(), probeSubjects())
}

// SubjectOf is the subject of a check; the zero Subject when there is none.
func SubjectOf(id string) Subject {
	list := Subjects()
	if i := slices.IndexFunc(list, func(s Subject) bool { return s.covers(id) }); i >= 0 {
		return list[i]
	}
	return Subject{}
}

func (s Subject) covers(id string) bool {
	if n := len(s.ID); s.ID[n-1] == '.' {
		return len(id) > n && id[:n] == s.ID
	}
	return s.ID == id
}

func connectionSubjects() []Subject {
	return []Subject{
		{ID: "connections", Group: groupLMS, Topic: "the connections", Fault: "nothing: with `--book` there are none to try"},
		{ID: "lms", Group: groupLMS, Topic: "the LMS", Fault: "the LMS does not answer, or refuses the token", Codes: []string{"TK-13", "TR-02", "TR-03"}},
		{ID: "token", Group: groupLMS, Topic: "the token", Fault: "nothing: where the token is refused, `lms` fails"},
		{ID: "certificate", Group: groupLMS, Topic: "the certificate", Fault: "the LMS's certificate is not trusted or ends soon; no HTTPS", Codes: []string{"TR-02"}},
		{ID: "clock", Group: groupLMS, Topic: "the clocks", Fault: "the LMS's clock and this machine's differ by more than a minute", Codes: []string{"TK-09"}},
		{ID: "course", Group: groupLMS, Topic: "the course", Fault: "there is no such course, or it cannot be read", Codes: []string{"TK-13", "TR-03"}},
		{ID: "rights", Group: groupRights, Topic: "the rights", Fault: "nothing: those that are missing have checks of their own"},
		{ID: "right.", Group: groupRights, Topic: "a right", Fault: "a right that reading needs is missing; a warning where it is optional", Codes: []string{"TK-13"}},
		{ID: "rights.course", Group: groupRights, Topic: "further rights", Fault: "nothing: it says which rights did not show"},
		{ID: "lti13", Group: groupLTI13, Topic: "the tool's registration", Fault: "nothing: it says that the profile has none"},
		{ID: "lti13.key", Group: groupLTI13, Topic: "the tool's key", Fault: "the private key cannot be read", Codes: []string{"TK-04"}},
		{ID: "lti13.keyset", Group: groupLTI13, Topic: "the published keys", Fault: "the key is not published where the tool publishes its keys", Codes: []string{"TK-04"}},
		{ID: "lti13.token", Group: groupLTI13, Topic: "the LTI token", Fault: "the LMS grants the tool no token", Codes: []string{"TK-02", "TK-03", "TK-04", "TK-05", "TK-09", "TR-03"}},
		{ID: "lti13.scopes", Group: groupLTI13, Topic: "the scopes", Fault: "the token may not send scores; a warning for another scope", Codes: []string{"TK-01", "TK-02"}},
		{ID: "lti13.lineitems", Group: groupLTI13, Topic: "the course's line items", Fault: "the tool's own list of line items is refused", Codes: []string{"AC-01", "AC-02", "TK-07"}},
		{ID: "lti13.roster", Group: groupLTI13, Topic: "the tool's roster", Fault: "the tool's own roster is refused", Codes: []string{"AC-01", "AC-02", "TK-07"}},
		{ID: "lti13.completes", Group: groupLTI13, Topic: "what the LTI services add", Fault: "the LTI services add nothing, for an error"},
		{ID: "lti11", Group: groupLTI11, Topic: "a signed read over LTI 1.1", Fault: "the LMS refuses a read that the tool's key and secret sign", Codes: []string{"TK-08"}},
	}
}

func toolSideSubjects() []Subject {
	return []Subject{
		{ID: "records", Group: groupRecords, Topic: "the tool's records", Fault: "the records cannot be read"},
		{ID: "records.accounts", Group: groupRecords, Topic: "accounts", Fault: "some rows cannot be read"},
		{ID: "records.activities", Group: groupRecords, Topic: "activities", Fault: "some rows cannot be read"},
		{ID: "records.scores", Group: groupRecords, Topic: "scores", Fault: "some rows cannot be read"},
		{ID: "records.launches", Group: groupRecords, Topic: "launches", Fault: "some rows cannot be read"},
		{ID: "records.sends", Group: groupRecords, Topic: "sends", Fault: "some rows cannot be read"},
		{ID: "records.newest", Group: groupRecords, Topic: "the newest record", Fault: "the newest record is more than 14 days old, or in the future"},
		{ID: "records.people", Group: groupRecords, Topic: "accounts and the roster", Fault: "no account of the tool is found in the roster; a warning for some"},
		{ID: "store", Group: "store", Topic: "the store", Fault: "the store cannot be opened"},
	}
}

func courseSubjects() []Subject {
	return []Subject{
		{ID: "course.published", Group: groupCourse, Topic: "whether the course is published", Fault: "learners cannot see the course", Codes: []string{"AC-01"}},
		{ID: "course.dates", Group: groupCourse, Topic: "the dates of the course", Fault: "the course has ended or ends before it starts; a warning where it ends within 14 days", Codes: []string{"AC-02"}},
		{ID: "course.blueprint", Group: groupCourse, Topic: "blueprint locks", Fault: "Canvas: a blueprint locks what the tool has to set", Codes: []string{"LI-08"}},
	}
}

func activitySubjects() []Subject {
	list := []Subject{
		{ID: "activities.links", Topic: "links that open the tool", Fault: "the course has no link to the tool"},
		{ID: "activities.published", Topic: "whether activities are published", Fault: "an activity is hidden from learners", Codes: []string{"LI-02"}},
		{ID: "activities.graded", Topic: "columns of the links", Fault: "a link has no gradebook column, or its column was deleted", Codes: []string{"LI-01", "LI-03"}},
		{ID: "activities.points", Topic: "points of the columns", Fault: "a column has no points", Codes: []string{"LI-11"}},
		{ID: "activities.type", Topic: "grade types of the columns", Fault: "a column cannot hold a number", Codes: []string{"LI-15"}},
		{ID: "activities.hidden", Topic: "hidden columns", Fault: "a column is hidden from learners (not in Canvas, which has `activities.posting`)", Codes: []string{"GB-02"}},
		{ID: "activities.locked", Topic: "locked columns", Fault: "a column is locked, or moderated", Codes: []string{"AC-10"}},
		{ID: "activities.period", Topic: "grading periods", Fault: "Canvas: the grading period of an activity is closed", Codes: []string{"AC-10"}},
		{ID: "activities.assigned", Topic: "to whom activities are assigned", Fault: "Canvas: an activity is not assigned to every learner", Codes: []string{"LI-16"}},
		{ID: "activities.tool", Topic: "tools of the links", Fault: "Canvas: a link's tool is not installed", Codes: []string{"TK-11"}},
		{ID: "activities.owner", Topic: "whose the columns are", Fault: "a link or its column belongs to another registration than the tool's", Codes: []string{"LI-04"}},
		{ID: "activities.lineitems", Topic: "line items of the links", Fault: "the tool's own list has no line item for an LTI 1.3 link: it can send nothing there", Codes: []string{"LI-03"}},
		{ID: "activities.duplicates", Topic: "columns of the same title", Fault: "two columns have the same title", Codes: []string{"LI-06"}},
		{ID: "activities.posting", Topic: "posting of grades", Fault: "Canvas: grades stay hidden until a teacher posts them", Codes: []string{"GB-01"}},
		{ID: "activities.dates", Topic: "dates of the activities", Fault: "an activity is never open while the course is; a warning where it outlasts the course"},
	}
	return grouped(list, groupActivities)
}

func launchSubjects() []Subject {
	return grouped([]Subject{
		{ID: "launches.service", Topic: "what launches carry", Fault: "launches bring no way to return a grade", Codes: []string{"LA-07"}},
		{ID: "launches.link", Topic: "what each link opens", Fault: "a link opens another activity than its own", Codes: []string{"LI-12"}},
		{ID: "launches.course", Topic: "where launches come from", Fault: "launches come from a copy of the course, or from one that is not paired with the tool", Codes: []string{"LA-08", "LI-17"}},
		{ID: "launches.deployment", Topic: "deployments of launches", Fault: "launches come by a deployment that does not cover the course", Codes: []string{"TK-06", "TK-07"}},
	}, groupActivities)
}

func rosterSubjects() []Subject {
	return grouped([]Subject{
		{ID: "roster.learners", Topic: "who is enrolled", Fault: "nobody is enrolled as an active learner: nobody at all, staff alone, or only a preview account", Codes: []string{"ID-10", "ID-11"}},
		{ID: "roster.roles", Topic: "roles of those who work in the tool", Fault: "somebody who is to be graded has a role that cannot hold grades", Codes: []string{"ID-09"}},
	}, groupRoster)
}

func bothSubjects() []Subject {
	return grouped([]Subject{
		{ID: "tool.links", Topic: "activities of the tool and their links", Fault: "an activity of the tool has no link in the course"},
		{ID: "tool.activities", Topic: "links and the tool's activities", Fault: "the tool has no activity for a link"},
		{ID: "tool.titles", Topic: "titles on both sides", Fault: "titles differ"},
		{ID: "tool.maxima", Topic: "points on both sides", Fault: "points differ: scores are scaled, which may not be meant"},
		{ID: "tool.lineitems", Topic: "columns that the tool sends to", Fault: "the tool sends to another course's column, or to one that was deleted", Codes: []string{"LI-03", "LI-05"}},
		{ID: "tool.sending", Topic: "sending by the tool", Fault: "sending is switched off in the tool", Codes: []string{"RL-02"}},
		{ID: "tool.version", Topic: "LTI versions of the links", Fault: "a link was left behind on LTI 1.1; before any launch a warning wherever LTI 1.1 stands beside 1.3", Codes: []string{"LI-13"}},
	}, groupTool)
}

func probeSubjects() []Subject {
	return grouped([]Subject{
		{ID: "probe.earlier", Topic: "an earlier probe", Fault: "an earlier probe was not finished: its score may stand in the gradebook"},
		{ID: "probe.plan", Topic: "the plan", Fault: "nothing: it says what `--yes` would do"},
		{ID: "probe.empty", Topic: "the cell before", Fault: "the cell is not empty any more, or cannot be read"},
		{ID: "probe.sent", Topic: "the score", Fault: "the LMS refuses the score"},
		{ID: "probe.shown", Topic: "the gradebook", Fault: "the gradebook does not show the score within `--wait`"},
		{ID: "probe.cleared", Topic: "taking it away", Fault: "the LMS refuses the message that takes the score away"},
		{ID: "probe.restored", Topic: "the cell after", Fault: "the cell is not empty afterwards"},
		{ID: "probe.cell", Topic: "the cell of the probe", Fault: "the probe's score is still there, or how the cell stands is not known"},
	}, groupProbe)
}

func grouped(list []Subject, group string) []Subject {
	for i := range list {
		list[i].Group = group
	}
	return list
}
