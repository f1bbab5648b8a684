//! The codemod engine: changing exactly what was asked, everywhere it applies, and nothing else.
//!
//! A [`Rule`] finds places by a [`pattern`] or a [`selector`] and says what becomes of them; [`engine::run`] carries rules out
//! on one text: it finds the sites, composes their changes in one pass, and proves the result before giving it back. The crate
//! reads no file and prints nothing.

pub mod align;
mod builtins;
pub mod constraint;
mod emit;
pub mod engine;
mod imports;
mod legal;
pub mod matcher;
mod path;
pub mod pattern;
mod placing;
pub mod query;
pub mod refactor;
pub mod rule;
pub mod rulefile;
pub mod selector;
mod site;
mod spelling;
mod suppress;
mod verify;

pub use engine::{Options, Outcome, Report, RunError, Site, run};
pub use placing::Sorter;
pub use refactor::Module;
pub use rule::{Action, Find, Rule, Safety};
pub use verify::VerifyError;
