package report

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/diagnose"
)

func sarifFormat() Format {
	return Format{
		Name: "sarif", Doc: "for code scanning: SARIF 2.1.0, one result a cause or a check that did not pass",
		Diagnosis: sarifDiagnosis, Checks: sarifChecks, Resync: sarifResync, Failure: sarifFailure,
	}
}

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	home        = "https://github.com/gradesync/gradesync"
)

// The part of SARIF 2.1.0 that is used here, as plain structs: the libraries for it
// bring a validator of schemas into the program, and write every empty list.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
		Automation  *sarifAutomation  `json:"automationDetails,omitempty"`
	}
	// sarifAutomation tells runs over different courses apart: without it one
	// course's upload would close the findings of another.
	sarifAutomation struct {
		ID string `json:"id"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID       string       `json:"id"`
		Name     string       `json:"name"`
		Short    sarifMessage `json:"shortDescription"`
		Full     sarifMessage `json:"fullDescription"`
		Help     sarifMessage `json:"help"`
		HelpURI  string       `json:"helpUri,omitempty"`
		Defaults sarifDefault `json:"defaultConfiguration"`
		Bag      sarifBag     `json:"properties"`
	}
	sarifDefault struct {
		Level string `json:"level"`
	}
	sarifBag struct {
		Tags []string `json:"tags"`
	}
	sarifMessage struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		ExitCode      *int                `json:"exitCode,omitempty"`
		EndTime       string              `json:"endTimeUtc,omitempty"`
		Notifications []sarifNotification `json:"toolExecutionNotifications"`
	}
	sarifNotification struct {
		Level   string       `json:"level"`
		Message sarifMessage `json:"message"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifMessage       `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Status        string `json:"status"`
		Justification string `json:"justification"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
	sarifLogical struct {
		Name string `json:"name,omitempty"`
		Full string `json:"fullyQualifiedName"`
		Kind string `json:"kind"`
	}
)

// newRun begins a run. Whatever could not be looked at makes it unsuccessful: who
// reads it must not take a finding that is not there for one that is cured.
func newRun(version string, at time.Time, successful bool) *sarifRun {
	return &sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "gradesync", Version: clean(version), InformationURI: home, Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{{Successful: successful, EndTime: at.UTC().Format(time.RFC3339), Notifications: []sarifNotification{}}},
		Results:     []sarifResult{},
	}
}

// notify adds what the run says of itself.
func (r *sarifRun) notify(level, text string) {
	own := &r.Invocations[0]
	own.Notifications = append(own.Notifications, sarifNotification{Level: level, Message: sarifMessage{Text: clean(text)}})
}

// add adds a result with its rule, which several results may share.
func (r *sarifRun) add(rule sarifRule, result sarifResult) {
	rules := &r.Tool.Driver.Rules
	result.RuleID, result.RuleIndex = rule.ID, len(*rules)
	for i := range *rules {
		if (*rules)[i].ID == rule.ID {
			result.RuleIndex = i
		}
	}
	if result.RuleIndex == len(*rules) {
		*rules = append(*rules, rule)
	}
	r.Results = append(r.Results, result)
}

func (r *sarifRun) write(w io.Writer) error {
	return document(w, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{*r}})
}

// physical is the place in a file that every result must have to be shown at all:
// where the connection is configured.
func (s Style) physical() sarifPhysical {
	at := s.Config
	if at.File == "" {
		at.File = "gradesync.yaml"
	}
	return sarifPhysical{sarifArtifact{(&url.URL{Path: at.File}).EscapedPath()}, sarifRegion{max(at.Line, 1)}}
}

// fingerprint is the same for the same finding of another run.
func fingerprint(parts ...string) map[string]string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return map[string]string{"gradesyncFinding/v1": hex.EncodeToString(sum[:16])}
}

func sarifLevel(s diagnose.Severity) string {
	if s == diagnose.SeverityInfo {
		return "note"
	}
	return firstWord(string(s), "warning")
}

// sarifFailure writes a run that found nothing because it could not look.
func sarifFailure(w io.Writer, f *Failure, _ Style) error {
	run := newRun(f.Gradesync, f.At, false)
	run.Invocations[0].ExitCode = &f.Code
	run.notify("error", strings.TrimSpace(f.Message+" "+f.Hint))
	return run.write(w)
}
