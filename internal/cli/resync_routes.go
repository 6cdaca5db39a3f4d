package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gradesync/gradesync/internal/config"
	"github.com/gradesync/gradesync/internal/resync"
)

// unconnected is the profile of this run for a plan that needs no network; there
// need not be one.
func (a *app) unconnected() (*connection, error) {
	cfg, err := a.loadConfig()
	if err != nil {
		return nil, err
	}
	profile, err := cfg.Active()
	if err != nil && !errors.Is(err, config.ErrNoConfig) {
		return nil, err
	}
	if cfg.Builtin {
		profile = practiceRegistered(profile)
	}
	return &connection{cfg: cfg, profile: profile}, nil
}

// canSend refuses a run with --yes that has nothing to send with, or only half a
// registration.
func (r *resending) canSend() error {
	via := routesOf(r.c.profile)
	of13, of11 := r.c.profile.Ready(config.LTI13Send), r.c.profile.Ready(config.LTI11Send)
	switch {
	case !via.AGS && !via.LTI11:
		return &problem{err: fmt.Errorf("send scores: %w", errors.Join(of13, of11)), code: exitUsage,
			hint: "sending needs the tool's own LTI 1.3 registration (lti13.client_id, token_url, key) or its LTI 1.1 consumer (lti11.consumer_key, secret)"}
	case !via.AGS && r.c.profile.LTI13 != (config.LTI13{}):
		return of13
	case !via.LTI11 && r.c.profile.LTI11.ConsumerKey+string(r.c.profile.LTI11.Secret) != "":
		return of11
	}
	return nil
}

// routesOf tells by which routes a profile can send.
func routesOf(p config.Profile) resync.Via {
	return resync.Via{AGS: p.Ready(config.LTI13Send) == nil, LTI11: p.Ready(config.LTI11Send) == nil}
}

// sameSite refuses to send what was planned for one LMS to another: the book names
// the addresses to send to.
func (r *resending) sameSite() error {
	book, profile := r.e.Book.LMS, r.c.profile.LMS
	if profile.Kind == "lti" || profile.URL == "" {
		return nil
	}
	if book.Kind == profile.Kind && strings.TrimRight(book.URL, "/") == strings.TrimRight(profile.URL, "/") {
		return nil
	}
	return &problem{err: fmt.Errorf("the book %s was read from %s, and the profile's LMS is %s", r.o.book, book.URL, profile.URL), code: exitUsage,
		hint: "choose the profile of that LMS with --profile, or plan afresh with --course"}
}
