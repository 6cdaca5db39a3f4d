package redact

import "strings"

// guard replaces what in a value is one of a person. A number that is the id of a
// thing stays: that some person has the same number tells nothing.
func (r *redactor) guard(core string, numbers bool) string {
	core = composed(core)
	folded := fold(core)
	places := r.values.in(folded)
	if len(places) == 0 {
		return core
	}
	same := len(core) == len(folded)
	var b strings.Builder
	at := 0
	for _, f := range places {
		if numbers && digitsOnly(f.original.text) {
			continue
		}
		from, to := f.from, f.to
		if !same {
			from, to = byteOf(core, folded, from), byteOf(core, folded, to)
		}
		b.WriteString(core[at:from])
		b.WriteString(r.mint.token(values, core[from:to]))
		at = to
	}
	return b.String() + core[at:]
}

// byteOf finds the place in a text that is as many characters in as a place in its
// folded form.
func byteOf(core, folded string, at int) int {
	n := 0
	for i := range folded {
		if i >= at {
			break
		}
		n++
	}
	for i := range core {
		if n == 0 {
			return i
		}
		n--
	}
	return len(core)
}
