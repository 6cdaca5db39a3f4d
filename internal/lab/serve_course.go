package lab

import (
	"slices"
	"strconv"
	"strings"
)

// siteCourseID is the front page, a course to Moodle.
const siteCourseID = 1

type functionInfo struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type namedValue struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

// siteInfo answers core_webservice_get_site_info: who the caller is and what the
// service lets the caller call.
func (c *call) siteInfo() (any, error) {
	var list []functionInfo
	for _, f := range functions() {
		if c.lab.withheld(c.who, f.name) {
			continue
		}
		version := f.version
		if version == "" {
			version = coreVersion
		}
		list = append(list, functionInfo{f.name, version})
	}
	return object{
		{"sitename", "Practice LMS"}, {"username", c.who.login}, {"firstname", c.who.first}, {"lastname", c.who.last},
		{"fullname", c.who.first + " " + c.who.last}, {"lang", "en"}, {"userid", c.who.id}, {"siteurl", c.base},
		{"userpictureurl", c.picture(1)}, {"functions", list}, {"downloadfiles", 0}, {"uploadfiles", 0},
		{"release", "5.1.3 (Build: 20260216)"}, {"version", coreVersion}, {"mobilecssurl", ""},
		{"advancedfeatures", []namedValue{{"enablecompletion", 1}, {"enablebadges", 1}, {"enablecompetencies", 1}}},
		{"usercanmanageownfiles", true}, {"userquota", 104857600}, {"usermaxuploadfilesize", 67108864},
		{"userhomepage", 1}, {"userprivateaccesskey", "labaccesskey"}, {"siteid", 1}, {"sitecalendartype", "gregorian"},
		{"usercalendartype", "gregorian"}, {"userissiteadmin", c.who.admin}, {"theme", "boost"},
		{"limitconcurrentlogins", 0}, {"policyagreed", 0},
	}, nil
}

func (c *call) picture(size int) string {
	return c.base + "/theme/image.php/boost/core/1795283679/u/f" + strconv.Itoa(size)
}

// courses answers core_course_get_courses. It fails whole when one of the courses
// is closed to the caller.
func (c *call) courses() (any, error) {
	wanted := c.args.ids("options[ids]")
	all := func(id int) bool { return len(wanted) == 0 || slices.Contains(wanted, id) }
	out := []any{}
	if all(siteCourseID) {
		out = append(out, c.siteCourse())
	}
	for _, facts := range c.lab.courseList(len(wanted) == 0) {
		if !all(facts.id) {
			continue
		}
		if !c.who.enters {
			return nil, wrongContext(facts.id, "Course or activity not accessible.")
		}
		course := object{
			{"id", facts.id}, {"shortname", facts.code}, {"categoryid", 4}, {"fullname", facts.title},
			{"displayname", facts.title}, {"summary", ""}, {"summaryformat", 1}, {"format", "topics"},
			{"startdate", c.world.starts.Unix()}, {"enddate", c.world.ends.Unix()},
			{"showactivitydates", true}, {"showcompletionconditions", true},
		}
		if c.who.admin {
			course = append(course, object{{"idnumber", facts.number}, {"visible", truthValue(!facts.hidden)}, {"showgrades", 1}}...)
		}
		out = append(out, course)
	}
	return out, nil
}

func (c *call) siteCourse() object {
	return object{
		{"id", siteCourseID}, {"shortname", "PRACTICE"}, {"categoryid", 0}, {"fullname", "Practice LMS"},
		{"displayname", "Practice LMS"}, {"summary", ""}, {"summaryformat", 0}, {"format", "site"},
		{"startdate", 0}, {"enddate", 0}, {"numsections", 1}, {"showactivitydates", true}, {"showcompletionconditions", nil},
	}
}

// courseNumber is the course's id in the SIS.
const courseNumber = "SIS-CALC101"

type courseList struct {
	Courses  []object  `json:"courses"`
	Warnings []warning `json:"warnings"`
}

// coursesByField answers core_course_get_courses_by_field. Who may not enter gets
// the thin public record, without a word.
func (c *call) coursesByField() (any, error) {
	out := courseList{Courses: []object{}, Warnings: []warning{}}
	value, by := c.args.text("value"), c.args.text("field")
	if !slices.Contains([]string{"", "id", "ids", "shortname", "idnumber", "category"}, by) {
		return nil, invalidParameter()
	}
	for _, facts := range c.lab.courseList(by == "") {
		if facts.matches(by, value) {
			out.Courses = append(out.Courses, c.courseRecord(facts))
		}
	}
	return out, nil
}

func (f courseFacts) matches(by, value string) bool {
	switch by {
	case "id":
		return value == strconv.Itoa(f.id)
	case "ids":
		return slices.Contains(strings.Split(value, ","), strconv.Itoa(f.id))
	case "shortname":
		return value == f.code
	case "idnumber":
		return value == f.number
	case "category":
		return value == "4"
	}
	return true
}

func (c *call) courseRecord(facts courseFacts) object {
	course := object{
		{"id", facts.id}, {"fullname", facts.title}, {"displayname", facts.title}, {"shortname", facts.code},
		{"courseimage", c.base + "/pluginfile.php/100/course/generated/course.svg"}, {"categoryid", 4},
		{"categoryname", "Fall 2026"}, {"sortorder", 20002}, {"summary", ""}, {"summaryformat", 1},
		{"summaryfiles", []any{}}, {"overviewfiles", []any{}}, {"showactivitydates", true},
		{"showcompletionconditions", true}, {"contacts", c.contacts(facts)}, {"enrollmentmethods", []string{"manual", "self"}},
	}
	if !c.who.enters {
		return course
	}
	course = append(course, object{
		{"format", "topics"}, {"showgrades", 1}, {"newsitems", 0}, {"startdate", c.world.starts.Unix()},
		{"enddate", c.world.ends.Unix()}, {"maxbytes", 0}, {"showreports", 0}, {"visible", truthValue(!facts.hidden)}, {"groupmode", 0},
		{"groupmodeforce", 0}, {"defaultgroupingid", 0}, {"enablecompletion", 1}, {"completionnotify", 0}, {"lang", ""},
		{"theme", ""}, {"marker", 0}, {"filters", []object{{{"filter", "mathjaxloader"}, {"localstate", 0}, {"inheritedstate", 1}}}},
		{"courseformatoptions", []namedValue{{"hiddensections", 1}, {"coursedisplay", 0}, {"indentation", "1"}}},
	}...)
	// Only who may change the course sees its number, though all may search by it.
	if c.who.admin {
		course = append(course, field{"idnumber", facts.number})
	}
	return course
}

func (c *call) contacts(facts courseFacts) []object {
	out := []object{}
	for _, p := range c.lab.staffOf(facts.id) {
		if slices.Contains(p.roles, "editingteacher") {
			out = append(out, object{{"id", p.id}, {"fullname", p.name()}})
		}
	}
	return out
}
