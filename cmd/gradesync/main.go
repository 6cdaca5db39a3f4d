// Command gradesync finds out why grades do not arrive in an LMS gradebook.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/gradesync/gradesync/internal/cli"
)

// version is stamped at release; a plain build calls itself devel.
var version = "devel"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Main(ctx, cli.System(version))
	stop()
	os.Exit(code)
}
