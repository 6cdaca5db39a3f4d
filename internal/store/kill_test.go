package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/store/storetest"
)

// childVariable tells a process of this test binary to write to a store until it is
// killed: the generation to begin with, a space, the address.
const childVariable = "GRADESYNC_STORE_TEST_CHILD"

var childCourses = []string{"5", "6", "7"}

// child saves courses and notes sends, and says so after each.
func child(task string) {
	var generation int
	var address string
	if _, err := fmt.Sscan(task, &generation, &address); err != nil {
		panic(err)
	}
	ctx := context.Background()
	s, err := Open(ctx, address, Options{})
	for ; err == nil; generation++ {
		for _, id := range childCourses {
			if _, err = s.SaveCourse(ctx, UpdateOf(sampleBook(id, 20, 6, generation))); err != nil {
				break
			}
			send := fmt.Sprint(generation, "/", id)
			if err = s.AppendSends(ctx, SendEvent{Send: send, Kind: SendBegun, At: time.Now(), LMS: site, Course: id}); err != nil {
				break
			}
			fmt.Println(send)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// TestKilled: whenever a process is killed, what it said to be kept is kept, and
// nothing is kept by halves.
func TestKilled(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		withCourses(t, address, Options{}, childCourses...).Close()
		noted := map[string]bool{}
		for round := range 6 {
			killedAfter(t, fmt.Sprint(round*1000, " ", address), rand.IntN(12), noted)
			s := open(t, address, Options{})
			if !isSQLite(address) { // what the server had been told before may be under way
				number(t, s, `SELECT COUNT(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
					WHERE datname = current_database() AND pid <> pg_backend_pid()`)
			}
			kept := map[string]bool{}
			for _, id := range childCourses {
				if problem := halfWritten(t, s, id); problem != "" {
					t.Errorf("round %d, course %s: %s", round, id, problem)
				}
				sends, err := s.Sends(t.Context(), site, id)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range sends {
					kept[e.Send] = true
				}
			}
			for send := range noted {
				if !kept[send] {
					t.Errorf("round %d: %s was noted and is lost", round, send)
				}
			}
		}
	})
}

// killedAfter runs a child, kills it in the midst of what comes after n lines, and
// adds its lines to noted.
func killedAfter(t *testing.T, task string, n int, noted map[string]bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+task)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		noted[lines.Text()] = true
		if n--; n == -1 {
			time.AfterFunc(time.Duration(rand.IntN(4000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
		}
	}
	if err := cmd.Wait(); err == nil || complaint.Len() > 0 {
		t.Fatalf("the child ended by itself: %v, %s", err, complaint.String())
	}
}
