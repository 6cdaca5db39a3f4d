package lab

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	someToken   = regexp.MustCompile(`"access_token" : "[^"]*"`)
	someMessage = regexp.MustCompile(`<imsx_messageIdentifier>\d+</`)
	someLaunch  = regexp.MustCompile(`launchid\\":\d+|hash\\":\\"[0-9a-f]{64}`)
	pageError   = regexp.MustCompile(`(?s)^<!DOCTYPE html>.*class="errormessage">(.*?)</p>.*$`)
)

// masked leaves out what is another every time; of a page only the message counts.
func masked(body string) string {
	body = someToken.ReplaceAllString(body, `"access_token" : "?"`)
	body = someMessage.ReplaceAllString(body, "<imsx_messageIdentifier>?</")
	body = someLaunch.ReplaceAllString(body, "?")
	return pageError.ReplaceAllString(body, "$1")
}

// trimmed are the recordings of which a part was kept.
func trimmed(name string) bool {
	return slices.Contains([]string{"nrps-members", "nrps-members-learner", "nrps-members-no-accept", "nrps-members-rlid",
		"nrps-members-rlid-hidden", "ags-results-all"}, name)
}

// within wants all elements that were kept, as they are and in their order.
func within(t *testing.T, kept, whole string) {
	t.Helper()
	at := 0
	for _, element := range elements(t, kept) {
		next := strings.Index(whole[at:], element)
		if next < 0 {
			t.Errorf("%s is not in its place in %s", element, whole)
			return
		}
		at += next + len(element)
	}
}

func elements(t *testing.T, text string) (out []string) {
	t.Helper()
	var container struct{ Members []json.RawMessage }
	list := []json.RawMessage{}
	if json.Unmarshal([]byte(text), &container) == nil && container.Members != nil {
		list = container.Members
	} else if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatal(err)
	}
	for _, element := range list {
		out = append(out, string(element))
	}
	return out
}

func (r *replay) compare(t *testing.T, got reply) {
	t.Helper()
	want := reply{status: r.x.Response.Status, reason: r.x.Response.Reason, body: masked(r.x.Response.Body)}
	for _, h := range r.x.Response.Headers {
		switch h[0] {
		case "Content-Type":
			want.kind = h[1]
		case "Link":
			want.link = h[1]
		}
	}
	got.body, got.reason, want.reason = masked(got.body), strings.TrimSpace(got.reason), strings.TrimSpace(want.reason)
	if trimmed(r.name) {
		within(t, want.body, got.body)
		got.body, want.body = "", ""
	}
	if want.status == http.StatusNoContent {
		got.kind, want.kind = "", ""
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(reply{})); diff != "" {
		t.Errorf("answer (-Moodle +lab):\n%s", diff)
	}
}

// compareEffect looks at the grade as the recorded site's database was looked at.
func (r *replay) compareEffect(t *testing.T) {
	t.Helper()
	e, known := r.more.Effects[r.name]
	if !known {
		return
	}
	x, p := r.column(e.Item), r.person(e.User)
	if x == nil || p == nil {
		if e.After != nil {
			t.Fatalf("there is no column %d or no person %d", e.Item, e.User)
		}
		return
	}
	g := x.grades[p]
	switch {
	case e.After == nil:
		if g != nil {
			t.Errorf("there is a grade of %v, want none", g.value)
		}
	case g == nil:
		t.Error("there is no grade")
	case e.After.Value != nil && g.value != *e.After.Value:
		t.Errorf("the grade is %v, want %v", g.value, *e.After.Value)
	case e.After.Value == nil && !x.typeless:
		t.Error("the column shows grades")
	case strings.HasPrefix(r.name, "ags-") && g.at.Unix() != e.After.At:
		t.Errorf("the grade is of %d, want %d", g.at.Unix(), e.After.At)
	case g.comment != e.After.Comment || g.hidden != e.After.Hidden || g.overridden != e.After.Overridden || g.locked != e.After.Locked:
		t.Errorf("the grade is %+v, want %+v", *g, *e.After)
	}
}
