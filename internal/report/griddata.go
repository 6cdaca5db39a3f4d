package report

import (
	"bufio"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"
)

// data writes the grid for the page's script, as short as it goes: each learner's
// cells in runs of one kind, scores where there is something to see. The encoder
// leaves no sign in it that could end the element it stands in.
func (d *diagnosis) data(w io.Writer, g *grid) error {
	out := &shortJSON{w: bufio.NewWriterSize(w, 1<<16)}
	out.raw(`{"activities":[`)
	for i, id := range g.activities {
		out.comma(i)
		out.value(cut(d.activity(id), longestTitle))
	}
	out.raw(`],"users":[`)
	names := map[string][2]string{}
	for _, p := range d.People {
		names[p.User] = [2]string{cut(p.Name, longestName), cut(p.Login, longestName)}
	}
	for i, id := range g.users {
		out.comma(i)
		name := names[id]
		out.value([]string{clean(id), name[0], name[1]})
	}
	out.raw(`],"kinds":[`)
	for i, k := range g.kinds {
		out.comma(i)
		out.value([]any{k.verdict, k.cause})
	}
	out.raw(`],"causes":[`)
	for i, c := range g.causes {
		out.comma(i)
		out.value([]string{clean(c.Code), clean(c.Name)})
	}
	out.raw(`],"rows":[`)
	for i, row := range g.cells {
		out.comma(i)
		out.runs(row)
	}
	out.raw(`],"scores":[`)
	for i, scores := range g.scores {
		out.comma(i)
		out.raw("{")
		for j, at := range slices.Sorted(maps.Keys(scores)) {
			out.comma(j)
			out.raw(`"` + strconv.Itoa(at) + `":`)
			out.value(scores[at])
		}
		out.raw("}")
	}
	out.raw("]}")
	return out.close()
}

// shortJSON writes JSON without a space in it. The first error stays.
type shortJSON struct {
	w   *bufio.Writer
	err error
}

func (s *shortJSON) raw(text string) {
	if s.err == nil {
		_, s.err = s.w.WriteString(text)
	}
}

func (s *shortJSON) comma(i int) {
	if i > 0 {
		s.raw(",")
	}
}

func (s *shortJSON) value(v any) {
	data, err := json.Marshal(v) // escapes <, > and &
	s.err = firstOf(s.err, err)
	s.raw(string(data))
}

// runs writes a row as pairs of a kind and how many cells in a row are of it.
func (s *shortJSON) runs(row []int) {
	var b []byte
	b = append(b, '[')
	for from := 0; from < len(row); {
		to := from + 1
		for to < len(row) && row[to] == row[from] {
			to++
		}
		if from > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(row[from]), 10)
		b = append(b, ',')
		b = strconv.AppendInt(b, int64(to-from), 10)
		from = to
	}
	s.raw(string(append(b, ']')))
}

func (s *shortJSON) close() error {
	if s.err != nil {
		return s.err
	}
	return s.w.Flush()
}
