package lab

import (
	"math"
	"slices"
	"strconv"
	"time"
)

type gradeItemsAnswer struct {
	UserGrades []userGrades `json:"usergrades"`
	Warnings   []warning    `json:"warnings"`
}

type userGrades struct {
	CourseID     int         `json:"courseid"`
	CourseNumber string      `json:"courseidnumber"`
	UserID       int         `json:"userid"`
	Name         string      `json:"userfullname"`
	Number       string      `json:"useridnumber"`
	MaxDepth     int         `json:"maxdepth"`
	Items        []gradeItem `json:"gradeitems"`
}

// gradeItem is one column for one person. Status and weight are left out, not
// null, where Moodle has none.
type gradeItem struct {
	ID              int      `json:"id"`
	Name            *string  `json:"itemname"`
	Type            string   `json:"itemtype"`
	Module          *string  `json:"itemmodule"`
	Instance        *int     `json:"iteminstance"`
	Number          *int     `json:"itemnumber"`
	IDNumber        *string  `json:"idnumber"`
	CategoryID      *int     `json:"categoryid"`
	OutcomeID       *int     `json:"outcomeid"`
	ScaleID         *int     `json:"scaleid"`
	Locked          bool     `json:"locked"`
	CMID            *int     `json:"cmid,omitempty"`
	Weight          *float64 `json:"weightraw,omitempty"`
	WeightFormatted *string  `json:"weightformatted,omitempty"`
	Status          *string  `json:"status,omitempty"`
	Raw             *float64 `json:"graderaw"`
	DateSubmitted   *int64   `json:"gradedatesubmitted"`
	DateGraded      *int64   `json:"gradedategraded"`
	HiddenByDate    bool     `json:"gradehiddenbydate"`
	NeedsUpdate     bool     `json:"gradeneedsupdate"`
	Hidden          bool     `json:"gradeishidden"`
	IsLocked        bool     `json:"gradeislocked"`
	Overridden      bool     `json:"gradeisoverridden"`
	Formatted       string   `json:"gradeformatted"`
	Min             float64  `json:"grademin"`
	Max             float64  `json:"grademax"`
	Range           string   `json:"rangeformatted"`
	Percentage      string   `json:"percentageformatted"`
	Feedback        string   `json:"feedback"`
	FeedbackFormat  int      `json:"feedbackformat"`
}

// gradeItems answers gradereport_user_get_grade_items. Without a user it lists
// the active students; with one it answers for anybody who has an account.
func (c *call) gradeItems() (any, error) {
	if c.args.integer("courseid") != c.world.course.id {
		return nil, noRecord()
	}
	if !c.who.enters {
		return nil, closed()
	}
	user, group := c.args.integer("userid"), c.args.integer("groupid")
	out := gradeItemsAnswer{UserGrades: []userGrades{}, Warnings: []warning{}}
	for _, p := range c.world.people {
		if user == 0 && (!p.listed() || group != 0 && p.group != group) || user != 0 && p.id != user {
			continue
		}
		out.UserGrades = append(out.UserGrades, userGrades{
			CourseID: c.world.course.id, CourseNumber: c.world.course.number, UserID: p.id, Name: p.name(), Number: p.number, MaxDepth: 3,
			Items: c.world.itemsOf(p),
		})
	}
	if user != 0 && len(out.UserGrades) == 0 {
		return nil, noRecord()
	}
	return out, nil
}

// itemsOf lists every column for one person, the category's total after its
// columns and the course's at the end.
func (w *world) itemsOf(p *person) []gradeItem {
	live := w.liveColumns()
	labs := slices.DeleteFunc(slices.Clone(live), func(c *column) bool { return c.category != labsCategory })
	rest := slices.DeleteFunc(slices.Clone(live), func(c *column) bool { return c.category == labsCategory })
	fresh := !slices.ContainsFunc(live, func(c *column) bool { return c.grades[p] != nil && !c.typeless })
	var items []gradeItem
	for _, c := range labs {
		items = append(items, columnItem(c, p, len(labs), fresh))
	}
	if len(labs) > 0 {
		items = append(items, totalItem("category", labsItem, labsCategory, labs, p, fresh))
	}
	for _, c := range rest {
		items = append(items, columnItem(c, p, len(rest)+1, fresh))
	}
	return append(items, totalItem("course", w.course.total, w.course.root, live, p, fresh))
}

// columnItem is one column for one person. A person without any grade is one
// Moodle has not calculated anything for: no status and no weight anywhere.
func columnItem(c *column, p *person, share int, fresh bool) gradeItem {
	zero := 0
	it := gradeItem{
		ID: c.id, Name: &c.name, Type: "manual", Number: &zero, CategoryID: &c.category, Locked: c.locked,
		IsLocked: c.locked, Hidden: c.hidden, Max: c.max, Formatted: "-", Percentage: "-", FeedbackFormat: 2,
		Range: "0&ndash;" + number(c.max),
	}
	if m := c.module; m != nil {
		empty := ""
		it.Type, it.Module, it.Instance, it.CMID, it.IDNumber = "mod", &m.mod, &m.instance, &m.id, &empty
	}
	if c.typeless {
		// Nothing tells the grade type but these empty texts.
		it.Formatted, it.Percentage, it.Range, it.FeedbackFormat = "", "", "&ndash;", 0
		return it
	}
	it.weigh(share, fresh)
	g := c.grades[p]
	if g == nil {
		it.lack(fresh)
		return it
	}
	it.give(g.value, g.at)
	if g.excused {
		it.exclude()
	}
	it.Hidden, it.IsLocked = c.hidden || g.hidden, c.locked || g.locked
	it.Overridden, it.Feedback = g.overridden, g.comment
	return it
}

func (it *gradeItem) weigh(share int, fresh bool) {
	if fresh {
		return
	}
	weight := round5(1 / float64(share))
	text := strconv.FormatFloat(weight*100, 'f', 2, 64) + " %"
	it.Weight, it.WeightFormatted = &weight, &text
}

// exclude is a grade that stays in sight and does not count.
func (it *gradeItem) exclude() {
	weight, text, dropped := 0.0, "0.00 %", "dropped"
	it.Weight, it.WeightFormatted, it.Status = &weight, &text, &dropped
}

func (it *gradeItem) lack(fresh bool) {
	if !fresh {
		novalue := "novalue"
		it.Status = &novalue
	}
}

func (it *gradeItem) give(value float64, at time.Time) {
	value, seconds := round5(value), at.Unix()
	it.Raw, it.DateGraded = &value, &seconds
	it.Formatted = strconv.FormatFloat(value, 'f', 2, 64)
	it.Percentage = ""
	if it.Max != 0 {
		it.Percentage = strconv.FormatFloat(value/it.Max*100, 'f', 2, 64) + " %"
	}
}

// totalItem is the total of a category or of the course: the mean of what there is.
func totalItem(kind string, id, instance int, columns []*column, p *person, fresh bool) gradeItem {
	it := gradeItem{
		ID: id, Type: kind, Instance: &instance, Max: 100, Formatted: "-", Percentage: "-", FeedbackFormat: 2, Range: "0&ndash;100",
	}
	sum, n, last := 0.0, 0, time.Time{}
	for _, c := range columns {
		g := c.grades[p]
		if g == nil || g.excused || c.typeless || c.max == 0 {
			continue
		}
		sum, n = sum+g.value/c.max*100, n+1
		if g.at.After(last) {
			last = g.at
		}
	}
	if kind == "category" {
		it.weigh(4, fresh)
	}
	if n == 0 {
		it.lack(fresh || kind == "course")
		return it
	}
	it.give(sum/float64(n), last)
	return it
}

// round5 keeps what Moodle's numeric(10,5) keeps.
func round5(v float64) float64 { return math.Round(v*1e5) / 1e5 }
