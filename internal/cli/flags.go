package cli

import (
	"errors"
	"regexp"
	"strings"
)

var (
	// together and lacking match what cobra says of flags that exclude each other, and
	// of those of which one is needed.
	together = regexp.MustCompile(`^if any flags in the group \[.*\] are set none of the others can be; \[(.*)\] were all set$`)
	lacking  = regexp.MustCompile(`^at least one of the flags in the group \[(.*)\] is required$`)
)

// plainly says of a complaint about a group of flags what the user wrote, or what is
// missing; any other error is returned as it is.
func plainly(err error) error {
	if err == nil {
		return nil
	}
	if m := together.FindStringSubmatch(err.Error()); m != nil {
		return errors.New(dashed(m[1], " and ") + " exclude each other: give one of them")
	}
	if m := lacking.FindStringSubmatch(err.Error()); m != nil {
		return errors.New("give " + dashed(m[1], " or "))
	}
	return err
}

func dashed(names, word string) string {
	return "--" + strings.Join(strings.Fields(names), word+"--")
}
