package cli

import (
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// Env is the only door to the world: everything a command takes from outside.
type Env struct {
	Args      []string // without the program's own name
	In        io.Reader
	Out, Err  io.Writer
	Environ   []string // NAME=value
	Now       func() time.Time
	OutWidth  int               // columns of the terminal behind Out; 0 when it is none
	ErrWidth  int               // the same of Err
	Transport http.RoundTripper // nil: the ordinary one
	Version   string
}

// System returns the Env of this process.
func System(version string) Env {
	return Env{
		Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Environ: os.Environ(), Now: time.Now,
		OutWidth: terminalWidth(os.Stdout), ErrWidth: terminalWidth(os.Stderr), Version: version,
	}
}

// terminalWidth returns the columns of a terminal, 0 when f is none.
func terminalWidth(f *os.File) int {
	fd := int(f.Fd())
	if !term.IsTerminal(fd) {
		return 0
	}
	width, _, err := term.GetSize(fd)
	if err != nil || width <= 0 {
		return 80
	}
	return width
}

// Getenv returns the value of a variable, empty when it is not set.
func (e Env) Getenv(name string) string {
	for i := len(e.Environ) - 1; i >= 0; i-- {
		if value, ok := strings.CutPrefix(e.Environ[i], name+"="); ok {
			return value
		}
	}
	return ""
}

// plain reports whether the environment asks for output without decoration.
func (e Env) plain() bool {
	return e.Getenv("NO_COLOR") != "" || e.Getenv("TERM") == "dumb" || e.Getenv("CI") != ""
}
