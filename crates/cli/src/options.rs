//! The options that all tools share, with the same names and meanings.

use clap::builder::{PossibleValuesParser, TypedValueParser, ValueParser};
use clap::{ArgAction, Args, Parser};
use harmless_report::{ColorChoice, Exit, OutputFormat};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Parses the arguments of the process.
///
/// # Errors
/// How to exit when there is nothing to run: help and version were printed to stdout, or a usage error to stderr.
pub(crate) fn parse<P: Parser>() -> Result<P, Exit> {
    P::try_parse().map_err(|error| {
        // That a reader of the help has gone is no failure.
        let _ = error.print();
        if error.exit_code() == 0 { Exit::Success } else { Exit::Failure }
    })
}

/// Options of every command.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
pub(crate) struct GlobalOptions {
    /// Read this file instead of the nearest pyproject.toml
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "isolated")]
    pub(crate) config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, global = true)]
    pub(crate) isolated: bool,
    /// How findings are written
    #[arg(long, global = true, value_name = "FORMAT", value_parser = format_parser(), env = "HARMLESS_OUTPUT_FORMAT")]
    pub(crate) output_format: Option<OutputFormat>,
    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", value_parser = color_parser(), default_value = "auto")]
    pub(crate) color: ColorChoice,
    /// Print errors and what was asked for, nothing else
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: what is done in each file, and why something is not done
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Use this many threads [default: one for each processor, or RAYON_NUM_THREADS]
    #[arg(short, long, global = true, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
}

/// Options of commands that walk directories.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "File selection")]
pub(crate) struct FileOptions {
    /// Leave out files and directories that match, instead of the default ones (can be repeated)
    #[arg(long, value_name = "GLOB", value_delimiter = ',')]
    pub(crate) exclude: Option<Vec<String>>,
    /// Leave out these as well (can be repeated)
    #[arg(long, value_name = "GLOB", value_delimiter = ',')]
    pub(crate) extend_exclude: Option<Vec<String>>,
    /// Leave out also what is named on the command line
    #[arg(long, action = ArgAction::SetTrue, overrides_with = "no_force_exclude")]
    force_exclude: bool,
    #[arg(long, action = ArgAction::SetTrue, overrides_with = "force_exclude", hide = true)]
    no_force_exclude: bool,
    /// Leave out what git ignores (the default; --no-respect-gitignore turns it off)
    #[arg(long, action = ArgAction::SetTrue, overrides_with = "no_respect_gitignore")]
    respect_gitignore: bool,
    #[arg(long, action = ArgAction::SetTrue, overrides_with = "respect_gitignore", hide = true)]
    no_respect_gitignore: bool,
    /// Print the files that would be processed, and stop
    #[arg(long)]
    pub(crate) show_files: bool,
    /// Print each setting with where it comes from, and stop
    #[arg(long)]
    pub(crate) show_settings: bool,
}

impl FileOptions {
    /// `--force-exclude`, if the user said either.
    pub(crate) fn force_exclude(&self) -> Option<bool> {
        either(self.force_exclude, self.no_force_exclude)
    }

    /// `--respect-gitignore`, if the user said either.
    pub(crate) fn respect_gitignore(&self) -> Option<bool> {
        either(self.respect_gitignore, self.no_respect_gitignore)
    }
}

fn either(yes: bool, no: bool) -> Option<bool> {
    (yes || no).then_some(yes)
}

const COLORS: [(&str, ColorChoice); 3] =
    [("auto", ColorChoice::Auto), ("always", ColorChoice::Always), ("never", ColorChoice::Never)];

const FORMATS: [(&str, OutputFormat); 8] = [
    ("concise", OutputFormat::Concise),
    ("full", OutputFormat::Full),
    ("json", OutputFormat::Json),
    ("json-lines", OutputFormat::JsonLines),
    ("github", OutputFormat::Github),
    ("gitlab", OutputFormat::Gitlab),
    ("junit", OutputFormat::Junit),
    ("sarif", OutputFormat::Sarif),
];

/// Parses the value of `--color`.
pub(crate) fn color_parser() -> ValueParser {
    choice_parser(&COLORS)
}

fn format_parser() -> ValueParser {
    choice_parser(&FORMATS)
}

/// Parses a word that must be one of `choices`.
pub(crate) fn choice_parser<T: Copy + Send + Sync + 'static>(choices: &'static [(&'static str, T)]) -> ValueParser {
    let pick =
        |word: String| choices.iter().find(|(name, _)| *name == word).map(|(_, choice)| *choice).ok_or("unknown");
    ValueParser::new(PossibleValuesParser::new(choices.iter().map(|(name, _)| *name)).try_map(pick))
}
