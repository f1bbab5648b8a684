//! The `harmless-imports` executable.

use std::process::ExitCode;

fn main() -> ExitCode {
    harmless_cli::imports()
}
