package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/httpkit"
	"github.com/gradesync/gradesync/internal/lab"
	"github.com/gradesync/gradesync/internal/lms"
	"github.com/gradesync/gradesync/internal/lms/canvas"
	lmslti "github.com/gradesync/gradesync/internal/lms/lti"
	"github.com/gradesync/gradesync/internal/lms/moodle"
	"github.com/gradesync/gradesync/internal/lms/paired"
	"github.com/gradesync/gradesync/internal/report"
	"github.com/gradesync/gradesync/internal/store"
	"github.com/gradesync/gradesync/internal/tool"
)

// connection is a profile made ready: the LMS to ask and the records to read.
type connection struct {
	profile config.Profile
	cfg     *config.Config
	lms     lms.LMS // main, completed where that can be
	main    lms.LMS // the LMS as its credentials show it
	specs   []tool.Spec
	zone    *time.Location
	both    *paired.Provider // lms, where the profile has a token and LTI keys; else nil
	records recordsOnce
	store   *store.Store // nil until it is opened
	// unledgered tells that the store cannot be read, and that this was said.
	unledgered bool
}

// connect loads the configuration and opens what its profile names. Nothing is
// asked over the network yet.
func (a *app) connect(ctx context.Context) (*connection, error) {
	c, err := a.connectLMS(ctx, dialling{tell: a.progress})
	if err != nil || c.cfg.Builtin { // the practice LMS brings its records along
		return c, err
	}
	if err := c.openTool(a.assumeZone); err != nil {
		return nil, err
	}
	if c.both = a.pair(ctx, c); c.both != nil {
		c.lms = c.both
	}
	return c, nil
}

// dialling says how an LMS is asked.
type dialling struct {
	budget httpkit.Budget
	// tell makes the observer of the provider's steps; nil for none.
	tell func(context.Context) lms.Progress
	// observe is told of each exchange with the LMS; nil for nobody.
	observe func(httpkit.Exchange)
}

// connectLMS is connect without the tool's records and its LTI keys.
func (a *app) connectLMS(ctx context.Context, d dialling) (*connection, error) {
	cfg, err := a.loadConfig()
	if err != nil {
		return nil, err
	}
	profile, err := cfg.Active()
	if err != nil {
		return nil, err
	}
	if cfg.Builtin {
		return a.connectPractice(ctx, cfg, profile, d)
	}
	if len(a.breaks) > 0 {
		return nil, usage("--break goes with the built-in profiles only: %s", strings.Join(builtinProfiles(), ", "))
	}
	if err := profile.Ready(config.LMSAccess); err != nil {
		return nil, err
	}
	c := &connection{profile: profile, cfg: cfg}
	c.main, err = a.enter(ctx, profile, d)
	c.lms = c.main
	return c, err
}

// enter opens the LMS of a profile with its credentials as they are now.
func (a *app) enter(ctx context.Context, p config.Profile, d dialling) (lms.LMS, error) {
	token, err := a.token(p.LMS)
	if err != nil {
		return nil, err
	}
	return a.openLMS(ctx, p, token, d)
}

func (a *app) loadConfig() (*config.Config, error) {
	o := config.Options{File: a.configFile, Profile: a.profile, Builtin: builtinProfiles()}
	if a.storeAt != "" {
		o.Flags = map[string]any{"store": a.storeAt}
	}
	cfg, err := config.Load(a.world(), o)
	if err != nil {
		return nil, err
	}
	for _, note := range cfg.Notes {
		a.note("%s", note)
	}
	a.place = placeOf(cfg)
	return cfg, nil
}

// placeOf is where the profile stands, seen from this folder. A file elsewhere is
// nobody's business who reads a report.
func placeOf(cfg *config.Config) report.Place {
	file, line := cfg.Place()
	if filepath.IsAbs(file) {
		folder, err := os.Getwd()
		if err != nil {
			return report.Place{}
		}
		if file, err = filepath.Rel(folder, file); err != nil {
			return report.Place{}
		}
	}
	if !filepath.IsLocal(file) {
		return report.Place{}
	}
	return report.Place{File: filepath.ToSlash(filepath.Clean(file)), Line: line}
}

// connectPractice starts the practice LMS and points a built-in profile at it.
func (a *app) connectPractice(ctx context.Context, cfg *config.Config, profile config.Profile, d dialling) (*connection, error) {
	p, err := a.startPractice(ctx, "127.0.0.1:0", lab.Options{LMS: practiceKind(profile.Name)})
	if err != nil {
		return nil, err
	}
	c := &connection{profile: p.fill(profile), cfg: cfg}
	a.invented = p.secrets()
	c.specs = []tool.Spec{{Kind: tool.KindFiles, Name: "practice records", FS: p.records()}}
	// Our own LMS, in this process: nobody else waits for it.
	d.budget.PerSecond, d.budget.Burst = 1000, 1000
	if c.main, err = a.openLMS(ctx, c.profile, p.lab.Token(), d); err != nil {
		return nil, err
	}
	c.lms = c.main
	c.profile = p.register(c.profile, "env:"+practiceKeyVariable, "env:"+practiceSecretVariable)
	return c, nil
}

// client is how every connection of a profile is made.
func (a *app) client(p config.Profile, budget httpkit.Budget) httpkit.Options {
	return httpkit.Options{
		UserAgent: "gradesync/" + a.env.Version, Timeout: p.LMS.Timeout,
		Transport: a.env.Transport, Log: a.log, Now: a.env.Now, Budget: budget,
	}
}

// openLMS opens the provider of a kind of LMS. A new LMS is one line here.
func (a *app) openLMS(ctx context.Context, p config.Profile, token string, d dialling) (lms.LMS, error) {
	http := a.client(p, d.budget)
	http.Observe = d.observe
	var tell lms.Progress
	if d.tell != nil {
		tell = d.tell(ctx)
	}
	switch p.LMS.Kind {
	case "canvas":
		source, err := a.refreshed(p.LMS, http)
		if err != nil {
			return nil, err
		}
		return canvas.New(canvas.Options{URL: p.LMS.URL, Token: token, TokenSource: source, HTTP: http, Progress: tell})
	case "lti":
		key, err := a.toolKey(p)
		if err != nil {
			return nil, err
		}
		return lmslti.New(lmslti.Options{Registration: registration(p.LTI13, key), LineItemsURL: p.LTI13.LineitemsURL,
			MembershipsURL: p.LTI13.MembershipsURL, HTTP: http, Progress: tell})
	case "moodle":
		return moodle.New(moodle.Options{URL: p.LMS.URL, Token: token, HTTP: http, Progress: tell})
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
