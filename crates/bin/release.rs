//! The `harmless-release` executable.

use std::process::ExitCode;

fn main() -> ExitCode {
    harmless_cli::release()
}
