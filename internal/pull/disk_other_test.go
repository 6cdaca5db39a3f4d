//go:build !linux

package pull_test

import "testing"

func smallDisk(t *testing.T) string {
	t.Helper()
	t.Skip("a small disk to fill is made on Linux only")
	return ""
}

func fillDisk(*testing.T, string) {}

func clearDisk(*testing.T, string) {}
