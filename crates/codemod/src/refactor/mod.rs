//! Built-in refactorings: renaming, and changing a function's parameters together with its calls.
//!
//! In flow the names of a file; out come units: changes that belong together, or the reason why they are not made.

mod arguments;
mod encapsulate;
mod member;
pub mod reexport;
mod rename;

pub use arguments::Parameter;
pub use rename::Rename;

use crate::selector::Selector;
use crate::site::SiteChanges;
use crate::verify::Renamed;
use harmless_syntax::NodeId;
use harmless_syntax::names::{BindingId, Names};

/// Where a parameter goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Position {
    /// First (behind `self` and `cls`).
    Start,
    /// Behind the parameter with this name.
    After(String),
    /// Last.
    End,
}

/// A change of definitions and their uses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refactoring {
    /// Another name.
    Rename(Rename),
    /// A new parameter.
    Add {
        /// Its name.
        name: String,
        /// Its value: the default of a keyword parameter, what calls pass for a positional one.
        value: String,
        /// Whether calls pass it.
        positional: bool,
        /// Where it goes.
        position: Position,
        /// Its annotation.
        annotation: Option<String>,
    },
    /// Another name, annotation or default for a parameter.
    Modify {
        /// Its name.
        name: String,
        /// The new name.
        new_name: Option<String>,
        /// The new annotation; an empty one is taken away.
        annotation: Option<String>,
        /// The new default.
        default: Option<String>,
    },
    /// A parameter less.
    Remove {
        /// Its name.
        name: String,
    },
    /// A class attribute becomes a property.
    Encapsulate {
        /// The new name of the attribute; empty for the old one with `_` before it.
        internal: String,
    },
}

/// Changes that are made together or not at all.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The place that stands for the unit.
    pub node: NodeId,
    /// The changes, or why there are none.
    pub changes: Result<SiteChanges, String>,
    /// What of it may mean something else; then the changes are made only where that is accepted.
    pub maybe: Option<String>,
    /// Bindings that lose references.
    pub touched: Vec<BindingId>,
    /// Paths that are resolved differently afterwards, on purpose.
    pub renamed: Vec<Renamed>,
}

/// What is known of a file beyond its text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Module<'a> {
    /// Its dotted name.
    pub name: Option<&'a str>,
    /// The package it is in.
    pub package: Option<&'a str>,
    /// Whether it is the `__init__.py` of its package.
    pub is_package: bool,
}

/// The units of a refactoring in one file. `vacated` are names that other rules of the run rename away.
pub fn units(
    names: &Names<'_>,
    selector: &Selector,
    refactoring: &Refactoring,
    module: Module<'_>,
    vacated: &[String],
) -> Vec<Unit> {
    match refactoring {
        Refactoring::Rename(rename) => rename::units(names, selector, rename, module, vacated),
        Refactoring::Encapsulate { internal } => encapsulate::units(names, selector, internal),
        _ => arguments::units(names, selector, refactoring),
    }
}
