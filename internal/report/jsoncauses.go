package report

import (
	"io"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
)

// CausesSchema names the form of the JSON catalogue, of one cause or of all.
const CausesSchema = "gradesync.causes/v1"

// catalogueJSON is the catalogue as programs read it.
type catalogueJSON struct {
	Schema string      `json:"schema"`
	Causes []causeJSON `json:"causes"`
}

type causeJSON struct {
	Code     string             `json:"code"`
	Name     string             `json:"name"`
	Hop      diagnose.Hop       `json:"hop"`
	Severity diagnose.Severity  `json:"severity"`
	Explains []diagnose.Verdict `json:"explains"`
	Stored   bool               `json:"stored"` // looked for by diagnose --stored only
	Needs    []needJSON         `json:"needs"`
	After    []string           `json:"after"`
	Resend   diagnose.Resending `json:"resend"`
	Doc      string             `json:"doc"`
	Remedy   remedyJSON         `json:"remedy"`
}

type needJSON struct {
	Fact  grade.Fact    `json:"fact"`
	Words string        `json:"words"`
	Side  diagnose.Side `json:"side"`
}

// remedyJSON keeps the placeholders of the steps (diagnose.Placeholders). In holds the
// steps in the words of each LMS, where they are not those of Steps.
type remedyJSON struct {
	Actor diagnose.Actor      `json:"actor"`
	Steps []string            `json:"steps"`
	In    map[string][]string `json:"in"`
}

func jsonCauses(w io.Writer, rules []*diagnose.Rule, _ Style) error {
	doc := catalogueJSON{Schema: CausesSchema, Causes: []causeJSON{}}
	for _, r := range rules {
		doc.Causes = append(doc.Causes, causeOf(r))
	}
	return document(w, doc)
}

// jsonExplain writes a catalogue of one cause. With a kind of LMS the steps are
// those for that kind, and there are no others.
func jsonExplain(w io.Writer, r *diagnose.Rule, kind string, _ Style) error {
	c := causeOf(r)
	if kind != "" {
		c.Remedy.Steps = present(r.Remedy.For(kind))
		c.Remedy.In = map[string][]string{}
	}
	return document(w, catalogueJSON{Schema: CausesSchema, Causes: []causeJSON{c}})
}

func causeOf(r *diagnose.Rule) causeJSON {
	c := causeJSON{
		Code: r.Code, Name: r.Name, Hop: r.Hop, Severity: r.Severity,
		Explains: present(r.Explains), Stored: r.Stored, Needs: []needJSON{}, After: present(r.After), Resend: r.Resending(), Doc: r.Doc,
		Remedy: remedyJSON{Actor: r.Remedy.Actor, Steps: present(r.Remedy.For("")), In: r.Localised()},
	}
	for _, fact := range r.Needs {
		words, side := diagnose.FactWords(fact)
		c.Needs = append(c.Needs, needJSON{Fact: fact, Words: words, Side: side})
	}
	return c
}
