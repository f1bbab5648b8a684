//! The command lines of the three tools.

mod release;

use std::process::ExitCode;

/// Runs `harmless-imports` with the arguments of the process.
pub fn imports() -> ExitCode {
    ExitCode::SUCCESS
}

/// Runs `harmless-codemod` with the arguments of the process.
pub fn codemod() -> ExitCode {
    ExitCode::SUCCESS
}

/// Runs `harmless-release` with the arguments of the process.
pub fn release() -> ExitCode {
    release::main()
}
