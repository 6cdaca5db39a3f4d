package lab

import (
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// canvasCall is one request to Canvas's API.
type canvasCall struct {
	lab   *Lab
	world *world
	site  *canvasSite
	r     *http.Request
	form  url.Values
	who   canvasCaller
	ways  canvasWays
	base  string
	nth   int64 // of all requests
}

// canvasCaller is the account behind a token.
type canvasCaller struct {
	id       int
	name     string
	accounts bool // reads accounts and SIS data, as their administrator
	admin    bool
}

func canvasCallers() map[string]canvasCaller {
	return map[string]canvasCaller{
		canvasToken:                    {id: 29001, name: "Grade Sync", accounts: true},
		"7~labtoken-teacher":           {id: 29002, name: "Grade Reader"},
		"7~labtoken-canvas-site-admin": {id: 29000, name: "Site Admin", accounts: true, admin: true},
	}
}

// canvasToken is the token of the service account.
//
//nolint:gosec // of the practice LMS alone
const canvasToken = "7~labtokenServiceQm3vZ8kT1xWcR5yHn2LdPf6sJbGa9uEe4oKi7tVwXzC0"

type canvasAnswer func(*canvasCall) (any, error)

// canvasRoutes are the requests that the lab's Canvas knows.
func canvasRoutes() map[string]canvasAnswer {
	const course = "courses/{course}/"
	return map[string]canvasAnswer{
		"courses":                                              (*canvasCall).ownCourses,
		"courses/{course}":                                     (*canvasCall).course,
		course + "settings":                                    inside((*canvasCall).settings),
		course + "sections":                                    inside((*canvasCall).sections),
		course + "enrollments":                                 inside((*canvasCall).enrollments),
		course + "users":                                       inside((*canvasCall).courseUsers),
		course + "assignments":                                 inside((*canvasCall).assignments),
		course + "assignments/{assignment}":                    inside((*canvasCall).assignment),
		course + "assignments/{assignment}/overrides":          inside((*canvasCall).overrides),
		course + "assignments/{assignment}/submissions":        inside((*canvasCall).assignmentSubmissions),
		course + "assignments/{assignment}/submissions/{user}": inside((*canvasCall).submission),
		course + "students/submissions":                        inside((*canvasCall).submissions),
		course + "effective_due_dates":                         inside((*canvasCall).effectiveDueDates),
		course + "grading_periods":                             inside((*canvasCall).gradingPeriods),
		course + "late_policy":                                 inside((*canvasCall).latePolicy),
		course + "external_tools":                              inside((*canvasCall).courseTools),
		course + "blueprint_subscriptions":                     inside((*canvasCall).blueprintSubscriptions),
		course + "modules":                                     inside((*canvasCall).modules),
		course + "modules/{module}/items":                      inside((*canvasCall).moduleItems),
		"accounts":                                             (*canvasCall).accounts,
		"accounts/{account}":                                   (*canvasCall).account,
		"accounts/{account}/sub_accounts":                      (*canvasCall).subAccounts,
		"accounts/{account}/courses":                           (*canvasCall).accountCourses,
		"accounts/{account}/terms":                             (*canvasCall).terms,
		"accounts/{account}/external_tools":                    (*canvasCall).accountTools,
		"users/{user}":                                         (*canvasCall).user,
		"audit/grade_change":                                   (*canvasCall).gradeChanges,
		"audit/grade_change/{path...}":                         (*canvasCall).gradeChanges,
	}
}

// canvasHandler serves Canvas's REST API below /api/v1.
func (l *Lab) canvasHandler() http.Handler {
	mux, limit := http.NewServeMux(), &bucket{}
	for path, answer := range canvasRoutes() {
		mux.HandleFunc("GET /api/v1/"+path, l.serveCanvas(limit, answer))
	}
	for path, answer := range canvasLTIRoutes() {
		mux.HandleFunc(path, l.serveLTI(answer))
	}
	mux.HandleFunc(askedPath, l.serveAsked)
	mux.HandleFunc("/api/", l.serveCanvas(limit, func(*canvasCall) (any, error) { return nil, nowhere() }))
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(canvasPage))
	})
	return mux
}

// serveCanvas goes through a request as Canvas does: rate, token, the question.
func (l *Lab) serveCanvas(limit *bucket, answer canvasAnswer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		defer limit.leave()
		if !limit.enter(w, l.ways) || wait(r.Context(), l.opt.Latency) != nil || l.ways.instead(w, r) {
			return
		}
		w.Header().Set("X-Request-Context-Id", universal(r.URL.RequestURI(), int(limit.served.Load())))
		nth := l.traffic.note(r.Pattern, l.asGet(r, r.URL.Query()))
		if l.school.ways.turnedAway(w, nth) {
			return
		}
		c := &canvasCall{lab: l, world: l.world, site: l.world.canvas, r: r, form: r.URL.Query(), ways: l.ways, base: l.address(r), nth: nth}
		c.serve(w, answer)
	}
}

// serve answers, and lets go of the lock before the client reads.
func (c *canvasCall) serve(w http.ResponseWriter, answer canvasAnswer) {
	header, body, err := c.recalled(answer)
	maps.Copy(w.Header(), header)
	status := http.StatusOK
	if err != nil {
		e := asCanvasError(err)
		if e.login {
			w.Header().Set("WWW-Authenticate", `Bearer realm="canvas-lms"`)
		}
		status = e.status
		if body, err = c.shaper().encode(e.body); err != nil {
			http.Error(w, "Internal Server Error", http.StatusInternalServerError)
			return
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(c.ways.cut(c.r.URL.Path)(body))
}

// recalled returns a good answer with its headers, that about a course of the
// school from memory if it can.
func (c *canvasCall) recalled(answer canvasAnswer) (http.Header, []byte, error) {
	c.lab.mu.RLock()
	defer c.lab.mu.RUnlock()
	course, _ := strconv.Atoi(c.r.PathValue("course"))
	sc := c.lab.school.course(course)
	if c.lab.school.ways.revoked(c.nth) {
		sc = nil
	}
	key := strings.Join([]string{c.base, c.r.URL.RequestURI(), c.r.Header.Get("Authorization"), c.r.Header.Get("Accept")}, "\n")
	return sc.remembered(key, func() (http.Header, []byte, error) {
		h := http.Header{}
		v, err := c.answer(h, answer)
		if err != nil {
			return h, nil, err
		}
		body, err := c.shaper().encode(v)
		return h, body, err
	})
}

// shaper fits the answers to the caller.
func (c *canvasCall) shaper() shaper {
	s := shaper{texts: strings.Contains(c.r.Header.Get("Accept"), "canvas-string-ids")}
	if !c.who.accounts || c.ways.is("nosis", "") {
		s.hidden = fromSIS()
	}
	return s
}

func (c *canvasCall) answer(h http.Header, answer canvasAnswer) (any, error) {
	token, _ := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	if token == "" {
		token = c.form.Get("access_token")
	}
	if token == "" {
		return nil, noToken()
	}
	who, known := canvasCallers()[token]
	if !known || c.lab.school.ways.revoked(c.nth) {
		return nil, badToken()
	}
	c.who = who
	if c.lab.school.ways.is("failcourse", c.r.PathValue("course")) {
		return nil, exception()
	}
	if err := c.ways.refusal(c.r.URL.Path); err != nil {
		return nil, err
	}
	body, err := answer(c)
	if list, many := body.(listing); many && err == nil {
		return c.page(h, list)
	}
	return body, err
}

// inside lets a question through that is about the course; of the others, whose
// insides the lab does not have, every list is empty.
func inside(answer canvasAnswer) canvasAnswer {
	return func(c *canvasCall) (any, error) {
		switch id := c.courseID(c.r.PathValue("course")); id {
		case 0:
			return nil, nowhere()
		case canvasCourseID:
			return answer(c)
		default:
			if w := c.lab.worldOf(id); w != nil {
				c.world, c.site = w, w.canvas
				return answer(c)
			}
			if strings.HasSuffix(c.r.URL.Path, "s") {
				return listing{}, nil
			}
			return nil, nowhere()
		}
	}
}
