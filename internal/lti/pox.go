package lti

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gradesync/gradesync/internal/grade"
)

// operation is one of the three messages of Basic Outcomes.
type operation string

const (
	replaceResult operation = "replaceResultRequest"
	readResult    operation = "readResultRequest"
	deleteResult  operation = "deleteResultRequest"
)

// message is what is sent of an outcome.
type message struct {
	operation operation
	sourcedID string
	score     float64 // of replaceResult: 0 to 1
	extra     OutcomeDetails
}

// OutcomeDetails is what Canvas alone reads of a replaceResult. The zero value
// adds nothing.
type OutcomeDetails struct {
	// Total is the score in points, beside the fraction of them.
	Total grade.Maybe[float64]
	// SubmittedAt is left out when zero; Canvas takes the moment of sending then.
	SubmittedAt time.Time
	// PrioritizeNonToolGrade leaves a grade that a person gave.
	PrioritizeNonToolGrade bool
}

// envelope writes the XML of a message (LTI 1.1.1, appendix on POX). It is built as
// text, for the order of the elements and the one namespace are part of the format.
func envelope(m message, id string) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<imsx_POXEnvelopeRequest xmlns="http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0">` +
		`<imsx_POXHeader><imsx_POXRequestHeaderInfo><imsx_version>V1.0</imsx_version>`)
	element(&b, "imsx_messageIdentifier", id)
	b.WriteString(`</imsx_POXRequestHeaderInfo></imsx_POXHeader><imsx_POXBody><` + string(m.operation) + `><resultRecord><sourcedGUID>`)
	element(&b, "sourcedId", m.sourcedID)
	b.WriteString(`</sourcedGUID>`)
	if m.operation == replaceResult {
		b.WriteString(`<result>`)
		points(&b, "resultScore", m.score)
		if total, known := m.extra.Total.Get(); known {
			points(&b, "resultTotalScore", total)
		}
		b.WriteString(`</result>`)
	}
	b.WriteString(`</resultRecord>`)
	if m.extra != (OutcomeDetails{}) {
		details(&b, m.extra)
	}
	b.WriteString(`</` + string(m.operation) + `></imsx_POXBody></imsx_POXEnvelopeRequest>`)
	return b.Bytes()
}

func points(b *bytes.Buffer, name string, value float64) {
	b.WriteString("<" + name + "><language>en</language>")
	element(b, "textString", strconv.FormatFloat(value, 'f', -1, 64))
	b.WriteString("</" + name + ">")
}

func details(b *bytes.Buffer, d OutcomeDetails) {
	if d.SubmittedAt.IsZero() && !d.PrioritizeNonToolGrade {
		return
	}
	b.WriteString("<submissionDetails>")
	if !d.SubmittedAt.IsZero() {
		element(b, "submittedAt", stamp(d.SubmittedAt))
	}
	if d.PrioritizeNonToolGrade {
		b.WriteString("<prioritizeNonToolGrade/>")
	}
	b.WriteString("</submissionDetails>")
}

func element(b *bytes.Buffer, name, value string) {
	b.WriteString("<" + name + ">")
	_ = xml.EscapeText(b, []byte(value)) // a bytes.Buffer does not fail
	b.WriteString("</" + name + ">")
}

// reply is what stands in an answer of Basic Outcomes, as far as it could be read.
type reply struct {
	codeMajor, severity, description, errorCode, messageRef, operationRef string
	score                                                                 string // the text of the result; empty when there is none
}

// parseReply reads an answer leniently: elements by their local names, in any
// namespace or none, whatever the XML declaration says, as far as the text is
// readable. Platforms send declarations that lie, and broken tails.
func parseReply(body []byte) reply {
	var r reply
	d := xml.NewDecoder(bytes.NewReader(xmlText(body)))
	d.Strict = false
	var path []string
	for {
		// RawToken does not ask that what is opened is closed.
		token, err := d.RawToken()
		if err != nil {
			return r
		}
		switch t := token.(type) {
		case xml.StartElement:
			path = append(path, t.Name.Local)
		case xml.EndElement:
			path = closed(path, t.Name.Local)
		case xml.CharData:
			r.take(path, strings.TrimSpace(string(t)))
		}
	}
}

// closed goes up to the parent of the element that ends.
func closed(path []string, name string) []string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == name {
			return path[:i]
		}
	}
	return path
}

func isScore(path []string) bool {
	n := len(path)
	return n >= 2 && path[n-1] == "textString" && path[n-2] == "resultScore"
}

// take keeps the text of the elements that matter, each the first time.
func (r *reply) take(path []string, said string) {
	if said == "" || len(path) == 0 {
		return
	}
	if isScore(path) && r.score == "" {
		r.score = said
	}
	field := map[string]*string{
		"imsx_codeMajor":              &r.codeMajor,
		"imsx_severity":               &r.severity,
		"imsx_description":            &r.description,
		"ext_canvas_error_code":       &r.errorCode,
		"imsx_messageRefIdentifier":   &r.messageRef,
		"imsx_operationRefIdentifier": &r.operationRef,
	}[path[len(path)-1]]
	if field != nil && *field == "" {
		*field = said
	}
}

// xmlText is the document without its declaration, in UTF-8. Bytes that are no
// UTF-8 are taken for Latin-1, whatever the declaration says.
func xmlText(body []byte) []byte {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	if start := bytes.IndexByte(body, '<'); start > 0 {
		body = body[start:]
	}
	if bytes.HasPrefix(body, []byte("<?xml")) {
		if end := bytes.Index(body, []byte("?>")); end >= 0 {
			body = body[end+2:]
		}
	}
	if utf8.Valid(body) {
		return body
	}
	runes := make([]rune, 0, len(body))
	for _, b := range body {
		runes = append(runes, rune(b))
	}
	return []byte(string(runes))
}
