package report

import (
	"io"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// ink is one of the few ways in which text is set.
type ink int

const (
	plain ink = iota
	strong
	faint
	good
	bad
	doubtful
	strongBad
	strongDoubtful
)

// palette paints text. Its colours are the sixteen that every terminal lets its
// owner choose, so that they suit light and dark backgrounds.
type palette [strongDoubtful + 1]lipgloss.Style

func newPalette(w io.Writer, s Style) palette {
	r := lipgloss.NewRenderer(w)
	// Said outright, so that the renderer never asks the terminal.
	r.SetColorProfile(termenv.Ascii)
	if s.Color {
		r.SetColorProfile(termenv.ANSI)
	}
	style := r.NewStyle()
	red, green, yellow := lipgloss.Color("1"), lipgloss.Color("2"), lipgloss.Color("3")
	return palette{
		plain: style, strong: style.Bold(true), faint: style.Faint(true),
		good: style.Foreground(green), bad: style.Foreground(red), doubtful: style.Foreground(yellow),
		strongBad: style.Bold(true).Foreground(red), strongDoubtful: style.Bold(true).Foreground(yellow),
	}
}

func (p *palette) paint(i ink, text string) string {
	if i == plain || text == "" {
		return text
	}
	return p[i].Render(text)
}
