package diagnose

import (
	"fmt"
	"slices"

	"github.com/gradesync/gradesync/internal/grade"
)

// What makes result ids look cut off.
const (
	cutLength   = 200 // shorter ones fit everywhere
	cutLaunches = 3
)

func la09() *Rule {
	return &Rule{
		Code: "LA-09", Name: "result ids cut off", Hop: HopLaunch, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactLaunches, grade.FactLaunchService, grade.FactSends, grade.FactSendCode},
		Uses:     connectionFacts(grade.FactSendStatus),
		Explains: []Verdict{Missing, Differs}, After: []string{"TK-11"},
		Doc: "The tool keeps the LTI 1.1 result id, which some LMSs make several hundred characters long, in a column that is too short, and sends back a part of it, " +
			"which the LMS cannot read. It is recognised by launch records and the send log together: the result ids of one key, at least three, all have the same length of 200 or " +
			"more, and the LMS calls them invalid. It is certain where that is a usual length of a column.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Widen the tool's column for lis_result_sourcedid (a text without limit): ids of several hundred characters are not rare.",
				"Learners open each activity once from {link}: only a new launch brings the whole id.",
				"{resend}",
			},
		},
		Check: func(p *Pass) {
			for _, r := range p.byConnection(p.refusedFor("LA-09")) {
				length, sure := p.cutAt(r), onlyLikely
				if slices.Contains(columnLengths(), length) {
					sure = always
				}
				if length > 0 {
					p.blameConnections(r.cases, sure, "the result id is not valid",
						p.Evidence(grade.FactLaunchService, fmt.Sprintf("result ids of exactly %d characters", length)))
				}
			}
		},
	}
}

// columnLengths are those that text columns are often given.
func columnLengths() []int { return []int{200, 250, 254, 255, 256, 500, 511, 512, 1000, 1023, 1024} }

// cutAt returns the one length that all result ids of a connection have, 0 if they
// differ, are short, or are too few to tell.
func (p *Pass) cutAt(r *refusals) int {
	length, seen := 0, map[string]bool{}
	for i := range p.Records.Launches {
		l := &p.Records.Launches[i]
		id := l.SourcedID.Or("")
		if id == "" || l.ClientID != "" && l.ClientID != r.id {
			continue
		}
		if length != 0 && len(id) != length {
			return 0
		}
		length, seen[id] = len(id), true
	}
	if length < cutLength || len(seen) < cutLaunches {
		return 0
	}
	return length
}
