package lab

import (
	"strconv"
	"strings"
	"time"
)

// platform is what the LMS tells a tool at every launch from the course.
type platform struct {
	issuer, client, deployment string // of the LTI 1.3 registration
	key                        string // of the LTI 1.1 consumer
	contextID, contextTitle    string
	courseLink                 string // the link id of a launch by the course's navigation
	lineItems, outcomes        string // paths of the two grade services
	sourcedID                  func(*score, time.Time) string
	scores                     func(lineItem string) string // where scores go
}

func moodlePlatform() platform {
	return platform{
		issuer: "/", client: clientID, deployment: "1", key: consumerKey,
		contextID: strconv.Itoa(courseID), contextTitle: courseTitle,
		lineItems: lineItemsPath(courseID), outcomes: outcomePath,
		sourcedID: func(s *score, at time.Time) string {
			return sourcedID(s.activity.module, s.account.lti11ID, at.Unix()%1_000_000_000)
		},
		scores: func(lineItem string) string {
			return strings.Replace(lineItem, "/lineitem?", "/lineitem/scores?", 1)
		},
	}
}
