package grade

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"testing/quick"
	"time"
)

// anyValue fills a row with values of every kind, odd ones among them.
func anyValue(v reflect.Value, random *rand.Rand) {
	texts := []string{"", "50", "tool:1", "A-", "é", "\"", `\`, "a<b", "R&D", "\n", "\x7f", "\xff", "\u2028"}
	numbers := []float64{0, math.Copysign(0, -1), 1, -7.25, 47.0 / 3, 1e-6, 9e-7, -1e-7, 1e20, 1e21, 1e300, math.NaN(), math.Inf(1)}
	moments := []time.Time{{}, time.Unix(1_700_000_000, 0).UTC(), time.Unix(1_700_000_000, 120_000_000).UTC(), time.Unix(0, 1).UTC(), time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)}
	pick := func(n int) int { // one of the first few, as a rule
		if random.IntN(8) == 0 {
			return random.IntN(n)
		}
		return random.IntN(3)
	}
	for i := range v.NumField() {
		field := v.Field(i).Addr().Interface()
		some := random.IntN(3) > 0
		switch at := field.(type) {
		case *string:
			*at = texts[pick(len(texts))]
		case *CompletionState:
			*at = CompletionState(texts[pick(len(texts))])
		case *bool:
			*at = some
		case *Maybe[bool]:
			*at = Maybe[bool]{value: some && random.IntN(2) > 0, known: some}
		case *Maybe[int]:
			*at = Maybe[int]{value: random.IntN(5) - 2, known: some}
		case *Maybe[float64]:
			*at = Maybe[float64]{value: numbers[pick(len(numbers))], known: some}
		case *Maybe[string]:
			*at = Maybe[string]{value: texts[pick(len(texts))], known: some}
		case *Maybe[time.Time]:
			*at = Maybe[time.Time]{value: moments[pick(len(moments))], known: some}
		default:
			panic("a member of a kind that is not known here")
		}
	}
}

// printsAlike fails where a row is printed otherwise than by encoding/json, and counts
// those that were not declined.
func printsAlike[T any](t *testing.T, members func(*printer, *T)) {
	t.Helper()
	printed := 0
	check := func(seed uint64) bool {
		var row T
		anyValue(reflect.ValueOf(&row).Elem(), rand.New(rand.NewPCG(seed, 1)))
		p := printer{b: []byte("before")}
		if !printRow(&p, &row, members) {
			return string(p.b) == "before"
		}
		printed++
		var want bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		if err := e.Encode(&row); err != nil {
			t.Errorf("%+v was printed, encoding/json says %v", row, err)
		}
		if got := string(p.b) + "\n"; got != "before"+want.String() {
			t.Errorf("printed %s, by encoding/json %s", got, want.String())
			return false
		}
		return true
	}
	if err := quick.Check(check, &quick.Config{MaxCount: 20_000}); err != nil {
		t.Errorf("%T: %v", *new(T), err)
	}
	if printed < 100 {
		t.Errorf("%T: only %d rows were printed", *new(T), printed)
	}
}

// TestRowsArePrintedAlike: every member of a row is printed, and as encoding/json does.
func TestRowsArePrintedAlike(t *testing.T) {
	t.Parallel()
	printsAlike(t, printResult)
	printsAlike(t, printTotal)
	printsAlike(t, printCompletion)
}
