package lab

import (
	"fmt"
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
			return fmt.Sprintf(`{"data":{"instanceid":%q,"userid":%q,"typeid":"%d","launchid":%d},"hash":"%064x"}`,
				s.activity.linkID, s.account.lti11ID, typeLegacy, at.Unix()%1_000_000_000, at.Unix())
		},
		scores: func(lineItem string) string {
			return strings.Replace(lineItem, "/lineitem?", "/lineitem/scores?", 1)
		},
	}
}
