package lab

import (
	"encoding/xml"
	"fmt"
)

// poxRequest is a message of LTI 1.1's outcome service.
type poxRequest struct {
	XMLName xml.Name
	Header  struct {
		Info struct {
			ID string `xml:"imsx_messageIdentifier"`
		} `xml:"imsx_POXRequestHeaderInfo"`
	} `xml:"imsx_POXHeader"`
	Body struct {
		Operations []poxOperation `xml:",any"`
	} `xml:"imsx_POXBody"`
}

type poxOperation struct {
	XMLName xml.Name
	Record  struct {
		SourcedID string `xml:"sourcedGUID>sourcedId"`
		Score     string `xml:"result>resultScore>textString"`
		Total     string `xml:"result>resultTotalScore>textString"`
	} `xml:"resultRecord"`
	Submitted string `xml:"submissionDetails>submittedAt"`
}

// parsePOX reads a message. Of several operations the last one counts.
func parsePOX(body []byte) (id string, operation poxOperation, ok bool) {
	var r poxRequest
	if xml.Unmarshal(body, &r) != nil {
		return "", poxOperation{}, false
	}
	if n := len(r.Body.Operations); n > 0 {
		operation = r.Body.Operations[n-1]
	}
	return r.Header.Info.ID, operation, true
}

// poxAnswer is an answer of the outcome service.
type poxAnswer struct {
	major, text string
	ref, refOp  string // the message and the operation that are answered
	body        string // the element in the body
	score       *string
	extra       string // an element of Canvas beside the status
	number      uint32
}

func (a poxAnswer) xml() []byte {
	inner := "<" + a.body + "/>"
	if a.score != nil {
		inner = "<" + a.body + "><result><resultScore><language>en</language>" + element("textString", *a.score) +
			"</resultScore></result></" + a.body + ">"
	}
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<imsx_POXEnvelopeResponse xmlns="http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0"><imsx_POXHeader><imsx_POXResponseHeaderInfo>`+
		`<imsx_version>V1.0</imsx_version><imsx_messageIdentifier>%d</imsx_messageIdentifier><imsx_statusInfo>%s%s%s%s%s%s</imsx_statusInfo>`+
		`</imsx_POXResponseHeaderInfo></imsx_POXHeader><imsx_POXBody>%s</imsx_POXBody></imsx_POXEnvelopeResponse>
`, a.number, element("imsx_codeMajor", a.major), element("imsx_severity", "status"), element("imsx_description", a.text),
		element("imsx_messageRefIdentifier", a.ref), element("imsx_operationRefIdentifier", a.refOp), a.extra, inner)
}

func element(name, text string) string {
	if text == "" {
		return "<" + name + "/>"
	}
	return "<" + name + ">" + escaped(text) + "</" + name + ">"
}
