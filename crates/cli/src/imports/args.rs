//! The arguments of `harmless-imports`. Commands and options that µsort has are called as there.

use crate::options::{FileOptions, GlobalOptions, choice_parser};
use clap::builder::ValueParser;
use clap::{Args, Parser, Subcommand};
use harmless_imports::Safety;
use std::path::PathBuf;

/// Sorts the imports of Python files, and does no harm.
#[derive(Parser, Debug)]
#[command(name = "harmless-imports", version = crate::VERSION, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: GlobalOptions,
    /// How much to dare: `full` moves less than µsort where moving may do harm, `usort` does exactly as µsort
    #[arg(long, global = true, value_name = "SAFETY", value_parser = safety_parser())]
    pub(crate) safety: Option<Safety>,
    #[command(flatten)]
    _ignored: Ignored,
}

/// Options of µsort that have no meaning here: its traces, its timings and its choice of parser.
#[derive(Args, Debug)]
struct Ignored {
    #[arg(long = "debug", hide = true)]
    _trace: bool,
    #[arg(long = "benchmark", hide = true)]
    _benchmark: bool,
    #[arg(long = "native", hide = true)]
    _native: bool,
    #[arg(long = "no-native", hide = true)]
    _no_native: bool,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Name the files that are not sorted
    Check(PathArgs),
    /// Show what sorting would change, as a diff
    Diff(PathArgs),
    /// Sort the files in place
    Format(PathArgs),
    /// Show the blocks of imports that are sorted together
    ListImports(ListArgs),
    /// Tell why imports belong to their categories, and why some are left where they are
    Explain(ExplainArgs),
    /// Show the import cycles of a code base
    Graph(GraphArgs),
    /// Print the settings of isort or ruff in a directory as ours, and what they would change
    Migrate(MigrateArgs),
    /// Serve an editor: the Language Server Protocol over standard input and output
    Server(ServerArgs),
}

/// What is done with each file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Action {
    Check,
    Diff,
    Format,
}

/// The arguments of `check`, `diff` and `format`.
#[derive(Args, Debug)]
pub(crate) struct PathArgs {
    /// Files and directories, or `-` for standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// The name of what comes from standard input: decides its configuration and package
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    #[command(flatten)]
    files: FileOptions,
}

/// The arguments of `list-imports`.
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    /// Files and directories
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Show only files with several blocks
    #[arg(long)]
    pub(crate) multiples: bool,
    /// Show for each import its place after sorting and its category
    #[arg(long = "debug")]
    pub(crate) is_debug: bool,
    #[command(flatten)]
    files: FileOptions,
}

/// The arguments of `explain`.
#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// Files, or single lines of them as PATH:LINE
    #[arg(value_name = "PLACE", required = true)]
    pub(crate) places: Vec<PathBuf>,
    #[command(flatten)]
    files: FileOptions,
}

/// The arguments of `graph`.
#[derive(Args, Debug)]
pub(crate) struct GraphArgs {
    /// The top directory of the code base
    #[arg(value_name = "DIRECTORY", default_value = ".")]
    pub(crate) directory: PathBuf,
    /// Write the graph in the DOT language of Graphviz
    #[arg(long)]
    pub(crate) dot: bool,
    #[command(flatten)]
    files: FileOptions,
}

/// The arguments of `migrate`.
#[derive(Args, Debug)]
pub(crate) struct MigrateArgs {
    /// The directory whose configuration is read
    #[arg(value_name = "DIRECTORY", default_value = ".")]
    pub(crate) directory: PathBuf,
    /// Whose settings to read, if there are both
    #[arg(long, value_name = "TOOL", value_parser = peer_parser())]
    pub(crate) from: Option<Peer>,
    /// Show what would change, as a diff
    #[arg(long)]
    pub(crate) diff: bool,
    #[command(flatten)]
    files: FileOptions,
}

/// A sorter whose settings can be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Peer {
    Isort,
    Ruff,
}

fn peer_parser() -> ValueParser {
    choice_parser(&[("isort", Peer::Isort), ("ruff", Peer::Ruff)])
}

/// The arguments of `server`.
#[derive(Args, Debug)]
pub(crate) struct ServerArgs {
    #[command(flatten)]
    files: FileOptions,
}

impl Command {
    pub(crate) fn files(&self) -> &FileOptions {
        match self {
            Self::Check(args) | Self::Diff(args) | Self::Format(args) => &args.files,
            Self::ListImports(args) => &args.files,
            Self::Explain(args) => &args.files,
            Self::Server(args) => &args.files,
            Self::Migrate(args) => &args.files,
            Self::Graph(args) => &args.files,
        }
    }

    pub(crate) fn paths(&self) -> &[PathBuf] {
        match self {
            Self::Check(args) | Self::Diff(args) | Self::Format(args) => &args.paths,
            Self::ListImports(args) => &args.paths,
            Self::Explain(args) => &args.places,
            Self::Server(_) => &[],
            Self::Migrate(args) => std::slice::from_ref(&args.directory),
            Self::Graph(args) => std::slice::from_ref(&args.directory),
        }
    }

    pub(crate) fn stdin_filename(&self) -> Option<&PathBuf> {
        match self {
            Self::Check(args) | Self::Diff(args) | Self::Format(args) => args.stdin_filename.as_ref(),
            Self::ListImports(_) | Self::Explain(_) | Self::Server(_) | Self::Migrate(_) | Self::Graph(_) => None,
        }
    }

    /// What a command that looks at files without listing them does.
    pub(crate) fn action(&self) -> Action {
        match self {
            Self::Diff(_) => Action::Diff,
            Self::Format(_) => Action::Format,
            _ => Action::Check,
        }
    }
}

/// The values of `safety`, on the command line and in configuration.
pub(crate) const SAFETIES: [(&str, Safety); 2] = [("full", Safety::Full), ("usort", Safety::Usort)];

fn safety_parser() -> ValueParser {
    choice_parser(&SAFETIES)
}
