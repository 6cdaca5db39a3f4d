package lab

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// enter checks that the course exists and that the caller may go in, in the
// words of the functions that check the context.
func (c *call) enter() error {
	switch id := c.args.integer("courseid"); {
	case id != c.world.course.id:
		return noRecord()
	case !c.who.enters:
		return wrongContext(id, "Course or activity not accessible.")
	}
	return nil
}

// contents answers core_course_get_contents: sections and what stands in them.
func (c *call) contents() (any, error) {
	if err := c.enter(); err != nil {
		return nil, err
	}
	options, err := c.args.options()
	if err != nil {
		return nil, err
	}
	for name := range options {
		switch name {
		case "excludemodules", "excludecontents", "includestealthmodules", "sectionid", "sectionnumber", "cmid", "modname", "modid":
		default:
			return nil, &moodleError{`core\exception\moodle_exception`, "errorinvalidparam", fmt.Sprintf("The param %q is invalid.", name)}
		}
	}
	out := []object{}
	for n, name := range c.world.course.sections {
		if v, asked := options["sectionnumber"]; asked && v != strconv.Itoa(n) {
			continue
		}
		if v, asked := options["sectionid"]; asked && v != strconv.Itoa(16+n) {
			continue
		}
		out = append(out, object{
			{"id", 16 + n}, {"name", name}, {"visible", 1}, {"summary", ""}, {"summaryformat", 1}, {"section", n},
			{"hiddenbynumsections", 0}, {"uservisible", true}, {"component", nil}, {"itemid", nil},
			{"modules", c.modulesOf(n, options)},
		})
	}
	return out, nil
}

func (c *call) modulesOf(section int, options map[string]string) []object {
	out := []object{}
	for _, m := range c.world.modules {
		name, byName := options["modname"]
		cmid, byID := options["cmid"]
		instance, byInstance := options["modid"]
		switch {
		case m.section != section || options["excludemodules"] == "1":
		case byName && name != m.mod || byID && cmid != strconv.Itoa(m.id) || byInstance && instance != strconv.Itoa(m.instance):
		default:
			out = append(out, c.moduleRecord(m))
		}
	}
	return out
}

func (c *call) moduleRecord(m *module) object {
	purpose, plural := "other", "External tools"
	if m.mod == "assign" {
		purpose, plural = "assessment", "Assignments"
	}
	o := object{
		{"id", m.id}, {"url", fmt.Sprintf("%s/mod/%s/view.php?id=%d", c.base, m.mod, m.id)}, {"name", m.name},
		{"instance", m.instance}, {"contextid", 113 + m.id}, {"visible", truthValue(m.visible)}, {"uservisible", true},
		{"visibleoncoursepage", 1},
		{"modicon", c.base + "/theme/image.php/boost/" + m.mod + "/1795283679/monologo?filtericon=1"},
		{"modname", m.mod}, {"purpose", purpose}, {"branded", false}, {"modplural", plural}, {"availability", m.availability()},
		{"indent", 0}, {"onclick", ""}, {"afterlink", nil}, {"customdata", `""`}, {"noviewlink", false},
		{"candisplay", true}, {"completion", 2 * truthValue(m.tracked)},
	}
	if m.tracked {
		// Of the caller, of whom nothing is tracked.
		o = append(o, field{"completiondata", completionOf(nil, false)})
	}
	return append(o, object{{"downloadcontent", 1}, {"dates", []any{}}, {"groupmode", 0}}...)
}

// availability is the text of the conditions under which learners see an activity,
// nil for none.
func (m *module) availability() any {
	var conditions, shown []string
	for _, d := range []struct {
		sign string
		at   time.Time
	}{{">=", m.opens}, {"<", m.closes}} {
		if !d.at.IsZero() {
			conditions = append(conditions, fmt.Sprintf(`{"type":"date","d":%q,"t":%d}`, d.sign, d.at.Unix()))
			shown = append(shown, "true")
		}
	}
	if conditions == nil {
		return nil
	}
	return `{"op":"&","c":[` + strings.Join(conditions, ",") + `],"showc":[` + strings.Join(shown, ",") + `]}`
}

type ltiList struct {
	LTIs     []object  `json:"ltis"`
	Warnings []warning `json:"warnings"`
}

// ltis answers mod_lti_get_ltis_by_courses. Without ids it lists the courses the
// caller is enrolled in, and a service account is enrolled nowhere.
func (c *call) ltis() (any, error) {
	out := ltiList{LTIs: []object{}, Warnings: []warning{}}
	for _, id := range c.args.ids("courseids") {
		if id == siteCourseID {
			continue
		}
		in := *c
		if in.world = c.lab.worldOf(id); in.world == nil || !c.who.enters {
			out.Warnings = append(out.Warnings, warning{"course", id, "1", "No access rights in course context"})
			continue
		}
		for _, m := range in.world.modules {
			if m.mod == "lti" {
				out.LTIs = append(out.LTIs, in.ltiRecord(m))
			}
		}
	}
	return out, nil
}

// ltiRecord is thin for who may not manage activities. The whole one has the
// link's secrets among its members, as the real one has.
func (c *call) ltiRecord(m *module) object {
	created := c.world.starts.AddDate(0, 0, -5).Unix()
	whole := object{
		{"id", m.instance}, {"coursemodule", m.id}, {"course", c.world.course.id}, {"name", m.name}, {"intro", "About " + m.name},
		{"introformat", 1}, {"introfiles", []any{}}, {"section", m.section}, {"visible", m.visible}, {"groupmode", 0},
		{"groupingid", 0}, {"lang", ""}, {"enableaitools", nil}, {"enabledaiactions", nil}, {"timecreated", created},
		{"timemodified", created}, {"typeid", m.typeID}, {"toolurl", m.toolURL}, {"securetoolurl", nil},
		{"instructorchoicesendname", "1"}, {"instructorchoicesendemailaddr", 1}, {"instructorchoiceallowroster", nil},
		{"instructorchoiceallowsetting", nil}, {"instructorcustomparameters", nil},
		{"instructorchoiceacceptgrades", truthValue(m.accepts)}, {"grade", m.points}, {"launchcontainer", 1},
		{"resourcekey", ""}, {"password", ""}, {"debuglaunch", 0}, {"showtitlelaunch", 0}, {"showdescriptionlaunch", 0},
		{"servicesalt", servicesSalt(m)}, {"icon", nil}, {"secureicon", nil},
	}
	if c.who.manages {
		return whole
	}
	return whole.only(strings.Fields("id coursemodule course name intro introformat introfiles lang launchcontainer " +
		"showtitlelaunch showdescriptionlaunch icon secureicon"))
}

// toolTypes answers mod_lti_get_tool_types, which wants a right of the whole site.
func (c *call) toolTypes() (any, error) {
	if !c.who.admin {
		return nil, noPermissions("Change site configuration")
	}
	return []object{c.toolType(typeLegacy, "LegacyQuiz", nil), c.toolType(typeCertLab, "CertLab", clientID)}, nil
}

func (c *call) toolType(id int, name string, client any) object {
	instances := []int{}
	for _, m := range c.world.modules {
		if m.mod == "lti" && m.typeID == id {
			instances = append(instances, len(instances))
		}
	}
	page := func(path string) string { return c.base + "/mod/lti/" + path }
	return object{
		{"id", id}, {"name", name}, {"description", "Click here to give this tool a description"}, {"platformid", c.base},
		{"clientid", client}, {"deploymentid", id},
		{"urls", object{
			{"icon", c.base + "/theme/image.php/boost/lti/1795283679/monologo"},
			{"edit", page(fmt.Sprintf("typessettings.php?action=update&amp;id=%d&amp;sesskey=RA8no8OxA3&amp;returnto=toolconfigure", id))},
			{"publickeyset", page("certs.php")}, {"accesstoken", page("token.php")}, {"authrequest", page("auth.php")},
		}},
		{"state", object{{"text", "Active"}, {"pending", false}, {"configured", true}, {"rejected", false}, {"unknown", false}}},
		{"hascapabilitygroups", false}, {"capabilitygroups", []any{}}, {"courseid", 0},
		{"instanceids", instances}, {"instancecount", len(instances)},
	}
}
