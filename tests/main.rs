//! End-to-end tests of the real executables, and tests of the repository itself.

mod architecture;
mod codemod;
mod console;
mod external;
mod imports;
mod release;
mod review;
mod server;
