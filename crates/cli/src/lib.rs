//! The command lines of the three tools: arguments and configuration in, runs of the engines over files, output and
//! exit code out. This is the only crate that sees all others, the environment and the terminal.

use std::process::ExitCode;

mod codemod;
mod configuration;
mod guard;
mod imports;
mod interrupt;
mod options;
mod packaging;
mod progress;
mod release;
mod selection;
mod start;
mod terminal;
mod totals;
mod walk;

/// The version of all tools.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Runs `harmless-imports` with the arguments of the process.
pub fn imports() -> ExitCode {
    start::main::<imports::Cli>()
}

/// Runs `harmless-codemod` with the arguments of the process.
pub fn codemod() -> ExitCode {
    start::main::<codemod::Cli>()
}

/// Runs `harmless-release` with the arguments of the process.
pub fn release() -> ExitCode {
    release::main()
}
