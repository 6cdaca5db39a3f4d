package lab

import "strings"

// LTISettings are what a tool has to know to talk to the practice LMS. Everything
// in it is invented and opens nothing else.
type LTISettings struct {
	// Issuer, ClientID and DeploymentID are those of the tool's LTI 1.3
	// registration.
	Issuer, ClientID, DeploymentID string
	// TokenURL is where access tokens are asked for; it is also the audience that
	// an assertion has to name.
	TokenURL string
	// LineItemsURL is the course's line items and MembershipsURL its roster.
	LineItemsURL, MembershipsURL string
	// ConsumerKey and ConsumerSecret sign LTI 1.1 messages to OutcomeURL.
	ConsumerKey, ConsumerSecret, OutcomeURL string
	// Keys tells in a sentence which signing keys are accepted.
	Keys string
}

// LTI returns the settings under Options.URL; without one, use LTIAt.
func (l *Lab) LTI() LTISettings {
	if l.opt.URL == "" {
		return l.LTIAt("http://" + l.kind() + ".lab.example")
	}
	return l.LTIAt(l.opt.URL)
}

// LTIAt is LTI for an LMS that is reached at url.
func (l *Lab) LTIAt(url string) LTISettings {
	url = strings.TrimRight(url, "/")
	w := l.world
	s := LTISettings{
		Issuer: strings.TrimSuffix(absolute(url, w.lti.issuer), "/"), ClientID: w.lti.client, DeploymentID: w.lti.deployment,
		TokenURL: url + moodleTokenPath, LineItemsURL: url + w.lti.lineItems, MembershipsURL: url + membershipsPath(courseID, typeCertLab),
		ConsumerKey: consumerKey, ConsumerSecret: consumerSecret, OutcomeURL: url + w.lti.outcomes,
		Keys: l.lti.keys.describe(),
	}
	if l.isCanvas() {
		s.TokenURL, s.MembershipsURL = url+canvasTokenPath, url+canvasMembershipsPath(canvasCourseID)
	}
	return s
}
