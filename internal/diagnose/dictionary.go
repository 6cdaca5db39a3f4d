package diagnose

import (
	"cmp"
	"slices"
	"strings"
)

// Retry says whether sending a refused score once more, unchanged, can help.
type Retry string

// Retries.
const (
	RetryNo       Retry = "no"        // the same answer will come back until somebody acts
	RetryYes      Retry = "yes"       // it may go through the next time
	RetryAfterFix Retry = "after_fix" // once the cause is cured, send it again
)

// How an answer came to be known.
const (
	observed   = "observed"      // seen from a running LMS
	fromSource = "source"        // read in the source code of an LMS or of a tool
	documented = "documentation" // told by a vendor's pages or a standard
)

// Answer is one answer of an LMS, or of what stands before it, to a score or to a
// request for a token, with what it means. Its JSON form is public.
type Answer struct {
	LMS    string `json:"lms"`    // kind of LMS that gives it; empty: any
	LTI    string `json:"lti"`    // LTI version over which it comes; empty: any
	Status int    `json:"status"` // HTTP status; 0: any
	Code   string `json:"code"`   // error code, or imsx_codeMajor; empty: any
	// Text is a part of the message, in lower case. An ellipsis in it stands for
	// anything between two parts; empty: any.
	Text string `json:"text"`
	// Causes are what it may come from, the likeliest first.
	Causes  []string `json:"causes"`
	Retry   Retry    `json:"retry"`
	Meaning string   `json:"meaning"`
	Source  string   `json:"source"` // observed, source or documentation
}

// dictionary returns every known answer.
func dictionary() []Answer {
	return slices.Concat(canvasAnswers(), canvasOutcomes(), canvasTokens(), moodleAnswers(), moodleOutcomes(), moodleTokens(),
		otherAnswers(), tokenAnswers(), transportAnswers())
}

// plannedCauses are codes that answers name and no rule looks for yet. They are
// left out of what a lookup returns.
func plannedCauses() []string { return []string{"SC-09", "TK-12"} }

// AnswerKinds lists the kinds of LMS that have answers of their own.
func AnswerKinds() []string {
	var kinds []string
	for _, a := range dictionary() {
		if a.LMS != "" && !slices.Contains(kinds, a.LMS) {
			kinds = append(kinds, a.LMS)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// LookupAnswer returns what an answer to a score or a token request can mean, the
// most specific reading first. An empty kind or lti is any; a status of 0 is not
// known, and then only the code and the words decide.
func LookupAnswer(kind, lti string, status int, code, message string) []Answer {
	found := readAnswer(dictionary(), said{kind, lti, status, code, message})
	if len(found) > 0 && found[0].worded() > 0 {
		// What the status alone could mean is no matter where the words are known.
		found = slices.DeleteFunc(found, func(a Answer) bool { return a.worded() == 0 })
	}
	for i := range found {
		found[i].Causes = slices.DeleteFunc(found[i].Causes, func(code string) bool { return slices.Contains(plannedCauses(), code) })
	}
	return found
}

// said is what is known of one answer.
type said struct {
	kind, lti     string
	status        int
	code, message string
}

// readAnswer looks an answer up in a dictionary.
func readAnswer(known []Answer, s said) []Answer {
	s.code, s.message = strings.ToLower(strings.TrimSpace(s.code)), strings.ToLower(s.message)
	var found []Answer
	for _, a := range known {
		if a.fits(s) {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, func(a, b Answer) int { return s.compareSpecific(b, a) })
	return found
}

// fits reports whether an answer is this one. What is not known of it contradicts
// nothing, but a status alone has to be known to be recognised.
func (a Answer) fits(s said) bool {
	switch {
	case a.LMS != "" && s.kind != "" && a.LMS != s.kind, a.LTI != "" && s.lti != "" && a.LTI != s.lti:
		return false
	case a.Status != 0 && s.status != 0 && a.Status != s.status, a.worded() == 0 && a.Status != s.status:
		return false
	}
	return (a.Code == "" || s.hasCode(a.Code)) && (a.Text == "" || holds(s.code+"\n"+s.message, a.Text))
}

// worded counts the ways in which the answer's words are told.
func (a Answer) worded() int {
	n := 0
	if a.Code != "" {
		n++
	}
	if a.Text != "" {
		n++
	}
	return n
}

// compareSpecific orders readings: by words before those by a status alone, the LMS's
// own before everybody's, long words before short ones. While the LMS is not known, a
// status alone means what it means everywhere.
func (s said) compareSpecific(a, b Answer) int {
	return cmp.Or(
		cmp.Compare(rankOf(a.worded() > 0), rankOf(b.worded() > 0)),
		cmp.Compare(s.closeness(a), s.closeness(b)),
		cmp.Compare(len(a.Text)+len(a.Code), len(b.Text)+len(b.Code)),
		cmp.Compare(rankOf(a.Status != 0), rankOf(b.Status != 0)),
		cmp.Compare(rankOf(a.LTI != ""), rankOf(b.LTI != "")),
	)
}

// closeness ranks a reading by whose it is.
func (s said) closeness(a Answer) int {
	if s.kind == "" {
		return rankOf(a.worded() == 0 && a.LMS == "")
	}
	return rankOf(a.LMS != "")
}

// hasCode reports whether an answer carries a code: as its code, or as a word of
// its message where the code is no everyday word.
func (s said) hasCode(code string) bool {
	if s.code == code {
		return true
	}
	return strings.Contains(code, "_") && (hasWord(s.message, code) || hasWord(s.code, code))
}

// hasWord reports whether text holds a word that no letter, digit or underscore
// stands beside.
func hasWord(text, word string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		at, end := from+i, from+i+len(word)
		if (at == 0 || !wordByte(text[at-1])) && (end == len(text) || !wordByte(text[end])) {
			return true
		}
		from = end
	}
}

func wordByte(b byte) bool { return b == '_' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' }

// holds reports whether a message has the parts of a fragment in their order.
func holds(message, fragment string) bool {
	for part := range strings.SplitSeq(fragment, "…") {
		_, rest, ok := strings.Cut(message, part)
		if !ok {
			return false
		}
		message = rest
	}
	return true
}
