//! The arguments of `harmless-codemod`.

use crate::options::{FileOptions, GlobalOptions};
use crate::packaging::Packaging;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Changes Python code by patterns and rules, exactly what was asked for and nothing else.
#[derive(Parser, Debug)]
#[command(name = "harmless-codemod", version = crate::VERSION, max_term_width = 100, after_long_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: GlobalOptions,
}

const AFTER_HELP: &str = "\
Exit codes:
  0  nothing to do, or done
  1  something would change, or a test of a rule failed
  2  wrong usage, rule or configuration, or a file could not be read, parsed, verified or written
  130  interrupted

Examples:
  See what a pattern would change:
    harmless-codemod rewrite 'print($x)' 'log($x)' src
  Do it, asking about each site:
    harmless-codemod rewrite 'print($x)' 'log($x)' src --interactive
  Rename a function, its imports and its uses:
    harmless-codemod rename pkg.mod.old pkg.mod.new --write
  Check rules in a build, with annotations beside the code:
    harmless-codemod run rules.toml --check --output-format github";

/// The commands.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Replace what matches a pattern
    Rewrite(RewriteArgs),
    /// Rename a function, class, variable or module, with its imports and uses
    Rename(RenameArgs),
    /// Run rule files
    Run(RunArgs),
    /// Run the tests in rule files
    Test(TestArgs),
    /// List what matches a pattern
    Select(SelectArgs),
    /// Show the syntax tree of files
    Dump(DumpArgs),
    /// List the rules in rule files
    List(ListArgs),
    #[command(flatten)]
    Packaging(Packaging),
}

/// The arguments of `rewrite`.
#[derive(Args, Debug)]
pub(crate) struct RewriteArgs {
    /// What to find: Python with `$x` for one expression, `$...xs` for any number of things, `...` for anything
    pub(crate) pattern: String,
    /// What to put in its place; empty to delete statements
    pub(crate) replacement: String,
    /// Match dotted names as they are spelled, without resolving them
    #[arg(long)]
    pub(crate) textual: bool,
    /// The oldest Python that the new code must run on
    #[arg(long, value_name = "VERSION", default_value = "3.8", value_parser = python_version)]
    pub(crate) python: (u8, u8),
    #[command(flatten)]
    pub(crate) apply: ApplyArgs,
}

/// The arguments of `rename`.
#[derive(Args, Debug)]
pub(crate) struct RenameArgs {
    /// The name as it is: a dotted path such as `package.module.function`, or a name as it is spelled
    pub(crate) old: String,
    /// The name as it is to be
    pub(crate) new: String,
    /// What the name is of: rename only that
    #[arg(long, value_name = "KIND", default_value = "function", value_parser = ["function", "class", "method", "attribute", "var", "module"])]
    pub(crate) kind: String,
    #[command(flatten)]
    pub(crate) apply: ApplyArgs,
}

/// The arguments of `run`.
#[derive(Args, Debug)]
pub(crate) struct RunArgs {
    /// The rule file
    pub(crate) rules: PathBuf,
    /// Further rule files, run together with the first (can be repeated)
    #[arg(long = "rules", value_name = "FILE")]
    pub(crate) more: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) apply: ApplyArgs,
}

/// The arguments of `test`.
#[derive(Args, Debug)]
pub(crate) struct TestArgs {
    /// Rule files, and directories of them
    #[arg(required = true)]
    pub(crate) rules: Vec<PathBuf>,
}

/// The arguments of `list`.
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    /// Rule files, and directories of them
    #[arg(default_value = ".")]
    pub(crate) rules: Vec<PathBuf>,
}

/// The arguments of `select`.
#[derive(Args, Debug)]
pub(crate) struct SelectArgs {
    /// What to find
    pub(crate) pattern: String,
    /// Match dotted names as they are spelled, without resolving them
    #[arg(long)]
    pub(crate) textual: bool,
    #[command(flatten)]
    pub(crate) paths: PathArgs,
}

/// The arguments of `dump`.
#[derive(Args, Debug)]
pub(crate) struct DumpArgs {
    /// Files, or `-` for standard input
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
}

/// Which files, for all commands that go over files.
#[derive(Args, Debug)]
pub(crate) struct PathArgs {
    /// Files and directories
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// Take the paths from this file, one a line, or from standard input (`-`)
    #[arg(long, value_name = "FILE", help_heading = "File selection")]
    pub(crate) files_from: Option<PathBuf>,
    /// Of all files, take only part I of N
    #[arg(long, value_name = "I/N", value_parser = shard, help_heading = "File selection")]
    pub(crate) shard: Option<Shard>,
    #[command(flatten)]
    pub(crate) files: FileOptions,
}

/// What is done with what was found.
#[derive(Args, Debug)]
pub(crate) struct ApplyArgs {
    #[command(flatten)]
    pub(crate) paths: PathArgs,
    /// Write the changes (the default is to show them)
    #[arg(long, conflicts_with_all = ["check", "interactive", "patch"])]
    pub(crate) write: bool,
    /// Name the files that would change
    #[arg(long, conflicts_with_all = ["interactive", "patch"])]
    pub(crate) check: bool,
    /// Ask about each change
    #[arg(short, long, conflicts_with = "patch")]
    pub(crate) interactive: bool,
    /// Write the changes as a patch to this file, `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) patch: Option<PathBuf>,
    /// Apply unsafe rules too
    #[arg(long = "unsafe")]
    pub(crate) allow_unsafe: bool,
    /// Change also what may mean something else
    #[arg(long)]
    pub(crate) maybe: bool,
}

/// One of the parts of a divided run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shard {
    index: u64,
    count: u64,
}

impl Shard {
    /// Whether the file at `path` belongs to the part. Depends on the path alone (FNV-1a of its bytes).
    pub(crate) fn has(self, path: &std::path::Path) -> bool {
        let bytes = path.as_os_str().as_encoded_bytes();
        let bytes = bytes.strip_prefix(b"./").unwrap_or(bytes);
        let hash = bytes
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
        hash % self.count == self.index - 1
    }
}

fn shard(text: &str) -> Result<Shard, String> {
    let parsed = text.split_once('/').and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)));
    match parsed {
        Some((index, count)) if 0 < index && index <= count => Ok(Shard { index, count }),
        _ => Err("a part is written I/N with I from 1 to N, for example 2/8".into()),
    }
}

fn python_version(text: &str) -> Result<(u8, u8), String> {
    let parsed = text.split_once('.').and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
    parsed.ok_or_else(|| "a version is written for example 3.9".into())
}

impl Command {
    /// The arguments about files, for the commands that go over files.
    pub(crate) fn paths(&self) -> Option<&PathArgs> {
        match self {
            Self::Select(args) => Some(&args.paths),
            _ => self.apply().map(|apply| &apply.paths),
        }
    }

    /// The arguments about changes, for the commands that change something.
    pub(crate) fn apply(&self) -> Option<&ApplyArgs> {
        match self {
            Self::Rewrite(args) => Some(&args.apply),
            Self::Rename(args) => Some(&args.apply),
            Self::Run(args) => Some(&args.apply),
            Self::Test(_) | Self::Select(_) | Self::Dump(_) | Self::List(_) | Self::Packaging(_) => None,
        }
    }
}
