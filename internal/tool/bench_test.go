package tool

import (
	"fmt"
	"strings"
	"testing"
)

// manyLaunches writes the launches of 500 learners in 20 activities.
func manyLaunches(n int) string {
	var b strings.Builder
	b.WriteString(strings.Join(columnNames(launches), ",") + "\n")
	for i := range n {
		user, activity := i%500, i/500%20
		fmt.Fprintf(&b, "2026-11-%02dT%02d:%02d:00Z,a%d,q%d,1.3,lti,https://moodle.example.edu,client,1,5,Calculus 101,%d,%d,"+
			"http://purl.imsglobal.org/vocab/lis/v2/membership#Learner,https://moodle.example.edu/mod/lti/services.php/5/lineitems/%d/lineitem?type_id=1,"+
			"https://moodle.example.edu/mod/lti/services.php/5/lineitems?type_id=1,https://purl.imsglobal.org/spec/lti-ags/scope/score https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly,"+
			"none,none,https://tool.example.com/launch/%d,moodle,\"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d\",\n",
			i%28+1, i/60%24, i%60, user, activity, activity, user, activity, activity, user%30)
	}
	return b.String()
}

func BenchmarkLaunches(b *testing.B) {
	content := manyLaunches(200_000)
	fsys := folder(b, map[string]string{"launches.csv": content})
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		o := read(b, nil, Spec{Kind: KindFiles, FS: fsys})
		if o.err != nil || len(o.records.Launches) != 200_000 {
			b.Fatal(o.err)
		}
	}
}

// TestRepeatedTextIsShared: what is usual in launches costs no memory of its own
// for each row.
func TestRepeatedTextIsShared(t *testing.T) {
	fsys := folder(t, map[string]string{"launches.csv": manyLaunches(4000)})
	o := read(t, nil, Spec{Kind: KindFiles, FS: fsys})
	perRow := testing.AllocsPerRun(2, func() { read(t, nil, Spec{Kind: KindFiles, FS: fsys}) }) / 4000
	if perRow > 1 || len(o.records.Launches) != 4000 {
		t.Errorf("%.1f allocations a row of %d", perRow, len(o.records.Launches))
	}
}
