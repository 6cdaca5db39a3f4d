package match

import "testing"

func TestNamesAlike(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want likeness
	}{
		{"Anna Okafor", "okafor, anna", sameName},
		{"Jürgen Müller", "Juergen Mueller", sameName},
		{"Jürgen Müller", "Jurgen Muller", sameName},
		{"Søren Weiß", "Soeren Weiss", sameName},
		{"Łukasz Żak", "Lukasz Zak", sameName},
		{"Æthel Þórðardóttir Œuvre", "Aethel Thordardottir Oeuvre", sameName},
		{"Đorđe Işık Ħaż", "Dorde Isik Haz", sameName},
		{"Seán O'Brien", "Sean O’Brien", sameName},
		{"Anne Smith-Jones", "Anne Smith Jones", sameName},
		{"王小明", "王小明", sameName},
		{"Ａｎｎａ Okafor", "Anna Okafor", sameName},
		{"Anna Maria Okafor", "Anna Okafor", partName},
		{"Anna Okafor", "Anna Okofor", slipName},
		{"Anna Okafor", "Anna Oakfor", slipName},
		{"A. Okafor", "Anna Okafor", initialsName},
		{"J. R. Smith", "John Robert Smith", initialsName},
		{"Anna Okafor", "Ben Okafor", touchingName},
		{"Anna", "Anna Okafor", touchingName},
		{"Anna Okafor", "Ben Ito", otherName},
		{"王小明", "Wang Xiaoming", noName},
		{"", "Anna", noName},
		{"Lab 12345", "Lab 12346", touchingName},
	} {
		if got := newName(test.a).like(newName(test.b)); got != test.want {
			t.Errorf("%q like %q = %d, want %d", test.a, test.b, got, test.want)
		}
		if got := newName(test.b).like(newName(test.a)); got != test.want {
			t.Errorf("%q like %q = %d, want %d", test.b, test.a, got, test.want)
		}
	}
}

func TestAddressesAlike(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want mailbox
	}{
		{"anna@example.edu", " Anna@Example.edu", sameMail},
		{"anna.okafor@example.edu", "anna.okafor+lab@example.edu", aliasMail},
		{"anna.okafor@gmail.com", "annaokafor+x@googlemail.com", aliasMail},
		{"anna.okafor@example.edu", "annaokafor@example.edu", slipMail},
		{"anna.okafor@example.edu", "anna.okafor@students.example.edu", nearbyMail},
		{"anna.okafor@example.com", "anna.okafor@exmaple.com", nearbyMail},
		{"anna.okafor@example.edu", "anna.okafor@gmial.com", localElsewhere},
		{"anna@example.edu", "anna@gmail.com", shortElsewhere},
		{"student@example.edu", "student@other.edu", shortElsewhere},
		{"anna.okafor@example.edu", "anna.okofor@example.edu", slipMail},
		{"anna.okafor@example.edu", "anna.okaofr@example.edu", slipMail},
		{"aokafor1@example.edu", "aokafor2@example.edu", otherMail},
		{"aokafor@example.edu", "aokafor2@example.edu", otherMail},
		{"jon@example.edu", "ron@example.edu", otherMail},
		{"anna@example.edu", "", noMail},
		{"anna@example.edu", "not an address", noMail},
		{"anna@", "@example.edu", noMail},
	} {
		if got := newAddress(test.a).like(newAddress(test.b)); got != test.want {
			t.Errorf("%q like %q = %d, want %d", test.a, test.b, got, test.want)
		}
		if got := newAddress(test.b).like(newAddress(test.a)); got != test.want {
			t.Errorf("%q like %q = %d, want %d", test.b, test.a, got, test.want)
		}
	}
}

func TestSlip(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"okafor", "okafor", false}, {"okafor", "okafo", true}, {"okafor", "pkafor", true}, {"okafor", "kofaor", false},
		{"okafor", "koafor", true}, {"okafor", "okaffor", true}, {"okafor", "okafor7", false}, {"é", "è", true}, {"éa", "aé", true},
	} {
		if got := slip(test.a, test.b); got != test.want {
			t.Errorf("slip(%q, %q) = %v", test.a, test.b, got)
		}
	}
}
