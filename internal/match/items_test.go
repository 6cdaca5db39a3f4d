package match

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gradesync/gradesync/internal/grade"
)

const container = "https://moodle.example.edu/mod/lti/services.php/5/lineitems"

func lineItem(id string) string { return container + "/" + id + "/lineitem" }

// course has two graded links, a link without a column, and a column without a
// module that has the title of the first link.
func course() *grade.Book {
	return &grade.Book{
		Course: grade.Course{ID: "5", LineItemsURL: container + "?type_id=3"},
		Activities: []grade.Activity{
			{ID: "31", Title: "Lab 1", ResourceLinkID: "1", LineItem: &grade.LineItem{ID: "11", URL: lineItem("11")}},
			{ID: "32", Title: "Lab 2", ResourceLinkID: "2", LineItem: &grade.LineItem{ID: "12", URL: lineItem("12")}},
			{ID: "33", Title: "Lab 3", ResourceLinkID: "3"},
			{ID: "gradeitem:19", Title: "Lab 1", Kind: "column", LineItem: &grade.LineItem{ID: "19"}},
		},
	}
}

func TestActivitiesFindEachOther(t *testing.T) {
	for name, test := range map[string]struct {
		tools []grade.ToolActivity
		want  map[string]Item
	}{
		"line item, whatever the scheme and the query": {
			[]grade.ToolActivity{{ID: "a", Title: "Lab 2", LineItemURL: "http://MOODLE.example.edu:80/mod/lti/services.php/5/lineitems/11/lineitem/?type_id=3"}},
			map[string]Item{"a": {Activity: "31", How: ByLineItem, Key: "http://MOODLE.example.edu:80/mod/lti/services.php/5/lineitems/11/lineitem/?type_id=3"}},
		},
		"resource link": {
			[]grade.ToolActivity{{ID: "a", Title: "Lab 1", ResourceLinkID: "3"}},
			map[string]Item{"a": {Activity: "33", How: ByResourceLink, Key: "3"}},
		},
		"title with other spaces": {
			[]grade.ToolActivity{{ID: "a", Title: " Lab  2\u00a0"}},
			map[string]Item{"a": {Activity: "32", How: ByTitle, Key: " Lab  2\u00a0"}},
		},
		"title in other case": {
			[]grade.ToolActivity{{ID: "a", Title: "lab 2"}},
			map[string]Item{"a": {Failed: ByTitle, FailedKey: "lab 2"}},
		},
		"title of two": {
			[]grade.ToolActivity{{ID: "a", Title: "Lab 1"}},
			map[string]Item{"a": {How: ByTitle, Key: "Lab 1", Candidates: []string{"31", "gradeitem:19"}}},
		},
		"line item of another course": {
			[]grade.ToolActivity{{ID: "a", Title: "Lab 2", LineItemURL: "https://moodle.example.edu/mod/lti/services.php/99/lineitems/12/lineitem"}},
			map[string]Item{"a": {
				Activity: "32", How: ByTitle, Key: "Lab 2", Elsewhere: true,
				Failed: ByLineItem, FailedKey: "https://moodle.example.edu/mod/lti/services.php/99/lineitems/12/lineitem",
			}},
		},
		"line item that is gone": {
			[]grade.ToolActivity{{ID: "a", ResourceLinkID: "3", LineItemURL: lineItem("13")}},
			map[string]Item{"a": {Activity: "33", How: ByResourceLink, Key: "3", Failed: ByLineItem, FailedKey: lineItem("13")}},
		},
		"the stronger claim keeps it": {
			[]grade.ToolActivity{{ID: "a", ResourceLinkID: "1"}, {ID: "b", LineItemURL: lineItem("11")}},
			map[string]Item{
				"a": {Rivals: []string{"b"}, Failed: ByResourceLink, FailedKey: "1"},
				"b": {Activity: "31", How: ByLineItem, Key: lineItem("11")},
			},
		},
		"who loses a claim may have another": {
			[]grade.ToolActivity{{ID: "a", ResourceLinkID: "1", Title: "Lab 3"}, {ID: "b", LineItemURL: lineItem("11")}},
			map[string]Item{
				"a": {Activity: "33", How: ByTitle, Key: "Lab 3", Rivals: []string{"b"}, Failed: ByResourceLink, FailedKey: "1"},
				"b": {Activity: "31", How: ByLineItem, Key: lineItem("11")},
			},
		},
		"equal claims, and a weaker one": {
			[]grade.ToolActivity{{ID: "a", ResourceLinkID: "2"}, {ID: "b", ResourceLinkID: "2"}, {ID: "c", Title: "Lab 2"}},
			map[string]Item{
				"a": {How: ByResourceLink, Key: "2", Candidates: []string{"32"}, Rivals: []string{"b"}},
				"b": {How: ByResourceLink, Key: "2", Candidates: []string{"32"}, Rivals: []string{"a"}},
				"c": {Rivals: []string{"a", "b"}, Failed: ByTitle, FailedKey: "Lab 2"},
			},
		},
		"no key": {[]grade.ToolActivity{{ID: "a"}}, map[string]Item{"a": {}}},
	} {
		t.Run(name, func(t *testing.T) {
			for id, item := range test.want {
				item.Tool = id
				test.want[id] = item
			}
			got := Join(course(), &grade.Records{Activities: test.tools})
			if diff := cmp.Diff(test.want, got.Items); diff != "" {
				t.Errorf("items (-want +got):\n%s", diff)
			}
			for id, item := range got.Items {
				if item.Activity != "" && got.Tools[item.Activity] != id {
					t.Errorf("activity %s belongs to %q, want %q", item.Activity, got.Tools[item.Activity], id)
				}
			}
		})
	}
}

func TestActivitiesNotRead(t *testing.T) {
	got := Join(&grade.Book{}, &grade.Records{Activities: []grade.ToolActivity{{ID: "a", Title: "Lab 1", LineItemURL: lineItem("11")}}})
	if diff := cmp.Diff(map[string]Item{"a": {Tool: "a"}}, got.Items); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}
