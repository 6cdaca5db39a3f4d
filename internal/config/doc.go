// Package config reads gradesync's configuration: one YAML file, GRADESYNC_…
// variables and command line flags, checked before anything else happens.
//
// # Use
//
//	cfg, err := config.Load(world, config.Options{File: "…", Profile: "…", Flags: …})
//	profile, err := cfg.Active()           // the profile of this run
//	err = profile.Ready(config.LMSAccess)  // has it what this command needs
//	token, err := profile.LMS.Token.Resolve(world)
//	dsn, err := cfg.Store.Resolve(world)
//
// Load fails on what is wrong, never on what is missing: a command that needs
// no LMS (a saved book, the store alone) does not ask for Active or Ready and
// runs without any configuration. Every error of this package, of whatever
// function, is [ErrConfig] to errors.Is and carries a Hint where there is more
// to say. Several problems are reported together, joined with errors.Join.
// No error and no String method ever shows a secret.
//
// # Which file
//
// Options.File (--config), $GRADESYNC_CONFIG, ./gradesync.yaml, then
// gradesync/gradesync.yaml in the user's configuration folder: the first that
// is named or exists, and only that one. A file that is named must exist.
//
// # Which profile
//
// Options.Profile (--profile), $GRADESYNC_PROFILE, the key `profile`, and else
// the only one there is. Names are compared as they are written. Where no file
// has a profile, flags and variables alone make one, named "default".
//
// A name in Options.Builtin is a profile the program brings along. Neither the
// file nor variables reach it, so that a demonstration never meets a real LMS
// or a real store: it has the defaults and the flags, and Config.Builtin is set.
//
// # Precedence and names
//
// Flags win over variables, these over the file, the file over the defaults.
// Flags and variables apply to the profile of this run. A key's variable is its
// path in capitals with _ for the dot:
//
//	lms.url   GRADESYNC_LMS_URL     lti13.client_id  GRADESYNC_LTI13_CLIENT_ID
//	lms.token GRADESYNC_LMS_TOKEN   grace            GRADESYNC_GRACE
//	store     GRADESYNC_STORE       store.personal   GRADESYNC_STORE_PERSONAL
//
// tool.kind, tool.path, tool.preset, tool.dsn and tool.assume_zone (and their
// variables GRADESYNC_TOOL_…) together describe one source, of kind files when
// none is given, which replaces the file's list. Options.Flags uses the same
// keys. An empty variable counts as not set. [Variables] lists them all.
//
// # Secrets and paths
//
// A secret is a reference, in variables and flags too: env:NAME, file:PATH or
// keyring:NAME. It is resolved when it is used. Relative paths of the file (tool
// paths, the store, file: secrets) are relative to the file's own folder;
// those of flags and variables to the working folder.
package config
