//! End-to-end tests of the real executables, and tests of the repository itself.

mod architecture;
mod book;
mod codemod;
mod external;
mod generated;
mod imports;
mod looks;
mod release;
mod repository;
mod review;
mod schema;
mod server;
mod terminal;
