package lab

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// exchange is one recorded exchange with the LTI services of a real Moodle.
type exchange struct {
	Request struct {
		Method  string            `json:"method"`
		URL     string            `json:"url"`
		Headers map[string]string `json:"headers"`
		Body    string            `json:"body"`
	} `json:"request"`
	Response struct {
		Status  int         `json:"status"`
		Reason  string      `json:"reason"`
		Headers [][2]string `json:"headers"`
		Body    string      `json:"body"`
	} `json:"response"`
}

// gradeRow is a grade in the recorded site's database.
type gradeRow struct {
	At         int64    `json:"at"`
	Value      *float64 `json:"value"` // null for an item without a grade type
	Overridden bool     `json:"overridden"`
	Locked     bool     `json:"locked"`
	Hidden     bool     `json:"hidden"`
	Comment    string   `json:"comment"`
}

type recordedEffect struct {
	Item, User    int
	Before, After *gradeRow
}

// beside is what the recordings do not tell themselves.
type beside struct {
	People []struct {
		ID                                int
		First, Last, Number, Email, Login string
	}
	Effects    map[string]recordedEffect
	Assertions map[string]struct{ Header, Claims map[string]any }
}

func besides(t *testing.T) beside {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "lab", "lti-moodle.json"))
	if err != nil {
		t.Fatal(err)
	}
	var b beside
	if err := json.Unmarshal(data, &b); err != nil {
		t.Fatal(err)
	}
	return b
}

const recordedSite = "http://127.0.0.1:8090"

// notReplayed are the recordings that the lab cannot repeat, and why.
func notReplayed() map[string]string {
	return map[string]string{
		"nrps-members-rlid-group": "the practice course has no link that is restricted to a group",
	}
}

func exchanges(t *testing.T) map[string]exchange {
	t.Helper()
	out := map[string]exchange{}
	for _, prefix := range []string{"ags-", "nrps-", "lti13-", "lti11-"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "moodle", prefix+"*.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var x exchange
			if err := json.Unmarshal(data, &x); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			out[strings.TrimSuffix(filepath.Base(file), ".json")] = x
		}
	}
	return out
}
