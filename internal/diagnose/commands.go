package diagnose

import (
	"slices"
	"strconv"
	"strings"
)

// Quoted makes a value from outside one word of a shell's command line.
func Quoted(s string) string {
	if plainWord(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// plainWord reports whether a shell takes a word as it is.
func plainWord(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.:/@+,", r)
	}) < 0
}

// Word names a course in a command: by its code where that is one plain word, else
// by its id, quoted.
func (c CourseName) Word() string {
	if plainWord(c.Code) {
		return c.Code
	}
	return Quoted(c.ID)
}

// Placeholders are what the steps of a remedy may hold, in braces.
func Placeholders() []string {
	return []string{"{course}", "{activity}", "{user}", "{resend}", "{pull}", "{open}", "{accept}", "{status}"}
}

// General writes a step of a remedy with its commands in their general form, in which
// capitals stand for values. Other placeholders stay.
func General(step string) string {
	pairs := append([]string{"{resend}", sendWords("gradesync resync --course COURSE")}, syncCommands("", "COURSE", "N")...)
	return strings.NewReplacer(pairs...).Replace(step)
}

// syncCommands are the placeholders that stand for commands about the store.
func syncCommands(with, course, removals string) []string {
	command := func(words ...string) string {
		return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
	}
	return []string{
		"{pull}", command("gradesync sync", with, "--once --course", course),
		"{open}", command("gradesync courses open", with, course),
		"{accept}", command("gradesync sync", with, "--once --accept-removals", removals),
		"{status}", command("gradesync sync status", with),
	}
}

func sendWords(command string) string {
	return "Send these grades again: from the tool, or with " + command + "."
}

// heldBack is how many removals sync holds back, as a word for a command.
func (f *Facts) heldBack() string {
	if f.Stored == nil {
		return "N"
	}
	return strconv.Itoa(f.Stored.HeldBack.Or(0))
}

// fewNamed is up to how many people or activities a command names one by one.
const fewNamed = 3

// sendAgain words the step that sends a cause's grades once more: from the tool, or
// with the command that sends these and as few others as possible.
func (e *Examination) sendAgain(c *Cause, opt Options) string {
	if len(c.Grades) == 0 {
		return "Let the tool send its grades again."
	}
	words := []string{"gradesync resync"}
	if opt.With != "" {
		words = append(words, opt.With)
	}
	if opt.Book != "" {
		words = append(words, "--book "+Quoted(opt.Book))
	} else {
		words = append(words, "--course "+e.courseName().Word())
	}
	return sendWords(strings.Join(append(words, narrowed(c)...), " "))
}

// narrowed returns the flags that keep a command to a cause's grades: to the people
// or the activities it is about, whichever are few.
func narrowed(c *Cause) []string {
	users := oneByOne("--user ", c.Grades, func(p Pair) string { return p.User })
	activities := oneByOne("--activity ", c.Grades, func(p Pair) string { return p.Activity })
	var flags []string
	switch {
	case c.Scope == ScopeCourse, c.Scope == ScopeConnection:
	case len(users) == 1 && len(activities) == 1:
		flags = slices.Concat(users, activities)
	case c.Scope == ScopeUser, c.Scope == ScopeGrade && len(users) < len(activities):
		flags = users
	default:
		flags = activities
	}
	if len(flags) > fewNamed {
		return nil
	}
	return flags
}

// oneByOne repeats a flag for each value.
func oneByOne(flag string, grades []Pair, value func(Pair) string) []string {
	var flags []string
	for _, g := range grades {
		if f := flag + Quoted(value(g)); !slices.Contains(flags, f) {
			flags = append(flags, f)
		}
	}
	return flags
}
