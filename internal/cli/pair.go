package cli

import (
	"context"
	"sync"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lms"
	lmslti "github.com/gradesync/gradesync/internal/lms/lti"
	"github.com/gradesync/gradesync/internal/lms/paired"
	"github.com/gradesync/gradesync/internal/match"
	"github.com/gradesync/gradesync/internal/tool"
)

// pair completes the LMS by the tool's LTI services in a profile that has both a
// token and a registration; nil in any other.
func (a *app) pair(ctx context.Context, c *connection) *paired.Provider {
	p := c.profile
	if p.LMS.Kind == "lti" || p.Ready(config.LTI13Send) != nil {
		return nil
	}
	return paired.New(paired.Options{
		Main:     c.lms,
		Services: func(ask paired.Ask) (lms.LMS, error) { return a.openServices(ctx, p, ask) },
		Address:  func(course grade.Course) string { return a.lineItemsAddress(ctx, c, course) },
	})
}

// openServices opens the LTI services of one course. The profile's roster address
// belongs to the course of its line items.
func (a *app) openServices(ctx context.Context, p config.Profile, ask paired.Ask) (lms.LMS, error) {
	key, err := a.toolKey(p)
	if err != nil {
		return nil, err
	}
	o := lmslti.Options{Registration: registration(p.LTI13, key), LineItemsURL: ask.LineItemsURL, MembershipsURL: p.LTI13.MembershipsURL,
		WithoutResults: !ask.Results, HTTP: a.client(p, httpkit.Budget{}), Progress: a.progress(ctx)}
	if own := p.LTI13.LineitemsURL; own != "" && match.URLKey(own) != match.URLKey(ask.LineItemsURL) {
		o.MembershipsURL = ""
	}
	return lmslti.New(o)
}

// lineItemsAddress is where a course's line items are, when the LMS does not tell:
// as the profile says, else as the newest launch of that course does.
func (a *app) lineItemsAddress(ctx context.Context, c *connection, course grade.Course) string {
	if own := c.profile.LTI13.LineitemsURL; own != "" {
		return own
	}
	records, _, err := c.records.read(ctx, c.specs, a.toolOptions(c))
	if err != nil {
		return "" // whoever needs the records themselves tells of it
	}
	return lineItemsOf(records, course.ContextIDs)
}

// recordsOnce reads the tool's records once, whoever asks first.
type recordsOnce struct {
	once    sync.Once
	records *grade.Records
	tally   *tool.Tally
	err     error
}

// read returns nothing at all when the profile names no records.
func (r *recordsOnce) read(ctx context.Context, specs []tool.Spec, o tool.Options) (*grade.Records, *tool.Tally, error) {
	if len(specs) == 0 {
		return nil, nil, nil
	}
	r.once.Do(func() { r.records, r.tally, r.err = tool.Read(ctx, specs, o) })
	return r.records, r.tally, r.err
}
