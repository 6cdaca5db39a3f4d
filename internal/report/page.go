package report

import (
	"io"
	"strings"
)

// Layout of a page, in cells.
const (
	defaultWidth = 80
	leastWidth   = 20
	widest       = 100 // beyond it lines are hard to read, however wide the terminal
)

// span is some text in one ink. Spans that follow each other are set apart by a
// space.
type span struct {
	text string
	ink  ink
}

// page collects lines. All text that reaches it is cleaned here and nowhere else.
type page struct {
	colours palette
	width   int
	lines   []string
}

func newPage(w io.Writer, s Style) *page {
	p := &page{colours: newPalette(w, s), width: min(s.Width, widest)}
	if s.Width == 0 {
		p.width = defaultWidth
	}
	p.width = max(p.width, leastWidth)
	return p
}

// part returns an empty page of the same look, for a section to be placed later.
func (p *page) part() *page { return &page{colours: p.colours, width: p.width} }

// add places the lines of a part, after an empty line if there are any before.
func (p *page) add(part *page) {
	if len(part.lines) == 0 {
		return
	}
	p.blank()
	p.lines = append(p.lines, part.lines...)
}

func (p *page) blank() {
	if n := len(p.lines); n > 0 && p.lines[n-1] != "" {
		p.lines = append(p.lines, "")
	}
}

// para sets spans as a paragraph that begins at one margin and goes on at another.
func (p *page) para(first, rest int, spans ...span) {
	p.wrap(strings.Repeat(" ", first), first, rest, wordsOf(spans))
}

// item sets a lead (a label, a number, a bullet) and hangs a paragraph beside it.
func (p *page) item(margin, hang int, lead span, spans ...span) {
	lead.text = clean(lead.text)
	at := margin + hang
	gap := hang - width(lead.text)
	if gap < 1 || at+leastWidth/2 > p.width {
		p.para(margin, min(margin+2, p.width/2), append([]span{lead}, spans...)...)
		return
	}
	head := strings.Repeat(" ", margin) + p.colours.paint(lead.ink, lead.text) + strings.Repeat(" ", gap)
	p.wrap(head, at, at, wordsOf(spans))
}

// facing hangs one text beside a lead and sets another at the right end of the
// line; when they do not fit, the second goes below the first.
func (p *page) facing(lead span, hang int, left []span, right span) {
	right.text = clean(right.text)
	mark := len(p.lines)
	used := widthOf(left)
	if lead.text == "" {
		p.para(0, hang, left...)
	} else {
		p.item(0, hang, lead, left...)
		used += hang
	}
	room := p.width - used - width(right.text)
	switch {
	case right.text == "":
	case len(p.lines) == mark+1 && room >= 2:
		p.lines[mark] += strings.Repeat(" ", room) + p.colours.paint(right.ink, right.text)
	default:
		p.para(hang, hang, right)
	}
}

// flow sets pieces that must not be broken, as many in a line as fit.
func (p *page) flow(gap int, pieces [][]span) {
	line, used := "", 0
	for _, piece := range pieces {
		n := widthOf(piece)
		if used > 0 && used+gap+n > p.width {
			p.lines = append(p.lines, line)
			line, used = "", 0
		}
		if used > 0 {
			line += strings.Repeat(" ", gap)
			used += gap
		}
		line += p.colours.line(wordsOf(piece))
		used += n
	}
	if used > 0 {
		p.lines = append(p.lines, line)
	}
}

// flush writes the page.
func (p *page) flush(w io.Writer) error {
	if len(p.lines) == 0 {
		return nil
	}
	_, err := io.WriteString(w, strings.Join(p.lines, "\n")+"\n")
	return err
}
