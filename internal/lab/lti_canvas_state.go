package lab

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

const canvasTokenPath = "/login/oauth2/token" //nolint:gosec // an address

func canvasMembershipsPath(course int) string {
	return "/api/lti/courses/" + strconv.Itoa(course) + "/names_and_roles"
}

// canvasLTIRoutes are the LTI services of a Canvas.
func canvasLTIRoutes() map[string]func(*ltiCall) ltiReply {
	const items = "/api/lti/courses/{course}/line_items"
	one := items + "/{item}"
	return map[string]func(*ltiCall) ltiReply{
		"POST " + canvasTokenPath: (*ltiCall).canvasToken,
		"GET " + items:            canvasService((*ltiCall).canvasLineItems, scopeLineItem, scopeLineItemRead),
		"POST " + items:           canvasService((*ltiCall).canvasMakeLineItem, scopeLineItem),
		"GET " + one:              canvasService((*ltiCall).canvasLineItem, scopeLineItem, scopeLineItemRead),
		"PUT " + one:              canvasService((*ltiCall).canvasChangeLineItem, scopeLineItem),
		"DELETE " + one:           canvasService((*ltiCall).canvasDeleteLineItem, scopeLineItem),
		"POST " + one + "/scores": canvasService((*ltiCall).canvasScore, scopeScore),
		"GET " + one + "/results": canvasService((*ltiCall).canvasResults, scopeResultRead),
		"GET /api/lti/courses/{course}/names_and_roles": canvasService((*ltiCall).canvasMembers, scopeMembers),
		"POST /api/lti/v1/tools/{tool}/grade_passback":  (*ltiCall).canvasOutcome,
	}
}

// canvasClients are the developer keys; what they may do is what Canvas knows.
func canvasClients() map[string]registration {
	return map[string]registration{
		strconv.Itoa(certLabKey): {id: toolCertLab, client: strconv.Itoa(certLabKey), sync: 2},
		strconv.Itoa(otherKey):   {id: toolOther, client: strconv.Itoa(otherKey), sync: 2},
	}
}

// agsError is an error in the form of the grade services.
func agsError(status int, text string) error {
	kind := strings.ReplaceAll(strings.ToLower(http.StatusText(status)), " ", "_")
	return &canvasError{status, object{{"errors", object{{"type", kind}, {"message", text}}}}, false}
}

// canvasService goes through what every service of a course asks, in the order
// in which Canvas does.
func canvasService(answer func(*ltiCall) (ltiReply, error), scopes ...string) func(*ltiCall) ltiReply {
	return func(c *ltiCall) ltiReply {
		err := c.canvasLetIn(scopes)
		var reply ltiReply
		if err == nil {
			reply, err = answer(c)
		}
		if err != nil {
			return canvasFailure(err)
		}
		return reply
	}
}

func (c *ltiCall) canvasLetIn(scopes []string) error {
	text, _ := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	token, known := c.state.tokens[text]
	switch {
	case text == "":
		return agsError(http.StatusUnauthorized, "Missing access token")
	case !known:
		return agsError(http.StatusUnauthorized, "Access token invalid - signature likely incorrect")
	case !c.now.Before(token.expires):
		return agsError(http.StatusUnauthorized, "Access token expired")
	case !c.mayNow(token, scopes...):
		return agsError(http.StatusUnauthorized, "Insufficient permissions")
	case c.r.PathValue("course") != strconv.Itoa(canvasCourseID):
		return nowhere()
	case !c.installed(token.tool.id):
		return agsError(http.StatusUnauthorized, notLinked)
	case c.world.canvas.workflow == "completed" || c.world.ends.Before(c.world.now):
		return agsError(http.StatusUnprocessableEntity, "This course has concluded. AGS requests will no longer be accepted for this course.")
	}
	return nil
}

// installed tells whether a tool is there for the course: in its account or one
// above.
func (c *ltiCall) installed(tool int) bool {
	t := c.world.canvas.tool(tool)
	if t == nil {
		return false
	}
	for _, account := range chain(c.world.canvas.account) {
		if t.account == account {
			return true
		}
	}
	return false
}

func canvasFailure(err error) ltiReply {
	e := asCanvasError(err)
	reply := ltiReply{status: e.status, kind: jsonKind}
	if e.body != nil {
		// An error's body is made of texts.
		reply.body, _ = json.Marshal(e.body)
	}
	return reply
}

// canvasJSON is a good answer.
func canvasJSON(status int, kind string, v any) (ltiReply, error) {
	body, err := json.Marshal(v)
	return ltiReply{status: status, kind: kind + "; charset=utf-8", body: body}, err
}

// canvasPaged cuts a page out of a list and links the next one.
func (c *ltiCall) canvasPaged(list []object) (page []object, link string) {
	query := c.r.URL.Query()
	size, err := strconv.Atoi(query.Get("limit"))
	if err != nil || size < 1 {
		size = defaultPage
	}
	size = min(size, maxPage)
	n, err := strconv.Atoi(query.Get("page"))
	if err != nil || n < 1 {
		n = 1
	}
	from := min((n-1)*size, len(list))
	to := min(from+size, len(list))
	address := func(n int) string {
		next := url.Values{}
		for key, values := range query {
			next[key] = values
		}
		next.Set("page", strconv.Itoa(n))
		next.Set("limit", strconv.Itoa(size))
		return "<" + c.base + c.r.URL.EscapedPath() + "?" + next.Encode() + ">"
	}
	link = address(n) + `; rel="current",` + address(1) + `; rel="first"`
	if to < len(list) {
		link += "," + address(n+1) + `; rel="next"`
	}
	return append([]object{}, list[from:to]...), link
}

// errGone is how Canvas answers for a line item whose assignment was deleted: with
// no word.
func errGone() error { return &canvasError{http.StatusNotFound, nil, false} }
