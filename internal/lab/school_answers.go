package lab

import (
	"bytes"
	"compress/flate"
	"io"
	"net/http"
)

// packed is an answer that was given, kept small.
type packed struct {
	header http.Header
	body   []byte
	size   int // of the body; 0 when it is not compressed
}

const (
	// answersMax is how many answers of one course are remembered.
	answersMax = 64
	// worthPacking is the size from which a body is kept compressed: a gradebook
	// becomes twenty times smaller.
	worthPacking = 4096
)

func pack(header http.Header, body []byte) packed {
	p := packed{header: header, body: body}
	if len(body) < worthPacking {
		return p
	}
	var small bytes.Buffer
	// Neither the level nor writing to memory can fail.
	w, _ := flate.NewWriter(&small, flate.BestSpeed)
	_, _ = w.Write(body)
	_ = w.Close()
	p.body, p.size = bytes.Clone(small.Bytes()), len(body)
	return p
}

func (p packed) unpack() ([]byte, error) {
	if p.size == 0 {
		return p.body, nil
	}
	body := make([]byte, p.size)
	_, err := io.ReadFull(flate.NewReader(bytes.NewReader(p.body)), body)
	return body, err
}

// remembered returns the answer that was given to the same question, or makes and
// keeps one. A course of nil, and an answer that is an error, are not remembered.
// Who calls it holds Lab.mu, so that no change comes between.
func (sc *schoolCourse) remembered(key string, answer func() (http.Header, []byte, error)) (http.Header, []byte, error) {
	if sc == nil {
		return answer()
	}
	sc.mu.Lock()
	known, ok := sc.answers[key]
	sc.mu.Unlock()
	if ok {
		body, err := known.unpack()
		return known.header, body, err
	}
	header, body, err := answer()
	if err != nil {
		return header, body, err
	}
	kept := pack(header, body)
	sc.mu.Lock()
	defer sc.mu.Unlock()
	if sc.answers == nil || len(sc.answers) >= answersMax {
		sc.answers = map[string]packed{}
	}
	sc.answers[key] = kept
	return header, body, nil
}
