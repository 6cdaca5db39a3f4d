// Package lti speaks the services by which a tool returns grades: the access
// tokens of LTI 1.3, Assignment and Grade Services 2.0 (AGS), Names and Role
// Provisioning Services 2.0 (NRPS), and the Basic Outcomes of LTI 1.1.
//
// It asks, reads and classifies, and decides nothing: whether a grade should be
// sent again, or what a refusal means for a learner, is judged elsewhere. Errors
// have a class of package grade; an answer that came stands behind them as an
// *AnswerError or *TokenError. No error and no String method holds a token, an
// assertion, a secret or an e-mail address.
//
// What writes is sent once. An error without an answer (Answer.Status is 0) leaves
// open whether the LMS stored the grade: read it back before sending it again.
package lti

// The scopes of the services (AGS 2.0 section 3.1, NRPS 2.0 section 2.3, and the
// one Moodle has for Basic Outcomes with a token).
const (
	ScopeLineItem         = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
	ScopeLineItemReadonly = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
	ScopeResultReadonly   = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
	ScopeScore            = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
	ScopeMembership       = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
	ScopeBasicOutcome     = "https://purl.imsglobal.org/spec/lti-bo/scope/basicoutcome"
)

// Media types. Moodle compares them letter for letter.
const (
	mediaLineItem  = "application/vnd.ims.lis.v2.lineitem+json"
	mediaLineItems = "application/vnd.ims.lis.v2.lineitemcontainer+json"
	mediaScore     = "application/vnd.ims.lis.v1.score+json"
	mediaResults   = "application/vnd.ims.lis.v2.resultcontainer+json"
	mediaMembers   = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
	mediaForm      = "application/x-www-form-urlencoded"
	mediaXML       = "application/xml"
)
