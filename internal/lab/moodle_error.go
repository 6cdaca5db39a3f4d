package lab

import "fmt"

// moodleError is the object Moodle answers in place of a result, with HTTP
// status 200 as ever.
type moodleError struct {
	Exception string `json:"exception"`
	Code      string `json:"errorcode"`
	Message   string `json:"message"`
}

func (e *moodleError) Error() string { return e.Code + ": " + e.Message }

func invalidToken() error {
	return &moodleError{`core\exception\moodle_exception`, "invalidtoken", "Invalid token - token not found"}
}

// accessRefused is the answer for a function outside of the token's service.
func accessRefused() error {
	return &moodleError{"webservice_access_exception", "accessexception", "Access control exception"}
}

// noRecord is the answer for an id, and for a function name, that does not exist.
func noRecord() error {
	return &moodleError{"dml_missing_record_exception", "invalidrecordunknown", "Can't find data record in database."}
}

func invalidParameter() error {
	return &moodleError{`core\exception\invalid_parameter_exception`, "invalidparameter", "Invalid parameter value detected"}
}

// closed is how one half of the functions says that the caller may not enter.
func closed() error {
	return &moodleError{`core\exception\require_login_exception`, "requireloginerror", "Course or activity not accessible."}
}

// wrongContext is how the other half says it, and the groups also of a course
// that does not exist.
func wrongContext(course int, why string) error {
	return &moodleError{
		`core\exception\moodle_exception`, "errorcoursecontextnotvalid",
		fmt.Sprintf("You cannot execute functions in the course context (course id:%d). The context error message was: %s", course, why),
	}
}

func noPermissions(capability string) error {
	return &moodleError{
		`core\exception\required_capability_exception`, "nopermissions",
		"Sorry, but you do not currently have permissions to do that (" + capability + ").",
	}
}

func activeAndSuspended() error {
	return &moodleError{
		`core\exception\coding_exception`, "codingerror",
		"Coding error detected, it must be fixed by a programmer: Both onlyactive and onlysuspended are set, this is probably not what you want!",
	}
}

// warning is Moodle's second channel for errors, inside a good answer.
type warning struct {
	Item    string `json:"item"`
	ItemID  int    `json:"itemid"`
	Code    string `json:"warningcode"`
	Message string `json:"message"`
}
