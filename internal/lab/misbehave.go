package lab

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// misbehaviour is a way for the server to answer badly, for one function or all.
type misbehaviour struct {
	way, function string
}

func parseMisbehaviour(text string) (misbehaviour, error) {
	way, function, _ := strings.Cut(text, ":")
	known := []string{"", "html", "empty", "half", "hang", "token", "norights"}
	if !slices.Contains(known, way) {
		return misbehaviour{}, fmt.Errorf("choosing how the practice LMS misbehaves: %q is not one of html, empty, half, hang, token, norights:FUNCTION", text)
	}
	if way == "norights" && function == "" {
		return misbehaviour{}, fmt.Errorf("choosing how the practice LMS misbehaves: norights needs the name of a function, as norights:gradereport_user_get_grade_items")
	}
	return misbehaviour{way: way, function: function}, nil
}

// is tells whether a call is to be answered in that way.
func (m misbehaviour) is(way, function string) bool {
	return m.way == way && (m.function == "" || m.function == function)
}

// instead answers a call badly, when that needs no good answer first.
func (m misbehaviour) instead(w http.ResponseWriter, r *http.Request, function string) (done bool) {
	switch {
	case m.is("hang", function):
		<-r.Context().Done()
	case m.is("empty", function):
		w.WriteHeader(http.StatusOK)
	case m.is("html", function):
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(loginPage))
	default:
		return false
	}
	return true
}

// refusal is the error a call gets in place of its answer, nil for none.
func (m misbehaviour) refusal(function string) error {
	switch {
	case m.is("token", function):
		return invalidToken()
	case m.is("norights", function):
		return noPermissions("View the user report")
	}
	return nil
}

// cut takes the second half of an answer away, as a dying server does.
func (m misbehaviour) cut(body []byte, function string) []byte {
	if m.is("half", function) {
		return body[:len(body)/2]
	}
	return body
}

// loginPage is what a proxy or a site in maintenance puts before the services.
const loginPage = `<!DOCTYPE html>
<html dir="ltr" lang="en" xml:lang="en">
<head><title>Log in to the site | Practice LMS</title></head>
<body id="page-login-index"><form action="/login/index.php" method="post"></form></body>
</html>
`

const notFoundPage = `<!DOCTYPE html>
<html dir="ltr" lang="en" xml:lang="en">
<head><title>Error | Practice LMS</title></head>
<body id="page-error"><p class="errormessage">File not found.</p></body>
</html>
`

func serveNotFound(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write([]byte(notFoundPage))
}
