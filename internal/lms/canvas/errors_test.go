package canvas

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/gradesync/gradesync/internal/grade"
)

// Every shape in which Canvas answers an error has a class, and shows nobody's data.
func TestErrorShapes(t *testing.T) {
	const name = "Ada Pine"
	for about, tt := range map[string]struct {
		status int
		header string
		body   string
		class  error
		words  string
	}{
		"no token":           {401, "Bearer", `{"status":"unauthenticated","errors":[{"message":"user authorization required"}]}`, grade.ErrAuth, "New Access Token"},
		"bad token":          {401, "Bearer", `{"errors":[{"message":"Invalid access token."}]}`, grade.ErrAuth, "revoked"},
		"scope missing":      {401, "", `{"errors":[{"message":"Insufficient scopes on access token."}]}`, grade.ErrScope, "url:GET|/api/v1/courses/:id"},
		"scope, with header": {401, "Bearer", `{"errors":[{"message":"Insufficient scopes on access token."}]}`, grade.ErrScope, "developer key"},
		"not permitted":      {401, "", forbidden, grade.ErrScope, "Courses - view list"},
		"not permitted, new": {403, "", forbidden, grade.ErrScope, "url:GET|/api/v1/courses/:id"},
		"masquerade":         {401, "", `{"errors":"Invalid as_user_id"}`, grade.ErrScope, ""},
		"missing parameter":  {400, "", `{"errors":[{"message":"` + name + ` is missing"}]}`, grade.ErrRejected, "400"},
		"validation list":    {422, "", `{"errors":[{"field":"grade","message":"` + name + `","error_code":null}]}`, grade.ErrRejected, "422"},
		"validation map":     {422, "", `{"errors":{"name":[{"attribute":"name","type":"too_long","message":"too_long"}]}}`, grade.ErrRejected, "422"},
		"bad date":           {400, "", `{"errors":{"graded_since":"Invalid datetime for graded_since"}}`, grade.ErrRejected, "Invalid datetime"},
		"ad hoc error":       {400, "", `{"error":"too many students"}`, grade.ErrRejected, "too many students"},
		"ad hoc message":     {400, "", `{"message":"Request contains too many assignment_ids.  Limit 50"}`, grade.ErrRejected, "too many assignment_ids"},
		"service object":     {422, "", `{"errors":{"type":"unprocessable_entity","message":"` + name + `"}}`, grade.ErrRejected, "422"},
		"exception":          {500, "", `{"errors":[{"message":"An error occurred.","error_code":"internal_server_error"}],"error_report_id":987}`, grade.ErrTemporary, "error report 987"},
		"gateway":            {502, "", `<html><title>Bad Gateway</title>` + name, grade.ErrTemporary, "Bad Gateway"},
		"throttled":          {403, "", "403 Forbidden (Rate Limit Exceeded)\n", grade.ErrThrottled, "rate limit"},
		"throttled, new":     {429, "", "", grade.ErrThrottled, "rate limit"},
		"web page":           {404, "", `<html><title>Page not found</title>` + name, grade.ErrUnreadable, "lms.url"},
		"firewall":           {403, "", `<html><title>Blocked</title>`, grade.ErrUnreadable, "Blocked"},
		"login page":         {200, "", `<!DOCTYPE html><title>Log in to canvas</title>` + name, grade.ErrUnreadable, "Log in"},
		"nothing":            {200, "", ``, grade.ErrUnreadable, "empty"},
		"no course":          {200, "", `{}`, grade.ErrUnreadable, "no course"},
		"a list":             {200, "", `[]`, grade.ErrUnreadable, ""},
		"not JSON":           {200, "", `{"id":4102,"name":"` + name, grade.ErrUnreadable, "complete JSON"},
		"empty refusal":      {404, "", ``, grade.ErrNotFound, ""},
		"unsupported":        {405, "", `{}`, grade.ErrUnsupported, "405"},
	} {
		t.Run(about, func(t *testing.T) {
			s := &site{respond: func(w http.ResponseWriter, _ *http.Request) bool {
				if tt.header != "" {
					w.Header().Set("WWW-Authenticate", tt.header)
				}
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.body)
				return true
			}}
			_, err := serve(t, s).Book(t.Context(), "4102")
			if !errors.Is(err, tt.class) || !strings.Contains(err.Error(), tt.words) {
				t.Errorf("got %v, want class %q with %q", err, tt.class, tt.words)
			}
			if strings.Contains(err.Error(), name) || strings.Contains(err.Error(), token) {
				t.Errorf("%v shows what it should not", err)
			}
		})
	}
}

// Each call names its scope, and a permission of its own.
func TestRefusalsNameScopes(t *testing.T) {
	seen := map[string]bool{}
	for _, u := range uses() {
		err := missingPermission(u.route)
		if !errors.Is(err, grade.ErrScope) || !strings.Contains(err.Error(), "url:GET|"+string(u.route)) || seen[u.route.scope()] {
			t.Errorf("%s: %v", u.route, err)
		}
		if u.what == "" || u.route.permission() == route("").permission() && u.route != routeCourses {
			t.Errorf("%s: no words for what it needs", u.route)
		}
		seen[u.route.scope()] = true
	}
	s := practice()
	s.respond = on(here+"/effective_due_dates", 403, forbidden)
	bookOf(t, s)
	for _, path := range s.calls {
		if !seen["url:GET|"+string(pattern(path))] {
			t.Errorf("%s is called, and its scope is not listed", path)
		}
	}
}

// pattern is the route of a path.
func pattern(path string) route {
	for _, u := range uses() {
		want, got := strings.Split(string(u.route), "/"), strings.Split(path, "/")
		same := len(want) == len(got)
		for i := 0; same && i < len(want); i++ {
			same = strings.HasPrefix(want[i], ":") || want[i] == got[i]
		}
		if same {
			return u.route
		}
	}
	return route(path)
}

func TestRoutePaths(t *testing.T) {
	for want, got := range map[string]string{
		"/api/v1/courses/4102/modules/7/items":        routeItems.path("4102", "7"),
		"/api/v1/courses/sis_course_id:NET%2F101%2EA": routeCourse.path("sis_course_id:NET/101.A"),
		"/api/v1/users/self":                          routeSelf.path("self"),
		"/api/v1/users/lti_1_3_id:a%3Fb%23c":          routeSelf.path("lti_1_3_id:a?b#c"),
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
