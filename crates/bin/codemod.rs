//! The `harmless-codemod` executable.

use std::process::ExitCode;

fn main() -> ExitCode {
    harmless_cli::codemod()
}
