package grade

import (
	"bytes"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// exact compares snapshots: moments by the moment, everything else to the letter,
// nil apart from empty.
func exact() cmp.Option {
	return cmp.AllowUnexported(
		Maybe[bool]{}, Maybe[int]{}, Maybe[float64]{}, Maybe[string]{}, Maybe[[]string]{}, Maybe[time.Time]{},
		Maybe[ColumnType]{}, Maybe[EnrolmentState]{},
	)
}

func written(t interface{ Fatal(...any) }, s *Snapshot) []byte {
	var file bytes.Buffer
	if err := WriteSnapshot(&file, s); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestSnapshotComesBack(t *testing.T) {
	want := sample(3, 4, 2)
	file := written(t, want)
	for name, file := range map[string][]byte{"gzipped": file, "plain": unzip(t, file), "without the last newline": bytes.TrimSpace(unzip(t, file))} {
		t.Run(name, func(t *testing.T) {
			got, err := ReadSnapshot(bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, exact()); diff != "" {
				t.Errorf("snapshot (-written +read):\n%s", diff)
			}
		})
	}
}

func TestAnySnapshotComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anySnapshot(t)
		got, err := ReadSnapshot(bytes.NewReader(written(t, want)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, exact()); diff != "" {
			t.Fatalf("snapshot (-written +read):\n%s", diff)
		}
	})
}

func TestNotReadIsNotEmpty(t *testing.T) {
	for name, s := range map[string]*Snapshot{
		"no records":      {Book: &Book{}},
		"nothing read":    {Book: &Book{}, Records: &Records{}},
		"read, and empty": {Book: &Book{Learners: []Learner{}, Gaps: []Gap{}}, Records: &Records{Launches: []Launch{}, Sends: []Send{}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ReadSnapshot(bytes.NewReader(written(t, s)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(s, got, exact()); diff != "" {
				t.Errorf("snapshot (-written +read):\n%s", diff)
			}
		})
	}
}

func TestKnownNilScopesAreKnown(t *testing.T) {
	s := &Snapshot{Book: &Book{}, Records: &Records{Launches: []Launch{{Scopes: Known[[]string](nil)}}}}
	got, err := ReadSnapshot(bytes.NewReader(written(t, s)))
	if err != nil {
		t.Fatal(err)
	}
	if scopes, known := got.Records.Launches[0].Scopes.Get(); !known || len(scopes) != 0 {
		t.Errorf("scopes %v, known %v; want none, known", scopes, known)
	}
	if _, known := s.Records.Launches[0].Scopes.Get(); !known || s.Records.Launches[0].Scopes.value != nil {
		t.Error("writing changed the snapshot")
	}
}

func TestWriteSnapshotRefuses(t *testing.T) {
	for name, s := range map[string]*Snapshot{
		"no book":          {},
		"not a number":     {Book: &Book{Results: []Result{{Score: Known(math.NaN())}}}},
		"tolerance":        {Book: &Book{}, Tolerance: math.Inf(1)},
		"year of 5 digits": {Book: &Book{}, SavedAt: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			if err := WriteSnapshot(new(bytes.Buffer), s); err == nil {
				t.Error("WriteSnapshot wrote it")
			}
		})
	}
}

type fullDisk struct{ left int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.left -= len(p); d.left < 0 {
		return 0, errDiskFull
	}
	return len(p), nil
}

func TestWriteSnapshotReportsAFullDisk(t *testing.T) {
	s := sample(200, 5, 2)
	size := len(written(t, s))
	for _, room := range []int{0, 20, size / 2, size - 1} {
		if err := WriteSnapshot(&fullDisk{left: room}, s); err == nil {
			t.Errorf("no error with room for %d of %d bytes", room, size)
		}
	}
}

// Reading keeps little beside the rows: all that is ever allocated is less than
// twice the text.
func TestReadSnapshotIsLean(t *testing.T) {
	plain := unzip(t, written(t, sample(200, 20, 4)))
	got := allocated(func() {
		if _, err := ReadSnapshot(bytes.NewReader(plain)); err != nil {
			t.Fatal(err)
		}
	})
	if most := 2 * uint64(len(plain)); got > most {
		t.Errorf("reading %d bytes allocated %d, more than %d", len(plain), got, most)
	}
}

// allocated returns how many bytes f allocates in all, those freed included.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestSnapshotIsReadableText(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(string(unzip(t, written(t, sample(1, 1, 1))))), "\n")
	var kinds []string
	for _, line := range lines {
		kind, _, _ := strings.Cut(strings.TrimPrefix(line, `{"`), `"`)
		kinds = append(kinds, kind)
	}
	want := []string{"format", "tool", "activity", "learner", "result", "category", "total", "total", "completion", "account", "tool_activity", "score", "launch", "send", "tool_gap", "end"}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}
