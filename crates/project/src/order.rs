//! Which imports of a block must keep their order relative to each other.
//!
//! The relation is one between unordered pairs, and it does not depend on how this or another file is sorted, as long as the
//! order of related pairs is kept everywhere. So files can be sorted in any order or at the same time, and once is enough. The
//! rules are described in `docs/order.md`. A pair is looked at when somebody asks, and of the code base no more than it needs.

use crate::graph::{Place, Project};
use crate::known::is_known;
use crate::layout::FileId;
use crate::own_text::OwnText;
use crate::relation::{Part, Relation};
use crate::resolution::Resolution;
use harmless_syntax::module::{ImportedName, ModuleImport};
use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;
use thiserror::Error;

/// Why two imports keep their order.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Reason {
    /// Both lead into an import cycle, at different places.
    #[error("both lead into the import cycle of {}", list(.modules))]
    Cycle {
        /// The names of its modules, sorted.
        modules: Arc<[String]>,
    },
    /// A module reads a name of this one while this one is still being executed.
    #[error("`{reader}` takes {} from this module, which is still being executed", name.as_ref().map_or("names".to_owned(), |name| format!("`{name}`")))]
    Partial {
        /// The module that reads.
        reader: String,
        /// The name, if it is known.
        name: Option<String>,
    },
    /// A submodule that one of the imports loads is known by its name where nothing else says so.
    #[error("importing `{module}` loads `{submodule}`, and {dependent}")]
    Submodule {
        /// The module that one of the imports names.
        module: String,
        /// The submodule that it loads.
        submodule: String,
        /// Who depends on that, and how.
        dependent: String,
    },
    /// A module changes something anything may depend on.
    #[error("importing `{module}` changes `{what}` (line {line})")]
    Changes {
        /// The module.
        module: String,
        /// What it changes or calls.
        what: String,
        /// The line of the statement.
        line: u32,
    },
    /// Two modules change the same thing, or one uses what the other changes.
    #[error("importing `{module}` calls or changes `{what}` (line {line}), and `{other}` depends on the same")]
    Shared {
        /// The module that makes the change.
        module: String,
        /// What it changes or calls.
        what: String,
        /// The line of the statement.
        line: u32,
        /// The other module.
        other: String,
    },
    /// Both bind a name to different things, and the last one wins.
    #[error("both bind the name `{name}`, to different things")]
    Shadowing {
        /// The name.
        name: String,
    },
    /// A star import may bind a name that the other binds.
    #[error("nobody can tell which names `from {module} import *` binds")]
    Star {
        /// The module with its dots.
        module: String,
    },
    /// A module of another origin that is known to act when imported.
    #[error("`{module}` {reason}")]
    Known {
        /// The module.
        module: String,
        /// What it does.
        reason: String,
    },
}

impl Reason {
    /// A short name of the rule, as in `docs/order.md`.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Cycle { .. } => "cycle",
            Self::Partial { .. } => "partial",
            Self::Submodule { .. } => "submodule",
            Self::Changes { .. } => "changes",
            Self::Shared { .. } => "shared",
            Self::Known { .. } => "known",
            Self::Shadowing { .. } => "shadowing",
            Self::Star { .. } => "star import",
        }
    }

    /// What would let the imports move, as an order to the user.
    pub fn advice(&self) -> String {
        match self {
            Self::Shadowing { name } => {
                format!("remove one of the imports of `{name}`, or give it another name with `as`")
            }
            Self::Star { .. } => "import the names instead of `*`".into(),
            _ => "make the modules independent of the order, or move the import by hand".into(),
        }
    }
}

fn list(modules: &[String]) -> String {
    let shown: Vec<String> = modules.iter().take(4).map(|module| format!("`{module}`")).collect();
    let rest = modules.len().saturating_sub(shown.len());
    let and = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    shown.join(", ") + &and
}

/// The imports of a block, and which of them must keep their order.
pub struct BlockOrder<'a, 't> {
    place: Option<&'a dyn Place>,
    own: &'a OwnText<'t>,
    imports: Rc<[ModuleImport]>,
    /// By import: the modules that it executes directly.
    loads: Vec<OnceCell<Vec<FileId>>>,
    /// By import: whether it is of another origin.
    outside: Vec<OnceCell<bool>>,
    units: OnceCell<Units<'a, 't>>,
}

/// The imports once more: names that are submodules are looked at one by one, so it is the same whether they share a statement.
struct Units<'a, 't> {
    relation: Relation<'a, 't>,
    /// By import: its units.
    of: Vec<Range<usize>>,
    /// By unit: whether it is one of these names.
    is_submodule: Vec<bool>,
}

impl<'a, 't> BlockOrder<'a, 't> {
    /// The order of `imports`, import statements of `own` in their order. (One statement may be given in several parts.) `place`
    /// is where the file stands in its code base, if it stands in one.
    pub fn new(place: Option<&'a dyn Place>, own: &'a OwnText<'t>, imports: Vec<ModuleImport>) -> Self {
        let (loads, outside) = (vec![OnceCell::new(); imports.len()], vec![OnceCell::new(); imports.len()]);
        Self { place, own, imports: imports.into(), loads, outside, units: OnceCell::new() }
    }

    /// Why the import `first` stays before the import `second` (numbers of imports, the lower first); `None` if it need not.
    pub fn reason(&self, first: usize, second: usize) -> Option<Reason> {
        if self.is_outside(first) && self.is_outside(second) {
            return None;
        }
        let units = self.units();
        let pairs = units.of[first].clone().flat_map(|a| units.of[second].clone().map(move |b| (a, b)));
        pairs.into_iter().find_map(|(a, b)| units.relation.reason(a, b))
    }

    /// Whether an import is of another origin than the code base, and nothing is known of it: two of these are free. To say so, no
    /// module needs to be read.
    pub fn is_outside(&self, import: usize) -> bool {
        *self.outside[import].get_or_init(|| {
            let (import, loads) = (&self.imports[import], self.loads(import));
            !is_known(import, &import.names) && loads.is_empty()
        })
    }

    /// The modules that an import executes directly.
    fn loads(&self, import: usize) -> &[FileId] {
        self.loads[import].get_or_init(|| {
            let import = &self.imports[import];
            self.place.and_then(Place::find).map_or_else(Vec::new, |(project, file)| project.loads_of(file, import))
        })
    }

    /// Why the names of an import stay in their order; `None` if they need not. Only those matter that are submodules: Python loads
    /// them in their order, and binds the names afterwards.
    pub fn names_reason(&self, import: usize) -> Option<Reason> {
        let units = self.units();
        let of = &units.of[import];
        let submodules: Vec<usize> = of.clone().filter(|&unit| units.is_submodule[unit]).collect();
        let pairs =
            submodules.iter().flat_map(|&b| submodules.iter().take_while(move |&&a| a < b).map(move |&a| (a, b)));
        pairs.into_iter().find_map(|(a, b)| units.relation.reason_within(a, b))
    }

    /// Whether what one of two imports executes takes a name that the other binds.
    pub fn takes_names(&self, first: usize, second: usize) -> bool {
        if self.is_outside(first) && self.is_outside(second) {
            return false;
        }
        let units = self.units();
        let pairs = units.of[first].clone().flat_map(|a| units.of[second].clone().map(move |b| (a, b)));
        pairs.into_iter().any(|(a, b)| units.relation.takes_names(a, b))
    }

    /// The number that `name`, one of the names of an import, has among the submodules that the imports name, in their order; `None` if
    /// it is no submodule.
    pub fn submodule(&self, import: usize, name: &str) -> Option<usize> {
        let units = self.units();
        let of = units.of.get(import)?.clone();
        of.into_iter().find(|&unit| units.is_submodule[unit] && units.relation.is_named(unit, name))
    }

    /// Why the submodule `first` stays before the submodule `second` in one statement (numbers of [`submodule`](Self::submodule));
    /// `None` if it need not.
    pub fn submodules_reason(&self, first: usize, second: usize) -> Option<Reason> {
        self.units().relation.reason_within(first, second)
    }

    /// Whether modules of the code base are among the names of an import; `None` if the code base is not known.
    pub fn names_submodules(&self, import: usize) -> Option<bool> {
        let (project, file) = self.place.and_then(Place::find)?;
        Some(package_of(project, file, &self.imports[import]).is_some())
    }

    fn units(&self) -> &Units<'a, 't> {
        self.units.get_or_init(|| {
            let place = self.place.and_then(Place::find);
            let (mut parts, mut of, mut is_submodule) = (Vec::new(), Vec::new(), Vec::new());
            for (number, import) in self.imports.iter().enumerate() {
                let start = parts.len();
                let package = place.and_then(|(project, file)| package_of(project, file, import));
                match (place, package) {
                    (Some((project, _)), Some(package)) => {
                        for (at, name) in import.names.iter().enumerate() {
                            let submodule = package.submodule(project.layout(), &name.name);
                            let mut loads = package.files.clone();
                            loads.extend(submodule.filter(|submodule| !package.files.contains(submodule)));
                            is_submodule.push(submodule.is_some());
                            parts.push(Part { import: number, names: at..at + 1, loads });
                        }
                    }
                    _ => {
                        is_submodule.push(false);
                        let loads = self.loads(number).to_vec();
                        parts.push(Part { import: number, names: 0..import.names.len(), loads });
                    }
                }
                of.push(start..parts.len());
            }
            let relation = Relation::new(place, self.own, Rc::clone(&self.imports), parts);
            Units { relation, of, is_submodule }
        })
    }
}

/// What `import`, an import of `file`, takes names from, if submodules are among them.
fn package_of(project: &Project<'_>, file: FileId, import: &ModuleImport) -> Option<Resolution> {
    if !import.is_from {
        return None;
    }
    let found = project.layout().resolve(file, import.level, import.module.as_deref())?;
    let is_submodule = |name: &ImportedName| found.submodule(project.layout(), &name.name).is_some();
    import.names.iter().any(is_submodule).then_some(found)
}
