//! End-to-end tests of the real executables, and tests of the repository itself.

mod architecture;
mod imports;
mod release;
mod server;
