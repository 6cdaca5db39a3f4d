package cli

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"time"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/lab"
)

// builtinProfiles are the profiles that need no configuration.
func builtinProfiles() []string { return []string{"demo"} }

// practice is a practice LMS that runs in this process, with its tool's records.
type practice struct {
	lab *lab.Lab
	url string
}

// startPractice serves the practice LMS on a loopback port until the command ends.
func (a *app) startPractice(ctx context.Context, addr string, breaks []string) (*practice, error) {
	l, err := lab.New(lab.Options{Break: breaks, Now: a.env.Now()})
	if err != nil {
		return nil, &problem{err: err, code: exitUsage, hint: "gradesync lab list shows what can be broken"}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: l.Handler(), ReadHeaderTimeout: 10 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			a.log.Error("practice LMS stopped", "error", err)
		}
	}()
	a.cleanup = append(a.cleanup, func() {
		_ = server.Close() // it is ours alone, nothing is in flight that matters
		<-done
	})
	return &practice{lab: l, url: "http://" + listener.Addr().String()}, nil
}

// fill makes a built-in profile point at the practice LMS.
func (p *practice) fill(profile config.Profile) config.Profile {
	profile.LMS.Kind, profile.LMS.URL = "moodle", p.url
	return profile
}

func (p *practice) records() fs.FS { return p.lab.RecordsAt(p.url) }
