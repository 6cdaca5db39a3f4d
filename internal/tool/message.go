package tool

import (
	"bytes"
	"maps"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gradesync/gradesync/internal/grade"
)

// message is what one raw launch said, in LTI 1.1 or 1.3, before it becomes a
// launch record. Whatever is not listed here is never kept: signatures, nonces,
// tokens, custom parameters.
type message struct {
	launch grade.Launch
	// Beside the claims, from the tool itself.
	at time.Time

	kind          string // the message type
	issued        time.Time
	audience      []string
	party         string // azp
	legacyUser    string // the LTI 1.1 user id in the lti1p1 claim
	contextLabel  string
	linkTitle     string
	person        grade.Account
	given, family string
}

const (
	claim    = "https://purl.imsglobal.org/spec/lti/claim/"
	agsClaim = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
	boClaim  = "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome"
)

// setter stores one member of a raw launch.
type setter func(d *decoder, m *message, c cell) (reason string)

// vocabulary says where the members of a raw launch go: those of the object
// itself, and those of the objects inside it.
type vocabulary struct {
	members map[string]setter
	inside  map[string]map[string]setter
}

func to(field func(*message) *string) setter {
	return func(d *decoder, m *message, c cell) (reason string) {
		*field(m), reason = d.text(single(c))
		return reason
	}
}

func toService(field func(*message) *grade.Maybe[string]) setter {
	return func(d *decoder, m *message, c cell) string {
		value, reason := d.text(single(c))
		*field(m) = grade.Known(value)
		return reason
	}
}

// single looks into an array of one element: logs of form parameters write their
// values like that.
func single(c cell) cell {
	if c.form == list {
		if all := elements(c.raw); len(all) == 1 {
			return jsonCell(all[0], c.line, c.column)
		}
	}
	return c
}

// vocabularyOf returns the members that a launch of an LTI version has. They are
// kept apart because a tool may write a user_id of its own beside the claims.
func vocabularyOf(version string) vocabulary {
	v := vocabulary{members: besideMembers()}
	switch version {
	case grade.LTI13:
		maps.Copy(v.members, claimMembers())
		v.inside = claimObjects()
	case grade.LTI11:
		maps.Copy(v.members, parameterMembers())
	}
	return v
}

// besideMembers are what a tool may write beside the claims or parameters.
func besideMembers() map[string]setter {
	return map[string]setter{
		"account_id":  to(func(m *message) *string { return &m.launch.Account }),
		"activity_id": to(func(m *message) *string { return &m.launch.Activity }),
		"user_agent":  to(func(m *message) *string { return &m.launch.UserAgent }),
		"error":       to(func(m *message) *string { return &m.launch.Error }),
		"at": func(d *decoder, m *message, c cell) (reason string) {
			m.at, reason = d.time(c)
			return reason
		},
	}
}

// claimMembers are the claims of an LTI 1.3 id_token that are plain values.
func claimMembers() map[string]setter {
	return map[string]setter{
		"iss":         to(func(m *message) *string { return &m.launch.Issuer }),
		"sub":         to(func(m *message) *string { return &m.launch.UserID }),
		"azp":         to(func(m *message) *string { return &m.party }),
		"name":        to(func(m *message) *string { return &m.person.Name }),
		"given_name":  to(func(m *message) *string { return &m.given }),
		"family_name": to(func(m *message) *string { return &m.family }),
		"email":       to(func(m *message) *string { return &m.person.Email }),
		"iat":         issuedAt,
		"aud": func(d *decoder, m *message, c cell) (reason string) {
			m.audience, reason = d.list(c)
			return reason
		},
		claim + "deployment_id":        to(func(m *message) *string { return &m.launch.DeploymentID }),
		claim + "message_type":         to(func(m *message) *string { return &m.kind }),
		claim + "target_link_uri":      to(func(m *message) *string { return &m.launch.TargetLinkURI }),
		claim + "lti11_legacy_user_id": to(func(m *message) *string { return &m.legacyUser }),
		claim + "roles":                setRoles,
	}
}

// claimObjects are the claims that are objects, with the members that are kept.
func claimObjects() map[string]map[string]setter {
	username := map[string]setter{"user_username": to(func(m *message) *string { return &m.person.Login })}
	return map[string]map[string]setter{
		claim + "context": {
			"id":    to(func(m *message) *string { return &m.launch.ContextID }),
			"title": to(func(m *message) *string { return &m.launch.ContextTitle }),
			"label": to(func(m *message) *string { return &m.contextLabel }),
		},
		claim + "resource_link": {
			"id":    to(func(m *message) *string { return &m.launch.ResourceLinkID }),
			"title": to(func(m *message) *string { return &m.linkTitle }),
		},
		claim + "tool_platform": {"product_family_code": to(func(m *message) *string { return &m.launch.ProductFamily })},
		claim + "lis":           {"person_sourcedid": to(func(m *message) *string { return &m.person.SISID })},
		claim + "lti1p1":        {"user_id": to(func(m *message) *string { return &m.legacyUser })},
		claim + "ext":           username,
		agsClaim: {
			"lineitem":  toService(func(m *message) *grade.Maybe[string] { return &m.launch.LineItem }),
			"lineitems": toService(func(m *message) *grade.Maybe[string] { return &m.launch.LineItems }),
			"scope":     setScopes,
		},
		boClaim: {
			"lis_result_sourcedid":    toService(func(m *message) *grade.Maybe[string] { return &m.launch.SourcedID }),
			"lis_outcome_service_url": toService(func(m *message) *grade.Maybe[string] { return &m.launch.OutcomeURL }),
		},
	}
}

// parameterMembers are the launch parameters of LTI 1.1.
func parameterMembers() map[string]setter {
	return map[string]setter{
		"lti_message_type":                       to(func(m *message) *string { return &m.kind }),
		"oauth_consumer_key":                     to(func(m *message) *string { return &m.launch.ClientID }),
		"oauth_timestamp":                        issuedAt,
		"user_id":                                to(func(m *message) *string { return &m.launch.UserID }),
		"context_id":                             to(func(m *message) *string { return &m.launch.ContextID }),
		"context_title":                          to(func(m *message) *string { return &m.launch.ContextTitle }),
		"context_label":                          to(func(m *message) *string { return &m.contextLabel }),
		"resource_link_id":                       to(func(m *message) *string { return &m.launch.ResourceLinkID }),
		"resource_link_title":                    to(func(m *message) *string { return &m.linkTitle }),
		"roles":                                  setRoles,
		"lis_result_sourcedid":                   toService(func(m *message) *grade.Maybe[string] { return &m.launch.SourcedID }),
		"lis_outcome_service_url":                toService(func(m *message) *grade.Maybe[string] { return &m.launch.OutcomeURL }),
		"lis_person_sourcedid":                   to(func(m *message) *string { return &m.person.SISID }),
		"lis_person_name_full":                   to(func(m *message) *string { return &m.person.Name }),
		"lis_person_name_given":                  to(func(m *message) *string { return &m.given }),
		"lis_person_name_family":                 to(func(m *message) *string { return &m.family }),
		"lis_person_contact_email_primary":       to(func(m *message) *string { return &m.person.Email }),
		"tool_consumer_info_product_family_code": to(func(m *message) *string { return &m.launch.ProductFamily }),
		"ext_user_username":                      to(func(m *message) *string { return &m.person.Login }),
	}
}

func setRoles(d *decoder, m *message, c cell) (reason string) {
	m.launch.Roles, reason = d.list(single(c))
	return reason
}

func setScopes(d *decoder, m *message, c cell) string {
	value, reason := d.scopes(c)
	m.launch.Scopes = grade.Known(value)
	return reason
}

// issuedAt reads seconds since 1970.
func issuedAt(_ *decoder, m *message, c cell) string {
	c = single(c)
	seconds, err := strconv.ParseFloat(string(c.raw), 64)
	at := time.Unix(int64(seconds), 0).UTC()
	if err != nil || c.form > number || seconds < 0 || seconds > 1e11 || at.Year() < oldest {
		return "is no count of seconds since 1970: write it as the launch had it, or give the time as a member at"
	}
	m.issued = at
	return ""
}

// ltiVersion tells from the members of a raw launch which LTI it speaks.
func ltiVersion(launch []byte) (version, reason string) {
	token := false
	_ = members(launch, func(key, _ []byte, _ int) error {
		switch {
		case bytes.HasPrefix(key, []byte(claim)):
			version = grade.LTI13
		case version == "" && (string(key) == "lti_message_type" || string(key) == "lti_version"):
			version = grade.LTI11
		case string(key) == "id_token":
			token = true
		}
		return nil
	})
	switch {
	case version == "" && token:
		reason = "the id_token is not decoded: write its claims, the middle part of the token, as the object"
	case version == "":
		reason = "the line holds neither the claims of an id_token nor the parameters of an LTI 1.1 launch"
	}
	return version, reason
}

// read takes over the members of a raw launch that begins at a place.
func (v vocabulary) read(d *decoder, m *message, launch []byte, at place) error {
	return v.walk(d, m, launch, at, v.members)
}

func (v vocabulary) walk(d *decoder, m *message, body []byte, at place, table map[string]setter) error {
	counted := 0
	return members(body, func(key, value []byte, offset int) error {
		at.column, counted = at.column+utf8.RuneCount(body[counted:offset]), offset
		c := jsonCell(value, at.line, at.column)
		if inner, ok := v.inside[string(key)]; ok && c.form == object {
			return v.walk(d, m, value, at, inner)
		}
		set, ok := table[string(key)]
		if !ok || len(c.raw) == 0 {
			return nil
		}
		if reason := set(d, m, c); reason != "" {
			return &fault{line: at.line, column: at.column, field: string(key), value: hint(c, isPrivate(string(key))), reason: reason}
		}
		return nil
	})
}

// isPrivate reports whether a member of a raw launch holds personal data.
func isPrivate(key string) bool {
	return strings.Contains(key, "name") || strings.Contains(key, "mail")
}
