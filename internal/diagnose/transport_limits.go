package diagnose

import (
	"fmt"
	"net/http"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

func tr04() *Rule {
	return &Rule{
		Code: "TR-04", Name: "too many requests at once", Hop: HopTransport, Severity: SeverityError,
		Needs: []grade.Fact{grade.FactSends, grade.FactSendStatus}, Uses: []grade.Fact{grade.FactSendCode},
		Explains: []Verdict{Missing, Differs}, Resend: true,
		Doc: "The LMS turned the score away because the tool, or all tools of one client, asked too much at once, and the tool did not send it again. It is recognised " +
			"by status 429 of the last attempt, or by 403 with words about a rate limit.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"{resend}",
				"Let the tool send fewer scores at a time, keep its access token until it expires, and wait before it tries again as long as {lms} says.",
			},
			In: map[string][]string{
				"canvas": {
					"{resend}",
					"Let the tool send one score after another over one client: Canvas counts what is under way at the same time, and says in X-Rate-Limit-Remaining how " +
						"much is left.",
					"If the vendor's key serves many schools, one of them can use it up for all: ask the vendor.",
				},
			},
		},
		Check: func(p *Pass) { p.blameRefused("TR-04", "too many requests") },
	}
}

// What makes single failures a weakness under load.
const (
	flakyCases = 3
	flakyNear  = 24 * time.Hour
)

func tr09() *Rule {
	return &Rule{
		Code: "TR-09", Name: "fails now and then", Hop: HopTransport, Severity: SeverityError,
		Needs: sendAnswers(), Explains: []Verdict{Missing, Differs}, Resend: true,
		After: []string{"TR-01", "TR-02", "TR-04", "TR-08"},
		Doc: "Sends fail at random: the LMS, or something between, gives way under load, other scores go through shortly before and after, and the tool does not " +
			"repeat what failed. It is recognised by the send log: at least three grades, of different people and activities, whose last attempt met no answer or a status " +
			"from 500 on at different times, tried no more than twice, with successes between them and within a day.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"{resend}",
				"Let the tool repeat by itself what failed so, a few times and with growing pauses.",
				"If it goes on, compare the times of the failures with the load of {lms} and of the proxy before it.",
			},
			In: map[string][]string{
				"canvas": {
					"{resend}",
					"Let the tool repeat by itself what Canvas answers with a status from 500 on, a few times and with growing pauses.",
					"If it goes on, give Canvas support the times and the request ids (X-Request-Context-Id) of the failures.",
				},
			},
		},
		Check: func(p *Pass) {
			cases := p.intermittent()
			for _, c := range cases {
				p.blameUnless(notForThisScore(c), c, Likely, nil, p.Evidence(grade.FactSendStatus, statusText(c.LastSend())),
					p.Evidence(grade.FactSends, fmt.Sprintf("%d grades failed at different times, others went through between", len(cases))))
			}
		},
	}
}

// intermittent returns the cases that failed one by one, with successes between.
func (f *Facts) intermittent() []*Case {
	inOutage := f.caughtInOutage()
	var list []*Case
	for _, c := range f.failedTogether() {
		if !inOutage[c] && f.givenUp(c) {
			list = append(list, c)
		}
	}
	if len(list) < flakyCases {
		return nil
	}
	successes := f.successes()
	list = slices.DeleteFunc(list, func(c *Case) bool { return !nearTo(successes, failedAt(c)) })
	if spots(list, successes) < flakyCases || !differ(list) {
		return nil
	}
	return list
}

// caughtInOutage returns the cases that an outage accounts for.
func (f *Facts) caughtInOutage() map[*Case]bool {
	caught := make(map[*Case]bool)
	for _, o := range f.outages() {
		for _, c := range o.cases {
			caught[c] = true
		}
	}
	return caught
}

// nearTo reports whether there are successes shortly before and after a moment.
func nearTo(successes []time.Time, at time.Time) bool {
	i := sort.Search(len(successes), func(i int) bool { return !successes[i].Before(at) })
	return i > 0 && at.Sub(successes[i-1]) <= flakyNear && i < len(successes) && successes[i].Sub(at) <= flakyNear
}

// spots counts the groups of failures that successes stand between.
func spots(failed []*Case, successes []time.Time) int {
	n := 0
	for i, c := range failed {
		if i == 0 || between(successes, failedAt(failed[i-1]), failedAt(c)) {
			n++
		}
	}
	return n
}

func between(successes []time.Time, from, to time.Time) bool {
	i := sort.Search(len(successes), func(i int) bool { return successes[i].After(from) })
	return i < len(successes) && successes[i].Before(to)
}

// differ reports whether failures are of more than one person and one activity.
func differ(cases []*Case) bool {
	users, activities := map[string]bool{}, map[string]bool{}
	for _, c := range cases {
		users[c.User], activities[c.Activity] = true, true
	}
	return len(users) > 1 && len(activities) > 1
}

func tr07() *Rule {
	return &Rule{
		Code: "TR-07", Name: "form of the request refused", Hop: HopTransport, Severity: SeverityError,
		Needs: sendAnswers(), Uses: connectionFacts(grade.FactSendURL),
		Explains: []Verdict{Missing, Differs}, Resend: true, After: []string{"LI-14"},
		Doc: "The LMS does not read what the tool sends: the media type of the request or of the answer that it wants is not the right one, or the message cannot be parsed. " +
			"It concerns every score of the tool. It is recognised by status 415 or 406, or by the LMS's words in the send log. Moodle uses the same words for an address that is " +
			"built wrongly; where the address is not on record, it is only likely.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Upgrade the tool, or report to its makers which media types it has to use: application/vnd.ims.lis.v1.score+json for a score over LTI 1.3, " +
					"application/xml over LTI 1.1.",
				"See that no proxy between the two servers changes the Content-Type or Accept header.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"Upgrade the tool, or report to its makers that Moodle takes a score as application/vnd.ims.lis.v1.score+json alone, not as application/json, and no " +
						"Accept header that asks for application/json only.",
					"{resend}",
				},
				"canvas": {
					"Upgrade the tool, or report to its makers that Canvas wants application/xml over LTI 1.1 and application/vnd.ims.lis.v1.score+json over LTI 1.3.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			p.blameConnections(p.refusedFor("TR-07"), formOrAddress, "the form of the request is not accepted")
		},
	}
}

// formOrAddress is certain where the answer can mean nothing else, or the address is
// known to be well built.
func formOrAddress(r *refusals) Certainty {
	for _, c := range r.cases {
		if s := c.LastSend(); s.URL != "" && !misbuilt(s.URL) {
			return Certain
		}
	}
	return onlyReading(r)
}

// misbuilt reports whether the path to scores stands behind a query, where no server
// looks for it.
func misbuilt(url string) bool {
	_, query, ok := strings.Cut(url, "?")
	return ok && strings.Contains(query, "/scores")
}

func li14() *Rule {
	return &Rule{
		Code: "LI-14", Name: "address of the score built wrongly", Hop: HopLink, Severity: SeverityError,
		Needs: []grade.Fact{grade.FactSends, grade.FactSendStatus, grade.FactSendURL}, Uses: connectionFacts(grade.FactSendCode),
		Explains: []Verdict{Missing, Differs}, Resend: true,
		Doc: "The line item's address has a query, and the tool puts /scores behind it in place of before it, so that the LMS finds nothing there. It concerns every " +
			"score that this tool sends to such an LMS. It is recognised by the address in the send log, with status 400, 404 or 405.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Upgrade the tool, or report to its makers that /scores belongs to the path of the line item's address, before the question mark.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"Upgrade the tool, or report to its makers: Moodle's line items end in /lineitem?type_id=N, and scores go to /lineitem/scores?type_id=N.",
					"{resend}",
				},
				"canvas": {
					"Upgrade the tool, or report to its makers that /scores belongs to the path of the line item's address; Canvas gives addresses without a query, so see " +
						"what adds one.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			var cases []*Case
			for _, c := range p.Cases {
				if s := c.LastSend(); s != nil && misbuilt(s.URL) && notServed(s) {
					cases = append(cases, c)
				}
			}
			p.blameConnections(cases, always, "/scores stands behind the question mark")
		},
	}
}

// notServed reports whether the LMS answered that there is nothing to send to.
func notServed(s *grade.Send) bool {
	switch s.Status.Or(-1) {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusMethodNotAllowed:
		return true
	}
	return false
}
