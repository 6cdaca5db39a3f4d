package diagnose

import "time"

// ChecksSchema names the form of the JSON list of checks.
const ChecksSchema = "gradesync.checks/v1"

// CheckState is how one check ended. Unknown means that it could not be checked,
// which is never a pass.
type CheckState string

// Check states.
const (
	CheckOK      CheckState = "ok"
	CheckFailed  CheckState = "failed"
	CheckWarning CheckState = "warning"
	CheckSkipped CheckState = "skipped"
	CheckUnknown CheckState = "unknown"
)

// Check is one thing that was looked at.
type Check struct {
	ID     string     `json:"id"`
	Group  string     `json:"group"`
	State  CheckState `json:"state"`
	Code   string     `json:"code,omitempty"` // the cause this would be
	Detail string     `json:"detail"`
	Remedy string     `json:"remedy,omitempty"`
}

// Checks is a list of checks with its totals. Its JSON form is public.
type Checks struct {
	Schema      string      `json:"schema"`
	Gradesync   string      `json:"gradesync"`
	GeneratedAt time.Time   `json:"generated_at"`
	Checks      []Check     `json:"checks"`
	Totals      CheckTotals `json:"totals"`
}

// CheckTotals counts checks by state.
type CheckTotals struct {
	OK      int `json:"ok"`
	Failed  int `json:"failed"`
	Warning int `json:"warning"`
	Skipped int `json:"skipped"`
	Unknown int `json:"unknown"`
}

// Add appends a check and counts it.
func (c *Checks) Add(check Check) {
	c.Checks = append(c.Checks, check)
	switch check.State {
	case CheckOK:
		c.Totals.OK++
	case CheckFailed:
		c.Totals.Failed++
	case CheckWarning:
		c.Totals.Warning++
	case CheckSkipped:
		c.Totals.Skipped++
	default:
		c.Totals.Unknown++
	}
}
