//! The import sorter.
//!
//! Data flows one way:
//!
//! ```text
//! text ─ outline (crate syntax) ─▶ runs of import statements ─ barriers, shadowing ─▶ blocks
//!      ─ split, order, merge ─▶ rendering ─ compared with the text ─▶ Plan ─ apply: edit, verify ─▶ text
//! ```
//!
//! [`plan`] looks no closer than the outline and decides; [`apply`] makes the edits and has the full parser verify
//! the result. The crate reads no file: what it must know of the file's surroundings comes in as [`ModuleContext`].
//! The import graph, which will say when the order of two first-party imports matters, has its place between runs and
//! blocks: one more reason for a barrier.

mod apply;
mod barrier;
mod block;
mod directive;
mod header;
mod list;
mod order;
mod plan;
mod render;
mod settings;
mod statement;

pub use apply::apply;
pub use list::{ListedBlock, ListedImport, list};
pub use plan::{Barrier, BarrierReason, BlockChange, ModuleContext, Plan, SortError, Warning, plan};
pub use settings::{Safety, Settings};
