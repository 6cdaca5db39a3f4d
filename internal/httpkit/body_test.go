package httpkit

import (
	"errors"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

func TestDecodeSaysWhatCameInstead(t *testing.T) {
	for body, says := range map[string]string{
		"":       "empty",
		" \n\t ": "empty",
		"<!DOCTYPE html><html><head><title>\n Log in to  &quot;Moodle&quot; </title>": `Log in to \"Moodle\"`,
		"<html><body>x":            "without a title",
		`<?xml version="1.0"?><a>`: "XML",
		`{"name":"Ada Abbott"`:     "no complete JSON",
		`{"n":"Ada Abbott"}`:       "string where int",
	} {
		var v struct{ N int }
		err := Decode([]byte(body), &v)
		if !errors.Is(err, grade.ErrUnreadable) || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", body, err)
		} else if strings.Contains(err.Error(), "Ada") {
			t.Errorf("%v repeats the answer", err)
		}
	}
}

func TestRedact(t *testing.T) {
	c := client(t, "", func(o *Options) { o.Secrets = append(o.Secrets, "a b&c=d-e") })
	for text, want := range map[string]string{
		"x " + secret + " y":                     "x *** y",
		"a+b%26c%3Dd-e":                          "***",
		"Authorization: Bearer abcdefghijkl.mno": "Authorization: Bearer ***",
		"wstoken=0123456789&x=1":                 "wstoken=***&x=1",
		`{"access_token": "abc"}`:                `{"access_token": "***"}`,
		"https://h.example/p?user=ada&x=1 z":     "https://h.example/p z",
		"nothing to hide":                        "nothing to hide",
	} {
		if got := c.Redact(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("wstoken=", "&a=b")
	f.Add("Bearer ", "")
	c, err := New(Options{Secrets: []string{secret}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		if strings.Contains(c.Redact(before+secret+after), secret) {
			t.Errorf("shown between %q and %q", before, after)
		}
	})
}
