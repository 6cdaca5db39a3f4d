package canvas

// The wire types name only what is read. Answers carry more: avatars, work handed
// in, launch parameters with signatures (secure_params). It has no field here and
// is dropped while decoding.

type wireToken struct {
	AccessToken string `json:"access_token"`
}

type wireCourse struct {
	ID             id           `json:"id"`
	Name           text         `json:"name"`
	OriginalName   text         `json:"original_name"`
	Code           text         `json:"course_code"`
	SISID          optional     `json:"sis_course_id"`
	State          text         `json:"workflow_state"`
	AccountID      id           `json:"account_id"`
	RootAccountID  id           `json:"root_account_id"`
	StartAt        moment       `json:"start_at"`
	EndAt          moment       `json:"end_at"`
	TimeZone       text         `json:"time_zone"`
	RestrictToDate toggle       `json:"restrict_enrollments_to_course_dates"`
	TermID         id           `json:"enrollment_term_id"`
	Term           *wireTerm    `json:"term"`
	Concluded      flag         `json:"concluded"`
	HideTotals     toggle       `json:"hide_final_grades"`
	Account        *wireAccount `json:"account"`
}

// wireTerm has overrides by type of enrolment only in the list of terms.
type wireTerm struct {
	ID        id                   `json:"id"`
	StartAt   moment               `json:"start_at"`
	EndAt     moment               `json:"end_at"`
	Overrides map[string]wireDates `json:"overrides"`
}

type wireDates struct {
	StartAt moment `json:"start_at"`
	EndAt   moment `json:"end_at"`
}

type wireTerms struct {
	Terms []wireTerm `json:"enrollment_terms"`
}

type wireAccount struct {
	ID       id `json:"id"`
	ParentID id `json:"parent_account_id"`
	RootID   id `json:"root_account_id"`
}

type wireSection struct {
	ID             id     `json:"id"`
	Name           text   `json:"name"`
	StartAt        moment `json:"start_at"`
	EndAt          moment `json:"end_at"`
	RestrictToDate toggle `json:"restrict_enrollments_to_section_dates"`
	FromCourse     id     `json:"nonxlist_course_id"`
}

type wireEnrolment struct {
	ID        id          `json:"id"`
	UserID    id          `json:"user_id"`
	SectionID id          `json:"course_section_id"`
	Type      text        `json:"type"`
	Role      text        `json:"role"`
	State     text        `json:"enrollment_state"`
	StartAt   moment      `json:"start_at"`
	EndAt     moment      `json:"end_at"`
	SISUserID optional    `json:"sis_user_id"`
	User      wireUser    `json:"user"`
	Grades    *wireTotals `json:"grades"`
}

// wireTotals are the totals of a student's enrolment, posted grades alone. Scores
// are percentages; grades are letters, and null without a grading scheme.
type wireTotals struct {
	CurrentScore number   `json:"current_score"`
	CurrentGrade optional `json:"current_grade"`
	FinalScore   number   `json:"final_score"`
	FinalGrade   optional `json:"final_grade"`
}

type wireUser struct {
	ID         id       `json:"id"`
	Name       text     `json:"name"`
	SISUserID  optional `json:"sis_user_id"`
	Login      optional `json:"login_id"`
	Email      optional `json:"email"`
	MergedInto id       `json:"merged_into_user_id"`
}

type wireAssignment struct {
	ID              id                `json:"id"`
	Name            text              `json:"name"`
	State           text              `json:"workflow_state"`
	Published       flag              `json:"published"`
	HTMLURL         text              `json:"html_url"`
	CreatedAt       moment            `json:"created_at"`
	UnlockAt        moment            `json:"unlock_at"`
	LockAt          moment            `json:"lock_at"`
	PointsPossible  number            `json:"points_possible"`
	GroupID         id                `json:"assignment_group_id"`
	GradingType     text              `json:"grading_type"`
	SubmissionTypes []text            `json:"submission_types"`
	OnlyOverrides   toggle            `json:"only_visible_to_overrides"`
	HasOverrides    toggle            `json:"has_overrides"`
	Overrides       *[]wireOverride   `json:"overrides"`
	LTIContextID    text              `json:"lti_context_id"`
	Tag             *wireTag          `json:"external_tool_tag_attributes"`
	PostManually    toggle            `json:"post_manually"`
	Anonymous       toggle            `json:"anonymous_grading"`
	Moderated       toggle            `json:"moderated_grading"`
	GradesPublished flag              `json:"grades_published"`
	AllowedAttempts number            `json:"allowed_attempts"`
	BlueprintChild  toggle            `json:"is_master_course_child_content"`
	Governed        toggle            `json:"restricted_by_master_course"`
	Restrictions    map[string]toggle `json:"master_course_restrictions"`
}

// wireOverride has a date only where it differs from the assignment's.
type wireOverride struct {
	UnlockAt moment `json:"unlock_at"`
	LockAt   moment `json:"lock_at"`
}

type wireTag struct {
	URL            text `json:"url"`
	ResourceLinkID text `json:"resource_link_id"`
	ContentType    text `json:"content_type"`
	ContentID      id   `json:"content_id"`
}

type wireTool struct {
	ID           id     `json:"id"`
	Name         text   `json:"name"`
	Domain       text   `json:"domain"`
	URL          text   `json:"url"`
	Version      text   `json:"version"`
	ConsumerKey  text   `json:"consumer_key"`
	DeveloperKey id     `json:"developer_key_id"`
	DeploymentID text   `json:"deployment_id"`
	Privacy      text   `json:"privacy_level"`
	State        text   `json:"workflow_state"`
	CreatedAt    moment `json:"created_at"`
}

type wireSubscription struct {
	ID id `json:"id"`
}

type wireModule struct {
	ID        id          `json:"id"`
	Published flag        `json:"published"`
	Count     number      `json:"items_count"`
	Items     *[]wireItem `json:"items"`
}

type wireItem struct {
	ID        id   `json:"id"`
	Title     text `json:"title"`
	Type      text `json:"type"`
	ContentID id   `json:"content_id"`
	URL       text `json:"external_url"`
	HTMLURL   text `json:"html_url"`
	Published flag `json:"published"`
}
