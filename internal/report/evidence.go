package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
)

// datum is one fact with every value that was seen of it.
type datum struct {
	fact   string
	values []string
}

// witness is one source with what it told.
type witness struct {
	source string
	data   []datum
}

// witnesses gathers evidence by source and fact, in the order it comes.
func witnesses(list []diagnose.Evidence) []witness {
	var all []witness
	for _, e := range list {
		i := slices.IndexFunc(all, func(w witness) bool { return w.source == e.Source })
		if i < 0 {
			i = len(all)
			all = append(all, witness{source: e.Source})
		}
		all[i].tell(e.Fact, e.Value)
	}
	return all
}

func (w *witness) tell(fact, value string) {
	i := slices.IndexFunc(w.data, func(d datum) bool { return d.fact == fact })
	if i < 0 {
		i = len(w.data)
		w.data = append(w.data, datum{fact: fact})
	}
	if !slices.Contains(w.data[i].values, value) {
		w.data[i].values = append(w.data[i].values, value)
	}
}

// evidence sets what was read and who told it, one paragraph a source.
func evidence(list []diagnose.Evidence, l limits) [][]span {
	all := witnesses(list)
	var paragraphs [][]span
	for i, w := range all {
		if i >= l.facts {
			more := count(len(all)-i, "more source", "more sources")
			return append(paragraphs, []span{{"and " + more, faint}})
		}
		paragraphs = append(paragraphs, w.spans(l))
	}
	return paragraphs
}

func (w *witness) spans(l limits) []span {
	var told []string
	for i, d := range w.data {
		if i >= l.facts && len(w.data) > l.facts+1 {
			told = append(told, fmt.Sprintf("%d more facts", len(w.data)-i))
			break
		}
		told = append(told, d.text(l))
	}
	spans := []span{{strings.Join(told, "; "), plain}}
	if w.source != "" {
		spans = append(spans, span{"(" + w.source + ")", faint})
	}
	return spans
}

func (d datum) text(l limits) string {
	var values []string
	for _, v := range d.values {
		if v = clean(v); v == "" {
			v = "empty"
		}
		values = append(values, cut(v, longestValue))
	}
	if rest := len(values) - l.values; rest > 1 {
		values = append(values[:l.values], fmt.Sprintf("%d more values", rest))
	}
	return d.fact + ": " + strings.Join(values, ", ")
}
