package resync_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/resync"
	"github.com/gradesync/gradesync/internal/store"
)

// childEnv names the folder that tells a killable run what to do.
const childEnv = "GRADESYNC_RESYNC_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		if err := child(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// order is what the parent tells the child.
type order struct {
	Client, TokenURL, Key string
	Epoch                 time.Time
}

// speed is how many seconds a second of the clock of parent and child is worth, so
// that waiting until nothing is under way any more takes a moment.
const speed = 50

type quickClock struct{ epoch time.Time }

func (c quickClock) Now() time.Time { return c.epoch.Add(time.Since(c.epoch) * speed) }

func (c quickClock) Wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d / speed):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// openLedger opens the store of a run, and reads what stands in its ledger.
func openLedger(ctx context.Context, dir string, b *grade.Book) (*store.Store, []store.SendEvent, error) {
	l, err := store.Open(ctx, filepath.Join(dir, "gradesync.db"), store.Options{})
	if err != nil {
		return nil, nil, err
	}
	events, err := l.Sends(ctx, store.Site(b.LMS), b.Course.ID)
	return l, events, err
}

// child is one run of the command, as far as it matters here.
func child(dir string) error {
	ctx := context.Background()
	var o order
	text, err := os.ReadFile(filepath.Join(dir, "order.json"))
	if err == nil {
		err = json.Unmarshal(text, &o)
	}
	if err != nil {
		return err
	}
	book, err := os.Open(filepath.Join(dir, "book"))
	if err != nil {
		return err
	}
	saved, err := grade.ReadSnapshot(book)
	if err != nil {
		return err
	}
	l, past, err := openLedger(ctx, dir, saved.Book)
	if err != nil {
		return err
	}
	defer l.Close()
	clock := quickClock{o.Epoch}
	sender, err := childSender(o, clock)
	if err != nil {
		return err
	}
	sender.Ledger = l
	e := diagnose.Examine(diagnose.Input{Book: saved.Book, Records: saved.Records, Now: saved.SavedAt, Tolerance: saved.Tolerance}, nil)
	p := resync.MakePlan(e, past, resync.Via{AGS: true}, resync.Options{})
	fmt.Println("begun")
	if err := sender.Apply(ctx, p, past); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(p.Document().Totals)
}

func childSender(o order, clock quickClock) (*resync.Sender, error) {
	key, err := lti.ParseKey([]byte(o.Key), "k1")
	if err != nil {
		return nil, err
	}
	kit := httpkit.Options{Now: clock.Now, Retry: httpkit.Retry{Wait: time.Millisecond}, Budget: httpkit.Budget{PerSecond: 1e6, Burst: 1e6}}
	tokens, err := lti.NewTokens(lti.Registration{ClientID: o.Client, TokenURL: o.TokenURL, Key: key}, kit)
	if err != nil {
		return nil, err
	}
	services, err := lti.NewServices(lti.Together(tokens, lti.ScopeScore, lti.ScopeResultReadonly), kit)
	return &resync.Sender{AGS: services, Now: clock.Now, Wait: clock.Wait}, err
}
