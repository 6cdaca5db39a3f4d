package resync

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lti"
)

// services reads cells by the results of AGS and by LTI 1.1.
type services struct {
	ags      *lti.Services
	outcomes *lti.Outcomes
	parallel int
}

// few is up to how many cells of one line item are asked for one by one.
const few = 3

// Read asks for each line item's results once, or for its cells when they are few.
func (s services) Read(ctx context.Context, cells []Cell) []Reading {
	readings := make([]Reading, len(cells))
	items := map[string][]int{}
	var group errgroup.Group
	group.SetLimit(s.parallel)
	for i, c := range cells {
		if c.Route == RouteAGS {
			items[c.Target] = append(items[c.Target], i)
			continue
		}
		group.Go(func() error {
			readings[i] = s.outcome(ctx, c)
			return nil
		})
	}
	for item, of := range items {
		group.Go(func() error {
			s.results(ctx, item, of, cells, readings)
			return nil
		})
	}
	_ = group.Wait() // what went wrong stands in the readings
	return readings
}

func (s services) results(ctx context.Context, item string, of []int, cells []Cell, readings []Reading) {
	if s.ags == nil {
		for _, i := range of {
			readings[i].Err = fmt.Errorf("read the results: %w: the profile has no LTI 1.3 registration", grade.ErrUnsupported)
		}
		return
	}
	if len(of) > few {
		list, err := s.ags.Results(ctx, item, lti.ResultFilter{})
		for _, i := range of {
			readings[i] = find(list, cells[i].LTIUser, err)
		}
		return
	}
	for _, i := range of {
		list, err := s.ags.Results(ctx, item, lti.ResultFilter{UserID: cells[i].LTIUser})
		readings[i] = find(list, cells[i].LTIUser, err)
	}
}

func find(list []lti.Result, user string, err error) Reading {
	if err != nil {
		return Reading{Err: err}
	}
	for _, r := range list {
		if r.UserID == user {
			return Reading{Score: r.Score, Max: r.Maximum, At: r.Timestamp}
		}
	}
	return Reading{}
}

func (s services) outcome(ctx context.Context, c Cell) Reading {
	if s.outcomes == nil {
		return Reading{Err: fmt.Errorf("read the outcome: %w: the profile has no LTI 1.1 key", grade.ErrUnsupported)}
	}
	o, err := s.outcomes.Read(ctx, c.Target, c.SourcedID)
	return Reading{Score: o.Score, Max: grade.Known(1.0), Err: err}
}
