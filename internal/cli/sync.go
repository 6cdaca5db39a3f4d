package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/metrics"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/report"
)

// syncOptions are the flags of sync.
type syncOptions struct {
	once           bool
	interval       time.Duration
	courses        []string
	acceptRemovals int
	concurrency    int
	rate           int
	workers        bool
	listen         string
}

func (a *app) syncCommand() *cobra.Command {
	o := syncOptions{interval: 30 * time.Minute, concurrency: 4}
	cmd := &cobra.Command{
		Use:   "sync",
		Short: "Pull courses, enrolments and gradebooks into the store",
		Long: "sync reads the LMS's list of courses, and of every open course the people, their grades and how far they\n" +
			"are, into the store. A course that is seen for the first time is new, and stays unread until it is opened:\n" +
			"see gradesync courses. Nothing is written to the LMS.\n\n" +
			"With --once it does so once, for cron: it writes nothing to standard output or standard error when all is\n" +
			"well and neither is a terminal; -v makes that one line, -vv logs each request as well. Without --once it goes\n" +
			"on every --interval until it is stopped. One run at a time works on an LMS.\n\n" +
			"With --workers, any number of processes on any number of machines share the work through one store in\n" +
			"PostgreSQL: each open course is pulled every --interval by one of them, and when one dies the others go on.\n\n" +
			"A course that cannot be read keeps what was read before and is left alone for a while, longer each time, up\n" +
			"to a day. Courses that are gone from the LMS's list become deleted and keep everything; when more than 10 and\n" +
			"more than a tenth are gone at once, nothing is removed until --accept-removals says that it is right.\n\n" +
			"Exit codes with --once: 0 all is well, 2 wrong usage or configuration, 3 nothing could be done (the LMS or\n" +
			"the store), 4 done in part: courses failed, were left for later or are held back, 5 another run is at work,\n" +
			"130 interrupted (what was pulled stays). Without --once: 0 when it is stopped, 2 and 3 when it cannot begin.",
		Example: "  gradesync sync --once\n" +
			"  gradesync sync --once --course CALC101\n" +
			"  gradesync sync --interval 15m\n" +
			"  gradesync sync --workers --listen :9464\n" +
			"  gradesync sync --once --profile demo --store demo.db",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runSync(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVar(&o.once, "once", false, "one run, for cron; without it runs follow each other until it is stopped")
	f.DurationVar(&o.interval, "interval", o.interval, "begin a run every `D`, at least 1m, give or take a tenth")
	f.StringArrayVar(&o.courses, "course", nil, "with --once: only this open `COURSE`, id, code or number (repeatable)")
	f.IntVar(&o.acceptRemovals, "accept-removals", 0, "with --once or --workers: believe it when up to `N` courses are gone from the LMS's list")
	f.IntVar(&o.concurrency, "concurrency", o.concurrency, "read `N` courses at a time, 1 to 32")
	f.IntVar(&o.rate, "rate", 0, "make no more than `N` requests a second (default: no limit but --concurrency)")
	f.BoolVar(&o.workers, "workers", false, "share the work with other processes that are started so; needs a store in PostgreSQL")
	f.StringVar(&o.listen, "listen", "", "without --once: tell monitoring how it goes, at /healthz and /metrics on `ADDRESS` such as :9464")
	cmd.MarkFlagsMutuallyExclusive("once", "interval")
	cmd.MarkFlagsMutuallyExclusive("once", "workers")
	cmd.MarkFlagsMutuallyExclusive("once", "listen")
	a.formatFlag(cmd, f.StringVarP, func(f report.Format) bool { return f.Sync != nil })
	a.storeFlag(cmd)
	a.completeCourses(cmd, "course")
	cmd.AddCommand(a.syncStatusCommand())
	return cmd
}

func (o *syncOptions) check() error {
	const most = 32
	switch {
	case o.interval < time.Minute:
		return usage("--interval must be at least 1m")
	case o.concurrency < 1 || o.concurrency > most:
		return usage("--concurrency must be from 1 to %d", most)
	case o.rate < 0:
		return usage("--rate must not be negative")
	case o.acceptRemovals < 0:
		return usage("--accept-removals must not be negative")
	case !o.once && len(o.courses) > 0:
		return usage("--course goes with --once")
	case !o.once && !o.workers && o.acceptRemovals > 0:
		return usage("--accept-removals goes with --once or --workers: it is for one list, after a look at it")
	}
	return nil
}

// budget is how hard the LMS may be asked: as hard as so many courses at a time do.
func (o *syncOptions) budget() httpkit.Budget {
	const free = 1000
	b := httpkit.Budget{PerSecond: free, Burst: free, Parallel: o.concurrency}
	if o.rate > 0 {
		b.PerSecond, b.Burst = float64(o.rate), o.rate
	}
	return b
}

// syncing is sync at work: the connection, and the store that it fills.
type syncing struct {
	*app
	o      syncOptions
	c      *connection
	puller *pull.Puller
	ids    []string // of the courses that it is narrowed to
	counts *metrics.Metrics
	last   glance
	// reopen tells that the credentials failed in the last round, and may have been
	// replaced since.
	reopen bool
}

func (a *app) runSync(ctx context.Context, o syncOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	a.calmer()
	s, err := a.startSync(ctx, o)
	switch {
	case !o.once:
		return goOn(ctx, s, err)
	case err != nil:
		return err
	}
	sum, err := s.round(ctx)
	return s.tell(ctx, sum, err)
}

// startSync opens the LMS and the store.
func (a *app) startSync(ctx context.Context, o syncOptions) (*syncing, error) {
	s := &syncing{app: a, o: o, counts: metrics.New()}
	var err error
	if s.c, err = a.connectLMS(ctx, s.dialling()); err != nil {
		return nil, err
	}
	if err := a.hasStore(s.c, s.words()); err != nil {
		return nil, err
	}
	kept, err := a.openStore(ctx, s.c, false)
	if err != nil {
		return nil, err
	}
	s.puller = &pull.Puller{LMS: s.c.lms, Site: s.c.site(), Store: kept, Now: a.env.Now,
		Parallel: o.concurrency, Observe: s.counts.Attempt}
	if a.verbose > 0 {
		s.puller.Log = a.log
	}
	s.ids, err = s.named(ctx)
	return s, err
}

// dialling asks without telling of each step in a course: many are read at once.
func (s *syncing) dialling() dialling {
	return dialling{budget: s.o.budget(), observe: s.counts.Request}
}

// words is the command, as it can be typed again.
func (s *syncing) words() string {
	words := []string{"gradesync sync"}
	if s.o.once {
		words = append(words, "--once")
	}
	return strings.Join(words, " ")
}

// calmer makes the first -v ask for a line a run, where others ask for a line a
// request: a run has thousands.
func (a *app) calmer() {
	if a.verbose > 0 {
		a.verbose--
		a.summing = true
		a.log = a.newLog()
	}
}
