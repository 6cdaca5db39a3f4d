package report

import (
	"slices"
	"strings"
)

const (
	gutter      = 2  // between two columns
	leastColumn = 24 // below it a last column is too narrow to read
)

// row is one line of a table: cells in columns, and a last column that wraps.
type row struct {
	cells   []span
	rest    []span
	shorter [][]span // of rest, for tables whose rows keep to one line
}

// table sets rows in columns. Where the last column would be too narrow to read,
// each row becomes a paragraph instead.
func (p *page) table(margin int, rows []row) {
	columns, at := layout(margin, rows)
	p.rows(margin, rows, columns, at)
}

// rows sets rows in columns that other tables may share.
func (p *page) rows(margin int, rows []row, columns []int, at int) {
	if !p.holds(rows, at) {
		for _, r := range rows {
			p.para(margin, min(margin+gutter, p.width/2), append(r.cells[:len(r.cells):len(r.cells)], r.rest...)...)
		}
		return
	}
	for _, r := range rows {
		p.wrap(p.cells(margin, r, columns), at, at, wordsOf(r.rest))
	}
}

// holds reports whether columns that end at some cell leave room to read the last.
func (p *page) holds(rows []row, at int) bool {
	if slices.ContainsFunc(rows, func(r row) bool { return len(r.rest) > 0 }) {
		return at+leastColumn <= p.width
	}
	return at-gutter <= p.width
}

// oneLiners is a table whose rows keep to one line: where the last column does
// not fit, the first of its shorter forms that does takes its place.
func (p *page) oneLiners(margin int, rows []row) {
	if _, at := layout(margin, rows); at+leastColumn <= p.width {
		for i := range rows {
			rows[i].rest = rows[i].fitting(p.width - at)
		}
	}
	p.table(margin, rows)
}

func (r row) fitting(room int) []span {
	for _, form := range append([][]span{r.rest}, r.shorter...) {
		if widthOf(form) <= room {
			return form
		}
	}
	return []span{{cut(r.rest[0].text, room), r.rest[0].ink}}
}

// cells sets the cells of one row.
func (p *page) cells(margin int, r row, columns []int) string {
	var head strings.Builder
	head.WriteString(strings.Repeat(" ", margin))
	for i, c := range r.cells {
		text := clean(c.text)
		pad := strings.Repeat(" ", columns[i]-width(text))
		painted := p.colours.paint(c.ink, text)
		if numeric(text) {
			painted = pad + painted
		} else {
			painted += pad
		}
		head.WriteString(painted + strings.Repeat(" ", gutter))
	}
	return head.String()
}

// layout returns the width of every column and where the last one begins.
func layout(margin int, rows []row) (columns []int, at int) {
	for _, r := range rows {
		for i, c := range r.cells {
			if i == len(columns) {
				columns = append(columns, 0)
			}
			columns[i] = max(columns[i], width(clean(c.text)))
		}
	}
	at = margin
	for _, n := range columns {
		at += n + gutter
	}
	return columns, at
}

// numeric tells cells that line up at their right end: a number and a noun.
func numeric(text string) bool {
	return text != "" && text[0] >= '0' && text[0] <= '9' && strings.Count(text, " ") == 1
}
