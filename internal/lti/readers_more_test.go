package lti

import (
	"encoding/xml"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

func readMembers(t *testing.T, p *platform) (string, error) {
	address, v := split(p, "rlid", "role", "limit")
	size, _ := strconv.Atoi(v["limit"])
	m, err := services(t, everything()).Members(t.Context(), address, MemberFilter{ResourceLinkID: v["rlid"], Role: v["role"], Limit: size})
	outcomes := 0
	for _, person := range m.Members {
		if person.UserID == "" || !person.Active() || len(person.Roles) == 0 {
			t.Errorf("member %+v", person)
		}
		if person.SourcedID != "" && strings.HasSuffix(person.OutcomeURL, "/mod/lti/service.php") {
			outcomes++
		}
	}
	return fmt.Sprintf("%s %d %d", m.Context.Label, len(m.Members), outcomes), err
}

func askToken(t *testing.T, p *platform) (string, error) {
	form, _ := url.ParseQuery(p.rec.Request.Body)
	scopes := strings.Fields(form.Get("scope"))
	tokens, err := NewTokens(Registration{ClientID: "gslabfull", TokenURL: p.at(p.rec.Request.URL), Key: ecKey(t)}, once())
	if err != nil {
		t.Fatal(err)
	}
	token, err := tokens.Token(t.Context(), scopes...)
	if got := p.sent[0].header.Get("Content-Type"); got != "application/x-www-form-urlencoded" {
		t.Errorf("content type %q", got)
	}
	if err == nil && (token.Bearer() != "labbearer-"+p.rec.Name || !token.Expires.Equal(noon().Add(time.Hour))) {
		t.Errorf("token %q until %s", token.Bearer(), token.Expires)
	}
	return fmt.Sprintf("%d of %d", len(token.Granted), len(token.Asked)), err
}

// poxRequest is what a test reads of a message.
type poxRequest struct {
	ID   string `xml:"imsx_POXHeader>imsx_POXRequestHeaderInfo>imsx_messageIdentifier"`
	Body struct {
		Operation struct {
			XMLName   xml.Name
			SourcedID string `xml:"resultRecord>sourcedGUID>sourcedId"`
			Score     string `xml:"resultRecord>result>resultScore>textString"`
		} `xml:",any"`
	} `xml:"imsx_POXBody"`
}

func parsePOX(t testing.TB, body []byte) poxRequest {
	t.Helper()
	var r poxRequest
	if err := xml.Unmarshal(body, &r); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return r
}

func sendOutcome(t *testing.T, p *platform) (string, error) {
	want := poxRequest{}
	_ = xml.Unmarshal([]byte(p.rec.Request.Body), &want) // some were sent broken
	sourcedID := first(want.Body.Operation.SourcedID, "any")
	o := outcomes(t, p)
	var out Outcome
	var err error
	address := p.at(p.rec.Request.URL)
	switch operation(want.Body.Operation.XMLName.Local) {
	case readResult:
		out, err = o.Read(t.Context(), address, sourcedID)
	case deleteResult:
		out, err = o.Delete(t.Context(), address, sourcedID)
	default:
		score, bad := strconv.ParseFloat(want.Body.Operation.Score, 64)
		if bad != nil || score < 0 || score > 1 {
			score = 0.5
		}
		out, err = o.Replace(t.Context(), address, sourcedID, score, OutcomeDetails{})
	}
	did := parsePOX(t, p.sent[0].body).Body.Operation
	meant := want.Body.Operation.XMLName.Local
	if len(p.sent) != 1 || did.SourcedID != sourcedID || (strings.Contains(meant, "Result") && meant != "fooResultRequest" && did.XMLName.Local != meant) {
		t.Errorf("sent %d times: %s", len(p.sent), p.sent[0].body)
	}
	if !strings.HasPrefix(p.rec.Name, "lti13-") {
		verify(t, p.sent[0], "http://"+strings.TrimPrefix(p.URL, "http://"), "practice-secret")
	}
	score := "none"
	if f, known := out.Score.Get(); known {
		score = strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strings.Join([]string{out.CodeMajor, out.OperationRef, score}, " "), err
}

func outcomes(t *testing.T, p *platform) *Outcomes {
	t.Helper()
	o, err := NewOutcomes(Consumer{Key: "legacykey", Secret: "practice-secret"}, once())
	if strings.HasPrefix(p.rec.Name, "lti13-") {
		o, err = NewTokenOutcomes(everything(), once())
	}
	if err != nil {
		t.Fatal(err)
	}
	return o
}
