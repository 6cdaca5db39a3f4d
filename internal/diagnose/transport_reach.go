package diagnose

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// What makes silence a blocked way and no outage.
const (
	silenceSpan  = 24 * time.Hour
	silenceCases = 3
)

func tr01() *Rule {
	return &Rule{
		Code: "TR-01", Name: "the tool's server does not reach the LMS", Hop: HopTransport, Severity: SeverityError,
		Needs: []grade.Fact{grade.FactSends, grade.FactSendStatus, grade.FactLaunches}, Uses: connectionFacts(grade.FactLaunchOrigin),
		Explains: []Verdict{Missing, Differs}, Resend: true, After: []string{"TR-02", "TR-08"},
		Doc: "Nothing that the tool's server sends to the LMS is answered, while browsers come from there as ever: a firewall or a list of allowed addresses stands " +
			"between the two servers. It is recognised by the send log and the launches: over one connection every attempt of more than a day, for at least three grades, " +
			"met no answer or a gateway's time-out, and people launched in the meantime.",
		Remedy: Remedy{
			Actor: ActorLMSAdmin,
			Steps: []string{
				"Try {hosts} from the tool's server itself, for instance with curl: any answer at all means that the way is open. From an office or a browser it " +
					"proves nothing.",
				"Allow the addresses of the tool's server in the firewall before {lms}, and those of {lms} in the one before the tool.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"Try https://YOUR-MOODLE/mod/lti/token.php from the tool's server itself, for instance with curl; any answer at all means that the way is open.",
					"Allow the addresses of the tool's server in the firewall before Moodle. Inside Moodle, look at Site administration > General > Security > IP blocker.",
					"{resend}",
				},
				"canvas": {
					"Try /login/oauth2/token of your Canvas from the tool's server itself, for instance with curl; any answer at all means that the way is open.",
					"With hosted Canvas the firewall is on the tool's side: allow its server to open connections to *.instructure.com and sso.canvaslms.com.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			if cases := p.unheard(); len(cases) > 0 {
				p.blameConnections(cases, always, "while people launched from the LMS")
			}
		},
	}
}

// try is one attempt that the status of is known.
type try struct {
	of   *Case
	send *grade.Send
}

func (t try) silent() bool {
	status := t.send.Status.Or(-1)
	return status == 0 || status == http.StatusGatewayTimeout
}

// unheard returns the cases whose last attempt stands in a long silence of their
// connection through which people went on to launch.
func (p *Pass) unheard() []*Case {
	var candidates []*Case
	for _, c := range p.Cases {
		if s := c.LastSend(); s != nil && s.Status.Known() && (try{c, s}).silent() {
			candidates = append(candidates, c)
		}
	}
	if len(candidates) < silenceCases {
		return nil
	}
	var found []*Case
	for _, r := range p.byConnection(candidates) {
		for _, run := range silences(p.triesOver(r.id)) {
			found = append(found, p.blocked(run)...)
		}
	}
	return found
}

// triesOver returns every attempt over a connection in order.
func (p *Pass) triesOver(connection string) []try {
	var list []try
	for _, id := range p.ActivityIDs() {
		cases := p.InActivity(id)
		if p.connectionOf(cases[0]) != connection {
			continue
		}
		for _, c := range cases {
			for _, s := range c.Sends() {
				if s.Status.Known() {
					list = append(list, try{c, s})
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b try) int { return compareTries(a.of, b.of, a.send, b.send) })
	return list
}

// silences returns the runs of attempts of which none was answered.
func silences(tries []try) [][]try {
	var runs [][]try
	start := 0
	for i := range tries {
		if !tries[i].silent() {
			if i > start {
				runs = append(runs, tries[start:i])
			}
			start = i + 1
		}
	}
	if start < len(tries) {
		runs = append(runs, tries[start:])
	}
	return runs
}

// blocked returns the cases that ended in a run, if it is long enough and people
// launched meanwhile.
func (p *Pass) blocked(run []try) []*Case {
	from, to := run[0].send.At, run[len(run)-1].send.At
	var cases []*Case
	for _, t := range run {
		if t.of.LastSend() == t.send {
			cases = append(cases, t.of)
		}
	}
	launched := anyLaunch(func(l *grade.Launch) bool {
		return l.Origin == grade.OriginLTI && l.Error == "" && l.At.After(from) && l.At.Before(p.Now)
	})
	if len(cases) < silenceCases || to.Sub(from) < silenceSpan || !launched(p.Facts) {
		return nil
	}
	return cases
}

func tr02() *Rule {
	return &Rule{
		Code: "TR-02", Name: "certificate not trusted", Hop: HopTransport, Severity: SeverityError,
		Needs: sendAnswers(), Uses: connectionFacts(),
		Explains: []Verdict{Missing, Differs}, Resend: true,
		Doc: "The tool's server breaks off because it cannot verify the certificate of the LMS: an intermediate certificate is missing, which browsers fetch by themselves " +
			"and servers do not, or the certificate has expired or is for another name. It is recognised by the tool's own words in the send log.",
		Remedy: Remedy{
			Actor: ActorLMSAdmin,
			Steps: []string{
				"See what a server sees: openssl s_client -connect HOST:443 -servername HOST; gradesync check looks at the certificate too.",
				"Install the whole chain, the certificate with its intermediates, at the web server or proxy before {lms}.",
				"If the chain is whole, update the list of trusted authorities on the tool's server.",
				"{resend}",
			},
			In: map[string][]string{
				"canvas": {
					"Hosted Canvas sends its whole chain: update the list of trusted authorities on the tool's server, and look for a proxy there that opens TLS.",
					"Your own Canvas: see what a server sees with openssl s_client -connect HOST:443 -servername HOST, and install the certificate with its intermediates.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			// Where there is an answer the connection stood, whatever its words.
			answered := func(c *Case) bool { return !grade.Is(c.LastSend().Status, 0) }
			p.blameConnections(slices.DeleteFunc(p.refusedFor("TR-02"), answered), onlyReading, "the certificate could not be verified")
		},
	}
}

func tr08() *Rule {
	return &Rule{
		Code: "TR-08", Name: "the LMS has another address now", Hop: HopTransport, Severity: SeverityError,
		Needs:    []grade.Fact{grade.FactSends, grade.FactSendStatus},
		Uses:     connectionFacts(grade.FactSendURL, grade.FactLaunchService),
		Explains: []Verdict{Missing, Differs}, Resend: true,
		Doc: "The tool sends to an address that the LMS has left: a new domain, https in place of http. The old one leads on by a redirect, at which the score is lost, or " +
			"answers no more. It is recognised by a redirect in the send log, or by sends that fail at a host other than the one that the newest launches name.",
		Remedy: Remedy{
			Actor: ActorToolAdmin,
			Steps: []string{
				"Set the address of {lms} in the tool to the present one, with https.",
				"Where the tool keeps the address of each activity or learner, have them open it once from {link}, or change the stored addresses.",
				"{resend}",
			},
			In: map[string][]string{
				"moodle": {
					"The address that Moodle gives out is $CFG->wwwroot in its config.php: set it to the one that people use, with https.",
					"Learners open {activity} once from its link in course {course}: each launch brings the present addresses.",
					"{resend}",
				},
			},
		},
		Check: func(p *Pass) {
			var cases []*Case
			for _, c := range p.Cases {
				if s := c.LastSend(); s != nil && (redirected(s) || p.leftBehindHost(c, s)) {
					cases = append(cases, c)
				}
			}
			p.blameConnections(cases, always, "at an address that the LMS has left")
		},
	}
}

func redirected(s *grade.Send) bool {
	status, ok := s.Status.Get()
	return ok && status >= http.StatusMultipleChoices && status < http.StatusBadRequest && status != http.StatusNotModified
}

// leftBehindHost reports whether a send found nothing at a host, while the newest
// launches of the activity name another, and nothing was taken at the old one since.
func (p *Pass) leftBehindHost(c *Case, s *grade.Send) bool {
	status, ok := s.Status.Get()
	gone := status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status == http.StatusGone
	if !ok || !gone && !outOfOrder(s) || s.URL == "" || c.Tool == nil {
		return false
	}
	host, since := serviceHost(p.LaunchesInto(c.Tool.ID))
	return host != "" && host != hostOf(s.URL) && !p.takenAt(hostOf(s.URL), since)
}

// takenAt reports whether a send to a host was taken after a moment.
func (p *Pass) takenAt(host string, since time.Time) bool {
	return anySend(func(s *grade.Send) bool { return s.At.After(since) && hostOf(s.URL) == host && accepted(s) })(p.Facts)
}

// serviceHost returns the host of the grade service that the newest launch names, and
// since when launches name it; "" without any. Launches are given oldest first.
func serviceHost(launches []*grade.Launch) (host string, since time.Time) {
	for _, l := range launches {
		url := cmp.Or(l.LineItem.Or(""), l.LineItems.Or(""), l.OutcomeURL.Or(""))
		if url != "" && hostOf(url) != host {
			host, since = hostOf(url), l.At
		}
	}
	return host, since
}
