package lti

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// LineItem is one column of the platform's gradebook (AGS 2.0 section 3.2).
type LineItem struct {
	ID             string // its URL; the platform gives it
	Label          string
	Maximum        grade.Maybe[float64]
	ResourceID     string // the tool's own id
	ResourceLinkID string // the link it belongs to; empty for one the tool made alone
	Tag            string
	Start, End     grade.Maybe[time.Time]
	GradesReleased grade.Maybe[bool]
	// Other are all further members, as they came; they are sent back with an update.
	Other map[string]json.RawMessage
}

// LineItemFilter narrows a list. The zero value asks for all, in pages of the
// platform's own size.
type LineItemFilter struct {
	ResourceLinkID, ResourceID, Tag string
	Limit                           int // page size
}

// UnmarshalJSON reads a line item, with ids as numbers and numbers as texts too.
func (l *LineItem) UnmarshalJSON(data []byte) error {
	var w struct {
		ID             text   `json:"id"`
		Label          text   `json:"label"`
		Maximum        number `json:"scoreMaximum"`
		ResourceID     text   `json:"resourceId"`
		ResourceLinkID text   `json:"resourceLinkId"`
		Tag            text   `json:"tag"`
		Start          moment `json:"startDateTime"`
		End            moment `json:"endDateTime"`
		Released       flag   `json:"gradesReleased"`
	}
	var other map[string]json.RawMessage
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	if err := json.Unmarshal(data, &other); err != nil {
		return err
	}
	maps.DeleteFunc(other, func(name string, _ json.RawMessage) bool { return isLineItemMember(name) })
	*l = LineItem{
		ID: string(w.ID), Label: string(w.Label), Maximum: w.Maximum.Maybe,
		ResourceID: string(w.ResourceID), ResourceLinkID: string(w.ResourceLinkID), Tag: string(w.Tag),
		Start: w.Start.Maybe, End: w.End.Maybe, GradesReleased: w.Released.Maybe,
	}
	if len(other) > 0 {
		l.Other = other
	}
	return nil
}

// isLineItemMember compares as encoding/json does: without regard to case.
func isLineItemMember(name string) bool {
	for _, known := range []string{"id", "label", "scoreMaximum", "resourceId", "resourceLinkId", "tag", "startDateTime", "endDateTime", "gradesReleased"} {
		if strings.EqualFold(name, known) {
			return true
		}
	}
	return false
}

// body is what a platform is sent: never the id, which Blackboard refuses in a PUT.
func (l LineItem) body() ([]byte, error) {
	if maximum, known := l.Maximum.Get(); l.Label == "" || !known || maximum <= 0 {
		return nil, errors.New("a line item needs a label and a maximum above 0")
	}
	members := map[string]any{"label": l.Label, "scoreMaximum": l.Maximum}
	for name, value := range map[string]string{"resourceId": l.ResourceID, "resourceLinkId": l.ResourceLinkID, "tag": l.Tag} {
		if value != "" {
			members[name] = value
		}
	}
	for name, value := range map[string]grade.Maybe[time.Time]{"startDateTime": l.Start, "endDateTime": l.End} {
		if at, ok := grade.At(value); ok {
			members[name] = stamp(at)
		}
	}
	if l.GradesReleased.Known() {
		members["gradesReleased"] = l.GradesReleased
	}
	all := maps.Clone(l.Other)
	if all == nil {
		all = map[string]json.RawMessage{}
	}
	for name, value := range members {
		raw, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("line item: %s: %w", name, err)
		}
		all[name] = raw
	}
	return json.Marshal(all)
}

// LineItems lists the line items below a course's line items URL. Which are listed
// is the platform's to say: Canvas and Moodle list those of the token's tool.
func (s *Services) LineItems(ctx context.Context, lineItems string, f LineItemFilter) ([]LineItem, error) {
	u, err := absolute(lineItems)
	if err != nil {
		return nil, fmt.Errorf("line items: %w", err)
	}
	u = with(u, parameter{"resource_link_id", f.ResourceLinkID}, parameter{"resource_id", f.ResourceID}, parameter{"tag", f.Tag}, limit(f.Limit))
	var all []LineItem
	err = s.pages(ctx, call{method: http.MethodGet, address: u, scopes: readLineItems(), accept: mediaLineItems}, func(body []byte) error {
		page, err := list[LineItem](body)
		all = append(all, page...)
		return err
	})
	return all, err
}

// LineItem reads one line item by its URL.
func (s *Services) LineItem(ctx context.Context, lineItem string) (LineItem, error) {
	return s.lineItem(ctx, lineItem, call{method: http.MethodGet, scopes: readLineItems(), accept: mediaLineItem})
}

// CreateLineItem adds a line item to a course. It is sent once.
func (s *Services) CreateLineItem(ctx context.Context, lineItems string, l LineItem) (LineItem, error) {
	return s.writeLineItem(ctx, http.MethodPost, lineItems, l)
}

// UpdateLineItem changes the line item l.ID to what l says. It is sent once.
func (s *Services) UpdateLineItem(ctx context.Context, l LineItem) (LineItem, error) {
	return s.writeLineItem(ctx, http.MethodPut, l.ID, l)
}

func (s *Services) writeLineItem(ctx context.Context, method, address string, l LineItem) (LineItem, error) {
	body, err := l.body()
	if err != nil {
		return LineItem{}, err
	}
	return s.lineItem(ctx, address, call{method: method, scopes: []string{ScopeLineItem}, accept: mediaLineItem, content: mediaLineItem, body: body})
}

func (s *Services) lineItem(ctx context.Context, address string, c call) (LineItem, error) {
	u, err := absolute(address)
	if err != nil {
		return LineItem{}, fmt.Errorf("line item: %w", err)
	}
	c.address = u
	resp, err := s.do(ctx, c)
	if err != nil {
		return LineItem{}, err
	}
	var l LineItem
	if err := httpkit.Decode(resp.Body(), &l); err != nil {
		return LineItem{}, fmt.Errorf("%s %s: %w", c.method, u.Path, err)
	}
	return l, nil
}

// readLineItems are the scopes that open line items for reading. Neither implies
// the other, and a tool may be granted one of them only.
func readLineItems() []string { return []string{ScopeLineItemReadonly, ScopeLineItem} }

func limit(n int) parameter {
	if n <= 0 {
		return parameter{}
	}
	return parameter{"limit", strconv.Itoa(n)}
}

// list reads one page, which must be a list: an object in its place is an error
// that was sent as a success.
func list[T any](body []byte) ([]T, error) {
	if trimmed := bytes.TrimSpace(body); len(trimmed) > 0 && trimmed[0] == '{' {
		return nil, fmt.Errorf("%w: the answer is an object where a list should be", grade.ErrUnreadable)
	}
	var page []T
	if err := httpkit.Decode(body, &page); err != nil {
		return nil, err
	}
	return page, nil
}
