package cli

import (
	"context"
	"errors"
	"fmt"
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
	key  string // the tool's private key, PEM
}

// startPractice serves the practice LMS on a loopback port until the command ends,
// as large and as slow as o says.
func (a *app) startPractice(ctx context.Context, addr string, o lab.Options) (*practice, error) {
	key, published, err := practiceKey()
	if err != nil {
		return nil, fmt.Errorf("make a key for the practice tool: %w", err)
	}
	o.Break, o.Now, o.Clock, o.ToolKeys = a.breaks, a.env.Now(), a.env.Now, published
	l, err := lab.New(o)
	if err != nil {
		return nil, &problem{err: err, code: exitUsage, hint: "gradesync lab list --lms " + o.LMS + " shows what can be broken"}
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
	return &practice{lab: l, kind: o.LMS, url: "http://" + listener.Addr().String(), key: key}, nil
}

// fill makes a built-in profile point at the practice LMS.
func (p *practice) fill(profile config.Profile) config.Profile {
	profile.LMS.Kind, profile.LMS.URL = p.kind, p.url
	return profile
}

func (p *practice) records() fs.FS { return p.lab.RecordsAt(p.url) }
