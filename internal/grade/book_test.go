package grade

import "testing"

func TestLearnerRole(t *testing.T) {
	of := func(kinds ...RoleKind) Learner {
		var l Learner
		for _, kind := range kinds {
			l.Enrolments = append(l.Enrolments, Enrolment{Kind: kind})
		}
		return l
	}
	for _, test := range []struct {
		learner Learner
		want    RoleKind
	}{
		{of(), ""},
		{of(RoleLearner), RoleLearner},
		{of(RoleStaff, RoleLearner), RoleLearner},
		{of(RoleObserver, RoleStaff), RoleStaff},
		{of(RoleStaff, RoleObserver), RoleStaff},
		{of(RoleNone), RoleNone},
		{of(RoleOther, RoleObserver), RoleOther},
	} {
		if kind, ok := test.learner.Role(); kind != test.want || ok != (len(test.learner.Enrolments) > 0) {
			t.Errorf("Role of %+v = %q, %v; want %q", test.learner.Enrolments, kind, ok, test.want)
		}
	}
}

func TestLearnerState(t *testing.T) {
	active, ended := Known(EnrolmentActive), Known(EnrolmentConcluded)
	for _, test := range []struct {
		states []Maybe[EnrolmentState]
		want   Maybe[EnrolmentState]
	}{
		{nil, Maybe[EnrolmentState]{}},
		{[]Maybe[EnrolmentState]{{}}, Maybe[EnrolmentState]{}},
		{[]Maybe[EnrolmentState]{ended, {}}, ended},
		{[]Maybe[EnrolmentState]{ended, active}, active},
		{[]Maybe[EnrolmentState]{active, ended}, active},
	} {
		var l Learner
		for _, state := range test.states {
			l.Enrolments = append(l.Enrolments, Enrolment{State: state})
		}
		if got := l.State(); got != test.want {
			t.Errorf("State of %+v = %+v, want %+v", test.states, got, test.want)
		}
	}
}
