package diagnose

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/metrics"
	"sync"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// bigCourse is a course of 1,000 learners and 50 activities with 200,000 launches,
// in which one grade in forty did not arrive.
func bigCourse() *fixture {
	const learners, activities = 1000, 50
	fx := healthy()
	fx.LMS.Activities, fx.Tool.Activities, fx.LMS.Learners = nil, nil, nil
	fx.LMS.Results, fx.Tool.Scores, fx.Tool.Launches, fx.Tool.Sends, fx.Tool.Accounts = nil, nil, nil, nil, nil
	for i := range activities {
		fx.addActivity(i, fmt.Sprintf("Lab %d", i+1))
	}
	for i := range learners {
		id, acc := fmt.Sprint(1000+i), fmt.Sprint("acc-", i)
		fx.LMS.Learners = append(fx.LMS.Learners, grade.Learner{
			ID: id, Name: fmt.Sprintf("Given%d Family%d", i, i), Email: fmt.Sprintf("p%d@uni.example", i), LTIUserIDs: []string{id},
			Listed: grade.Known(true), Enrolments: []grade.Enrolment{enrolled("student", grade.RoleLearner)},
		})
		fx.Tool.Accounts = append(fx.Tool.Accounts, grade.Account{
			ID: acc, Name: fmt.Sprintf("Given%d Family%d", i, i), Email: fmt.Sprintf("p%d@uni.example", i), LMSUserID: id, Source: "lti", Role: "student",
		})
		for n := range activities {
			fx.addBigCell(i, n, id, acc)
		}
	}
	return fx
}

// addBigCell adds one grade with four launches.
func (fx *fixture) addBigCell(i, n int, id, acc string) {
	fx.addGrade(i%4, n, id, acc)
	launch := fx.Tool.Launches[len(fx.Tool.Launches)-1]
	for range 3 {
		launch.At = launch.At.Add(-7 * time.Hour)
		fx.Tool.Launches = append(fx.Tool.Launches, launch)
	}
	if (i+n)%40 == 0 {
		r := &fx.LMS.Results[len(fx.LMS.Results)-1]
		r.Score, r.Empty = grade.Maybe[float64]{}, true
	}
}

// bigBook is the course as a saved book, not compressed, so that its size is the
// size of what has to be decoded. GRADESYNC_BIG_BOOK names a file to keep it in,
// for measuring the whole program.
var bigBook = sync.OnceValue(func() []byte {
	in := bigCourse().input()
	var buf bytes.Buffer
	snapshot := &grade.Snapshot{Book: in.Book, Records: in.Records, SavedAt: noon, SavedBy: "bench", Grace: in.Grace, Tolerance: in.Tolerance}
	if err := grade.WriteSnapshot(&buf, snapshot); err != nil {
		panic(err)
	}
	if path := os.Getenv("GRADESYNC_BIG_BOOK"); path != "" {
		if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
			panic(err)
		}
	}
	plain, err := unzipped(&buf)
	if err != nil {
		panic(err)
	}
	return plain
})

// BenchmarkDecodeJSON is the yardstick: encoding/json decodes the same bytes, line
// by line, into the same types.
func BenchmarkDecodeJSON(b *testing.B) {
	data := bigBook()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if err := decodeLines(data); err != nil {
			b.Fatal(err)
		}
	}
}

// row is one line of a saved book as encoding/json sees it.
type row struct {
	Activity     *grade.Activity     `json:"activity"`
	Learner      *grade.Learner      `json:"learner"`
	Result       *grade.Result       `json:"result"`
	Account      *grade.Account      `json:"account"`
	ToolActivity *grade.ToolActivity `json:"tool_activity"`
	Score        *grade.Score        `json:"score"`
	Launch       *grade.Launch       `json:"launch"`
	Send         *grade.Send         `json:"send"`
}

func decodeLines(data []byte) error {
	scanner := bufio.NewScanner(bytes.NewReader(data))
	scanner.Buffer(make([]byte, 1<<20), 1<<24)
	var rows []row
	for scanner.Scan() {
		var r row
		if err := json.Unmarshal(scanner.Bytes(), &r); err != nil {
			return err
		}
		rows = append(rows, r)
	}
	runtime.KeepAlive(rows)
	return scanner.Err()
}

// BenchmarkDiagnoseBook reads the saved book and judges it. peak/file is the
// process's peak memory over the size of the file.
func BenchmarkDiagnoseBook(b *testing.B) {
	data := bigBook()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	runtime.GC()
	peak := watchMemory()
	var r *Report
	for b.Loop() {
		s, err := grade.ReadSnapshot(bytes.NewReader(data))
		if err != nil {
			b.Fatal(err)
		}
		r = Run(Input{Book: s.Book, Records: s.Records, Now: noon, Grace: s.Grace, Tolerance: s.Tolerance}, Catalogue(), Options{})
	}
	b.ReportMetric(float64(peak())/float64(len(data)), "peak/file")
	if r.Totals.Missing == 0 || r.Totals.Expected != 50_000 {
		b.Fatalf("totals %+v", r.Totals)
	}
}

// watchMemory samples what the runtime holds until the returned func is called,
// which returns the highest figure.
func watchMemory() func() uint64 {
	stop, done := make(chan struct{}), make(chan uint64)
	go func() {
		sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		var peak uint64
		ticker := time.NewTicker(2 * time.Millisecond)
		defer ticker.Stop()
		for {
			metrics.Read(sample)
			peak = max(peak, sample[0].Value.Uint64()-sample[1].Value.Uint64())
			select {
			case <-stop:
				done <- peak
				return
			case <-ticker.C:
			}
		}
	}()
	return func() uint64 { close(stop); return <-done }
}

func unzipped(r io.Reader) ([]byte, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
