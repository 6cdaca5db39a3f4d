package lab_test

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/lab"
)

func moment() time.Time { return time.Date(2026, 10, 14, 9, 30, 0, 0, time.UTC) }

func build(t *testing.T, codes ...string) *lab.Lab {
	t.Helper()
	l, err := lab.New(lab.Options{Break: codes, Now: moment()})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// site is a lab that listens.
type site struct {
	*lab.Lab
	url string
}

func serve(t *testing.T, l *lab.Lab) site {
	t.Helper()
	server := httptest.NewServer(l.Handler())
	t.Cleanup(server.Close)
	return site{l, server.URL}
}

// post calls a function with arguments given as "name=value&name=value".
func (s site) post(t *testing.T, token, function, arguments string) string {
	t.Helper()
	form, err := url.ParseQuery(arguments)
	if err != nil {
		t.Fatal(err)
	}
	form.Set("wstoken", token)
	form.Set("wsfunction", function)
	form.Set("moodlewsrestformat", "json")
	return s.send(t, form.Encode())
}

func (s site) send(t *testing.T, form string) string {
	t.Helper()
	answer, err := http.Post(s.url+"/webservice/rest/server.php", "application/x-www-form-urlencoded", strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("status %d: Moodle answers 200, whatever happens", answer.StatusCode)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func read[T any](t *testing.T, body string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("%v: %.200s", err, body)
	}
	return v
}

// table reads one file of the records by column name.
func table(t *testing.T, files fs.FS, name string) []map[string]string {
	t.Helper()
	file, err := files.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		record := map[string]string{}
		for i, column := range rows[0] {
			record[column] = row[i]
		}
		out = append(out, record)
	}
	return out
}
