package store

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// The results of one learner are one JSON list in the enrolment's row. A row for
// each would be twelve times as many rows to write.

// writeCells writes results as json.Marshal would, several times as fast, and in the
// order of their activities' ids, which it brings them into.
func writeCells(results []Result) (string, error) {
	slices.SortStableFunc(results, func(a, b Result) int { return cmp.Compare(a.Activity, b.Activity) })
	text := make([]byte, 0, 2+120*len(results))
	text = append(text, '[')
	for i := range results {
		if i > 0 {
			text = append(text, ',')
		}
		var err error
		if text, err = appendCell(text, &results[i]); err != nil {
			return "", err
		}
	}
	return string(append(text, ']')), nil
}

func appendCell(text []byte, r *Result) (_ []byte, err error) {
	separator := byte('{')
	for _, c := range append(r.told(), column{"gone", &r.Gone}) {
		value := c.value()
		switch v := value.(type) {
		case nil:
			continue
		case string:
			if v == "" && c.name != "activity" {
				continue
			}
		case bool:
			if !v && c.name == "empty" {
				continue
			}
		}
		text = append(append(append(text, separator, '"'), c.name...), '"', ':')
		separator = ','
		switch v := value.(type) {
		case string:
			if text, err = appendText(text, v); err != nil {
				return nil, err
			}
		case float64:
			text = strconv.AppendFloat(text, v, 'f', -1, 64)
		case bool:
			text = strconv.AppendBool(text, v)
		case int64: // the moments
			text = append(time.UnixMicro(v).UTC().AppendFormat(append(text, '"'), time.RFC3339Nano), '"')
		}
	}
	return append(text, '}'), nil
}

func appendText(text []byte, s string) ([]byte, error) {
	for _, c := range []byte(s) {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			quoted, err := json.Marshal(s)
			return append(text, quoted...), err
		}
	}
	return append(append(append(text, '"'), s...), '"'), nil
}

func readCells(learner, text string) (all []Result, err error) {
	if text == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return nil, &storeError{reason: "the results of learner " + learner + " are damaged", class: ErrUnavailable}
	}
	for i := range all {
		all[i].Learner = learner
	}
	return all, nil
}
