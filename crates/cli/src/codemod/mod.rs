//! The command line of `harmless-codemod`.

use clap::Parser;
use std::process::ExitCode;

/// Codemods that do no harm.
#[derive(Parser)]
#[command(name = "harmless-codemod", version = crate::VERSION)]
struct Cli {}

pub(crate) fn main() -> ExitCode {
    match crate::options::parse::<Cli>() {
        Ok(Cli {}) => ExitCode::SUCCESS,
        Err(exit) => exit.into(),
    }
}
