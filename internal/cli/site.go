package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/pull"
	"github.com/gradesync/gradesync/internal/report"
	"github.com/gradesync/gradesync/internal/store"
)

// storeFlag gives a command and those below it the flag --store.
func (a *app) storeFlag(cmd *cobra.Command) {
	cmd.PersistentFlags().StringVar(&a.storeAt, "store", "", "the store: a `FILE`, or a postgres:// address without a password (default: that of the configuration)")
}

// site names the profile's LMS in the store. The practice LMS has another address
// each time, and stays the same one.
func (c *connection) site() string {
	if c.cfg.Builtin {
		return practiceKind(c.profile.Name) + " " + c.profile.Name
	}
	return store.Site(grade.Site{Kind: c.profile.LMS.Kind, URL: strings.TrimRight(c.profile.LMS.URL, "/")})
}

// stored opens what the store holds of the profile's LMS, for commands that ask the
// LMS nothing. words is the command, as it can be typed again.
func (a *app) stored(ctx context.Context, words string) (*connection, *pull.Puller, error) {
	cfg, err := a.loadConfig()
	if err != nil {
		return nil, nil, err
	}
	profile, err := cfg.Active()
	if err != nil {
		return nil, nil, err
	}
	c := &connection{cfg: cfg, profile: profile}
	if err := a.hasStore(c, words); err != nil {
		return nil, nil, err
	}
	s, err := a.openStore(ctx, c, true)
	if err != nil {
		return nil, nil, err
	}
	if s == nil {
		return nil, nil, &problem{err: fmt.Errorf("%s: there is none yet", storeName(cfg.Store)), code: exitFailed,
			hint: report.Style{With: a.repeated()}.Typed("gradesync sync --once", "") + " makes it"}
	}
	return c, &pull.Puller{Site: c.site(), Store: s, Now: a.env.Now}, nil
}

// hasStore refuses a command that keeps or shows what was pulled, where nothing says
// where that is kept.
func (a *app) hasStore(c *connection, words string) error {
	if c.cfg.Store.URL != "" || c.cfg.Store.Path != "" {
		return nil
	}
	err := fmt.Errorf("no store is named")
	if c.cfg.Builtin {
		err = fmt.Errorf("the built-in profile %s keeps nothing by itself", c.profile.Name)
	}
	return &problem{err: err, code: exitUsage,
		hint: "name a file for it: " + report.Style{With: a.repeated()}.Typed(words, "--store "+c.profile.Name+".db")}
}
