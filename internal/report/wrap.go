package report

import (
	"strings"
)

// wordsOf cleans spans and takes them apart into words.
func wordsOf(spans []span) []span {
	var words []span
	for _, s := range spans {
		for _, word := range strings.Fields(clean(s.text)) {
			words = append(words, span{word, s.ink})
		}
	}
	return words
}

// widthOf returns how many cells spans take in one line.
func widthOf(spans []span) int {
	cells := 0
	for _, w := range wordsOf(spans) {
		cells += width(w.text) + 1
	}
	return max(cells-1, 0)
}

// wrap breaks words into lines. head is set before the first line and takes used
// cells; later lines are indented.
func (p *page) wrap(head string, used, indent int, words []span) {
	var line []span
	start := used
	for _, w := range fitting(words, p.width-max(indent, start)) {
		n := width(w.text)
		if len(line) > 0 && used+1+n > p.width {
			p.lines = append(p.lines, head+p.colours.line(line))
			head, used, line = strings.Repeat(" ", indent), indent, nil
		}
		if len(line) > 0 {
			used++
		}
		used += n
		line = append(line, w)
	}
	if last := strings.TrimRight(head+p.colours.line(line), " "); last != "" {
		p.lines = append(p.lines, last)
	}
}

// fitting breaks words that are longer than a line, all but web addresses: these
// are of use only in one piece.
func fitting(words []span, room int) []span {
	room = max(room, 1)
	var fit []span
	for _, w := range words {
		if width(w.text) <= room || strings.Contains(w.text, "://") {
			fit = append(fit, w)
			continue
		}
		for _, piece := range chunks(w.text, room) {
			fit = append(fit, span{piece, w.ink})
		}
	}
	return fit
}

// line joins words, painting neighbours of one ink in one go.
func (p *palette) line(words []span) string {
	var b strings.Builder
	for i := 0; i < len(words); {
		j := i + 1
		run := words[i].text
		for ; j < len(words) && words[j].ink == words[i].ink; j++ {
			run += " " + words[j].text
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.paint(words[i].ink, run))
		i = j
	}
	return b.String()
}
