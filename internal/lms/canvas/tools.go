package canvas

import (
	"context"
	"net/url"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// installation is the tools that are installed in one account of the chain.
type installation struct {
	account string
	part[[]wireTool]
}

// readTools reads the tools that the course can use, from itself and above.
func (r *reading) readTools(ctx context.Context) {
	r.tools.set(r.toolsAt(ctx, routeTools, string(r.course.ID), "include_parents", "true"))
}

func (r *reading) toolsAt(ctx context.Context, of route, owner string, pairs ...string) ([]wireTool, error) {
	return list(ctx, r.Provider, of, of.path(owner), r.perPage(100, pairs...), func(t wireTool) string { return string(t.ID) })
}

// chainMax bounds the walk up the accounts.
const chainMax = 20

// readAccounts walks from the course's account up to the root, and reads which
// tools are installed in each. The course's answer knows its account's parent.
func (r *reading) readAccounts(ctx context.Context) {
	chain, err := r.chain(ctx)
	r.accounts.set(chain, err)
	if err != nil && len(chain) == 0 {
		return
	}
	for _, account := range chain {
		i := installation{account: account}
		i.set(r.toolsAt(ctx, routeAccTools, account))
		r.installed = append(r.installed, i)
		if refused(i.err) {
			break // whoever may not see this account's tools may not see those above
		}
	}
}

// chain returns the accounts from the course's own to the root. With an error it
// holds those that were found.
func (r *reading) chain(ctx context.Context) ([]string, error) {
	next, root := r.course.AccountID, r.course.RootAccountID
	if next == "" {
		return nil, missingMember("account_id", routeCourse)
	}
	known := map[id]wireAccount{}
	if a := r.course.Account; a != nil {
		known[a.ID] = *a
	}
	var chain []string
	for next != "" && next != "0" && len(chain) < chainMax {
		chain = append(chain, string(next))
		if next == root {
			return chain, nil
		}
		account, ok := known[next]
		if !ok || account.ParentID == "" {
			var err error
			account, err = one[wireAccount](ctx, r.Provider, routeAccount, routeAccount.path(string(next)), nil)
			if err != nil {
				return chain, err
			}
		}
		next = account.ParentID
	}
	return chain, nil
}

// mapTools joins the lists: what the course can use, and what is installed above
// it, or elsewhere, and closed to it.
func (r *reading) mapTools() []grade.Tool {
	if !r.tools.read() {
		return nil
	}
	accounts := map[id]string{}
	complete := r.listsComplete()
	for _, i := range r.installed {
		for _, t := range i.value {
			accounts[t.ID] = i.account
		}
	}
	tools := []grade.Tool{}
	usable := map[id]bool{}
	for _, t := range r.tools.value {
		usable[t.ID] = true
		m := t.tool()
		m.Available, m.Account = grade.Known(true), accounts[t.ID]
		if complete && m.Account == "" {
			m.CourseID = string(r.course.ID)
		}
		tools = append(tools, m)
	}
	for _, i := range r.installed {
		for _, t := range i.value {
			if usable[t.ID] {
				continue
			}
			usable[t.ID] = true
			m := t.tool()
			m.Available, m.Account = grade.Known(false), i.account
			tools = append(tools, m)
		}
	}
	return tools
}

// tool maps one tool by itself. Its workflow state is its privacy level, unless it
// is deleted or its developer key is off.
func (t wireTool) tool() grade.Tool {
	m := grade.Tool{
		ID: string(t.ID), Name: strings.TrimSpace(string(t.Name)), LTIVersion: t.version(), DeploymentID: string(t.DeploymentID),
		Active: grade.Known(t.State != "deleted" && t.State != "disabled"), CreatedAt: t.CreatedAt.set(),
		Domain: t.host(), Privacy: string(t.Privacy),
	}
	switch {
	case m.LTIVersion == "1.1" && t.ConsumerKey != "N/A":
		m.ClientID = string(t.ConsumerKey)
	case m.LTIVersion != "1.1":
		m.ClientID = toolID(t.DeveloperKey)
	}
	if m.Privacy == "" && grade.Is(m.Active, true) {
		m.Privacy = string(t.State)
	}
	if t.State == "" {
		m.Active = grade.Maybe[bool]{}
	}
	return m
}

func (t wireTool) version() string {
	switch {
	case strings.HasPrefix(string(t.Version), "1.1"):
		return "1.1"
	case strings.HasPrefix(string(t.Version), "1.3"):
		return "1.3"
	}
	return ""
}

// host is the domain that the tool serves, else that of its address.
func (t wireTool) host() string {
	if t.Domain != "" {
		return strings.ToLower(string(t.Domain))
	}
	if u, err := url.Parse(string(t.URL)); err == nil {
		return strings.ToLower(u.Hostname())
	}
	return ""
}
