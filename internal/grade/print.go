package grade

import (
	"math"
	"strconv"
	"time"
)

// printer writes rows exactly as encoding/json does. What it might write otherwise
// it declines, and encoding/json has the last word. It takes the members in the
// order of the struct.
type printer struct {
	b        []byte
	start    int // of the row
	declined bool
}

// row writes one row by its members; false is a row that was declined, of which
// nothing is left.
func printRow[T any](p *printer, row *T, members func(*printer, *T)) bool {
	p.start, p.declined = len(p.b), false
	p.b = append(p.b, '{')
	members(p, row)
	if p.declined {
		p.b = p.b[:p.start]
		return false
	}
	p.b = append(p.b, '}')
	return true
}

func (p *printer) name(name string) {
	if len(p.b) > p.start+1 {
		p.b = append(p.b, ',')
	}
	p.b = append(append(append(p.b, '"'), name...), '"', ':')
}

func (p *printer) text(name, v string) {
	p.name(name)
	for i := range len(v) {
		// encoding/json escapes the last three inside a Maybe, and not elsewhere
		if c := v[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			p.declined = true
			return
		}
	}
	p.b = append(append(append(p.b, '"'), v...), '"')
}

func (p *printer) textIfAny(name, v string) {
	if v != "" {
		p.text(name, v)
	}
}

func (p *printer) trueOnly(name string, v bool) {
	if v {
		p.name(name)
		p.b = append(p.b, "true"...)
	}
}

func (p *printer) maybeText(name string, m Maybe[string]) {
	if m.known {
		p.text(name, m.value)
	}
}

func (p *printer) maybeBool(name string, m Maybe[bool]) {
	if m.known {
		p.name(name)
		p.b = strconv.AppendBool(p.b, m.value)
	}
}

func (p *printer) maybeInt(name string, m Maybe[int]) {
	if m.known {
		p.name(name)
		p.b = strconv.AppendInt(p.b, int64(m.value), 10)
	}
}

// maybeNumber declines what is written with an exponent, or not at all.
func (p *printer) maybeNumber(name string, m Maybe[float64]) {
	if !m.known {
		return
	}
	p.name(name)
	size := math.Abs(m.value)
	if size != 0 && !(size >= 1e-6 && size < 1e21) {
		p.declined = true
		return
	}
	p.b = strconv.AppendFloat(p.b, m.value, 'f', -1, 64)
}

func (p *printer) maybeTime(name string, m Maybe[time.Time]) {
	if !m.known {
		return
	}
	p.name(name)
	if m.value.Location() != time.UTC || m.value.Year() < 0 || m.value.Year() > 9999 {
		p.declined = true
		return
	}
	p.b = append(m.value.AppendFormat(append(p.b, '"'), time.RFC3339Nano), '"')
}
