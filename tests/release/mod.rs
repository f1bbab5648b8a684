//! `harmless-release` on real repositories.

mod crash;
mod faults;
mod history;
mod hostile;
mod repositories;
mod sandbox;
mod styles;
mod tag;
