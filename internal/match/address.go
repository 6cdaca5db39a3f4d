package match

import (
	"slices"
	"strings"
	"unicode"
)

// address is an e-mail address made ready to be compared. The zero address is
// unknown.
type address struct {
	whole   string // folded; "" when it is no address
	local   string // without what stands behind a plus sign; for Gmail without dots
	bare    string // local without dots, as some sites see it
	domain  string
	generic bool // the local part names no person
}

func newAddress(email string) address {
	whole := FoldKey(email)
	at := strings.LastIndexByte(whole, '@')
	if at < 1 || at == len(whole)-1 {
		return address{}
	}
	a := address{whole: whole, domain: strings.TrimSuffix(whole[at+1:], ".")}
	a.local, _, _ = strings.Cut(whole[:at], "+")
	a.bare = strings.ReplaceAll(a.local, ".", "")
	if a.domain == "gmail.com" || a.domain == "googlemail.com" {
		a.local, a.domain = a.bare, "gmail.com"
	}
	switch a.local {
	case "", "admin", "contact", "hello", "info", "mail", "me", "no-reply", "noreply", "office",
		"postmaster", "school", "student", "students", "test", "user":
		a.generic = true
	}
	return a
}

// sameSite reports whether one domain is the other or lies below it, as students
// have it under the university's.
func sameSite(a, b string) bool {
	return a == b || strings.HasSuffix(a, "."+b) || strings.HasSuffix(b, "."+a)
}

// mailbox is how much two addresses have in common.
type mailbox int

const (
	noMail         mailbox = iota // one of them is not known
	otherMail                     // nothing in common
	shortElsewhere                // the same local part, which is short or general, at another domain
	localElsewhere                // the same local part at another domain
	slipMail                      // one typing error in a long local part
	nearbyMail                    // the same local part, one domain below the other or a typing error in it
	aliasMail                     // the same mailbox, written otherwise
	sameMail
)

func (a address) like(b address) mailbox {
	switch {
	case a.whole == "" || b.whole == "":
		return noMail
	case a.whole == b.whole:
		return sameMail
	case a.local == b.local && a.domain == b.domain && a.local != "":
		return aliasMail
	case a.bare == b.bare && a.domain != b.domain:
		return a.likeElsewhere(b)
	case a.domain == b.domain && min(len(a.local), len(b.local)) >= 6 && slip(a.local, b.local):
		return slipMail
	}
	return otherMail
}

// likeElsewhere compares two addresses with the same local part.
func (a address) likeElsewhere(b address) mailbox {
	switch {
	case a.generic:
		return shortElsewhere
	case sameSite(a.domain, b.domain), slip(a.domain, b.domain):
		return nearbyMail
	case len(a.bare) >= 6:
		return localElsewhere
	}
	return shortElsewhere
}

// slip reports whether one typing error makes b of a: a letter too many, too few,
// another one, or two neighbours swapped. A digit is never taken for a slip: it
// tells people apart who share a name.
func slip(a, b string) bool {
	p, q := []rune(a), []rune(b)
	for len(p) > 0 && len(q) > 0 && p[0] == q[0] {
		p, q = p[1:], q[1:]
	}
	for len(p) > 0 && len(q) > 0 && p[len(p)-1] == q[len(q)-1] {
		p, q = p[:len(p)-1], q[:len(q)-1]
	}
	if slices.ContainsFunc(slices.Concat(p, q), unicode.IsDigit) {
		return false
	}
	swapped := len(p) == 2 && len(q) == 2 && p[0] == q[1] && p[1] == q[0]
	return swapped || max(len(p), len(q)) == 1
}
