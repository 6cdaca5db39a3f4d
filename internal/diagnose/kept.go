package diagnose

import (
	"slices"
	"strings"
	"sync"
)

// leftOut stands for what KeptWords leaves out.
const leftOut = "…"

// KeptWords cuts the answer of an LMS down to those of its words that rules read and
// the dictionary knows, in lower case, with an ellipsis for all between. What it
// returns is read exactly as the whole is; none of it comes from anywhere but
// gradesync's own lists. A text of which nothing is known is an ellipsis alone, an
// empty one stays empty.
func KeptWords(answer string) string {
	answer = strings.ToLower(answer)
	if answer == "" {
		return ""
	}
	kept := make([]bool, len(answer))
	for _, f := range knownFragments() {
		f.mark(answer, kept)
	}
	var b strings.Builder
	for i := 0; i < len(answer); {
		j := i
		for j < len(answer) && kept[j] == kept[i] {
			j++
		}
		if kept[i] {
			b.WriteString(answer[i:j])
		} else {
			b.WriteString(outside(answer, i, j))
		}
		i = j
	}
	return b.String()
}

// outside is what stands in place of a part that is left out. What is kept beside it
// was the end or the beginning of a longer word, or it was not; so it stays.
func outside(answer string, from, to int) string {
	const part = "_"
	mark := leftOut
	if from > 0 && wordByte(answer[from]) {
		mark = part + mark
	}
	if to < len(answer) && wordByte(answer[to-1]) {
		mark += part
	}
	return mark
}

// fragment is a text that is looked for in answers; one that is whole counts only
// where no letter, digit or underscore stands beside it.
type fragment struct {
	text  string
	whole bool
}

func (f fragment) mark(answer string, kept []bool) {
	for at := 0; ; {
		i := strings.Index(answer[at:], f.text)
		if i < 0 {
			return
		}
		from, to := at+i, at+i+len(f.text)
		if !f.whole || (from == 0 || !wordByte(answer[from-1])) && (to == len(answer) || !wordByte(answer[to])) {
			for k := from; k < to; k++ {
				kept[k] = true
			}
		}
		at = from + 1
	}
}

// knownFragments are all that any rule and the dictionary look for.
var knownFragments = sync.OnceValue(func() []fragment {
	var all []fragment
	for _, a := range dictionary() {
		for part := range strings.SplitSeq(a.Text, "…") {
			all = append(all, fragment{part, false})
		}
		all = append(all, fragment{a.Code, true})
	}
	for _, words := range [][]string{oldWords(), rangeWords(), ownerWords(), ruleWords()} {
		for _, w := range words {
			all = append(all, fragment{w, false})
		}
	}
	for _, code := range []string{"success", "processing", "failure", "unsupported"} { // imsx_codeMajor
		all = append(all, fragment{code, true})
	}
	all = slices.DeleteFunc(all, func(f fragment) bool { return strings.TrimSpace(f.text) == "" })
	return all
})

// ruleWords are what single rules look for besides the dictionary.
func ruleWords() []string {
	return []string{
		concludedWords, notLinkedWords, "context", "user not found in course or is not a student", "scoremaximum not supplied",
		"maximum number of allowed attempts", "closed grading period", "locked by master course", "not applicable to this student",
		"tool_invalid", "tool is invalid",
	}
}
