//! The `harmless-codemod` executable.

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// Much of what is found out of a code base are small pieces that stay, from several threads.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    harmless_cli::codemod()
}
