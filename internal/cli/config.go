package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/gradesync/gradesync/internal/config"
)

func (a *app) initCommand() *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a commented configuration to start from",
		Long: "init writes a commented configuration to FILE (default: gradesync.yaml in this folder), or to\n" +
			"standard output with - or when standard output is not a terminal and no FILE is given.",
		Example: "  gradesync init\n  gradesync init > gradesync.yaml",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.runInit(args, force)
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "overwrite an existing file")
	return cmd
}

func (a *app) runInit(args []string, force bool) error {
	file := "gradesync.yaml"
	switch {
	case len(args) == 1:
		file = args[0]
	case a.env.OutWidth == 0:
		file = "-"
	}
	write := func(w io.Writer) error {
		_, err := io.WriteString(w, config.Starting())
		return err
	}
	if file == "-" {
		return a.document(write)
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) && !force {
		return &problem{err: fmt.Errorf("%s is already there", file), code: exitUsage, hint: "give another name, or --force to overwrite it"}
	}
	if err := replaceFile(file, write); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	a.note("wrote %s; fill in the LMS, then run gradesync check", file)
	return nil
}

func (a *app) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Look at the configuration in force",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:     "show",
		Short:   "Print the configuration in force, secrets masked, with where each value came from",
		Example: "  gradesync config show\n  gradesync config show --profile autumn",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := a.loadConfig()
			if err != nil {
				return err
			}
			if _, err := cfg.Active(); err != nil {
				var none *config.NoConfigError
				if errors.As(err, &none) || a.profile != "" {
					return err
				}
			}
			return a.document(func(w io.Writer) error {
				_, err := io.WriteString(w, cfg.Render())
				return err
			})
		},
	})
	return cmd
}
