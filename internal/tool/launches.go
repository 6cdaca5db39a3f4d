package tool

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gradesync/gradesync/internal/grade"
)

// rawRecords is what raw launches told of people and links. Their ids stand for
// the tool's own until complete knows which of the tool's records they mean.
type rawRecords struct {
	people map[string]*rawPerson // by account id
	links  map[string]*rawLink   // by activity id
	order  []string              // the ids of people, as they came
	linked []string              // the ids of links, as they came
}

type rawPerson struct {
	account grade.Account // with the LMS's id for the person only when derived
	derived bool          // the account's id was made of the LMS's, the tool named none
	role    grade.RoleKind
	roles   bool // the launches speak of more than one role
}

type rawLink struct {
	id, title string
}

func newRawRecords() rawRecords {
	return rawRecords{people: map[string]*rawPerson{}, links: map[string]*rawLink{}}
}

// readLaunches reads every .jsonl file of a folder as raw launches.
func (r *reading) readLaunches(spec Spec) error {
	files, err := listFolder(spec)
	if err != nil {
		return err
	}
	files = slices.DeleteFunc(files, func(f file) bool { return f.ext != ".jsonl" })
	if len(files) == 0 {
		return fmt.Errorf("read tool records %s: no .jsonl or .jsonl.gz file is in the folder: %w", spec.Name, grade.ErrNotFound)
	}
	if err := twice(spec, files); err != nil {
		return err
	}
	return r.readEach(spec, files, r.readLaunchFile)
}

func (r *reading) readLaunchFile(spec Spec, f file) error {
	in, err := open(spec.FS, f)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read from
	log := r.begin(launches, spec, f)
	reader := &launchReader{r: r, objects: objects{in.lines}, versions: map[string]vocabulary{
		grade.LTI11: vocabularyOf(grade.LTI11), grade.LTI13: vocabularyOf(grade.LTI13),
	}}
	for {
		err := reader.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err := log.count(err); err != nil {
			return err
		}
	}
	if n := reader.others; n > 0 {
		log.kept -= n
		r.note("%s: %s kept out: only launches of a resource link can return grades", log.name, count(n, "message of another type is", "messages of other types are"))
	}
	log.end(reader.others > 0)
	return nil
}

// launchReader reads the raw launches of one file.
type launchReader struct {
	r        *reading
	objects  objects
	versions map[string]vocabulary
	others   int // messages that are no launches of a resource link
}

func (l *launchReader) next() error {
	line, err := l.objects.next()
	if err != nil {
		return err
	}
	version, reason := ltiVersion(line)
	if reason != "" {
		return l.objects.fault(line, 0, reason)
	}
	m := message{launch: grade.Launch{Version: version, Origin: grade.OriginLTI}}
	if err := l.versions[version].read(l.r.dec, &m, line, place{l.objects.lines.number, 1}); err != nil {
		return err
	}
	if m.kind != "" && m.kind != "LtiResourceLinkRequest" && m.kind != "basic-lti-launch-request" {
		l.others++
		return nil
	}
	if m.launch.At = m.at; m.at.IsZero() {
		m.launch.At = m.issued
	}
	if m.launch.At.IsZero() {
		return l.objects.fault(line, 0, "the launch has no time: keep iat or oauth_timestamp, or add a member at")
	}
	m.settle(l.r.dec)
	l.r.raw.add(l.r.dec, &m)
	l.r.records.Launches = append(l.r.records.Launches, m.launch)
	return nil
}

// settle completes what the launch itself implies.
func (m *message) settle(d *decoder) {
	first(&m.launch.ContextTitle, m.contextLabel)
	first(&m.person.Name, d.keep([]byte(strings.TrimSpace(m.given+" "+m.family))))
	if m.launch.Version == grade.LTI13 {
		m.launch.ClientID = m.party
		if len(m.audience) > 0 && (m.party == "" || len(m.audience) == 1) {
			m.launch.ClientID = m.audience[0]
		}
		// The claims are whole: a service that they do not name was not offered.
		firstKnown(&m.launch.LineItem, grade.Known(""))
		firstKnown(&m.launch.LineItems, grade.Known(""))
		firstKnown(&m.launch.Scopes, grade.Known([]string{}))
	}
	firstKnown(&m.launch.SourcedID, grade.Known(""))
	firstKnown(&m.launch.OutcomeURL, grade.Known(""))
}

// add notes who launched which link, and gives the launch the ids of both.
func (raw *rawRecords) add(d *decoder, m *message) {
	raw.addPerson(d, m)
	raw.addLink(d, m)
}

func (raw *rawRecords) addPerson(d *decoder, m *message) {
	l := &m.launch
	derived := l.Account == ""
	if derived {
		l.Account = platformID(d, l, l.UserID)
	}
	if l.Account == "" {
		return // an anonymous launch
	}
	m.person.ID, m.person.LTI11UserID = l.Account, m.legacyUser
	switch {
	case derived && l.Version == grade.LTI11:
		m.person.LTI11UserID = l.UserID
	case derived:
		m.person.LMSUserID = l.UserID
	}
	p, there := raw.people[l.Account]
	if !there {
		p = &rawPerson{account: m.person, derived: derived}
		raw.people[l.Account] = p
		raw.order = append(raw.order, l.Account)
	}
	mergeAccount(&p.account, &m.person)
	p.play(l.Roles)
}

// play notes the role of one launch. A person whose launches disagree, as an
// assistant's in two courses do, has no role that an account could hold.
func (p *rawPerson) play(roles []string) {
	kind, known, _ := grade.LTIRole(roles)
	if !known {
		return
	}
	p.roles = p.roles || p.role != "" && p.role != kind
	p.role = kind
}

func (raw *rawRecords) addLink(d *decoder, m *message) {
	l := &m.launch
	// A link id that is the context's is a place in the course's menu (Canvas).
	if l.Activity != "" || l.ResourceLinkID == "" || l.ResourceLinkID == l.ContextID {
		return
	}
	l.Activity = platformID(d, l, l.ResourceLinkID)
	if raw.links[l.Activity] == nil {
		raw.links[l.Activity] = &rawLink{id: l.ResourceLinkID, title: m.linkTitle}
		raw.linked = append(raw.linked, l.Activity)
	}
}

// platformID makes an id of the LMS's unique among LMSs.
func platformID(d *decoder, l *grade.Launch, id string) string {
	platform := cmp.Or(l.Issuer, l.ClientID)
	if id == "" || platform == "" {
		return id
	}
	return d.keep([]byte(platform + "|" + id))
}
