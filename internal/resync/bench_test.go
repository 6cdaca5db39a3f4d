package resync_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lti"
	"github.com/gradesync/gradesync/internal/resync"
	"github.com/gradesync/gradesync/internal/store"
)

const latency = 50 * time.Millisecond

// sendMany applies a plan of many scores by the time that passes, and returns how
// many went in a second, and what share that is of what the concurrency allows.
func sendMany(tb testing.TB, s *site, in diagnose.Input, l resync.Ledger, parallel int) (rate, share float64) {
	tb.Helper()
	p := resync.MakePlan(diagnose.Examine(in, nil), nil, resync.Via{AGS: true}, resync.Options{})
	sender := s.sender(tb, l)
	sender.Parallel, sender.Now, sender.Wait = parallel, nil, nil
	start := time.Now()
	if err := sender.Apply(tb.Context(), p, nil); err != nil {
		tb.Fatal(err)
	}
	took := time.Since(start)
	many := p.Document().Totals.Confirmed
	if many != len(in.Records.Scores) {
		tb.Fatalf("%+v", p.Document().Totals)
	}
	return rateOf(many, took, parallel)
}

func rateOf(many int, took time.Duration, parallel int) (rate, share float64) {
	rate = float64(many) / took.Seconds()
	return rate, 100 * rate * latency.Seconds() / float64(parallel)
}

// inProcess answers requests without a network.
type inProcess struct{ http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w, asked := httptest.NewRecorder(), r.Clone(r.Context())
	if asked.Body == nil {
		asked.Body = http.NoBody
	}
	p.ServeHTTP(w, asked)
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

// TestThroughput sends in a time in which nothing but the LMS takes any: reading,
// reading back and the token cost less than a tenth of what the concurrency allows.
func TestThroughput(t *testing.T) {
	for _, parallel := range []int{4, 16} {
		synctest.Test(t, func(t *testing.T) {
			s := build(t, lab.Options{Latency: latency, Clock: time.Now})
			s.url, s.transport = "http://moodle.lab.example", inProcess{s.Handler()}
			s.clock.now = time.Now()
			rate, share := sendMany(t, s, s.big(t, 1000), &ledger{}, parallel)
			t.Logf("concurrency %d: %.0f sends/s, %.1f%% of the limit", parallel, rate, share)
			if share < 90 || share > 100 {
				t.Errorf("%.1f%% of the limit at concurrency %d", share, parallel)
			}
		})
	}
}

// lasting is how many scores each place sends in a benchmark: twelve seconds' worth.
const lasting = 250

// BenchmarkSend measures the same over real connections and with the ledger in a
// SQLite file, from the first reading to the last read-back, token and all.
func BenchmarkSend(b *testing.B) {
	for _, parallel := range []int{4, 16} {
		b.Run(fmt.Sprint(parallel), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s := serve(b, lab.Options{Latency: latency, Clock: time.Now})
				in := s.big(b, lasting*parallel)
				l, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "gradesync.db"), store.Options{})
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				rate, share := sendMany(b, s, in, l, parallel)
				l.Close()
				b.ReportMetric(rate, "sends/s")
				b.ReportMetric(share, "%limit")
			}
		})
	}
}

// BenchmarkPost is what the machine makes of the limit when scores are posted and
// nothing else is done.
func BenchmarkPost(b *testing.B) {
	for _, parallel := range []int{4, 16} {
		b.Run(fmt.Sprint(parallel), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s := serve(b, lab.Options{Latency: latency, Clock: time.Now})
				in, services := s.big(b, lasting*parallel), s.sender(b, nil).AGS
				b.StartTimer()
				rate, share := rateOf(len(in.Records.Scores), postAll(b, services, in, parallel), parallel)
				b.ReportMetric(rate, "sends/s")
				b.ReportMetric(share, "%limit")
			}
		})
	}
}

func postAll(b *testing.B, services *lti.Services, in diagnose.Input, parallel int) time.Duration {
	b.Helper()
	start := time.Now()
	var group errgroup.Group
	group.SetLimit(parallel)
	for i, score := range in.Records.Scores {
		item := in.Records.Activities[i/len(in.Book.Learners)].LineItemURL
		group.Go(func() error {
			_, err := services.PostScore(b.Context(), item, lti.Score{UserID: score.Account[1:], Given: score.Score, Maximum: grade.Known(10.0)})
			return err
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}
