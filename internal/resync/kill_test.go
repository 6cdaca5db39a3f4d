package resync_test

import (
	"bufio"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/resync"
)

// TestKilled kills the run that sends 200 scores, again and again, at any moment. In
// the end each score is there, was stored once, and the ledger tells of every
// attempt how it ended. GRADESYNC_LONG=1 kills fifty times.
func TestKilled(t *testing.T) {
	kills := 10
	if os.Getenv("GRADESYNC_LONG") != "" {
		kills = 50
	}
	const scores = 200
	s, book, dir := killSite(t, scores)
	random := rand.New(rand.NewPCG(uint64(kills), 7))
	midway := 0
	for range kills {
		// Some way on, and then at any moment of a request's life.
		goal := s.stored() + random.IntN(scores/(2*kills)+1)
		delay := time.Duration(random.IntN(600_000/max(kills, 24))) * time.Microsecond
		run(t, dir, func() bool { return s.stored() >= goal }, delay)
		if s.stored() < scores {
			midway++
		}
	}
	if midway < kills*2/3 {
		t.Errorf("only %d of %d kills came before everything was sent", midway, kills)
	}
	var totals resync.Totals
	out := run(t, dir, nil, 0)
	if err := json.Unmarshal(out, &totals); err != nil || totals.Confirmed != scores || totals.Send != scores {
		t.Errorf("%+v: %v", totals, err)
	}
	l, events, err := openLedger(t.Context(), dir, book)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	told(t, events)
	confirmed := 0
	for _, e := range events {
		if e.Outcome == string(resync.Confirmed) {
			confirmed++
		}
	}
	if taken := s.Stats().Taken; len(taken) != scores || s.stored() != scores || confirmed != scores {
		t.Errorf("%d cells took %d scores, the ledger has %d", len(taken), s.stored(), confirmed)
	}
	t.Logf("%d kills, %d of them before all scores were stored, %d rows", kills, midway, len(events))
}

// killSite starts a practice LMS, and writes what a run has to know.
func killSite(t *testing.T, scores int) (*site, *grade.Book, string) {
	t.Helper()
	clock, dir := quickClock{time.Now()}, t.TempDir()
	s := serve(t, lab.Options{Clock: clock.Now, Latency: 10 * time.Millisecond})
	in := s.big(t, scores)
	book, err := os.Create(filepath.Join(dir, "book"))
	if err != nil {
		t.Fatal(err)
	}
	if err := grade.WriteSnapshot(book, &grade.Snapshot{Book: in.Book, Records: in.Records, SavedAt: in.Now, Tolerance: in.Tolerance}); err != nil {
		t.Fatal(err)
	}
	at := s.LTIAt(s.url)
	text, err := json.Marshal(order{Client: at.ClientID, TokenURL: at.TokenURL, Key: string(s.key.PEM), Epoch: clock.epoch})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "order.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	return s, in.Book, dir
}

// run starts a run and kills it a while after the time has come; never where there
// is no such time. It returns what the run wrote, if it came to its end.
func run(t *testing.T, dir string, come func() bool, delay time.Duration) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+dir)
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(pipe)
	if !lines.Scan() {
		t.Fatalf("it did not begin: %v", cmd.Wait())
	}
	ended := make(chan struct{})
	var killer sync.WaitGroup
	if come != nil {
		killer.Go(func() { killWhen(cmd.Process, come, delay, ended) })
	}
	var out []byte
	for lines.Scan() {
		out = append(out, lines.Bytes()...)
	}
	close(ended)
	killer.Wait()
	if err := cmd.Wait(); err != nil && come == nil {
		t.Fatal(err)
	}
	return out
}

// killWhen looks every millisecond whether the time has come.
func killWhen(p *os.Process, come func() bool, delay time.Duration, ended <-chan struct{}) {
	for !come() {
		select {
		case <-ended:
			return
		case <-time.After(time.Millisecond):
		}
	}
	time.Sleep(delay)
	_ = p.Kill()
}
