package report

import (
	"io"
	"strconv"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// AnswersSchema names the form of the JSON list of an answer's meanings.
const AnswersSchema = "gradesync.answers/v1"

// Answers are what one answer of an LMS can mean, the most specific reading first.
type Answers struct {
	LMS     string // kind of LMS the search was narrowed to; empty: any
	Status  int    // 0: none was given
	Code    string
	Message string
	Found   []diagnose.Answer
}

type answersJSON struct {
	Schema string       `json:"schema"`
	Asked  askedJSON    `json:"asked"`
	Found  []answerJSON `json:"answers"`
}

type askedJSON struct {
	LMS     string `json:"lms"`
	Status  int    `json:"status"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

type answerJSON struct {
	LMS     string          `json:"lms"`
	LTI     string          `json:"lti"`
	Status  int             `json:"status"`
	Code    string          `json:"code"`
	Text    string          `json:"text"`
	Meaning string          `json:"meaning"`
	Retry   diagnose.Retry  `json:"retry"`
	Causes  []namedCodeJSON `json:"causes"`
	Source  string          `json:"source"`
}

type namedCodeJSON struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

func jsonAnswers(w io.Writer, a *Answers, _ Style) error {
	doc := answersJSON{Schema: AnswersSchema, Asked: askedJSON{a.LMS, a.Status, a.Code, a.Message}, Found: []answerJSON{}}
	for _, f := range a.Found {
		row := answerJSON{LMS: f.LMS, LTI: f.LTI, Status: f.Status, Code: f.Code, Text: f.Text, Meaning: f.Meaning, Retry: f.Retry, Source: f.Source, Causes: []namedCodeJSON{}}
		for _, code := range f.Causes {
			row.Causes = append(row.Causes, namedCodeJSON{code, causeName(code)})
		}
		doc.Found = append(doc.Found, row)
	}
	return document(w, doc)
}

func causeName(code string) string {
	if r := diagnose.Lookup(code); r != nil {
		return r.Name
	}
	return ""
}

// textAnswers writes what an answer can mean, each reading as a paragraph.
func textAnswers(w io.Writer, a *Answers, s Style) error {
	p := newPage(w, s)
	if len(a.Found) == 0 {
		p.para(0, 2, span{"Nothing is known of this answer.", strong})
		p.para(0, 2, span{"Leave out what names people and numbers, or give fewer words; gradesync causes lists what gradesync looks for.", plain})
		return p.flush(w)
	}
	for i := range a.Found {
		p.blank()
		p.answer(&a.Found[i])
	}
	p.blank()
	p.para(0, 0, span{"gradesync explain CODE tells a cause in full.", faint})
	return p.flush(w)
}

// answer sets one reading: whose it is, what it means, what causes it.
func (p *page) answer(a *diagnose.Answer) {
	p.para(0, 2, span{answerHead(a), strong})
	p.para(2, 2, span{a.Meaning, plain}, span{retryWords(a.Retry), plain})
	var rows []row
	for _, code := range a.Causes {
		rows = append(rows, row{cells: []span{{code, strong}}, rest: []span{{causeName(code), plain}}})
	}
	p.table(2, rows)
	p.para(2, 2, span{sourceWords(a.Source), faint})
}

// answerHead says who answers so, over which version, with what.
func answerHead(a *diagnose.Answer) string {
	words := "Any LMS"
	if a.LMS != "" {
		words = siteName(a.LMS)
	}
	if a.LTI != "" {
		words += ", LTI " + a.LTI
	}
	words += ":"
	if a.Status != 0 {
		words += " " + strconv.Itoa(a.Status)
	}
	if a.Code != "" {
		words += " " + a.Code
	}
	if a.Text != "" {
		words += " “" + a.Text + "”"
	}
	return words
}

func retryWords(r diagnose.Retry) string {
	switch r {
	case diagnose.RetryYes:
		return "Send it again: it may go through."
	case diagnose.RetryAfterFix:
		return "Send it again once the cause is cured."
	}
	return "Sending it again brings the same answer."
}

func sourceWords(source string) string {
	switch source {
	case "observed":
		return "Seen from a running LMS."
	case "source":
		return "Read in source code."
	}
	return "Told by documentation."
}
