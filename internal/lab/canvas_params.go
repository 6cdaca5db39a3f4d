package lab

import (
	"slices"
	"strconv"
	"strings"
)

// includes tells whether include[] asks for something. A key that does not allow
// includes loses them without a word.
func (c *canvasCall) includes(what string) bool {
	if c.ways.is("noinclude", "") {
		return false
	}
	return slices.Contains(c.form["include[]"], what) || slices.Contains(c.form["include"], what)
}

// yes reads a parameter that is true or false.
func (c *canvasCall) yes(name string) bool {
	return slices.Contains([]string{"true", "1", "yes", "on", "t"}, c.form.Get(name))
}

// list reads a parameter of several values.
func (c *canvasCall) list(name string) []string {
	out := slices.Clone(c.form[name+"[]"])
	for _, v := range c.form[name] {
		out = append(out, strings.Split(v, ",")...)
	}
	return out
}

// idFrom reads an id, also in the form SHARD~ID; 0 is none.
func idFrom(text string) int {
	const perShard = 10_000_000_000_000
	if shard, local, global := strings.Cut(text, "~"); global {
		s, err1 := strconv.Atoi(shard)
		n, err2 := strconv.Atoi(local)
		if err1 != nil || err2 != nil {
			return 0
		}
		return s*perShard + n
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
