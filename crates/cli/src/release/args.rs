//! The command line of `harmless-release`: what may be said, not what it means.

use crate::options::color_parser;
use crate::packaging::Packaging;
use clap::{Args, Parser, Subcommand, ValueEnum};
use harmless_report::ColorChoice;
use std::path::PathBuf;

/// Release a Python project from git tags: type the version once, the notes once.
#[derive(Debug, Parser)]
#[command(name = "harmless-release", version, disable_version_flag = true, arg_required_else_help = false, max_term_width = 100, after_long_help = AFTER_HELP)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

const AFTER_HELP: &str = "\
Exit codes:
  0  done, or in order
  1  refused by a check, or out of date; nothing has changed
  2  wrong usage or settings
  3  failed, and taken back completely
  4  failed, and something is left, which is listed
  5  a release is unfinished: continue or abort it
  130  interrupted, and taken back

Examples:
  See what a release would do, with every check:
    harmless-release plan minor
  Make it:
    harmless-release tag minor --message 'What is new'
  Print the notes of the last release:
    harmless-release notes

Settings are in [tool.attribution] and [tool.harmless.release] of pyproject.toml.";

#[derive(Debug, Args)]
pub(super) struct Global {
    /// Run as if started in DIR.
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true)]
    pub(super) directory: Option<PathBuf>,
    /// The package, where a repository has several.
    #[arg(short, long, value_name = "NAME", global = true)]
    pub(super) package: Option<String>,
    /// Print results as JSON.
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Print less.
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Print each step.
    #[arg(short, long, visible_short_alias = 'd', alias = "debug", global = true)]
    pub(super) verbose: bool,
    /// Colour the output.
    #[arg(long, value_name = "WHEN", value_parser = color_parser(), default_value = "auto", global = true)]
    pub(super) color: ColorChoice,
    /// Never ask.
    #[arg(long, global = true)]
    pub(super) no_input: bool,
    /// Print the version of this program.
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Set up a project, asking a few questions.
    Init(Init),
    /// Show what is known of the project.
    Debug,
    /// Show the commits since the last release, or since VERSION.
    Log {
        /// The release to start from.
        version: Option<String>,
    },
    /// Print the changelog made from the tags.
    Generate(Generate),
    /// Make a release.
    Tag(Tag),
    /// Show what `tag` would do, with every check; change nothing.
    Plan(Tag),
    /// Finish a release that was cut short.
    Continue,
    /// Take back a release that was cut short.
    Abort,
    /// Take back the last release, as long as no remote has it.
    Undo {
        /// The release; the last one if not given.
        version: Option<String>,
        /// Do not ask remotes whether they have it.
        #[arg(long)]
        offline: bool,
        /// Do not ask for confirmation.
        #[arg(short, long)]
        yes: bool,
    },
    /// Print the notes of one release, for example for `gh release create -F -`.
    Notes {
        /// The release; the last one if not given.
        version: Option<String>,
    },
    /// Print the present version.
    Version {
        /// Print the version that LEVEL leads to instead.
        #[arg(long, value_name = "LEVEL")]
        next: Option<String>,
        /// Check that all places of the version agree.
        #[arg(long, conflicts_with = "next")]
        check: bool,
    },
    /// Check that tag, commit, files, changelog and signature of a release agree.
    Verify {
        /// The release; the last one if not given.
        #[arg(conflicts_with = "all")]
        version: Option<String>,
        /// All releases.
        #[arg(long)]
        all: bool,
        /// Ask the remote as well whether it has the same tags.
        #[arg(long)]
        online: bool,
    },
    #[command(flatten)]
    Packaging(Packaging),
}

/// What is given is not asked.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// The project's name, the title of its changelog.
    #[arg(long)]
    pub(super) name: Option<String>,
    /// The package's folder.
    #[arg(long, value_name = "PACKAGE")]
    pub(super) namespace: Option<String>,
    /// Keep the version in PACKAGE/__version__.py.
    #[arg(long, overrides_with = "no_version_file")]
    pub(super) version_file: bool,
    /// Do not keep it there.
    #[arg(long, overrides_with = "version_file")]
    pub(super) no_version_file: bool,
    /// Sign tags.
    #[arg(long, overrides_with = "no_signed_tags")]
    pub(super) signed_tags: bool,
    /// Do not sign tags.
    #[arg(long, overrides_with = "signed_tags")]
    pub(super) no_signed_tags: bool,
    /// How the changelog is kept; by what is there if not given.
    #[arg(long, value_enum)]
    pub(super) style: Option<Style>,
    /// What tags begin with.
    #[arg(long, value_name = "PREFIX")]
    pub(super) tag_prefix: Option<String>,
    /// Push each release.
    #[arg(long)]
    pub(super) push: bool,
    /// Take the defaults for everything else.
    #[arg(short, long)]
    pub(super) yes: bool,
}

#[derive(Debug, Args)]
pub(super) struct Generate {
    /// Print only the sections of these releases.
    pub(super) versions: Vec<String>,
    /// Only say whether the file is up to date (exit code 1 if not).
    #[arg(long, conflicts_with_all = ["diff", "write"])]
    pub(super) check: bool,
    /// Print what would change in the file.
    #[arg(long, conflicts_with = "write")]
    pub(super) diff: bool,
    /// Write the file.
    #[arg(long)]
    pub(super) write: bool,
    /// The format.
    #[arg(long, value_enum, default_value = "md")]
    pub(super) format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Md,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Tag {
    /// A version (PEP 440), a level (major, minor, patch, stable, alpha, beta, rc, post, dev; combined with `+`), or
    /// `calver`.
    pub(super) version: String,
    /// The notes.
    #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true, conflicts_with_all = ["file", "from_commits"])]
    pub(super) message: Option<String>,
    /// A file with the notes; `-` is standard input.
    #[arg(short = 'F', long, value_name = "FILE", conflicts_with = "from_commits")]
    pub(super) file: Option<PathBuf>,
    /// Make the notes from the subjects of the commits since the last release.
    #[arg(long)]
    pub(super) from_commits: bool,
    /// Open the editor on the notes in any case.
    #[arg(short, long)]
    pub(super) edit: bool,
    /// Sign the tag.
    #[arg(long, overrides_with = "no_sign")]
    pub(super) sign: bool,
    /// Do not sign the tag.
    #[arg(long, overrides_with = "sign")]
    pub(super) no_sign: bool,
    /// Push branch and tag afterwards, both or neither.
    #[arg(long, overrides_with = "no_push")]
    pub(super) push: bool,
    /// Do not push.
    #[arg(long, overrides_with = "push")]
    pub(super) no_push: bool,
    /// Do not ask for confirmation.
    #[arg(short, long)]
    pub(super) yes: bool,
    /// Do not ask the remote whether it has the version already.
    #[arg(long)]
    pub(super) offline: bool,
    /// Ask the remote also in a plan.
    #[arg(long, conflicts_with = "offline")]
    pub(super) online: bool,
    /// Allow a detached HEAD.
    #[arg(long)]
    pub(super) allow_detached: bool,
    /// Allow a version that is lower than the last one.
    #[arg(long)]
    pub(super) allow_lower: bool,
    /// Allow a release without notes.
    #[arg(long)]
    pub(super) allow_empty_notes: bool,
    /// The pattern of calendar versions, for example YYYY.MM.N.
    #[arg(long, value_name = "PATTERN")]
    pub(super) calver: Option<String>,
    /// How the changelog is kept.
    #[arg(long, value_enum)]
    pub(super) style: Option<Style>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Style {
    Attribution,
    Insert,
    None,
}
