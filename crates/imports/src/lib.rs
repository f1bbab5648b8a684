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
//! Which imports of a block keep their order because of what their modules do, the crate `project` says; it is asked only when an
//! import would move.

mod apply;
mod barrier;
mod block;
mod clash;
mod classify;
mod directive;
mod explain;
mod header;
mod insert;
mod isort;
mod kept;
mod list;
mod order;
mod plain;
mod plan;
mod planner;
mod render;
mod runs;
mod settings;
mod settled;
mod statement;

pub use apply::apply;
pub use classify::{CategoryReason, Classification};
pub use explain::{ExplainedImport, Explanation, explain};
pub use insert::insertion;
pub use isort::{ImportHeading, IsortSettings, KnownModule, MissingImport, ModulePattern, RequiredImport};
pub use list::{ListedBlock, ListedImport, list};
pub use plan::{
    ApartReason, Barrier, BarrierReason, BlockChange, KeptApart, KeptNames, KeptPair, ModuleContext, Plan, SortError,
    Surroundings, Warning, is_sorted, plan, plan_edits,
};
pub use settings::{Safety, Settings, Style};
