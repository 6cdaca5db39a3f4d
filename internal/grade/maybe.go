package grade

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"time"
)

// Maybe holds a value that is known or not. The zero value is unknown. In JSON
// an unknown value is null; fields marked omitzero leave it out.
//
// A known zero value means what its field says it means: a known zero time is
// "there is none", a known zero score is the score 0.
type Maybe[T any] struct {
	value T
	known bool
}

// Known returns a Maybe that holds v.
func Known[T any](v T) Maybe[T] { return Maybe[T]{value: v, known: true} }

// Get returns the value and whether it is known. An unknown value is T's zero.
func (m Maybe[T]) Get() (T, bool) { return m.value, m.known }

// Known reports whether the value is known.
func (m Maybe[T]) Known() bool { return m.known }

// Or returns the value, or fallback when it is unknown.
func (m Maybe[T]) Or(fallback T) T {
	if m.known {
		return m.value
	}
	return fallback
}

// Equal reports whether both are unknown, or both known with equal values; moments
// are equal when they are the same instant.
func (m Maybe[T]) Equal(o Maybe[T]) bool {
	if !m.known || !o.known {
		return m.known == o.known
	}
	if a, ok := any(m.value).(time.Time); ok {
		b, _ := any(o.value).(time.Time)
		return a.Equal(b)
	}
	return reflect.DeepEqual(m.value, o.value)
}

// IsZero reports whether the value is unknown; encoding/json's omitzero asks it.
func (m Maybe[T]) IsZero() bool { return !m.known }

// Is reports whether m is known and equal to v. Unknown is equal to nothing.
func Is[T comparable](m Maybe[T], v T) bool { return m.known && m.value == v }

// At returns the moment m holds when it is known and is one, not "none".
func At(m Maybe[time.Time]) (time.Time, bool) {
	return m.value, m.known && !m.value.IsZero()
}

// MarshalJSON writes the value, or null when it is unknown.
func (m Maybe[T]) MarshalJSON() ([]byte, error) {
	if !m.known {
		return []byte("null"), nil
	}
	return json.Marshal(m.value)
}

// UnmarshalJSON reads a value; null makes it unknown.
func (m *Maybe[T]) UnmarshalJSON(data []byte) error {
	var zero T
	m.value, m.known = zero, false
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	if m.fast(data) {
		m.known = true
		return nil
	}
	if err := json.Unmarshal(data, &m.value); err != nil {
		return err
	}
	m.known = true
	return nil
}

// fast reads the kinds that make up nearly all of a saved book without going
// through reflection again; anything unusual is left to encoding/json.
func (m *Maybe[T]) fast(data []byte) bool {
	switch v := any(&m.value).(type) {
	case *float64:
		f, err := strconv.ParseFloat(string(data), 64)
		*v = f
		return err == nil
	case *bool:
		*v = data[0] == 't'
		return string(data) == "true" || string(data) == "false"
	case *time.Time:
		return v.UnmarshalJSON(data) == nil
	}
	return false
}
