package diagnose

import "testing"

// resends says for every rule whether sending again cures it at once, and why. A
// rule that is not here fails the test: each has to decide.
var resends = map[string]struct {
	resend string // yes, no, or past: yes where nothing but the send log tells of it
	why    string
}{
	"SC-01": {"no", "there is no score"},
	"SC-02": {"no", "the attempt is still open"},
	"SC-03": {"no", "the score is not final before it is marked"},
	"SC-04": {"no", "the teacher decides whether late work counts"},
	"SC-07": {"yes", "the tool remembers a send; the cell is empty and open"},
	"SC-08": {"yes", "the tool leaves zeros out, a send of ours does not"},
	"SC-12": {"no", "the tool still has the person as staff"},
	"RL-01": {"no", "the score is still kept back"},
	"RL-02": {"no", "the setting stands, and whether to send is the teacher's to say"},
	"RL-03": {"no", "it is on its way"},
	"ID-01": {"no", "nobody has said yet whose account it is"},
	"ID-02": {"no", "the account is still not the connected one"},
	"ID-03": {"no", "the merge is still not confirmed"},
	"ID-04": {"no", "whose account it is rests on a likeness"},
	"ID-05": {"no", "two people share the key"},
	"ID-06": {"no", "the tool still has no id to send for"},
	"ID-07": {"no", "the tool still has the former id"},
	"ID-08": {"no", "the roster does not have the person"},
	"ID-09": {"no", "the role still cannot be graded"},
	"ID-10": {"no", "the enrolment is still not active"},
	"ID-11": {"no", "a preview account holds no grade"},
	"ID-14": {"no", "the tool still holds the former section's course"},
	"LA-01": {"no", "the learner has still to come from the course"},
	"LA-02": {"no", "which course the work belongs to is not settled"},
	"LA-03": {"no", "without a launch there is no address"},
	"LA-05": {"yes", "the link takes grades now, as later launches show"},
	"LA-07": {"no", "the link still takes no grades"},
	"LA-08": {"no", "the course is still not paired"},
	"LA-09": {"no", "the newest launches still have a cut id"},
	"LI-01": {"no", "there is no column"},
	"LI-02": {"no", "the activity is still hidden"},
	"LI-03": {"no", "the column is gone"},
	"LI-04": {"past", "the link may have been made anew since"},
	"LI-05": {"no", "the tool still holds another course's column"},
	"LI-06": {"no", "which of the two columns stays is not decided"},
	"LI-08": {"past", "the lock may have been lifted since"},
	"LI-09": {"yes", "the cross-listing is over; learner and column are here"},
	"LI-10": {"no", "the link still opens another activity"},
	"LI-11": {"no", "the column still has no points"},
	"LI-12": {"no", "the link still opens another activity"},
	"LI-13": {"no", "the link is still the old one"},
	"LI-14": {"yes", "the address was built wrongly by the tool alone"},
	"LI-15": {"no", "the column still holds no number"},
	"LI-16": {"past", "the learner may have been assigned since"},
	"LI-17": {"no", "the tool still has no link to this course"},
	"TK-01": {"no", "the newest launches still lack the right"},
	"TK-02": {"yes", "a refusal of the past"},
	"TK-03": {"yes", "a refusal of the past"},
	"TK-04": {"yes", "a refusal of the past"},
	"TK-05": {"yes", "a refusal of the past"},
	"TK-06": {"no", "the deployment still does not cover the course"},
	"TK-07": {"no", "the course is still out of reach"},
	"TK-08": {"yes", "a refusal of the past"},
	"TK-09": {"yes", "a refusal of the past, dated by another clock"},
	"TK-10": {"yes", "the tool repeats nonces, a send of ours does not"},
	"TK-11": {"past", "the link may have the new tool since"},
	"TK-13": {"no", "the gradebook cannot be read, so nothing could be shown"},
	"TR-01": {"yes", "only a send shows whether the way is open"},
	"TR-02": {"yes", "only a send shows whether the chain is whole"},
	"TR-03": {"yes", "the outage is over"},
	"TR-04": {"yes", "slower this time"},
	"TR-05": {"yes", "the tool gave up, nothing else"},
	"TR-06": {"yes", "nothing else says why, so a send has to show it"},
	"TR-07": {"yes", "the form was the tool's alone"},
	"TR-08": {"yes", "the present address is known from the LMS"},
	"TR-09": {"yes", "the next try may go through"},
	"AC-01": {"no", "the course is still not published"},
	"AC-02": {"past", "the end may have been moved since"},
	"AC-03": {"yes", "a send of ours is newer"},
	"AC-04": {"no", "the score is still out of range"},
	"AC-05": {"yes", "a send of ours carries the maximum"},
	"AC-06": {"yes", "a send of ours is fully graded"},
	"AC-07": {"yes", "only a send shows whether late grades are taken now"},
	"AC-08": {"yes", "a send of ours uses up no attempt"},
	"AC-09": {"yes", "a send of ours is dated rightly"},
	"AC-10": {"past", "the period may have been opened since"},
	"AC-11": {"no", "a person decided on the value"},
	"AC-12": {"yes", "a send of ours uses the plain operation"},
	"GB-01": {"no", "the grade is there"},
	"GB-02": {"no", "the grade is there"},
	"GB-03": {"no", "which value shall stand is not decided"},
	"GB-04": {"no", "the LMS took points away as it was told to"},
	"GB-05": {"no", "the scale would change the next one too"},
	"GB-06": {"yes", "the newest score takes the old one's place"},
	"GB-07": {"no", "another gradebook may be the right one"},
	"SY-01": {"no", "it may well be there: a pull shows it"},
	"SY-02": {"no", "the gradebook cannot be read, so nothing could be shown"},
	"SY-03": {"no", "no grade is kept out"},
	"SY-04": {"no", "no grade is kept out"},
	"SY-05": {"no", "it may well be there: a pull shows it"},
	"SY-06": {"no", "there is no course to send to"},
	"SY-07": {"no", "it may well be there: a whole list shows it"},
	"SY-08": {"no", "it may well be there: a pull shows it"},
	"SY-09": {"no", "no grade is kept out"},
	"SY-10": {"no", "the gradebook has no row for it"},
}

func TestEveryRuleDecidesOnSendingAgain(t *testing.T) {
	for _, r := range Catalogue() {
		want, ok := resends[r.Code]
		if !ok || want.why == "" {
			t.Errorf("%s: say whether sending again cures it, and why", r.Code)
		}
		if r.Resend != (want.resend == "yes") || r.ResendIfPast != (want.resend == "past") {
			t.Errorf("%s: Resend %v, ResendIfPast %v; decided %q: %s", r.Code, r.Resend, r.ResendIfPast, want.resend, want.why)
		}
	}
	if len(resends) != len(Catalogue()) {
		t.Errorf("%d decisions for %d rules", len(resends), len(Catalogue()))
	}
}

// TestPastFindings holds that rules whose findings may lie in the past say so, have a
// case of each kind, and that the finding decides for its grades.
func TestPastFindings(t *testing.T) {
	for _, rule := range Catalogue() {
		past, present := false, false
		for _, s := range sections(t, rule.Code) {
			f := Join(patched(t, s.lines).input())
			if _, ok := f.missingNeed(rule); !ok {
				continue
			}
			p := &Pass{Facts: f, rule: rule}
			rule.Check(p)
			for i := range p.findings {
				x := &p.findings[i]
				past, present = past || x.Past, present || !x.Past
				if x.Resend() != (rule.Resend || rule.ResendIfPast && x.Past) {
					t.Errorf("%s/%s: Resend %v, Past %v", rule.Code, s.name, x.Resend(), x.Past)
				}
			}
		}
		if rule.ResendIfPast != past || rule.ResendIfPast && !present {
			t.Errorf("%s: ResendIfPast %v; past findings %v, others %v", rule.Code, rule.ResendIfPast, past, present)
		}
	}
}
