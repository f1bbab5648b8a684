//! What the tools know of a Python code base beyond one file.
//!
//! ```text
//! list of files ─ layout ─▶ module names
//! texts (through a reader the caller gives) ─ facts (crate syntax) ─▶ graph: who imports whom, when
//!      ─ trace: what has begun when a module begins ─ effects: whom it changes ─▶ order: which imports keep their order
//! ```
//!
//! The crate reads no file: it is told which files exist, and asks the caller for the text of those it needs. Nothing of a file is known
//! before somebody asks: first only what it imports, which is all that is asked of most; what more was found is kept, too. Installed packages
//! play no part.

mod cycle_entry;
mod cycles;
mod dependence;
mod edge;
mod effects;
mod exports;
mod file_set;
mod graph;
mod knots;
mod known;
mod known_cycles;
mod layout;
mod order;
mod own_text;
mod per_file;
mod relation;
mod resolution;
mod scc;
mod standard_library;
mod trace;

pub use cycles::{CycleImport, ImportCycle};
pub use edge::{Edge, Read};
pub use effects::{Change, ModuleEffects, Target};
pub use graph::{Module, Place, Project, Reader};
pub use layout::{FileId, Layout};
pub use order::{BlockOrder, Reason};
pub use own_text::OwnText;
pub use resolution::Resolution;
pub use standard_library::{is_standard_library, is_standard_library_of};
