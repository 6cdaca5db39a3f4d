package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gradesync/gradesync/internal/store/storetest"
)

func TestLook(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		if _, err := os.Stat(filepath.Dir(address)); err == nil { // a file
			if _, err := Look(t.Context(), address, Options{}); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("no store yet: %v", err)
			}
			if _, err := os.Stat(address); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("looking made a file: %v", err)
			}
		} else if found, err := Look(t.Context(), address, Options{}); err != nil || found.Version != 0 || found.Known == 0 {
			t.Errorf("an empty database: %+v, %v", found, err)
		}
		s, err := Open(t.Context(), address, Options{Version: "1"})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for _, event := range []SendEvent{{Send: "a", Kind: SendBegun}, {Send: "a", Kind: SendAnswered}, {Send: "b", Kind: SendBegun}} {
			event.At = time.Now()
			if err := s.AppendSends(t.Context(), event); err != nil {
				t.Fatal(err)
			}
		}
		found, err := Look(t.Context(), address, Options{})
		if err != nil || found.Sends != 2 || found.Version != found.Known || found.Kind == "" {
			t.Errorf("%+v, %v", found, err)
		}
		if _, err := s.db.ExecContext(t.Context(), "INSERT INTO "+schemaTable+" (version_id, is_applied) VALUES (99999, true)"); err != nil {
			t.Fatal(err)
		}
		if _, err := Look(t.Context(), address, Options{}); !errors.Is(err, ErrNewer) {
			t.Errorf("a newer one: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := Look(ctx, address, Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	})
}

// TestLookLeavesTheOlder as it is.
func TestLookLeavesTheOlder(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, address string) {
		older(t, address, 2).Close()
		for range 2 {
			if found, err := Look(t.Context(), address, Options{}); err != nil || found.Version != 2 || found.Known <= 2 {
				t.Errorf("%+v, %v", found, err)
			}
		}
	})
}

// TestLookChangesNothing: neither an older store nor somebody else's file.
func TestLookChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	for _, text := range []string{"", "this is no database at all, whatever its name says, and it is long enough to be looked at in earnest"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Look(t.Context(), path, Options{})
		if after, _ := os.ReadFile(path); string(after) != text {
			t.Errorf("looking changed %d bytes to %d", len(text), len(after))
		}
		if text != "" && !errors.Is(err, ErrUnavailable) {
			t.Errorf("no database: %v", err)
		}
	}
}
