package tool

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// longestLine bounds what one line may take in memory.
const longestLine = 16 << 20

// lines reads a UTF-8 text line by line, with or without a byte order mark and
// with either line end. Lines can be put back, which is how a reader recovers
// from a quote that is never closed.
type lines struct {
	in     *bufio.Reader
	number int // of the line last returned, from 1
	long   []byte
	back   [][]byte // lines put back, the next one last
}

func newLines(in io.Reader) *lines { return &lines{in: bufio.NewReaderSize(in, 64<<10)} }

// next returns the next line without its end; it is valid until the next call.
// Any error but io.EOF means that the file as a whole cannot be read.
func (l *lines) next() ([]byte, error) {
	if n := len(l.back); n > 0 {
		line := l.back[n-1]
		l.back = l.back[:n-1]
		l.number++
		return line, nil
	}
	line, err := l.read()
	if err != nil {
		return nil, err
	}
	l.number++
	if l.number == 1 {
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
	}
	line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
	return line, l.check(line)
}

// unread puts back the lines that follow line number, oldest first.
func (l *lines) unread(number int, following [][]byte) {
	for i := len(following) - 1; i >= 0; i-- {
		l.back = append(l.back, following[i])
	}
	l.number = number
}

func (l *lines) read() ([]byte, error) {
	line, err := l.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		if line, err = l.readLong(line); err != nil && line == nil {
			return nil, err
		}
	}
	switch {
	case errors.Is(err, io.EOF) && len(line) > 0:
		return line, nil
	case errors.Is(err, io.EOF):
		return nil, io.EOF
	case err != nil:
		return nil, fmt.Errorf("after line %d: %w", l.number, err)
	}
	return line, nil
}

func (l *lines) readLong(start []byte) ([]byte, error) {
	l.long = append(l.long[:0], start...)
	for {
		part, err := l.in.ReadSlice('\n')
		l.long = append(l.long, part...)
		if len(l.long) > longestLine {
			return nil, fmt.Errorf("line %d is longer than %d MiB: write one record a line", l.number+1, longestLine>>20)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return l.long, err
		}
	}
}

// check refuses what is not UTF-8 text. Spreadsheets save UTF-16 or a Windows code
// page, and a compressed file may have lost its .gz.
func (l *lines) check(line []byte) error {
	if l.number == 1 {
		switch {
		case bytes.HasPrefix(line, []byte("\xff\xfe")), bytes.HasPrefix(line, []byte("\xfe\xff")):
			return errors.New("the text is UTF-16: save it as UTF-8")
		case bytes.HasPrefix(line, []byte("\x1f\x8b")):
			return errors.New("the file is compressed: let its name end in .gz")
		}
	}
	if at := bytes.IndexByte(line, 0); at >= 0 {
		return fmt.Errorf("line %d, column %d: a zero byte: this is no UTF-8 text", l.number, columnAt(line, at))
	}
	if utf8.Valid(line) {
		return nil
	}
	at := 0
	for {
		c, size := utf8.DecodeRune(line[at:])
		if c == utf8.RuneError && size == 1 {
			return fmt.Errorf("line %d, column %d: byte %#x is not UTF-8: save the file as UTF-8", l.number, columnAt(line, at), line[at])
		}
		at += size
	}
}

// columnAt returns the number of the character that begins at a byte offset.
func columnAt(line []byte, offset int) int { return utf8.RuneCount(line[:offset]) + 1 }
