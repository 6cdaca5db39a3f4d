package report

import (
	"fmt"
	"strings"

	"github.com/gradesync/gradesync/internal/diagnose"
	"github.com/gradesync/gradesync/internal/resync"
)

// next names what to do and the commands that lead on from here, two at most.
func (r *resending) next(p *page) *page {
	if r.Totals.InDoubt > 0 {
		p.item(0, nextColumn, span{"Then", strong}, span{readsBack, plain})
	}
	list := r.commands()
	p.commands(list[:min(len(list), 2)], r.style.With)
	return p
}

const readsBack = "Run the same command again: it reads back what is in doubt before it sends anything."

// steps are the same commands as they stand in a document of another form.
func (r *resending) steps() []command {
	list := r.commands()
	list = list[:min(len(list), 2)]
	for i := range list {
		list[i] = list[i].with(r.style.With)
	}
	return list
}

func (r *resending) commands() []command {
	var list []command
	from := r.style.from(r.Course)
	again := func(doc string, flags ...string) {
		parts := []string{"gradesync resync", from}
		if r.style.Same != "" {
			parts = append(parts, r.style.Same)
		}
		list = append(list, command{append(parts, flags...), doc})
	}
	switch {
	case !r.Applied && r.Totals.Send > 0:
		again("sends "+pronoun(r.Totals.Send), "--yes")
	case r.Totals.InDoubt > 0:
		again("the same again", "--yes")
	}
	explained := ""
	explain := func(code string) {
		if code != explained {
			explained = code
			list = append(list, command{[]string{"gradesync explain " + Quoted(code)}, "who cures it, and how"})
		}
	}
	explain(r.mostly(func(e *resync.Entry) bool { return e.Outcome == resync.Refused || e.Outcome == resync.AcceptedNotShown }))
	if r.changed() {
		fresh := Style{}
		list = append(list, command{[]string{"gradesync resync", fresh.from(r.Course)}, "plans afresh"})
	}
	if flag, n := r.bestFlag(); flag != "" {
		again(fmt.Sprintf("%d more", n), flag)
	}
	if r.waitForLaunch() {
		list = append(list, command{[]string{"gradesync relaunch", from}, "who must open which link"})
	}
	if explained == "" {
		explain(r.mostly(func(e *resync.Entry) bool { return e.Action == resync.Skip && flagIn(e.Reason) == "" }))
	}
	return list
}

// mostly is the cause that most of some rows name.
func (r *resending) mostly(of func(*resync.Entry) bool) string {
	counts, best := map[string]int{}, ""
	for _, e := range r.entries(of) {
		if diagnose.Lookup(e.Cause) == nil {
			continue
		}
		counts[e.Cause]++
		if n, most := counts[e.Cause], counts[best]; n > most || n == most && e.Cause < best {
			best = e.Cause
		}
	}
	return best
}

// waitForLaunch reports whether a grade is left out until its learner opens a link.
func (r *resending) waitForLaunch() bool {
	return len(r.entries(func(e *resync.Entry) bool {
		cause := diagnose.Cause{Code: e.Cause}
		return e.Action == resync.Skip && (cause.ByLaunch() || strings.Contains(e.Reason, "gradesync relaunch"))
	})) > 0
}
