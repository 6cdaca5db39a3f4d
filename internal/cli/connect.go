package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lms/canvas"
	lmslti "github.com/gradesync/gradesync/internal/lms/lti"
	"github.com/gradesync/gradesync/internal/lms/moodle"
	"github.com/gradesync/gradesync/internal/tool"
)

// connection is a profile made ready: the LMS to ask and the records to read.
type connection struct {
	profile config.Profile
	cfg     *config.Config
	lms     lms.LMS
	specs   []tool.Spec
	zone    *time.Location
}

// connect loads the configuration and opens what its profile names. Nothing is
// asked over the network yet.
func (a *app) connect(ctx context.Context) (*connection, error) {
	cfg, err := a.loadConfig()
	if err != nil {
		return nil, err
	}
	profile, err := cfg.Active()
	if err != nil {
		return nil, err
	}
	if cfg.Builtin {
		return a.connectPractice(ctx, cfg, profile)
	}
	if len(a.breaks) > 0 {
		return nil, usage("--break goes with the built-in profiles only: %s", strings.Join(builtinProfiles(), ", "))
	}
	if err := profile.Ready(config.LMSAccess); err != nil {
		return nil, err
	}
	c := &connection{profile: profile, cfg: cfg}
	token, err := a.token(profile.LMS)
	if err != nil {
		return nil, err
	}
	if c.lms, err = a.openLMS(ctx, profile, token, httpkit.Budget{}); err != nil {
		return nil, err
	}
	if err := c.openTool(a.assumeZone); err != nil {
		return nil, err
	}
	return c, nil
}

func (a *app) loadConfig() (*config.Config, error) {
	cfg, err := config.Load(a.world(), config.Options{File: a.configFile, Profile: a.profile, Builtin: builtinProfiles()})
	if err != nil {
		return nil, err
	}
	for _, note := range cfg.Notes {
		a.note("%s", note)
	}
	return cfg, nil
}

// connectPractice starts the practice LMS and points a built-in profile at it.
func (a *app) connectPractice(ctx context.Context, cfg *config.Config, profile config.Profile) (*connection, error) {
	p, err := a.startPractice(ctx, "127.0.0.1:0", practiceKind(profile.Name))
	if err != nil {
		return nil, err
	}
	c := &connection{profile: p.fill(profile), cfg: cfg}
	c.specs = []tool.Spec{{Kind: tool.KindFiles, Name: "practice records", FS: p.records()}}
	// Our own LMS, in this process: nobody else waits for it.
	c.lms, err = a.openLMS(ctx, c.profile, p.lab.Token(), httpkit.Budget{PerSecond: 1000, Burst: 1000})
	return c, err
}

// client is how every connection of a profile is made.
func (a *app) client(p config.Profile, budget httpkit.Budget) httpkit.Options {
	return httpkit.Options{
		UserAgent: "gradesync/" + a.env.Version, Timeout: p.LMS.Timeout,
		Transport: a.env.Transport, Log: a.log, Now: a.env.Now, Budget: budget,
	}
}

// openLMS opens the provider of a kind of LMS. A new LMS is one line here.
func (a *app) openLMS(ctx context.Context, p config.Profile, token string, budget httpkit.Budget) (lms.LMS, error) {
	http := a.client(p, budget)
	switch p.LMS.Kind {
	case "canvas":
		source, err := a.refreshed(p.LMS, http)
		if err != nil {
			return nil, err
		}
		return canvas.New(canvas.Options{URL: p.LMS.URL, Token: token, TokenSource: source, HTTP: http, Progress: a.progress(ctx)})
	case "lti":
		key, err := a.toolKey(p)
		if err != nil {
			return nil, err
		}
		return lmslti.New(lmslti.Options{Registration: registration(p.LTI13, key), LineItemsURL: p.LTI13.LineitemsURL,
			MembershipsURL: p.LTI13.MembershipsURL, HTTP: http, Progress: a.progress(ctx)})
	case "moodle":
		return moodle.New(moodle.Options{URL: p.LMS.URL, Token: token, HTTP: http, Progress: a.progress(ctx)})
	}
	return nil, &problem{err: fmt.Errorf("lms.kind %s cannot be read by this version of gradesync", p.LMS.Kind), code: exitUsage,
		hint: "this version reads canvas, moodle and lti"}
}

// token resolves the access token; empty for an LMS that is entered otherwise.
func (a *app) token(l config.LMS) (string, error) {
	if l.Token == "" {
		return "", nil
	}
	return l.Token.Resolve(a.world())
}

// refreshed returns the source of access tokens of a Canvas that is entered with a
// developer key, nil where the profile has a token.
func (a *app) refreshed(l config.LMS, http httpkit.Options) (canvas.TokenSource, error) {
	if l.RefreshToken == "" {
		return nil, nil //nolint:nilnil // no source is what a fixed token has
	}
	secret, err := l.ClientSecret.Resolve(a.world())
	if err != nil {
		return nil, err
	}
	token, err := l.RefreshToken.Resolve(a.world())
	if err != nil {
		return nil, err
	}
	return canvas.RefreshToken(canvas.Refresh{URL: l.URL, ClientID: l.ClientID, ClientSecret: secret, RefreshToken: token, HTTP: http})
}

// openTool opens the folders with the tool's records. Times without a zone are in
// the zone that the flag names, else in that of the first source that names one.
func (c *connection) openTool(assumed string) error {
	for _, s := range c.profile.Tool {
		switch s.Kind {
		case tool.KindFiles, tool.KindLaunches:
		default:
			return &problem{err: fmt.Errorf("tool.kind %s cannot be read by this version of gradesync", s.Kind), code: exitUsage,
				hint: "this version reads files and launches"}
		}
		files, err := folder(s.Path)
		if err != nil {
			return err
		}
		c.specs = append(c.specs, tool.Spec{Kind: s.Kind, Name: s.Path, FS: files})
		if assumed == "" {
			assumed = s.AssumeZone
		}
	}
	if assumed == "" {
		return nil
	}
	zone, err := time.LoadLocation(assumed)
	if err != nil {
		return usage("--assume-zone %q is not a time zone name such as Europe/Berlin", assumed)
	}
	c.zone = zone
	return nil
}
