package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  gradesync version\n  gradesync version -o json",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.document(func(w io.Writer) error {
				if a.format == "json" {
					return json.NewEncoder(w).Encode(map[string]string{
						"gradesync": a.env.Version, "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH,
					})
				}
				_, err := fmt.Fprintf(w, "gradesync %s (%s, %s/%s)\n", a.env.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
				return err
			})
		},
	}
}

func (a *app) manCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "man",
		Short: "Print the manual page, or write one for each command",
		Example: "  gradesync man | man -l -\n" +
			"  gradesync man --dir ./man1",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			root := cmd.Root()
			root.DisableAutoGenTag = true
			if dir == "" {
				return a.document(func(w io.Writer) error { return doc.GenMan(root, a.manHeader(), w) })
			}
			if err := os.MkdirAll(filepath.Clean(dir), 0o755); err != nil { //nolint:gosec // manual pages are for everybody to read
				return fmt.Errorf("write manual pages: %w", err)
			}
			if err := doc.GenManTree(root, a.manHeader(), dir); err != nil {
				return fmt.Errorf("write manual pages to %s: %w", dir, err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "write a page for each command into `FOLDER`")
	return cmd
}

// manHeader leaves the date to cobra, which obeys SOURCE_DATE_EPOCH.
func (a *app) manHeader() *doc.GenManHeader {
	return &doc.GenManHeader{Title: "GRADESYNC", Section: "1", Source: "gradesync " + a.env.Version, Manual: "gradesync"}
}
