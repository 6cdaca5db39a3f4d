package config

import (
	"errors"
	"time"
)

// Profile is one LMS with the tool beside it. Text that was not given is empty.
type Profile struct {
	// Name is the profile's key in the file.
	Name  string `mapstructure:"-"`
	LMS   LMS    `mapstructure:"lms"`
	LTI13 LTI13  `mapstructure:"lti13"`
	LTI11 LTI11  `mapstructure:"lti11"`
	// Tool lists where the tool's side of the story comes from.
	Tool []Source `mapstructure:"tool"`
	// Grace is how long a grade may take before it is missing and not late;
	// 1h by default, at most 30 days.
	Grace time.Duration `mapstructure:"grace"`
	// Tolerance is the relative difference still called equal, from 0 to
	// below 1; 0.01 by default.
	Tolerance float64 `mapstructure:"tolerance"`
}

// LMS says where the LMS is and how it is entered.
type LMS struct {
	// Kind is one of Kinds.
	Kind string `mapstructure:"kind"`
	// URL is the LMS's base address, http or https, as written.
	URL string `mapstructure:"url"`
	// Token is the access token of Moodle and Canvas.
	Token Secret `mapstructure:"token"`
	// Key and Secret are Blackboard's application key and secret.
	Key    string `mapstructure:"key"`
	Secret Secret `mapstructure:"secret"`
	// ClientID and ClientSecret are Brightspace's OAuth 2.0 client, or the developer
	// key of a Canvas that is entered with RefreshToken.
	ClientID     string `mapstructure:"client_id"`
	ClientSecret Secret `mapstructure:"client_secret"`
	// RefreshToken is traded in for short-lived access tokens of Canvas, in place of
	// Token.
	RefreshToken Secret `mapstructure:"refresh_token"`
	// Timeout is the limit of one request; 30s by default, 1s to 10m.
	Timeout time.Duration `mapstructure:"timeout"`
}

// LTI13 is the tool's own LTI 1.3 registration.
type LTI13 struct {
	Issuer       string `mapstructure:"issuer"`
	ClientID     string `mapstructure:"client_id"`
	DeploymentID string `mapstructure:"deployment_id"`
	TokenURL     string `mapstructure:"token_url"`
	// TokenAudience is the assertion's aud; empty means TokenURL.
	TokenAudience string `mapstructure:"token_audience"`
	// LineitemsURL is taken from launches when it is empty.
	LineitemsURL string `mapstructure:"lineitems_url"`
	// MembershipsURL is the roster's address (NRPS). JWKSURL is where the tool
	// publishes its keys; it is for check alone.
	MembershipsURL string `mapstructure:"memberships_url"`
	JWKSURL        string `mapstructure:"jwks_url"`
	// Key is the tool's private key, PEM.
	Key Secret `mapstructure:"key"`
	// KeyID is the key's name in the tool's published key set.
	KeyID string `mapstructure:"kid"`
}

// LTI11 is the tool's LTI 1.1 consumer.
type LTI11 struct {
	ConsumerKey string `mapstructure:"consumer_key"`
	Secret      Secret `mapstructure:"secret"`
	// Signature is hmac-sha1 (the default of a consumer) or hmac-sha256.
	Signature string `mapstructure:"signature"`
}

// Source is one place the tool's records are read from.
type Source struct {
	// Kind is files, sql, caliper or launches.
	Kind string `mapstructure:"kind"`
	// Path is the folder or file; for sql a SQLite database.
	Path string `mapstructure:"path"`
	// Preset names the tool whose tables sql reads.
	Preset string `mapstructure:"preset"`
	// DSN is the address of the tool's database.
	DSN Secret `mapstructure:"dsn"`
	// Queries are sql's own queries in place of a preset, by record file:
	// accounts, activities, scores, launches, sends.
	Queries map[string]string `mapstructure:"queries"`
	// AssumeZone is the zone of times written without one; empty refuses them.
	AssumeZone string `mapstructure:"assume_zone"`
}

// Kinds lists the kinds of LMS a configuration may name.
func Kinds() []string { return []string{"canvas", "moodle", "blackboard", "brightspace", "lti"} }

func sourceKinds() []string { return []string{"files", "sql", "caliper", "launches"} }

func recordFiles() []string {
	return []string{"accounts", "activities", "scores", "launches", "sends"}
}

func profileDefaults() map[string]any {
	return map[string]any{"grace": time.Hour, "tolerance": 0.01, "lms.timeout": 30 * time.Second}
}

// Need is a part of a profile that a command cannot do without.
type Need int

// What Ready can be asked for.
const (
	LMSAccess Need = iota // to read the LMS: its address and credentials
	LTI13Send             // to send by AGS or to check it: the 1.3 registration
	LTI11Send             // to send by LTI 1.1 outcomes: the consumer
)

// Ready reports every setting that is missing for what is needed, by its path.
// For kind lti LMSAccess asks for the 1.3 registration.
func (p Profile) Ready(needs ...Need) error {
	var missing []error
	for _, need := range needs {
		for _, w := range p.wants(need) {
			if w.value == "" {
				missing = append(missing, &Error{Key: p.path(w.key), Problem: "is not set",
					hint: "set it in the profile, or by the variable " + variable(w.key)})
			}
		}
	}
	return errors.Join(missing...)
}

type want struct{ key, value string }

func (p Profile) wants(need Need) []want {
	switch need {
	case LTI13Send:
		return []want{{"lti13.client_id", p.LTI13.ClientID}, {"lti13.token_url", p.LTI13.TokenURL},
			{"lti13.key", string(p.LTI13.Key)}}
	case LTI11Send:
		return []want{{"lti11.consumer_key", p.LTI11.ConsumerKey}, {"lti11.secret", string(p.LTI11.Secret)}}
	}
	kind, url := want{"lms.kind", p.LMS.Kind}, want{"lms.url", p.LMS.URL}
	switch p.LMS.Kind {
	case "":
		return []want{kind}
	case "blackboard":
		return []want{url, {"lms.key", p.LMS.Key}, {"lms.secret", string(p.LMS.Secret)}}
	case "brightspace":
		return []want{url, {"lms.client_id", p.LMS.ClientID}, {"lms.client_secret", string(p.LMS.ClientSecret)}}
	case "lti":
		return p.wants(LTI13Send)
	case "canvas":
		if p.LMS.RefreshToken != "" {
			return []want{url, {"lms.client_id", p.LMS.ClientID}, {"lms.client_secret", string(p.LMS.ClientSecret)}}
		}
	}
	return []want{url, {"lms.token", string(p.LMS.Token)}}
}

func (p Profile) path(key string) string { return profilePath(p.Name) + "." + key }
