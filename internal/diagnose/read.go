package diagnose

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ReadReport reads a report as -o json writes it. name stands in errors, before the
// line and the column of what is wrong. Members that this version does not know are
// passed over; a report of a newer schema, another document and no document at all
// are refused.
func ReadReport(name string, data []byte) (*Report, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, fmt.Errorf("%s is empty: it holds no report", name)
	}
	var head struct {
		Schema string          `json:"schema"`
		Error  json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("%s: %w", at(name, data, err), jsonProblem(err))
	}
	if err := knownSchema(head.Schema, head.Error != nil); err != nil {
		return nil, fmt.Errorf("%s: %w", at(name, data, &json.UnmarshalTypeError{Offset: int64(bytes.Index(data, []byte(`"schema"`)) + 1)}), err)
	}
	r := &Report{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("%s: %w", at(name, data, err), jsonProblem(err))
	}
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// knownSchema refuses what is no report of this version's form.
func knownSchema(schema string, failed bool) error {
	base, version, _ := strings.Cut(Schema, "/v")
	gotBase, gotVersion, _ := strings.Cut(schema, "/v")
	mine, _ := strconv.Atoi(version)
	its, err := strconv.Atoi(gotVersion)
	switch {
	case schema == Schema:
		return nil
	case gotBase == base && err == nil && its > mine:
		return fmt.Errorf("its schema is %s and this gradesync reads %s: it comes from a newer gradesync", schema, Schema)
	case schema == "" && failed:
		return errors.New("this is the error message of a run that failed, and no report")
	case schema == "":
		return fmt.Errorf("this is no report of gradesync: it has no schema %s", Schema)
	}
	return fmt.Errorf("its schema is %q, and that of a report is %s: gradesync diagnose -o json writes one", schema, Schema)
}

// check refuses words that comparing rests on and that are not ours.
func (r *Report) check() error {
	if r.Course.ID == "" && r.Course.Code == "" {
		return errors.New("course: it does not say which course it is about")
	}
	for at, c := range r.Causes {
		if err := c.check(); err != nil {
			return fmt.Errorf("causes[%d]: %w", at, err)
		}
	}
	for i, s := range r.Suppressed {
		for j, c := range s.Causes {
			if err := c.check(); err != nil {
				return fmt.Errorf("suppressed[%d].causes[%d]: %w", i, j, err)
			}
		}
	}
	for i, p := range r.Unexplained {
		if p.User == "" || p.Activity == "" {
			return fmt.Errorf("unexplained[%d]: it lacks a user or an activity", i)
		}
	}
	if r.Baseline == nil {
		return nil
	}
	for i, s := range slices.Concat(r.Baseline.Known, r.Baseline.Fixed, r.Baseline.Reopened, r.Baseline.NotComparable) {
		if err := checkSeen(s.Code, s.Severity, []Subject{s.Subject}); err != nil {
			return fmt.Errorf("baseline, entry %d: %w", i+1, err)
		}
	}
	return nil
}

func (c *Cause) check() error { return checkSeen(c.Code, c.Severity, c.Subjects) }

func checkSeen(code string, severity Severity, subjects []Subject) error {
	if code == "" {
		return errors.New("it has no code")
	}
	if severity.Rank() == 0 {
		return fmt.Errorf("severity %q is not one of error, warning, info", severity)
	}
	for i, s := range subjects {
		if s.Kind == "" || s.ID == "" {
			return fmt.Errorf("subject %d lacks its kind or its id", i)
		}
	}
	return nil
}

// at is the place of a JSON error as name:line:column.
func at(name string, data []byte, err error) string {
	offset := int64(-1)
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &wrong):
		offset = wrong.Offset
	}
	if offset < 1 || offset > int64(len(data)) {
		return name
	}
	before := data[:offset-1]
	line := bytes.Count(before, []byte("\n"))
	return fmt.Sprintf("%s:%d:%d", name, line+1, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])+1)
}

// jsonProblem says what is wrong, in words for people who wrote no Go.
func jsonProblem(err error) error {
	var wrong *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &wrong) && wrong.Field == "":
		return fmt.Errorf("a report is a JSON object, and here is a JSON %s", wrong.Value)
	case errors.As(err, &wrong):
		return fmt.Errorf("%s cannot be a JSON %s", wrong.Field, wrong.Value)
	case errors.As(err, &syntax) && strings.Contains(err.Error(), "unexpected end"):
		return errors.New("the file ends too early: it was cut short")
	case errors.As(err, &syntax):
		return fmt.Errorf("this is no JSON: %w", err)
	}
	return fmt.Errorf("it cannot be read: %w", err)
}
