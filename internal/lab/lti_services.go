package lab

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// The media types of the services.
const (
	lineItemKind  = "application/vnd.ims.lis.v2.lineitem+json"
	lineItemsKind = "application/vnd.ims.lis.v2.lineitemcontainer+json"
	scoreKind     = "application/vnd.ims.lis.v1.score+json"
	scoresKind    = "application/vnd.ims.lis.v1.scorecontainer+json"
	resultsKind   = "application/vnd.ims.lis.v2.resultcontainer+json"
	membersKind   = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
)

// resource is one kind of address below services.php.
type resource struct {
	path    string // a pattern whose groups are the course, then the item or the tool
	kinds   []string
	methods string
	answer  func(*ltiCall, []string) (ltiReply, error)
}

func resources() []resource {
	const item = `/([^/]+)/lineitems/([^/]+)/lineitem`
	return []resource{
		{`/([^/]+)/lineitems`, []string{lineItemsKind, lineItemKind}, "GET POST", (*ltiCall).lineItems},
		{item, []string{lineItemKind}, "GET PUT DELETE", (*ltiCall).lineItem},
		{item + "/results", []string{resultsKind}, "GET", (*ltiCall).results},
		{item + "/scores", []string{scoresKind, scoreKind}, "POST", (*ltiCall).score},
		{`/CourseSection/([^/]+)/bindings/([^/]+)/memberships`, []string{membersKind}, "GET", (*ltiCall).memberships},
	}
}

// serviceError is an answer that is no result. Moodle says in the status line why.
type serviceError struct {
	status int
	reason string
	kind   string // of an answer whose body is an empty list; empty is Moodle's usual body
}

func (e *serviceError) Error() string { return e.reason }

func serviceRefusal(status int, reason string) error { return &serviceError{status, reason, ""} }

// crash is an exception that Moodle does not catch; it becomes an HTML page.
type crash string

func (e crash) Error() string { return string(e) }

func notLetIn() error {
	return serviceRefusal(http.StatusUnauthorized, http.StatusText(http.StatusUnauthorized))
}

// moodleService is Moodle's /mod/lti/services.php: it looks for the resource by
// path and media type together, and says that there is none when either is wrong.
func (c *ltiCall) moodleService() ltiReply {
	path := "/" + c.r.PathValue("rest")
	accept, kind := "", ""
	switch c.r.Method {
	case http.MethodGet:
		accept = c.r.Header.Get("Accept")
	case http.MethodDelete:
	default:
		kind, _, _ = strings.Cut(c.r.Header.Get("Content-Type"), ";")
	}
	for _, res := range resources() {
		groups := regexp.MustCompile("^" + res.path + "$").FindStringSubmatch(path)
		if groups == nil || !c.speaks(res, accept, kind) {
			continue
		}
		if !slices.Contains(strings.Fields(res.methods), c.r.Method) {
			return c.serviceFailure(serviceRefusal(http.StatusMethodNotAllowed, http.StatusText(http.StatusMethodNotAllowed)))
		}
		reply, err := res.answer(c, groups[1:])
		if err != nil {
			return c.serviceFailure(err)
		}
		return reply
	}
	return c.serviceFailure(serviceRefusal(http.StatusBadRequest, "No handler found for "+path+" "+accept+" "+kind))
}

func (c *ltiCall) speaks(res resource, accept, kind string) bool {
	switch c.r.Method {
	case http.MethodGet:
		return accept == "" || strings.Contains(accept, "*/*") || slices.Contains(res.kinds, accept)
	case http.MethodDelete:
		return true
	}
	return slices.Contains(res.kinds, kind)
}

// serviceFailure writes an error as Moodle does: with what was asked in the body,
// or, when a score could not be stored, with an empty list.
func (c *ltiCall) serviceFailure(err error) ltiReply {
	var e *serviceError
	if !errors.As(err, &e) {
		return moodleErrorPage(err.Error())
	}
	if e.status == http.StatusBadGateway {
		return badGateway()
	}
	reply := ltiReply{status: e.status, reason: e.reason, kind: jsonKind}
	if e.kind != "" {
		reply.kind, reply.body = e.kind, []byte("[]")
		return reply
	}
	request := object{{"method", c.r.Method}, {"url", c.r.URL.RequestURI()}}
	if accept := c.r.Header.Get("Accept"); accept != "" {
		request = append(request, field{"accept", accept})
	}
	kind, _, _ := strings.Cut(c.r.Header.Get("Content-Type"), ";")
	request = append(request, field{"contentType", kind})
	plain, err := plainJSON(object{{"status", e.status}, {"reason", e.reason}, {"request", request}})
	if err != nil {
		return moodleErrorPage(err.Error())
	}
	var out bytes.Buffer
	// It was JSON a line before.
	_ = json.Indent(&out, plain, "", "    ")
	reply.body = out.Bytes()
	return reply
}

// plainJSON is JSON as PHP writes it when told to leave slashes alone.
func plainJSON(v any) ([]byte, error) {
	body, err := encodeJSON(v)
	return bytes.ReplaceAll(body, []byte(`\/`), []byte(`/`)), err
}

// good answers with JSON.
func good(kind string, v any) (ltiReply, error) {
	body, err := encodeJSON(v)
	return ltiReply{status: http.StatusOK, kind: kind + "; charset=utf-8", body: body}, err
}

// letIn goes through what every resource below a course asks: the token with one
// of the scopes, the tool of the address, the course, and the tool in it.
func (c *ltiCall) letIn(course, tool string, scopes ...string) (accessToken, ltiCourse, error) {
	token, ok := c.bearer()
	if !ok || tool != "" && tool != number(float64(token.tool.id)) || !c.mayNow(token, scopes...) {
		return token, ltiCourse{}, notLetIn()
	}
	k, ok := c.course(course)
	if !ok {
		return token, k, serviceRefusal(http.StatusNotFound, "Not Found: Course "+course+" doesn't exist")
	}
	if token.tool.course != 0 && token.tool.course != k.id {
		return token, k, serviceRefusal(http.StatusForbidden, "Not allowed in context")
	}
	return token, k, nil
}

// ownColumn lets a call in that is about a column of its own tool, by the course and
// the column in its path.
func (c *ltiCall) ownColumn(path []string, scope string) (*column, ltiCourse, error) {
	token, course, err := c.letIn(path[0], c.r.URL.Query().Get("type_id"), scope)
	if err != nil {
		return nil, course, err
	}
	x := c.columnByID(path[1])
	switch {
	case x == nil:
		err = serviceRefusal(http.StatusNotFound, "Not Found: Grade item "+path[1]+" doesn't exist")
	case x.owner() == 0:
		err = serviceRefusal(http.StatusNotFound, "Line item does not exist")
	case x.owner() != token.tool.id:
		err = serviceRefusal(http.StatusForbidden, "Invalid LTI id supplied.")
	}
	return x, course, err
}
