package lab

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"
)

// records writes the tool's records as CSV files. An archive in memory is the
// file system: it can be opened, read and listed like any other.
func (w *world) records(base string) fs.FS {
	var buf bytes.Buffer
	archive := zip.NewWriter(&buf)
	write := func(name string, header string, rows [][]string) {
		// Neither the archive nor the CSV can fail: both write to memory.
		file, _ := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: w.now})
		out := csv.NewWriter(file)
		_ = out.Write(strings.Split(header, ","))
		_ = out.WriteAll(rows)
	}
	write("accounts.csv", "id,name,email,login,sis_id,lms_user_id,lti11_user_id,source,role,active,created_at,merged_into,merge_state", w.accountRows())
	write("activities.csv", "id,title,max,assigned,graded,due_at,release,send,mode,resource_link_id,lineitem_url,updated_at", w.activityRows(base))
	write("scores.csv", "account_id,activity_id,score,max,state,released,submitted_at,scored_at,last_sent_score,last_sent_at", w.scoreRows())
	write("launches.csv", "at,account_id,activity_id,lti_version,origin,iss,client_id,deployment_id,context_id,context_title,"+
		"resource_link_id,user_id,roles,lineitem,lineitems,scopes,lis_result_sourcedid,lis_outcome_service_url,"+
		"target_link_uri,user_agent,error", w.launchRows(base))
	write("sends.csv", "at,account_id,activity_id,url,status,code,message,score,max,timestamp,grading_progress", w.sendRows(base))
	_ = archive.Close()
	files, err := zip.NewReader(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
	if err != nil {
		// An archive that was just written in memory can be read.
		panic("lab: " + err.Error())
	}
	return files
}

func (w *world) accountRows() [][]string {
	var rows [][]string
	if w.unopened {
		return nil
	}
	for _, a := range w.accounts {
		rows = append(rows, []string{a.id, a.name, a.email, a.login, a.sisID, a.lmsID, a.lti11ID, a.source, a.role,
			"true", stamp(a.created), a.mergedInto, a.mergeState})
	}
	return rows
}

func (w *world) activityRows(base string) [][]string {
	var rows [][]string
	for _, a := range w.activities {
		rows = append(rows, []string{a.id, a.title, number(a.max), "true", "true", stamp(a.due), a.release, a.send,
			"activity", a.linkID, absolute(base, a.lineItem), stamp(a.updated)})
	}
	return rows
}

func (w *world) scoreRows() [][]string {
	var rows [][]string
	if w.unworked {
		return nil
	}
	for _, s := range w.scores {
		value, sent := "", ""
		if s.has {
			value = number(s.value)
		}
		if !s.lastSentAt.IsZero() {
			sent = number(s.lastSent)
		}
		rows = append(rows, []string{s.account.id, s.activity.id, value, number(s.activity.max), s.state,
			strconv.FormatBool(s.released), stamp(s.submitted), stamp(s.scored), sent, stamp(s.lastSentAt)})
	}
	return rows
}

func (w *world) launchRows(base string) [][]string {
	sorted := slices.Clone(w.launches)
	slices.SortStableFunc(sorted, func(a, b *launch) int { return a.at.Compare(b.at) })
	var rows [][]string
	for _, l := range sorted {
		activity := ""
		if l.activity != nil {
			activity = l.activity.id
		}
		rows = append(rows, []string{stamp(l.at), l.account.id, activity, l.version, l.origin,
			strings.TrimSuffix(absolute(base, l.iss), "/"), l.client, l.deployment, l.contextID, l.contextTitle, l.linkID, l.user, l.roles,
			absolute(base, l.lineItem), absolute(base, l.lineItems), l.scopes, l.sourcedID, absolute(base, l.outcomeURL),
			l.targetURI, browser, ""})
	}
	return rows
}

func (w *world) sendRows(base string) [][]string {
	sorted := slices.Clone(w.sends)
	slices.SortStableFunc(sorted, func(a, b *send) int { return a.at.Compare(b.at) })
	var rows [][]string
	for _, s := range sorted {
		most := number(s.score.activity.max)
		if s.maxless {
			most = ""
		}
		rows = append(rows, []string{stamp(s.at), s.score.account.id, s.score.activity.id, absolute(base, s.path),
			strconv.Itoa(s.status), s.code, s.message, number(s.value), most,
			stamp(s.timestamp), s.progress})
	}
	return rows
}

// absolute puts the LMS's address before a path and leaves all else as it is.
func absolute(base, path string) string {
	if strings.HasPrefix(path, "/") {
		return base + path
	}
	return path
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
