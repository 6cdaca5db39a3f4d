package moodle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/go-resty/resty/v2"

	"github.com/gradesync/gradesync/internal/grade"
	"github.com/gradesync/gradesync/internal/httpkit"
)

// exception is the error object that Moodle answers with, as HTTP 200. debuginfo
// is not read: it holds SQL and data. message is read for one purpose only, the
// name of a missing capability; it is in the site's language, and may name people.
type exception struct {
	Exception string `json:"exception"`
	Code      string `json:"errorcode"`
	Message   string `json:"message"`
}

// classify is the client's judgement of an answer.
func classify(resp *resty.Response) error {
	body := bytes.TrimSpace(resp.Body())
	if resp.StatusCode() == http.StatusForbidden && len(body) == 0 {
		return fmt.Errorf("%w: the site refuses REST calls: an administrator must enable it under Site administration > Server > Web services > Manage protocols", grade.ErrScope)
	}
	if e, ok := exceptionIn(body); ok {
		return e.err(httpkit.Label(resp.Request.Context()))
	}
	if err := httpkit.ClassifyStatus(resp); err != nil {
		return err
	}
	return httpkit.CheckJSON(body)
}

// exceptionIn finds an error object without decoding a large good answer.
func exceptionIn(body []byte) (exception, bool) {
	var e exception
	if len(body) == 0 || body[0] != '{' {
		return e, false
	}
	if len(body) > 4<<10 && !bytes.HasPrefix(body, []byte(`{"exception"`)) {
		return e, false
	}
	if json.Unmarshal(body, &e) != nil {
		return e, false
	}
	return e, e.Exception != "" || e.Code != ""
}

// err turns the object into an error of one class, with what to do about it.
func (e exception) err(function string) error {
	class := e.class()
	switch {
	case errors.Is(class, grade.ErrAuth):
		return fmt.Errorf("%w (%s): the token is unknown, expired or blocked: make a new one under Site administration > Server > Web services > Manage tokens", class, e.name())
	case errors.Is(class, grade.ErrScope):
		return e.refusal(function)
	case errors.Is(class, grade.ErrNotFound):
		return fmt.Errorf("%w (%s): no such course, person or function", class, e.name())
	case errors.Is(class, grade.ErrTemporary):
		return fmt.Errorf("%w (%s): the site is in maintenance or its database fails: try again later", class, e.name())
	}
	return fmt.Errorf("%w (%s)", class, e.name())
}

// name is the error's code, or the PHP class where it has none.
func (e exception) name() string {
	name := e.Code
	if name == "" {
		name = e.Exception[strings.LastIndex(e.Exception, `\`)+1:]
	}
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '/' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, name[:min(len(name), 60)])
}

// class sorts the codes. Those not listed are rejections: Moodle understood the
// call and says no.
func (e exception) class() error {
	switch e.Code {
	case "invalidtoken", "invalidtimedtoken", "invalidiptoken", "wsaccessuserdeleted", "wsaccessuserexpired",
		"wsaccessusersuspended", "wsaccessusernologin", "wsaccessuserunconfirmed", "usernotfullysetup", "sitepolicynotagreed":
		return grade.ErrAuth
	case "accessexception", "requireloginerror", "errorcoursecontextnotvalid", "nopermissions", "nopermission",
		"nopermissiontoviewgrades", "notingroup", "cannotviewprofile", "enablewsdescription", "enablews", "coursehidden":
		return grade.ErrScope
	case "invalidrecord", "invalidrecordunknown", "invalidcourseid", "invalidcourse", "unknowncourse", "cannotfindcourse", "invaliduser":
		return grade.ErrNotFound
	case "sitemaintenance", "upgraderunning", "sessioncannotobtainlock", "sessionhandlerproblem", "locktimeout",
		"cannotconnecttodb", "dbconnectionfailed", "ex_unabletolock", "ddlexecuteerror":
		return grade.ErrTemporary
	case "invalidresponse":
		return grade.ErrUnreadable
	}
	switch {
	case strings.HasPrefix(e.Code, "dml"):
		return grade.ErrTemporary // dmlreadexception, dmlconnectionexception, dmltransactionexception, ...
	case strings.HasSuffix(e.Exception, "required_capability_exception"):
		return grade.ErrScope
	}
	return grade.ErrRejected
}

// refusal says which right is missing.
func (e exception) refusal(function string) error {
	switch e.Code {
	case "accessexception":
		return notInService(function)
	case "requireloginerror", "errorcoursecontextnotvalid", "coursehidden":
		return fmt.Errorf("%w: the token's user may not enter the course: give it a role with moodle/course:view (and moodle/course:viewhiddencourses for a hidden course); some functions say the same of a course that does not exist", grade.ErrScope)
	case "notingroup":
		return fmt.Errorf("%w: the group is closed to the token's user: give it moodle/site:accessallgroups", grade.ErrScope)
	}
	needs := capability(function)
	if label := e.capabilityLabel(); label != "" {
		return fmt.Errorf("%w: the token's user lacks %q%s", grade.ErrScope, label, inParens(needs))
	}
	if needs == "" {
		needs = "a capability"
	}
	return fmt.Errorf("%w: the token's user lacks %s", grade.ErrScope, needs)
}

func inParens(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// capabilityLabel takes the capability's name out of "Sorry, but you do not
// currently have permissions to do that (Change site configuration)."
func (e exception) capabilityLabel() string {
	if e.Code != "nopermissions" {
		return ""
	}
	open, end := strings.LastIndexByte(e.Message, '('), strings.LastIndexByte(e.Message, ')')
	if open < 0 || end <= open+1 || end-open > 120 {
		return ""
	}
	return e.Message[open+1 : end]
}

// notInService is the error of a function the token does not reach. Moodle says
// the same, word for word, when the user may not use REST at all.
func notInService(function string) error {
	return fmt.Errorf("%w: the token's service does not contain %s, or its user lacks webservice/rest:use: add the function under Site administration > Server > Web services > External services", grade.ErrScope, function)
}
