package pull_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// smallDisk is a folder on a disk of its own that can be filled.
func smallDisk(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=8m"); err != nil {
		t.Skipf("only root may make a small disk to fill: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// fillDisk leaves no byte on the disk that address is on.
func fillDisk(t *testing.T, address string) {
	t.Helper()
	f, err := os.Create(filepath.Join(filepath.Dir(address), "filler"))
	if err != nil {
		t.Error(err)
		return
	}
	defer f.Close()
	for block := make([]byte, 4096); err == nil; {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Error(err)
	}
}

func clearDisk(t *testing.T, address string) {
	t.Helper()
	if err := os.Remove(filepath.Join(filepath.Dir(address), "filler")); err != nil {
		t.Error(err)
	}
}
