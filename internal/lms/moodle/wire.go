package moodle

import "github.com/gradesync/gradesync/internal/grade"

// The wire types name only what is read. Answers of mod_lti carry secrets
// (resourcekey, password, servicesalt), and site info a private access key: they
// have no field here and are dropped while decoding.

type wireSite struct {
	SiteName  label  `json:"sitename"`
	Username  text   `json:"username"`
	SiteURL   string `json:"siteurl"`
	Release   text   `json:"release"`
	SiteID    text   `json:"siteid"`
	Admin     flag   `json:"userissiteadmin"`
	Functions []struct {
		Name string `json:"name"`
	} `json:"functions"`
}

type wireCourse struct {
	ID        text  `json:"id"`
	ShortName label `json:"shortname"`
	FullName  label `json:"fullname"`
	IDNumber  text  `json:"idnumber"`
	Format    text  `json:"format"`
	Visible   flag  `json:"visible"`
	StartDate stamp `json:"startdate"`
	EndDate   stamp `json:"enddate"`
	GroupMode text  `json:"groupmode"`
	Tracked   flag  `json:"enablecompletion"`
}

type wireCourses struct {
	Courses []wireCourse `json:"courses"`
}

type wireSection struct {
	Visible flag         `json:"visible"`
	Modules []wireModule `json:"modules"`
}

type wireModule struct {
	ID           text       `json:"id"`
	Instance     text       `json:"instance"`
	ModName      string     `json:"modname"`
	Name         label      `json:"name"`
	URL          string     `json:"url"`
	Visible      flag       `json:"visible"`
	OnCoursePage flag       `json:"visibleoncoursepage"`
	UserVisible  flag       `json:"uservisible"`
	Availability present    `json:"availability"`
	Dates        []wireDate `json:"dates"`
	Completion   number     `json:"completion"` // 0 none, 1 by hand, 2 automatic
	section      grade.Maybe[bool]
}

type wireDate struct {
	DataID    string `json:"dataid"`
	Timestamp stamp  `json:"timestamp"`
}

type wirePerson struct {
	ID       text         `json:"id"`
	Username *text        `json:"username"`
	FullName label        `json:"fullname"`
	Email    *text        `json:"email"`
	IDNumber *text        `json:"idnumber"`
	Roles    *[]wireRole  `json:"roles"`
	Groups   *[]wireGroup `json:"groups"`
	// Courses are those with an active enrolment that the person may see.
	Courses []wireCourse `json:"enrolledcourses"`
}

type wireRole struct {
	ShortName string `json:"shortname"`
}

type wireGroup struct {
	ID   text  `json:"id"`
	Name label `json:"name"`
}

type wireGrades struct {
	Users []wireUser `json:"usergrades"`
}

type wireUser struct {
	ID       text       `json:"userid"`
	FullName label      `json:"userfullname"`
	IDNumber text       `json:"useridnumber"`
	Items    []wireItem `json:"gradeitems"`
}

// wireItem is one cell of the gradebook: the column, and this learner's grade.
// The scaleid member is always null (Moodle fills it from the outcome).
type wireItem struct {
	ID          text    `json:"id"`
	Name        label   `json:"itemname"`
	Type        string  `json:"itemtype"`
	Module      string  `json:"itemmodule"`
	Instance    text    `json:"iteminstance"`
	Number      text    `json:"itemnumber"`
	CMID        text    `json:"cmid"`
	CategoryID  present `json:"categoryid"`
	ScaleID     text    `json:"scaleid"`
	OutcomeID   text    `json:"outcomeid"`
	Locked      flag    `json:"locked"`
	Weight      number  `json:"weightraw"`
	Raw         number  `json:"graderaw"`
	GradedAt    stamp   `json:"gradedategraded"`
	NeedsUpdate flag    `json:"gradeneedsupdate"`
	Hidden      flag    `json:"gradeishidden"`
	CellLocked  flag    `json:"gradeislocked"`
	Overridden  flag    `json:"gradeisoverridden"`
	Formatted   present `json:"gradeformatted"`
	Percent     present `json:"percentageformatted"`
	Letter      present `json:"lettergradeformatted"` // only where the course shows letters
	Range       string  `json:"rangeformatted"`
	Status      string  `json:"status"`
	Min         number  `json:"grademin"`
	Max         number  `json:"grademax"`
}

type wireColumns struct {
	Items []struct {
		ID       text  `json:"id"`
		Name     label `json:"itemname"`
		Category label `json:"category"`
	} `json:"gradeItems"`
}

type wireLTIs struct {
	LTIs     []wireLTI     `json:"ltis"`
	Warnings []wireWarning `json:"warnings"`
}

// wireLTI: what follows the id needs moodle/course:manageactivities.
type wireLTI struct {
	ID      text    `json:"id"`
	TypeID  present `json:"typeid"`
	Accepts number  `json:"instructorchoiceacceptgrades"`
	Grade   number  `json:"grade"`
}

type wireWarning struct {
	Code text `json:"warningcode"`
}

type wireTool struct {
	ID           text    `json:"id"`
	Name         label   `json:"name"`
	ClientID     present `json:"clientid"`
	DeploymentID text    `json:"deploymentid"`
	CourseID     text    `json:"courseid"`
	State        struct {
		Configured flag `json:"configured"`
	} `json:"state"`
}

type wireStatuses struct {
	Statuses []wireStatus `json:"statuses"`
}

// wireStatus is how far one learner is with one activity.
type wireStatus struct {
	CMID       text    `json:"cmid"`
	State      text    `json:"state"`
	At         stamp   `json:"timecompleted"`
	OverrideBy present `json:"overrideby"`
	Completes  flag    `json:"hascompletion"`
	Tracked    flag    `json:"istrackeduser"`
}
