//! The style `isort-black`: the order and layout of isort's profile `black`, which ruff's `I` rules share.
//!
//! In comes a block, whose borders the rules of full safety drew; out goes its text. Where the style would widen what a
//! comment suppresses, lose a comment or change when a name is bound, less is merged or split.

pub(crate) mod adding;
pub(crate) mod block;
pub(crate) mod heading;
mod natural;
mod order;
pub(crate) mod render;
pub(crate) mod required;
pub(crate) mod settings;
pub(crate) mod spacing;

pub use heading::ImportHeading;
pub use required::{MissingImport, RequiredImport};
pub use settings::{IsortSettings, KnownModule, ModulePattern};
