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
func builtinProfiles() []string { return []string{"demo", "demo-canvas"} }

// practiceKind is the LMS that a built-in profile practises on.
func practiceKind(profile string) string {
	if profile == "demo-canvas" {
		return "canvas"
	}
	return "moodle"
}

// practice is a practice LMS that runs in this process, with its tool's records.
type practice struct {
	lab  *lab.Lab
	kind string
	url  string
}

// startPractice serves the practice LMS on a loopback port until the command ends.
func (a *app) startPractice(ctx context.Context, addr, kind string) (*practice, error) {
	l, err := lab.New(lab.Options{LMS: kind, Break: a.breaks, Now: a.env.Now()})
	if err != nil {
		return nil, &problem{err: err, code: exitUsage, hint: "gradesync lab list --lms " + kind + " shows what can be broken"}
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
	return &practice{lab: l, kind: kind, url: "http://" + listener.Addr().String()}, nil
}

// fill makes a built-in profile point at the practice LMS.
func (p *practice) fill(profile config.Profile) config.Profile {
	profile.LMS.Kind, profile.LMS.URL = p.kind, p.url
	return profile
}

func (p *practice) records() fs.FS { return p.lab.RecordsAt(p.url) }
