package grade

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMaybe(t *testing.T) {
	var unknown Maybe[int]
	if v, ok := unknown.Get(); v != 0 || ok || unknown.Known() || !unknown.IsZero() || unknown.Or(7) != 7 || Is(unknown, 0) {
		t.Errorf("the zero Maybe is not unknown: %+v", unknown)
	}
	zero := Known(0)
	if v, ok := zero.Get(); v != 0 || !ok || !zero.Known() || zero.IsZero() || zero.Or(7) != 0 || !Is(zero, 0) || Is(zero, 1) {
		t.Errorf("a known zero is not known: %+v", zero)
	}
}

func TestAt(t *testing.T) {
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		m    Maybe[time.Time]
		want bool
	}{
		"unknown": {Maybe[time.Time]{}, false}, "none": {Known(time.Time{}), false}, "noon": {Known(noon), true},
	} {
		if at, ok := At(test.m); ok != test.want || ok && !at.Equal(noon) {
			t.Errorf("At(%s) = %v, %v", name, at, ok)
		}
	}
}

func TestMaybeInJSON(t *testing.T) {
	type row struct {
		Score  Maybe[float64]   `json:"score,omitzero"`
		Max    Maybe[float64]   `json:"max"`
		Hidden Maybe[bool]      `json:"hidden,omitzero"`
		At     Maybe[time.Time] `json:"at,omitzero"`
		Words  Maybe[[]string]  `json:"words,omitzero"`
	}
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		row  row
		json string
	}{
		{row{}, `{"max":null}`},
		{row{Score: Known(0.0), Max: Known(10.0), Hidden: Known(false)}, `{"score":0,"max":10,"hidden":false}`},
		{row{At: Known(noon), Words: Known([]string{})}, `{"max":null,"at":"2026-11-21T12:00:00Z","words":[]}`},
		{row{At: Known(time.Time{})}, `{"max":null,"at":"0001-01-01T00:00:00Z"}`},
	} {
		got, err := json.Marshal(test.row)
		if err != nil || string(got) != test.json {
			t.Errorf("Marshal = %s, %v; want %s", got, err, test.json)
		}
		var back row
		if err := json.Unmarshal([]byte(test.json), &back); err != nil {
			t.Errorf("Unmarshal(%s): %v", test.json, err)
		}
		if diff := cmp.Diff(test.row, back, exact()); diff != "" {
			t.Errorf("Unmarshal(%s) (-want +got):\n%s", test.json, diff)
		}
	}
}

func TestMaybeRefusesAnotherKind(t *testing.T) {
	for name, err := range map[string]error{
		"text for a number":   json.Unmarshal([]byte(`"8"`), new(Maybe[float64])),
		"number for a bool":   json.Unmarshal([]byte(`1`), new(Maybe[bool])),
		"text for a bool":     json.Unmarshal([]byte(`"true"`), new(Maybe[bool])),
		"date for a time":     json.Unmarshal([]byte(`"2026-11-21"`), new(Maybe[time.Time])),
		"number for a string": json.Unmarshal([]byte(`1`), new(Maybe[string])),
		"number too large":    json.Unmarshal([]byte(`1e999`), new(Maybe[float64])),
		"half a number":       json.Unmarshal([]byte(`1.5`), new(Maybe[int])),
	} {
		if err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

func TestNullMakesUnknownAgain(t *testing.T) {
	m := Known(8.0)
	if err := json.Unmarshal([]byte("null"), &m); err != nil || m.Known() || m.Or(0) != 0 {
		t.Errorf("after null: %+v, %v", m, err)
	}
}

func TestMaybeComesBackFromJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		comesBack(t, maybeAny(t, number()))
		comesBack(t, maybeAny(t, rapid.Bool()))
		comesBack(t, maybeAny(t, rapid.Int()))
		comesBack(t, maybeAny(t, word()))
		comesBack(t, maybeAny(t, moment()))
	})
}

func comesBack[T any](t *rapid.T, want Maybe[T]) {
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Maybe[T]
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, exact()); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", data, diff)
	}
}
