package diagnose

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A patch line of a rule's fixture is one of
//
//	PATH = VALUE          set a member of every row the path names
//	delete PATH           take the rows, or the member, away
//	add LIST OBJECT       append a row
//	lose USER/ACTIVITY    the gradebook has no grade there and the tool never sent one
//
// PATH is lms.LIST[ROW].member, and so for tool and sync; ROW is an id, or the two
// ids of a cell such as 51/35 or a1/t1, with * for any. Setting a row to an object
// sets the object's members. VALUE is JSON; @-2h, @-3d
// is a moment relative to noon, inside OBJECT written as "@-2h".
func patch(tree any, line string) error {
	switch verb, rest, _ := strings.Cut(line, " "); verb {
	case "delete":
		return apply(tree, rest, nil, true)
	case "lose":
		return lose(tree, strings.TrimSpace(rest))
	case "add":
		list, object, _ := strings.Cut(strings.TrimSpace(rest), " ")
		return appendRow(tree, list, object)
	}
	where, value, ok := strings.Cut(line, " = ")
	if !ok {
		return fmt.Errorf("neither delete, add nor an assignment")
	}
	v, err := parseValue(value)
	if err != nil {
		return err
	}
	return apply(tree, strings.TrimSpace(where), v, false)
}

var pathForm = regexp.MustCompile(`^(lms|tool|sync)\.(\w+)(?:\[([^\]]*)\])?(?:\.([\w.]+))?$`)

// apply sets or deletes what a path names.
func apply(tree any, where string, value any, remove bool) error {
	m := pathForm.FindStringSubmatch(strings.TrimSpace(where))
	if m == nil {
		return fmt.Errorf("cannot read the path %q", where)
	}
	side := tree.(map[string]any)[m[1]].(map[string]any)
	if m[3] == "" {
		return setMember(side, strings.TrimSuffix(m[2]+"."+m[4], "."), value, remove)
	}
	rows, _ := side[m[2]].([]any)
	kept, hits := []any{}, 0
	for _, row := range rows {
		object := row.(map[string]any)
		if !rowMatches(object, m[3]) {
			kept = append(kept, row)
			continue
		}
		hits++
		if m[4] == "" && remove {
			continue
		}
		kept = append(kept, row)
		if merge, ok := value.(map[string]any); ok && m[4] == "" {
			maps.Copy(object, merge)
			continue
		}
		if err := setMember(object, m[4], value, remove); err != nil {
			return err
		}
	}
	if hits == 0 {
		return fmt.Errorf("no row of %s matches %q", m[2], m[3])
	}
	side[m[2]] = kept
	return nil
}

// lose empties cells given in the LMS's ids. In the healthy course learner 51 has
// account a1 and activity 35 is the tool's t1, and so on.
func lose(tree any, pattern string) error {
	user, activity, _ := strings.Cut(pattern, "/")
	inTool := toolName(user, 50, "a") + "/" + toolName(activity, 34, "t")
	for _, line := range []string{
		`lms.results[` + pattern + `] = {"score": null, "graded_at": null, "empty": true}`,
		`tool.scores[` + inTool + `] = {"last_sent_score": null, "last_sent_at": null}`,
		`delete tool.sends[` + inTool + `]`,
	} {
		if err := patch(tree, line); err != nil {
			return err
		}
	}
	return nil
}

func toolName(id string, base int, prefix string) string {
	n, err := strconv.Atoi(id)
	if err != nil {
		return id
	}
	return prefix + strconv.Itoa(n-base)
}

func setMember(object map[string]any, member string, value any, remove bool) error {
	names := strings.Split(member, ".")
	for _, name := range names[:len(names)-1] {
		next, ok := object[name].(map[string]any)
		if !ok {
			return fmt.Errorf("no member %s", name)
		}
		object = next
	}
	last := names[len(names)-1]
	if remove {
		delete(object, last)
		return nil
	}
	object[last] = value
	return nil
}

// rowMatches compares a row's id, or the two ids of a cell, with a pattern.
func rowMatches(row map[string]any, pattern string) bool {
	id, ok := row["id"].(string)
	if !ok {
		first, second := text(row["learner"]), text(row["activity"])
		if first == "" {
			first = text(row["account"])
		}
		id = first + "/" + second
	}
	hit, err := path.Match(pattern, id)
	return err == nil && hit
}

func text(v any) string { s, _ := v.(string); return s }

func appendRow(tree any, list, object string) error {
	m := pathForm.FindStringSubmatch(list)
	if m == nil {
		return fmt.Errorf("cannot read the list %q", list)
	}
	v, err := parseValue(object)
	if err != nil {
		return err
	}
	side := tree.(map[string]any)[m[1]].(map[string]any)
	rows, _ := side[m[2]].([]any)
	side[m[2]] = append(rows, v)
	return nil
}

var momentForm = regexp.MustCompile(`"?@([+-]?\d+)([smhd])"?`)

// parseValue reads JSON in which moments may stand relative to noon.
func parseValue(value string) (any, error) {
	value = momentForm.ReplaceAllStringFunc(value, func(s string) string {
		m := momentForm.FindStringSubmatch(s)
		n, _ := strconv.Atoi(m[1])
		unit := map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": day}[m[2]]
		return strconv.Quote(noon.Add(time.Duration(n) * unit).Format(time.RFC3339))
	})
	var v any
	err := json.Unmarshal([]byte(value), &v)
	return v, err
}
