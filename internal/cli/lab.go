package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/lab"
)

func (a *app) labCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lab",
		Short: "A practice LMS with a course that can be broken on purpose",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.labServeCommand(), a.labListCommand())
	return cmd
}

func (a *app) labListCommand() *cobra.Command {
	kind := "moodle"
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List what the practice course can be broken with",
		Example: "  gradesync lab list\n  gradesync lab list --lms canvas",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := knownLab(kind); err != nil {
				return err
			}
			return a.document(func(w io.Writer) error {
				table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
				for _, b := range lab.BreaksFor(kind) {
					fmt.Fprintf(table, "%s\t%s\n", b.Code, b.Doc)
				}
				return table.Flush()
			})
		},
	}
	cmd.Flags().StringVar(&kind, "lms", kind, "`KIND` of LMS: "+strings.Join(labKinds(), " or "))
	complete(cmd, "lms", labKinds())
	return cmd
}

// labKinds are the LMSs that the practice LMS can be.
func labKinds() []string { return []string{"moodle", "canvas"} }

func knownLab(kind string) error {
	if slices.Contains(labKinds(), kind) {
		return nil
	}
	return usage("--lms %q: the practice LMS can be %s", kind, strings.Join(labKinds(), " or "))
}

// labOptions say how the practice LMS is served.
type labOptions struct {
	addr, configFile string
	lab              lab.Options
}

func (a *app) labServeCommand() *cobra.Command {
	var o labOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the practice LMS until stopped",
		Long: "serve runs the practice LMS over HTTP until it is stopped. With --write-config it writes, once it\n" +
			"is ready, a configuration that points at it, with a folder of the tool's records beside it.\n\n" +
			"With --courses it is a school: that many further courses, the same ones each time, with grades of all\n" +
			"kinds. The addresses that it was asked for, so that another client can fetch the same, stand at /lab/asked;\n" +
			"a DELETE there forgets them.",
		Example: "  gradesync lab serve --break LI-02 --break ID-02 --write-config lab.yaml\n" +
			"  gradesync lab serve --courses 500 --learners 40 --activities 12 --latency 20ms\n" +
			"  gradesync diagnose --config lab.yaml --course CALC101",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runLabServe(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.addr, "addr", "127.0.0.1:0", "`ADDRESS` to listen on; port 0 takes a free one")
	f.StringVar(&o.lab.LMS, "lms", "moodle", "`KIND` of LMS to be: "+strings.Join(labKinds(), " or "))
	f.IntVar(&o.lab.Courses, "courses", 0, "further courses, `N` of them, beside the one that can be broken")
	f.IntVar(&o.lab.Learners, "learners", 0, "`N` learners in each further course (default 25)")
	f.IntVar(&o.lab.Activities, "activities", 0, "`N` activities in each further course (default 8)")
	f.DurationVar(&o.lab.Latency, "latency", 0, "answer everything so much `TIME` later, as 20ms")
	f.StringVar(&o.configFile, "write-config", "", "write a configuration for it to `FILE`")
	complete(cmd, "lms", labKinds())
	return cmd
}

func (a *app) runLabServe(ctx context.Context, o labOptions) error {
	if err := knownLab(o.lab.LMS); err != nil {
		return err
	}
	p, err := a.startPractice(ctx, o.addr, o.lab)
	if err != nil {
		return err
	}
	if o.configFile != "" {
		if err := writeLabConfig(o.configFile, p); err != nil {
			return fmt.Errorf("write the practice configuration: %w", err)
		}
		a.note("wrote %s; try gradesync diagnose --config %s --course %s", o.configFile, o.configFile, p.lab.Course())
	}
	if _, err := fmt.Fprintln(a.env.Out, p.url); err != nil {
		return err
	}
	<-ctx.Done()
	if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return nil // --timeout says how long to serve
	}
	return context.Canceled
}

// writeLabConfig writes the tool's records and key, the token, and last the
// configuration: whoever waits for that file finds everything else in place.
func writeLabConfig(file string, p *practice) error {
	file, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	base := file + ".d"
	if err := copyTree(p.records(), filepath.Join(base, "records")); err != nil {
		return err
	}
	in := func(name string) string { return filepath.Join(base, name) }
	lti := p.lab.LTIAt(p.url)
	for name, secret := range map[string]string{"token": p.lab.Token() + "\n", "tool.pem": p.key, "lti11-secret": lti.ConsumerSecret + "\n"} {
		if err := os.WriteFile(in(name), []byte(secret), 0o600); err != nil {
			return err
		}
	}
	return replaceFile(file, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, labConfig, p.kind, p.url, "file:"+in("token"),
			lti.Issuer, lti.ClientID, lti.DeploymentID, lti.TokenURL, lti.LineItemsURL, lti.MembershipsURL, "file:"+in("tool.pem"), practiceKeyID,
			lti.ConsumerKey, "file:"+in("lti11-secret"), in("records"), in("gradesync.db"))
		return err
	})
}

// labConfig is a configuration for a practice LMS that is served.
const labConfig = `# the practice LMS, for as long as it is served
profile: lab
profiles:
  lab:
    lms:
      kind: %q
      url: %q
      token: %q
    lti13:
      issuer: %q
      client_id: %q
      deployment_id: %q
      token_url: %q
      lineitems_url: %q
      memberships_url: %q
      key: %q
      kid: %q
    lti11:
      consumer_key: %q
      secret: %q
    tool:
      - kind: files
        path: %q
store: %q
`

// copyTree writes the files of a tree into a folder.
func copyTree(tree fs.FS, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // practice records of invented people
		return err
	}
	return fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, filepath.Base(name)), data, 0o644) //nolint:gosec // as above
	})
}
