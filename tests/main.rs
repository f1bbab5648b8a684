//! End-to-end tests of the real executables.

mod codemod;
mod review;
