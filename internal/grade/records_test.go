package grade

import "testing"

func TestReturnsGrades(t *testing.T) {
	var unknown Maybe[string]
	none, some := Known(""), Known("https://lms.example.edu/service")
	yes, no, open := Known(true), Known(false), Maybe[bool]{}
	for name, test := range map[string]struct {
		launch Launch
		want   Maybe[bool]
	}{
		"nothing known":                     {Launch{}, open},
		"line item":                         {Launch{Version: LTI13, LineItem: some}, yes},
		"container alone":                   {Launch{Version: LTI13, LineItem: none, LineItems: some}, yes},
		"1.3, line item unknown, none":      {Launch{Version: LTI13, LineItems: none}, no},
		"1.3, none of both":                 {Launch{Version: LTI13, LineItem: none, LineItems: none}, no},
		"1.3, no line item, container open": {Launch{Version: LTI13, LineItem: none}, open},
		"1.3 with an outcome URL":           {Launch{Version: LTI13, LineItems: none, OutcomeURL: some}, yes},
		"1.3, no outcome URL says nothing":  {Launch{Version: LTI13, OutcomeURL: none}, open},
		"1.1":                               {Launch{Version: LTI11, OutcomeURL: some}, yes},
		"1.1, no outcome URL":               {Launch{Version: LTI11, OutcomeURL: none, SourcedID: none}, no},
		"1.1, outcome URL unknown":          {Launch{Version: LTI11, LineItem: none, LineItems: none}, open},
		"version unknown, nothing carried":  {Launch{LineItems: none, OutcomeURL: none}, no},
		"version unknown, one open":         {Launch{LineItems: none, OutcomeURL: unknown}, open},
	} {
		if got := test.launch.ReturnsGrades(); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}
