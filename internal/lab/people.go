package lab

import (
	"fmt"
	"strings"
)

// firstUser is the id of the first learner; ids of people, grade items and
// activities overlap on purpose, so that a mix-up shows.
const firstUser = 51

func learnerNames() []string {
	return []string{
		"Amara Okoye", "Bastian Krüger", "Chidi Eze", "Daniela Rojas", "Eero Virtanen", "Fatima Zahra",
		"Goran Petrović", "Hana Suzuki", "Idris Bello", "Jana Nováková", "Kofi Mensah", "Leila Haddad",
		"Mateo Fernández", "Nadia Rahman", "Oskar Lindqvist", "Priya Raman", "Quentin Moreau", "Rosa Delgado",
		"Samir Nasser", "Tomasz Zieliński", "Uma Krishnan", "Viktor Horvat", "Wanjiru Kamau", "Ximena Castillo",
		"Yusuf Demir", "Zofia Wójcik", "Aiden Walsh", "Beatriz Lima", "Caleb Thornton", "Dong-hyun Seo",
		"Esther Adeyemi", "Finn Gallagher", "Gulnara Akhmetova",
	}
}

type staffMember struct{ name, role string }

func staffMembers() []staffMember {
	return []staffMember{
		{"Margaret Ashworth", "editingteacher"}, {"Rafael Ibarra", "editingteacher"},
		{"Noor Siddiqui", "teacher"}, {"Piotr Baran", "teacher"}, {"Lindiwe Dube", "teacher"},
		{"Henrik Solberg", "manager"}, {"Carol Whitfield", "coursecreator"},
	}
}

// people returns the roster: the learners, then the staff.
func people() []*person {
	var all []*person
	for i, name := range learnerNames() {
		p := newPerson(firstUser+i, name, "student")
		p.group = 3
		if i >= 17 {
			p.group = 4
		}
		all = append(all, p)
	}
	for _, s := range staffMembers() {
		all = append(all, newPerson(firstUser+len(all), s.name, s.role))
	}
	return all
}

func newPerson(id int, name, role string) *person {
	first, last, _ := strings.Cut(name, " ")
	local := plainLetters(first) + "." + plainLetters(last)
	return &person{
		id: id, first: first, last: last,
		login:  plainLetters(first)[:1] + plainLetters(last),
		email:  local + "@uni.example",
		number: fmt.Sprintf("20%05d", 600+id*7),
		roles:  []string{role},
	}
}

// plainLetters is what a mail system makes of a name.
func plainLetters(name string) string {
	plain := strings.NewReplacer("ü", "u", "ć", "c", "á", "a", "é", "e", "ń", "n", "ó", "o", "-", "")
	return plain.Replace(strings.ToLower(name))
}

// roleIDs are Moodle's ids of the standard roles.
func roleID(shortname string) int {
	switch shortname {
	case "manager":
		return 1
	case "coursecreator":
		return 2
	case "editingteacher":
		return 3
	case "teacher":
		return 4
	default:
		return 5
	}
}
