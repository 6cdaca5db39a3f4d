package lti

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// Membership is who is in a course, by NRPS 2.0.
type Membership struct {
	Context Context
	Members []Member
}

// Context is the course of a membership. Its id need not be that of the launches.
type Context struct{ ID, Label, Title string }

// Member is one person. What a platform does not share is empty.
type Member struct {
	UserID                             string // the sub of the person's launches
	Status                             string // as it came; see Active
	Roles                              []string
	Name, GivenName, FamilyName, Email string
	SISID                              string // lis_person_sourcedid
	LegacyUserID                       string // lti11_legacy_user_id (Canvas)
	Username                           string // ext_user_username (Moodle)
	// SourcedID and OutcomeURL are where an LTI 1.1 grade for this person and the link
	// asked for goes, as Moodle says when a resource link is asked for.
	SourcedID, OutcomeURL string
}

// MemberFilter narrows a membership. The zero value asks for everyone.
type MemberFilter struct {
	ResourceLinkID string // only who may use this link; Moodle answers 404 for one that is gone
	Role           string // a URI, or a short name
	Limit          int    // page size
}

// Active reports whether the person takes part now. A platform that says nothing
// says yes (NRPS 2.0 section 2.2.1).
func (m Member) Active() bool { return m.Status == "" || strings.EqualFold(m.Status, "Active") }

// UnmarshalJSON reads a member, with ids as numbers and a single role too.
func (m *Member) UnmarshalJSON(data []byte) error {
	var w struct {
		UserID       text            `json:"user_id"`
		Status       text            `json:"status"`
		Roles        many            `json:"roles"`
		Name         text            `json:"name"`
		GivenName    text            `json:"given_name"`
		FamilyName   text            `json:"family_name"`
		Email        text            `json:"email"`
		SISID        text            `json:"lis_person_sourcedid"`
		LegacyUserID text            `json:"lti11_legacy_user_id"`
		Username     text            `json:"ext_user_username"`
		Message      json.RawMessage `json:"message"`
	}
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	*m = Member{
		UserID: string(w.UserID), Status: string(w.Status), Roles: w.Roles.strings(),
		Name: string(w.Name), GivenName: string(w.GivenName), FamilyName: string(w.FamilyName), Email: string(w.Email),
		SISID: string(w.SISID), LegacyUserID: string(w.LegacyUserID), Username: string(w.Username),
	}
	m.SourcedID, m.OutcomeURL = outcomeClaim(w.Message)
	return nil
}

// outcomeClaim finds the basic outcome claim among a member's messages.
func outcomeClaim(raw json.RawMessage) (sourcedID, address string) {
	var messages []struct {
		Outcome struct {
			SourcedID text `json:"lis_result_sourcedid"`
			URL       text `json:"lis_outcome_service_url"`
		} `json:"https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome"`
	}
	if json.Unmarshal(raw, &messages) != nil {
		return "", ""
	}
	for _, m := range messages {
		if m.Outcome.SourcedID != "" {
			return string(m.Outcome.SourcedID), string(m.Outcome.URL)
		}
	}
	return "", ""
}

// Members lists who is in the course of a context memberships URL. Platforms list
// those who are active: a suspended learner is missing, not inactive.
func (s *Services) Members(ctx context.Context, memberships string, f MemberFilter) (Membership, error) {
	u, err := absolute(memberships)
	if err != nil {
		return Membership{}, fmt.Errorf("members: %w", err)
	}
	u = with(u, parameter{"rlid", f.ResourceLinkID}, parameter{"role", f.Role}, limit(f.Limit))
	var all Membership
	err = s.pages(ctx, call{method: http.MethodGet, address: u, scopes: []string{ScopeMembership}, accept: mediaMembers}, func(body []byte) error {
		page, err := membership(body)
		if err != nil {
			return err
		}
		if all.Context == (Context{}) {
			all.Context = page.Context
		}
		all.Members = append(all.Members, page.Members...)
		return nil
	})
	return all, err
}

// membership reads one page.
func membership(body []byte) (Membership, error) {
	var w struct {
		Context struct {
			ID    text `json:"id"`
			Label text `json:"label"`
			Title text `json:"title"`
		} `json:"context"`
		Members *[]Member `json:"members"`
	}
	if trimmed := bytes.TrimSpace(body); len(trimmed) > 0 && trimmed[0] == '[' {
		return Membership{}, fmt.Errorf("%w: the answer is a list where a membership should be", grade.ErrUnreadable)
	}
	if err := httpkit.Decode(body, &w); err != nil {
		return Membership{}, err
	}
	if w.Members == nil {
		return Membership{}, fmt.Errorf("%w: the answer has no list of members", grade.ErrUnreadable)
	}
	return Membership{
		Context: Context{ID: string(w.Context.ID), Label: string(w.Context.Label), Title: string(w.Context.Title)},
		Members: *w.Members,
	}, nil
}
