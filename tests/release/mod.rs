//! `harmless-release` on real repositories.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod crash;
mod faults;
mod history;
mod hostile;
mod repositories;
mod sandbox;
mod styles;
mod tag;
