package tool

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"github.com/gradesync/gradesync/internal/grade"
)

// sheet is a table as an export would write it: a header, and cells that are nil
// where nothing is known.
type sheet struct {
	names []string
	rows  [][]any // string, float64, bool, int, []string or nil
}

func (s *sheet) csv(t *rapid.T) []byte {
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	w.UseCRLF = rapid.Bool().Draw(t, "CRLF")
	if rapid.Bool().Draw(t, "BOM") {
		buf.WriteString("\ufeff")
	}
	rows := [][]string{s.names}
	for _, row := range s.rows {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = csvText(v)
		}
		rows = append(rows, cells)
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func csvText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case []string:
		if len(v) == 0 {
			return "none"
		}
		return strings.Join(v, " ")
	}
	return ""
}

func (s *sheet) jsonl(t *rapid.T) []byte {
	var buf bytes.Buffer
	for _, row := range s.rows {
		object := map[string]any{}
		for i, v := range row {
			if v != nil || rapid.Bool().Draw(t, "null") {
				object[s.names[i]] = v
			}
		}
		line, err := json.Marshal(object)
		if err != nil {
			t.Fatal(err)
		}
		buf.Write(append(line, '\n'))
	}
	return buf.Bytes()
}

// The generators below make values that stand for themselves: text without space
// around it, and not one of the words that mean nothing is there.

func anyText(t *rapid.T) string {
	alphabet := rapid.RuneFrom([]rune("ab19_-|:/.,;\"'#{}[]\\ üñ漢🙂\n\t"))
	s := strings.TrimSpace(rapid.StringOfN(alphabet, 0, 12, -1).Draw(t, "text"))
	if isPlaceholder(cell{raw: []byte(s)}) || isNone(cell{raw: []byte(s)}) {
		return ""
	}
	return s
}

func anyID(t *rapid.T) string {
	if s := anyText(t); s != "" {
		return s
	}
	return "id"
}

func maybe[V any](t *rapid.T, make func(*rapid.T) V) grade.Maybe[V] {
	if rapid.Bool().Draw(t, "known") {
		return grade.Known(make(t))
	}
	return grade.Maybe[V]{}
}

func anyTime(t *rapid.T) time.Time {
	return time.Unix(rapid.Int64Range(700000000, 4000000000).Draw(t, "seconds"), 1000*rapid.Int64Range(0, 999999).Draw(t, "microseconds")).UTC()
}

func anyNumber(t *rapid.T) float64 { return rapid.Float64Range(-1e6, 1e6).Draw(t, "number") + 0 }
func anyBool(t *rapid.T) bool      { return rapid.Bool().Draw(t, "bool") }

func anyList(t *rapid.T) []string {
	return rapid.SliceOfN(rapid.SampledFrom([]string{"Learner", "urn:lti:role:ims/lis/Learner", "https://x.example/scope/score"}), 0, 3).Draw(t, "list")
}

func anyWord(words ...string) func(*rapid.T) string {
	return func(t *rapid.T) string { return rapid.SampledFrom(append(words, "")).Draw(t, "word") }
}

// The functions below turn a record's values back into cells.

func textCell(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func valueCell[V any](m grade.Maybe[V]) any {
	if v, known := m.Get(); known {
		return v
	}
	return nil
}

func timeCell(m grade.Maybe[time.Time]) any {
	if v, known := m.Get(); known {
		return v.Format(time.RFC3339Nano)
	}
	return nil
}

func serviceCell(m grade.Maybe[string]) any {
	if v, known := m.Get(); known && v == "" {
		return "none"
	}
	return valueCell(m)
}

func scoreSheet(rows []grade.Score) *sheet {
	s := &sheet{names: columnNames(scores)}
	for _, r := range rows {
		s.rows = append(s.rows, []any{r.Account, r.Activity, valueCell(r.Score), valueCell(r.Max), textCell(r.State), valueCell(r.Released),
			timeCell(r.SubmittedAt), timeCell(r.ScoredAt), valueCell(r.LastSentScore), timeCell(r.LastSentAt)})
	}
	return s
}

func launchSheet(rows []grade.Launch) *sheet {
	s := &sheet{names: columnNames(launches)}
	for _, r := range rows {
		var roles any
		if len(r.Roles) > 0 {
			roles = r.Roles
		}
		s.rows = append(s.rows, []any{r.At.Format(time.RFC3339Nano), textCell(r.Account), textCell(r.Activity), textCell(r.Version), textCell(r.Origin),
			textCell(r.Issuer), textCell(r.ClientID), textCell(r.DeploymentID), textCell(r.ContextID), textCell(r.ContextTitle), textCell(r.ResourceLinkID),
			textCell(r.UserID), roles, serviceCell(r.LineItem), serviceCell(r.LineItems), valueCell(r.Scopes), serviceCell(r.SourcedID),
			serviceCell(r.OutcomeURL), textCell(r.TargetLinkURI), textCell(r.ProductFamily), textCell(r.UserAgent), textCell(r.Error)})
	}
	return s
}

func accountSheet(rows []grade.Account) *sheet {
	s := &sheet{names: columnNames(accounts)}
	for _, r := range rows {
		s.rows = append(s.rows, []any{r.ID, textCell(r.Name), textCell(r.Email), textCell(r.Login), textCell(r.SISID), textCell(r.LMSUserID), textCell(r.LTI11UserID),
			textCell(r.Source), textCell(r.Role), valueCell(r.Active), timeCell(r.CreatedAt), textCell(r.MergedInto), textCell(r.MergeState)})
	}
	return s
}

func activitySheet(rows []grade.ToolActivity) *sheet {
	s := &sheet{names: columnNames(activities)}
	for _, r := range rows {
		s.rows = append(s.rows, []any{r.ID, textCell(r.Title), valueCell(r.Max), valueCell(r.Assigned), valueCell(r.Graded), timeCell(r.DueAt), textCell(r.Release),
			textCell(r.Send), textCell(r.Mode), textCell(r.ResourceLinkID), textCell(r.LineItemURL), timeCell(r.UpdatedAt)})
	}
	return s
}

func sendSheet(rows []grade.Send) *sheet {
	s := &sheet{names: columnNames(sends)}
	for _, r := range rows {
		s.rows = append(s.rows, []any{r.At.Format(time.RFC3339Nano), textCell(r.Account), textCell(r.Activity), textCell(r.URL), valueCell(r.Status), textCell(r.Code),
			textCell(r.Message), valueCell(r.Score), valueCell(r.Max), timeCell(r.Timestamp), textCell(r.Progress)})
	}
	return s
}

func drawRecords(t *rapid.T) *grade.Records {
	text, word := anyText, anyWord
	score := rapid.Custom(func(t *rapid.T) grade.Score {
		return grade.Score{Account: anyID(t), Activity: anyID(t), Score: maybe(t, anyNumber), Max: maybe(t, anyNumber),
			State:    word(grade.NotStarted, grade.InProgress, grade.Submitted, grade.PendingManual, grade.Graded)(t),
			Released: maybe(t, anyBool), SubmittedAt: maybe(t, anyTime), ScoredAt: maybe(t, anyTime), LastSentScore: maybe(t, anyNumber), LastSentAt: maybe(t, anyTime)}
	})
	launch := rapid.Custom(func(t *rapid.T) grade.Launch {
		l := grade.Launch{At: anyTime(t), Account: text(t), Activity: text(t), Version: word(grade.LTI11, grade.LTI13, "none")(t), Origin: word(grade.OriginLTI, grade.OriginDirect)(t),
			Issuer: text(t), ClientID: text(t), DeploymentID: text(t), ContextID: text(t), ContextTitle: text(t), ResourceLinkID: text(t), UserID: text(t), Roles: anyList(t),
			LineItem: maybe(t, text), LineItems: maybe(t, text), Scopes: maybe(t, anyList), SourcedID: maybe(t, text), OutcomeURL: maybe(t, text),
			TargetLinkURI: text(t), ProductFamily: text(t), UserAgent: text(t), Error: text(t)}
		if len(l.Roles) == 0 {
			l.Roles = nil
		}
		return l
	})
	account := rapid.Custom(func(t *rapid.T) grade.Account {
		return grade.Account{ID: anyID(t), Name: text(t), Email: text(t), Login: text(t), SISID: text(t), LMSUserID: "u" + text(t), LTI11UserID: "u" + text(t),
			Source: word("lti", "manual", "roster", "import")(t), Role: text(t), Active: maybe(t, anyBool), CreatedAt: maybe(t, anyTime),
			MergedInto: text(t), MergeState: word("none", "pending", "done")(t)}
	})
	activity := rapid.Custom(func(t *rapid.T) grade.ToolActivity {
		return grade.ToolActivity{ID: anyID(t), Title: text(t), Max: maybe(t, anyNumber), Assigned: maybe(t, anyBool), Graded: maybe(t, anyBool), DueAt: maybe(t, anyTime),
			Release: word("manual", "auto")(t), Send: word("off", "manual", "auto", "after_due")(t), Mode: word("activity", "course")(t),
			ResourceLinkID: "l" + text(t), LineItemURL: text(t), UpdatedAt: maybe(t, anyTime)}
	})
	send := rapid.Custom(func(t *rapid.T) grade.Send {
		return grade.Send{At: anyTime(t), Account: text(t), Activity: text(t), URL: text(t), Status: maybe(t, func(t *rapid.T) int { return rapid.IntRange(0, 599).Draw(t, "status") }),
			Code: text(t), Message: text(t), Score: maybe(t, anyNumber), Max: maybe(t, anyNumber), Timestamp: maybe(t, anyTime), Progress: text(t)}
	})
	return &grade.Records{
		Accounts:   rapid.SliceOfNDistinct(account, 1, 4, func(a grade.Account) string { return a.ID }).Draw(t, "accounts"),
		Activities: rapid.SliceOfNDistinct(activity, 1, 4, func(a grade.ToolActivity) string { return a.ID }).Draw(t, "activities"),
		Scores:     rapid.SliceOfNDistinct(score, 1, 4, func(s grade.Score) [2]string { return [2]string{s.Account, s.Activity} }).Draw(t, "scores"),
		Launches:   rapid.SliceOfN(launch, 1, 4).Draw(t, "launches"),
		Sends:      rapid.SliceOfN(send, 1, 4).Draw(t, "sends"),
	}
}

// TestRoundTrip: records written as CSV or JSON lines read back as they were.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := drawRecords(rt)
		fsys := fstest.MapFS{}
		for name, s := range map[string]*sheet{accounts: accountSheet(want.Accounts), activities: activitySheet(want.Activities),
			scores: scoreSheet(want.Scores), launches: launchSheet(want.Launches), sends: sendSheet(want.Sends)} {
			if rapid.Bool().Draw(rt, "as CSV") {
				fsys[name+".csv"] = &fstest.MapFile{Data: s.csv(rt)}
			} else {
				fsys[name+".jsonl"] = &fstest.MapFile{Data: s.jsonl(rt)}
			}
		}
		got, tally, err := Read(t.Context(), []Spec{{Kind: KindFiles, FS: fsys}}, Options{})
		if err != nil || len(tally.Problems) > 0 {
			rt.Fatalf("error %v, problems %v", err, tally.Problems)
		}
		// Accounts and activities that only scores name come after the others.
		got.Accounts, got.Activities = got.Accounts[:len(want.Accounts)], got.Activities[:len(want.Activities)]
		got.Sources = nil
		if d := difference(want, got); d != "" {
			rt.Fatalf("records (-want +got):\n%s", d)
		}
	})
}
