package lab

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// maxForm is the size up to which the body of a call is read.
const maxForm = 1 << 20

// serveREST is Moodle's /webservice/rest/server.php. Every answer has status 200,
// errors too.
func (l *Lab) serveREST(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	if wait(r.Context(), l.opt.Latency) != nil {
		return
	}
	function := r.Form.Get("wsfunction")
	nth := l.traffic.note(function, l.asGet(r, r.Form))
	if l.school.ways.turnedAway(w, nth) || l.bad.instead(w, r, function) {
		return
	}
	encode, kind := encodeXML, "application/xml; charset=utf-8"
	if r.Form.Get("moodlewsrestformat") == "json" {
		encode, kind = encodeJSON, "application/json"
	}
	body, err := reading(l, func() ([]byte, error) {
		answer, err := l.recalled(r, function, kind, nth, encode)
		if err != nil {
			return encode(asMoodleError(err))
		}
		return answer, nil
	})
	if err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "private, must-revalidate, pre-check=0, post-check=0, max-age=0")
	if listsCourses(function, r.Form) && l.school.ways.is("courses", "cut") {
		body = body[:len(body)/2]
	}
	_, _ = w.Write(l.bad.cut(body, function))
}

// recalled returns an answer, that about a course of the school from memory if it
// can. kind is how it is written.
func (l *Lab) recalled(r *http.Request, function, kind string, nth int64, encode func(any) ([]byte, error)) ([]byte, error) {
	about := coursesOf(r.Form)
	if err := l.school.ways.spoiled(nth, listsCourses(function, r.Form), about...); err != nil {
		return nil, err
	}
	var sc *schoolCourse
	if len(about) == 1 {
		id, _ := strconv.Atoi(about[0])
		sc = l.school.course(id)
	}
	_, body, err := sc.remembered(kind+l.asGet(r, r.Form), func() (http.Header, []byte, error) {
		answer, err := l.answer(r, function)
		if err != nil {
			return nil, nil, err
		}
		body, err := encode(answer)
		return nil, body, err
	})
	return body, err
}

// reading makes an answer while no grade changes.
func reading[T any](l *Lab, answer func() (T, error)) (T, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return answer()
}

func asMoodleError(err error) *moodleError {
	var e *moodleError
	if errors.As(err, &e) {
		return e
	}
	return &moodleError{"Exception", "generalexceptionmessage", err.Error()}
}

// wait returns after d, or earlier with the context's error.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// answer goes through a call as Moodle does: token, function, service,
// parameters, and only then the function itself.
func (l *Lab) answer(r *http.Request, name string) (any, error) {
	who, ok := callers()[r.Form.Get("wstoken")]
	if !ok {
		return nil, invalidToken()
	}
	all := functions()
	i := slices.IndexFunc(all, func(f function) bool { return f.name == name })
	switch {
	case i < 0 && !slices.Contains(elsewhere(), name):
		return nil, noRecord()
	case i < 0 || l.withheld(who, name):
		return nil, accessRefused()
	}
	if err := l.bad.refusal(name); err != nil {
		return nil, err
	}
	args, err := all[i].check(r.Form)
	if err != nil {
		return nil, err
	}
	c := &call{lab: l, world: l.world, who: who, args: args, base: l.address(r)}
	if w := l.worldOf(args.integer("courseid")); w != nil {
		c.world = w
	}
	if all[i].empty != nil && c.args.integer("courseid") == siteCourseID {
		return all[i].empty, nil
	}
	return all[i].answer(c)
}

// withheld tells whether a function is not in the service of the token.
func (l *Lab) withheld(who caller, name string) bool {
	return l.world.refused && !who.admin && name == gradeItemsFunction
}

// address is the LMS's own, without a slash at the end.
func (l *Lab) address(r *http.Request) string {
	if l.opt.URL != "" {
		return l.opt.URL
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// caller is the account behind a token.
type caller struct {
	id                 int
	login, first, last string
	enters             bool // the course
	manages            bool // its activities
	admin              bool
}

func callers() map[string]caller {
	return map[string]caller{
		"labtoken-service": {id: 3, login: "ws_gradesync", first: "Grade", last: "Sync", enters: true, manages: true},
		"labtoken-reader":  {id: 6, login: "ws_reader", first: "Grade", last: "Reader", enters: true},
		"labtoken-weak":    {id: 4, login: "ws_weak", first: "Weak", last: "Token"},
		"labtoken-admin":   {id: 2, login: "admin", first: "Admin", last: "User", enters: true, manages: true, admin: true},
	}
}

// call is one call of a function.
type call struct {
	lab   *Lab
	world *world
	who   caller
	args  args
	base  string
}

// args are the parameters of a call after they were checked.
type args struct{ form url.Values }
