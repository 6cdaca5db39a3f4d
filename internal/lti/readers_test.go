package lti

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/grade"
)

// reader makes a client send what was recorded and read the answer. It returns in
// a few words what was read, and what was sent.
type reader func(t *testing.T, p *platform) (words string, err error)

// split takes parameters out of a recorded address, for filters that are given
// beside it.
func split(p *platform, names ...string) (address string, values map[string]string) {
	u, err := url.Parse(p.at(p.rec.Request.URL))
	if err != nil {
		panic(err)
	}
	q := u.Query()
	values = map[string]string{}
	for _, n := range names {
		values[n] = q.Get(n)
		q.Del(n)
	}
	u.RawQuery = q.Encode()
	return u.String(), values
}

func lineItem(p *platform, segment string) string {
	address, _ := split(p, "user_id", "limit")
	return strings.Replace(address, "/"+segment, "", 1)
}

func readList(t *testing.T, p *platform) (string, error) {
	address, v := split(p, "resource_link_id", "limit")
	size, _ := strconv.Atoi(v["limit"])
	items, err := services(t, everything()).LineItems(t.Context(), address, LineItemFilter{ResourceLinkID: v["resource_link_id"], Limit: size})
	words := []string{strconv.Itoa(len(items))}
	for _, l := range items {
		if !strings.HasPrefix(l.ID, p.URL+"/mod/lti/services.php/") || l.Label == "" || len(l.Other) > 1 {
			t.Errorf("line item %+v", l)
		}
		words = append(words, l.ResourceLinkID+":"+strconv.FormatFloat(l.Maximum.Or(-1), 'f', -1, 64))
	}
	return strings.Join(words, " "), err
}

// readPages is readList on an answer with a next page, whose address Moodle writes
// with curly quotes and &amp;.
func readPages(t *testing.T, p *platform) (string, error) {
	words, err := readList(t, p)
	if len(p.sent) != 2 || p.sent[1].url.RawQuery != "type_id=1&limit=3&from=6" {
		t.Errorf("the second of %d requests was %s", len(p.sent), p.sent[len(p.sent)-1].url)
	}
	return words, err
}

func words(l LineItem) string {
	if l.ID == "" {
		return ""
	}
	id, _, _ := strings.Cut(l.ID[strings.LastIndex(l.ID, "lineitems/")+len("lineitems/"):], "/")
	return fmt.Sprintf("%s %v %s %s %s %s", id, l.Maximum.Or(-1), l.Label, l.ResourceID, l.ResourceLinkID, l.Tag)
}

func readItem(t *testing.T, p *platform) (string, error) {
	l, err := services(t, everything()).LineItem(t.Context(), p.at(p.rec.Request.URL))
	return words(l), err
}

func writeItem(t *testing.T, p *platform) (string, error) {
	var l LineItem
	if err := json.Unmarshal([]byte(p.rec.Request.Body), &l); err != nil {
		t.Fatal(err)
	}
	s := services(t, everything())
	address := p.at(p.rec.Request.URL)
	if p.rec.Request.Method == http.MethodPost {
		got, err := s.CreateLineItem(t.Context(), address, l)
		return words(got), err
	}
	l.ID = address
	got, err := s.UpdateLineItem(t.Context(), l)
	return words(got), err
}

// removeItem deletes, which the clients do not offer: the column's grades go too.
func removeItem(t *testing.T, p *platform) (string, error) {
	u, err := absolute(p.at(p.rec.Request.URL))
	if err != nil {
		t.Fatal(err)
	}
	_, err = services(t, everything()).do(t.Context(), call{method: http.MethodDelete, address: u, scopes: []string{ScopeLineItem}, accept: "*/*"})
	return "gone", err
}

func readResults(t *testing.T, p *platform) (string, error) {
	_, v := split(p, "user_id", "limit")
	size, _ := strconv.Atoi(v["limit"])
	results, err := services(t, everything()).Results(t.Context(), lineItem(p, "results"), ResultFilter{UserID: v["user_id"], Limit: size})
	all := []string{strconv.Itoa(len(results))}
	for _, r := range results {
		score, maximum := "none", ""
		if f, known := r.Score.Get(); known {
			score, maximum = strconv.FormatFloat(f, 'f', -1, 64), "/"+strconv.FormatFloat(r.Maximum.Or(-1), 'f', -1, 64)
		}
		all = append(all, r.UserID+"="+score+maximum)
		if r.Score.Known() != r.Timestamp.Known() {
			t.Errorf("result %+v", r)
		}
	}
	return strings.Join(all, " "), err
}

// scoreOf is the recorded score; false when it is one that the client does not send.
func scoreOf(rec recording) (Score, bool) {
	var w struct {
		UserID    text   `json:"userId"`
		Given     number `json:"scoreGiven"`
		Maximum   number `json:"scoreMaximum"`
		Timestamp string `json:"timestamp"`
		Activity  string `json:"activityProgress"`
		Grading   string `json:"gradingProgress"`
		Comment   string `json:"comment"`
	}
	instead := Score{UserID: "60", Given: grade.Known(1.0), Maximum: grade.Known(1.0)}
	if json.Unmarshal([]byte(rec.Request.Body), &w) != nil || w.Activity == "" || w.Grading == "" {
		return instead, false
	}
	at, err := time.Parse(time.RFC3339Nano, w.Timestamp)
	if err != nil {
		at, err = time.Parse("2006-01-02T15:04:05", w.Timestamp)
	}
	s := Score{UserID: string(w.UserID), Given: w.Given.Maybe, Maximum: w.Maximum.Maybe, Timestamp: at, ActivityProgress: w.Activity, GradingProgress: w.Grading, Comment: w.Comment}
	if err != nil || s.check() != nil {
		return instead, false
	}
	return s, true
}

func postScore(t *testing.T, p *platform) (string, error) {
	score, same := scoreOf(p.rec)
	a, err := services(t, everything()).PostScore(t.Context(), lineItem(p, "scores"), score)
	if len(p.sent) != 1 {
		t.Fatalf("the score was sent %d times", len(p.sent))
	}
	if got := p.sent[0].header.Get("Content-Type"); got != "application/vnd.ims.lis.v1.score+json" {
		t.Errorf("content type %q", got)
	}
	if back, _ := scoreOf(recordingOf(p.sent[0].body)); same && !equalScores(back, score) {
		t.Errorf("sent %s, recorded %s", p.sent[0].body, p.rec.Request.Body)
	}
	if a.Status != p.rec.Response.Status || a.Date.IsZero() {
		t.Errorf("answer %+v", a)
	}
	return "", err
}

func recordingOf(body []byte) (r recording) {
	r.Request.Body = string(body)
	return r
}

// equalScores compares to the millisecond that is sent.
func equalScores(a, b Score) bool {
	b.Timestamp = b.Timestamp.Truncate(time.Millisecond)
	equal := a.Timestamp.Equal(b.Timestamp)
	a.Timestamp, b.Timestamp = time.Time{}, time.Time{}
	return equal && a == b
}
