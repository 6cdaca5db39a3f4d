package grade

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// lineReader reads lines without copying them, and long ones up to maxLine.
type lineReader struct {
	r      *bufio.Reader
	long   []byte
	number int  // of the line that next returned last, from 1
	open   bool // that line has no newline: the input ends in it
}

func newLineReader(r io.Reader) *lineReader {
	return &lineReader{r: bufio.NewReaderSize(r, 1<<18)}
}

// next returns the next line that is not blank, without blanks around it. It is
// good until the next call. The end of the input is io.EOF.
func (l *lineReader) next() ([]byte, error) {
	for {
		line, err := l.read()
		l.open = errors.Is(err, io.EOF)
		if len(line) > 0 {
			l.number++
		}
		if err != nil && !l.open {
			return nil, l.failure(err)
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return line, nil
		}
		if l.open {
			return nil, io.EOF
		}
	}
}

// read returns a line with its newline. Most fit into the reader's own buffer.
func (l *lineReader) read() ([]byte, error) {
	line, err := l.r.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, err
	}
	l.long = append(l.long[:0], line...)
	for errors.Is(err, bufio.ErrBufferFull) {
		if len(l.long) > maxLine {
			return l.long, errLongLine
		}
		line, err = l.r.ReadSlice('\n')
		l.long = append(l.long, line...)
	}
	return l.long, err
}

var errLongLine = errors.New("line too long")

// failure tells a file that is broken from a reader that failed.
func (l *lineReader) failure(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, errLongLine):
		return unreadable(l.number, 0, fmt.Sprintf("the line is longer than %d MiB", maxLine>>20), err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return cutShort(l.number, "the compressed data ends early", err)
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.As(err, &corrupt):
		return unreadable(l.number, 0, "the compressed data is damaged; copy or save the file again", err)
	}
	return fmt.Errorf("reading the saved book: %w", err)
}
