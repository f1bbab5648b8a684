//! What a command has to say, and how it is written down.
//!
//! [`Finding`]s go in, text in one of the [`OutputFormat`]s comes out; old and new bytes go in, a unified diff comes
//! out. Here is also what all tools have in common towards the terminal: colour, escaping and exit codes. The crate
//! writes to what it is given and opens nothing.

mod code;
mod color;
mod diff;
mod emit;
mod escape;
mod exit;
mod finding;
mod uri;

pub use code::{CODES, meaning};
pub use color::{ColorChoice, Palette};
pub use diff::render_diff;
pub use emit::{OutputFormat, Tool, emit};
pub use escape::{escape_path, escape_text};
pub use exit::Exit;
pub use finding::{Excerpt, Finding, FindingEdit, Located, Severity};
