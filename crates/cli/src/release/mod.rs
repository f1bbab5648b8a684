//! The command line of `harmless-release`.

use clap::Parser;
use std::process::ExitCode;

/// Releases that do no harm.
#[derive(Parser)]
#[command(name = "harmless-release", version = crate::VERSION)]
struct Cli {}

pub(crate) fn main() -> ExitCode {
    match crate::options::parse::<Cli>() {
        Ok(Cli {}) => ExitCode::SUCCESS,
        Err(exit) => exit.into(),
    }
}
