//! The release engine.
//!
//! Data flows repository → tags and history → sections of the changelog; project files → places of the version; both →
//! a plan: the new bytes of every file, the commit and the tag, with everything that speaks against it. Applying a plan
//! is journaled and can be taken back at any point, and so is `undo`. Only `git`, `apply` and `undo` touch the
//! disk; nothing here touches a terminal.

pub mod apply;
pub mod changelog;
pub mod check;
pub mod commits;
pub mod git;
pub mod history;
pub mod oid;
pub mod places;
pub mod plan;
pub mod project;
pub mod settings;
pub mod tags;
pub mod undo;
pub mod verify;
pub mod version;
pub mod worktree;
