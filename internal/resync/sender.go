package resync

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/store"
)

// Sender sends what a plan says and reads every score back. Ledger is needed, and of
// the routes those that the plan uses.
type Sender struct {
	AGS      *lti.Services // nil: that route is not open
	Outcomes *lti.Outcomes // nil likewise
	Ledger   Ledger
	// Reader reads the gradebook before and after; nil reads by AGS and Outcomes.
	Reader   Reader
	Parallel int // sends at a time; 4 when zero. The clients' own budgets hold too
	// Now and Wait are the clock, time.Now and a real wait when nil.
	Now  func() time.Time
	Wait func(context.Context, time.Duration) error
	// Settle is how long a send without an answer may still be under way; 5 s when
	// zero.
	Settle time.Duration
	// Rounds is how often one score is tried; 8 when zero.
	Rounds int
	// Progress is told of each score whose outcome is certain; one call at a time.
	Progress func(done, total int)
}

const (
	chunkSize   = 200 // scores that are read, sent and read back together
	chunksAhead = 3   // one is sent while others are read, or wait to be tried again
)

// Apply sends the plan and fills in its outcomes. past are the ledger's events of
// this course: attempts of earlier runs that are in doubt are read back before their
// scores are sent. Every attempt stands in the ledger before it leaves.
//
// An error means that the run ended early: the ledger could not be written, the
// context ended, or no grade at all could be read, and without reading nothing is
// sent. The plan's document is true then, too. A plan is applied once.
func (s *Sender) Apply(ctx context.Context, p *Plan, past []store.SendEvent) error {
	r := s.newRun(ctx, p)
	p.doc.Applied = true
	r.recall(readHistory(past))
	err := r.chunks(ctx)
	if ended := r.journal.close(); ended != nil {
		err = ended
	}
	r.end(err)
	return err
}

// run is one application of a plan.
type run struct {
	Sender
	plan    *Plan
	id      string
	site    string
	journal *journal
	lined   chan struct{} // of those that stand in line with their row in the ledger
	slots   chan struct{} // of those on their way
	turn    chan struct{} // of the chunk whose scores leave
	number  atomic.Int64
	read    atomic.Bool // some cell could be read
	held    atomic.Int64
	gate    gate
	pace    pace

	mu   sync.Mutex // guards done
	done int
}

func (s *Sender) newRun(ctx context.Context, p *Plan) *run {
	r := &run{Sender: *s, plan: p, id: rand.Text(), site: store.Site(p.doc.LMS)}
	r.defaults()
	r.journal = openJournal(ctx, r.Ledger)
	r.slots, r.turn = make(chan struct{}, r.Parallel), make(chan struct{}, 1)
	// As many again stand in line, so that nobody waits for the disk.
	r.lined = make(chan struct{}, 2*r.Parallel)
	return r
}

func (r *run) defaults() {
	if r.Parallel <= 0 {
		r.Parallel = 4
	}
	if r.Now == nil {
		r.Now = time.Now
	}
	if r.Wait == nil {
		r.Wait = httpkit.Sleep
	}
	if r.Settle <= 0 {
		r.Settle = 5 * time.Second
	}
	if r.Rounds <= 0 {
		r.Rounds = 8
	}
	if r.Reader == nil {
		r.Reader = services{ags: r.AGS, outcomes: r.Outcomes, parallel: r.Parallel}
	}
}

// recall notes what earlier runs left open. What the plan's book shows is settled
// at once.
func (r *run) recall(past history) {
	settled := slices.Clone(r.plan.settled)
	for i := range settled {
		settled[i].Run, settled[i].At = r.id, r.Now()
	}
	r.journal.note(settled...)
	for _, s := range r.plan.sends {
		s.earlier = past.open[pair{s.cell.User, s.cell.Activity}]
		for _, a := range s.earlier {
			s.later(a.begun.Timestamp)
			if due := a.lastAt.Add(r.Settle); due.After(s.wake) {
				s.wake = due
			}
		}
	}
}

// chunks sends part after part.
func (r *run) chunks(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(chunksAhead)
	for part := range slices.Chunk(r.plan.sends, chunkSize) {
		group.Go(func() error { return r.chunk(ctx, part) })
	}
	return group.Wait()
}

// begin gives a send its next attempt.
func (r *run) begin(s *send) {
	s.attempt = r.id + "-" + strconv.FormatInt(r.number.Add(1), 10)
	s.begunAt = r.Now()
	s.entry.Attempts++
}
