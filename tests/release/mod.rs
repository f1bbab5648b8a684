//! `harmless-release` on real repositories.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod crash;
mod crash_under_faults;
mod faults;
mod history;
mod hostile;
mod init;
mod options;
mod own;
mod repositories;
mod sandbox;
mod styles;
mod tag;
