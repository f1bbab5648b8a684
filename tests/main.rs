//! End-to-end tests of the real executables, and tests of the repository itself.

mod architecture;
mod book;
mod codemod;
mod external;
mod imports;
mod release;
mod review;
mod server;
mod terminal;
