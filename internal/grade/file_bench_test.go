package grade

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"runtime"
	"testing"
)

// large is a course of 1,000 learners, 50 activities and 200,000 launches.
func large(b *testing.B) (zipped, plain []byte) {
	b.Helper()
	var file bytes.Buffer
	if err := WriteSnapshot(&file, sample(1000, 50, 4)); err != nil {
		b.Fatal(err)
	}
	return file.Bytes(), unzip(b, file.Bytes())
}

func unzip(t testing.TB, zipped []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func BenchmarkReadSnapshot(b *testing.B) {
	zipped, plain := large(b)
	for name, file := range map[string][]byte{"plain": plain, "gzip": zipped} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(plain)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ReadSnapshot(bytes.NewReader(file)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkDecodeJSON is what ReadSnapshot is measured against: each line of the
// same file decoded by encoding/json into the same types, and kept.
func BenchmarkDecodeJSON(b *testing.B) {
	_, plain := large(b)
	b.SetBytes(int64(len(plain)))
	b.ReportAllocs()
	for b.Loop() {
		lines := bufio.NewScanner(bytes.NewReader(plain))
		var all []anyRow
		for lines.Scan() {
			var row anyRow
			if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
				b.Fatal(err)
			}
			all = append(all, row)
		}
		runtime.KeepAlive(all)
	}
}

// anyRow has the members that lines begin with.
type anyRow struct {
	Result *Result `json:"result"`
	Score  *Score  `json:"score"`
	Launch *Launch `json:"launch"`
	Send   *Send   `json:"send"`
}

func BenchmarkWriteSnapshot(b *testing.B) {
	s := sample(100, 50, 4)
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteSnapshot(io.Discard, s); err != nil {
			b.Fatal(err)
		}
	}
}
