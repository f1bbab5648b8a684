//! Who imports whom: the edges of the import graph, found a module at a time when somebody asks.

use crate::effects::{CallEffects, ModuleEffects};
use crate::exports::Exported;
use crate::file_set::FileSet;
use crate::knots::Knots;
use crate::layout::{FileId, Layout, Resolution};
use crate::trace::Trace;
use harmless_syntax::module::{ModuleFacts, ModuleImport, Reading, When};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Reads the file with this number in the list the layout was made from, and shows its text to whoever asked; not if it cannot be read.
pub type Reader<'r> = Box<dyn Fn(usize, &mut dyn FnMut(&str)) + Send + Sync + 'r>;

/// A code base: its layout, and what its modules do, read when needed and at most once.
pub struct Project<'r> {
    layout: Layout,
    reader: Reader<'r>,
    links: Vec<OnceLock<Links>>,
    modules: Vec<OnceLock<Module>>,
    effects: Vec<OnceLock<ModuleEffects>>,
    pub(crate) calls: Mutex<CallEffects>,
    closures: Vec<OnceLock<FileSet>>,
    /// By file: what importing it may execute when nothing has begun but what the interpreter imports by itself.
    reached: Vec<OnceLock<FileSet>>,
    /// By file: what may begin while it is half executed.
    pub(crate) awaited: Vec<OnceLock<FileSet>>,
    startup: OnceLock<FileSet>,
    pub(crate) exports: Vec<OnceLock<Exported>>,
    pub(crate) cycle_names: CycleNames,
    pub(crate) knots: Knots,
    pub(crate) traces: Vec<OnceLock<Trace>>,
}

impl fmt::Debug for Project<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Project").field("files", &self.layout.len()).finish_non_exhaustive()
    }
}

/// Which modules executing a module executes directly.
#[derive(Debug, Default)]
struct Links {
    /// Those that it may execute.
    loads: Vec<FileId>,
    /// Those that it surely does, in order.
    sure_loads: Vec<FileId>,
    /// Those that it executes under some condition.
    maybe_loads: Vec<FileId>,
    /// Those that it may execute by a call, which is no import statement.
    called: Vec<FileId>,
    /// Those of which it takes names, or may do so.
    read: Vec<FileId>,
    /// Whether it holds hardly anything but imports.
    is_thin: bool,
}

impl Links {
    fn of(module: &Module) -> Self {
        let mut links = Self { is_thin: module.facts.only_imports(), ..Self::of_edges(&module.edges) };
        for edge in module.running().filter(|edge| module.facts.imports[edge.import as usize].is_dynamic) {
            links.called.extend(&edge.loads);
        }
        links
    }

    fn of_edges(edges: &[Edge]) -> Self {
        let mut links = Self::default();
        for edge in edges.iter().filter(|edge| matches!(edge.when, When::Always | When::Sometimes)) {
            add(&mut links.loads, &edge.loads);
            add(&mut links.read, edge.readable());
            match edge.when {
                When::Always => add(&mut links.sure_loads, &edge.loads),
                _ => links.maybe_loads.extend(&edge.loads),
            }
        }
        links
    }
}

/// Where a file stands: its code base and its number there, found when somebody asks.
pub trait Place: fmt::Debug + Sync {
    /// The code base, and the file in it; `None` if the file belongs to none, or is no module that Python executes.
    fn find(&self) -> Option<(&Project<'_>, FileId)>;
}

impl Place for (&Project<'_>, FileId) {
    fn find(&self) -> Option<(&Project<'_>, FileId)> {
        Some((self.0, self.1))
    }
}

/// The modules that the interpreter itself imports before any program.
const STARTUP: [&str; 12] = [
    "_collections_abc.py",
    "_sitebuiltins.py",
    "abc.py",
    "codecs.py",
    "encodings/__init__.py",
    "genericpath.py",
    "io.py",
    "os.py",
    "posixpath.py",
    "site.py",
    "stat.py",
    "encodings/utf_8.py",
];

/// The names of the modules of import cycles, sorted; made once for each cycle.
#[derive(Default)]
pub(crate) struct CycleNames(Mutex<NamesByCycle>);

type NamesByCycle = FxHashMap<Box<[FileId]>, Arc<[String]>>;

impl CycleNames {
    /// The names of `cycle`.
    pub(crate) fn of(&self, cycle: &[FileId], layout: &Layout) -> Arc<[String]> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = known.get(cycle) {
            return Arc::clone(names);
        }
        let names: Arc<[String]> = sorted(cycle.iter().map(|&module| layout.module_name(module))).into();
        known.insert(cycle.into(), Arc::clone(&names));
        names
    }
}

/// What is known of one module.
#[derive(Debug, Default)]
pub struct Module {
    /// What its text says.
    pub facts: ModuleFacts,
    /// Its imports from the code base, in order.
    pub edges: Vec<Edge>,
}

impl Module {
    /// The imports that run when the module is executed.
    fn running(&self) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(|edge| matches!(edge.when, When::Always | When::Sometimes))
    }
}

/// One import of a module of the code base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The number of the import in the facts.
    pub import: u32,
    /// When it runs.
    pub when: When,
    /// The modules it executes, in order, unless they were executed before: packages before their submodules.
    pub loads: Vec<FileId>,
    /// The names it takes from modules while they may still be executing.
    pub reads: Vec<Read>,
    /// How many of the first of `loads` are only executed since they are on the way to others: nothing is taken from them.
    on_the_way: usize,
}

impl Edge {
    /// The modules of which names may be taken, whether or not the module uses what it imports.
    fn readable(&self) -> &[FileId] {
        &self.loads[self.on_the_way..]
    }
}

/// Names that an import takes from a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The module.
    pub module: FileId,
    /// The name; `None` for any number of names that are not known.
    pub name: Option<Box<str>>,
}

impl<'r> Project<'r> {
    /// A code base with this layout. `reader` is called when a module is first needed, at most once for each, possibly from
    /// several threads.
    pub fn new(layout: Layout, reader: Reader<'r>) -> Self {
        let exports = (0..layout.len()).map(|_| OnceLock::new()).collect();
        let links = (0..layout.len()).map(|_| OnceLock::new()).collect();
        let modules = (0..layout.len()).map(|_| OnceLock::new()).collect();
        let effects = (0..layout.len()).map(|_| OnceLock::new()).collect();
        let closures = (0..layout.len()).map(|_| OnceLock::new()).collect();
        let reached = (0..layout.len()).map(|_| OnceLock::new()).collect();
        let awaited = (0..layout.len()).map(|_| OnceLock::new()).collect();
        let traces = (0..layout.len()).map(|_| OnceLock::new()).collect();
        let knots = Knots::new(layout.len());
        let (startup, cycle_names, calls) = (OnceLock::new(), CycleNames::default(), Mutex::default());
        Self {
            layout,
            reader,
            links,
            modules,
            effects,
            calls,
            closures,
            reached,
            awaited,
            startup,
            exports,
            cycle_names,
            knots,
            traces,
        }
    }

    /// The files.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// What `look` makes of the text of `file` as it is now; `None` if it cannot be read.
    pub fn read<T>(&self, file: FileId, look: impl FnOnce(&str) -> T) -> Option<T> {
        let (mut look, mut seen) = (Some(look), None);
        (self.reader)(file.index(), &mut |text| seen = look.take().map(|look| look(text)));
        seen
    }

    /// The module in `file`.
    pub fn module(&self, file: FileId) -> &Module {
        self.modules[file.index()].get_or_init(|| {
            let facts = self.read(file, ModuleFacts::of).unwrap_or_default();
            let edges = self.edges(file, &facts.imports);
            Module { facts, edges }
        })
    }

    /// Most often the imports of a module are all that is asked for, and most often they can be told without studying it.
    fn links(&self, file: FileId) -> &Links {
        self.links[file.index()].get_or_init(|| {
            if let Some(module) = self.modules[file.index()].get() {
                return Links::of(module);
            }
            match self.read(file, Reading::of) {
                None => Links::default(),
                Some(Reading::Imports(imports)) => Links::of_edges(&self.edges(file, &imports)),
                Some(Reading::Facts(facts)) => {
                    let module = Module { edges: self.edges(file, &facts.imports), facts: *facts };
                    let links = Links::of(&module);
                    // If another thread was faster, it found the same.
                    let _ = self.modules[file.index()].set(module);
                    links
                }
            }
        })
    }

    /// Whether it is known which modules executing `file` executes.
    pub(crate) fn has_links(&self, file: FileId) -> bool {
        self.links[file.index()].get().is_some()
    }

    /// What the import of the module in `file` does to others.
    pub fn module_effects(&self, file: FileId) -> &ModuleEffects {
        self.effects[file.index()].get_or_init(|| self.effects(file))
    }

    /// The edges of `file` if its imports are these.
    fn edges(&self, file: FileId, imports: &[ModuleImport]) -> Vec<Edge> {
        let edge = |(number, import)| {
            let mut edge = self.edge(file, import)?;
            edge.import = number as u32;
            Some(edge)
        };
        imports.iter().enumerate().filter_map(edge).collect()
    }

    /// The edge that `import` makes in `file`, if it leads into the code base.
    pub(crate) fn edge(&self, file: FileId, import: &ModuleImport) -> Option<Edge> {
        let mut edge = Edge { import: 0, when: import.when, loads: Vec::new(), reads: Vec::new(), on_the_way: 0 };
        if !import.is_from {
            for name in &import.names {
                if let Some(found) = self.layout.resolve(file, 0, Some(&name.name)) {
                    if name.is_used {
                        // Which attributes of the packages on the way are used is not known.
                        edge.reads.extend(found.files.iter().map(|&module| Read { module, name: None }));
                    }
                    add(&mut edge.loads, &found.files);
                }
            }
            return (!edge.loads.is_empty()).then_some(edge);
        }
        let found = self.layout.resolve(file, import.level, import.module.as_deref())?;
        add(&mut edge.loads, &found.files);
        let target = found.target(&self.layout);
        edge.on_the_way = edge.loads.len() - usize::from(target.is_some());
        if import.is_star {
            edge.reads.extend(target.map(|module| Read { module, name: None }));
        }
        for name in &import.names {
            let submodule = self.submodule(&found, &name.name);
            if let Some(submodule) = submodule {
                add(&mut edge.loads, &[submodule]);
                if name.is_used {
                    edge.reads.push(Read { module: submodule, name: None });
                }
            }
            edge.reads.extend(target.map(|module| Read { module, name: Some(name.name.clone()) }));
        }
        (!edge.loads.is_empty()).then_some(edge)
    }

    pub(crate) fn submodule(&self, package: &Resolution, name: &str) -> Option<FileId> {
        self.layout.submodule(package.folder?, name)
    }

    /// Whether modules of the code base are among the names of `import`, an import of `file`.
    pub(crate) fn names_submodules(&self, file: FileId, import: &ModuleImport) -> bool {
        import.is_from
            && self
                .layout
                .resolve(file, import.level, import.module.as_deref())
                .is_some_and(|found| import.names.iter().any(|name| self.submodule(&found, &name.name).is_some()))
    }

    /// The imports of `module` that run when it is executed.
    pub(crate) fn running(&self, module: FileId) -> impl Iterator<Item = &Edge> {
        self.module(module).running()
    }

    /// The modules that executing `file` may execute directly.
    pub(crate) fn loads(&self, file: FileId) -> &[FileId] {
        &self.links(file).loads
    }

    /// The modules that executing `file` surely executes directly, in order.
    pub(crate) fn sure_loads(&self, file: FileId) -> &[FileId] {
        &self.links(file).sure_loads
    }

    /// The modules that executing `file` executes directly under some condition.
    pub(crate) fn maybe_loads(&self, file: FileId) -> &[FileId] {
        &self.links(file).maybe_loads
    }

    /// The modules of which `file` may take names when it is executed.
    pub(crate) fn may_read(&self, file: FileId) -> &[FileId] {
        &self.links(file).read
    }

    /// The modules that `file` may execute by a call.
    pub(crate) fn called(&self, file: FileId) -> &[FileId] {
        &self.links(file).called
    }

    /// Whether `file` holds hardly anything but imports.
    pub(crate) fn is_thin(&self, file: FileId) -> bool {
        self.links(file).is_thin
    }

    /// What executing `module` may execute, if nothing has begun.
    pub(crate) fn closure(&self, module: FileId) -> &FileSet {
        let follow = || self.follow_known(&[module], &FileSet::new(self.layout.len()), &self.closures);
        self.closures[module.index()].get_or_init(follow)
    }

    /// The modules that may be executed by executing `starts`, themselves included, without those in `begun`, among which are those that
    /// the interpreter imports by itself.
    pub(crate) fn reach(&self, starts: &[FileId], begun: &FileSet) -> FileSet {
        let mut all = FileSet::new(self.layout.len());
        for &start in starts.iter().filter(|&&start| !begun.contains(start)) {
            let follow = || self.follow_known(&[start], self.begun_at_startup(), &self.reached);
            let alone = self.reached[start.index()].get_or_init(follow);
            // What has begun is a mere gap in what is reached if nothing else is reached by way of it.
            let is_gap = |module| self.loads(module).iter().all(|&load| begun.contains(load));
            if !alone.common(begun).all(is_gap) {
                return self.follow(starts, begun);
            }
            all.union(alone);
        }
        all.remove_all(begun);
        all
    }

    /// Follows the imports that may run, from `starts` on, around the modules in `without`.
    pub(crate) fn follow(&self, starts: &[FileId], without: &FileSet) -> FileSet {
        self.follow_known(starts, without, &[])
    }

    /// The same where it is `known` of some files what is met from there on.
    fn follow_known(&self, starts: &[FileId], without: &FileSet, known: &[OnceLock<FileSet>]) -> FileSet {
        let mut seen = FileSet::new(self.layout.len());
        let mut stack: Vec<FileId> = Vec::new();
        let mut meet = |file: FileId, stack: &mut Vec<FileId>| {
            if !without.contains(file) && seen.insert(file) {
                match known.get(file.index()).and_then(OnceLock::get) {
                    Some(rest) => seen.union(rest),
                    None => stack.push(file),
                }
            }
        };
        for &start in starts {
            meet(start, &mut stack);
        }
        while let Some(file) = stack.pop() {
            for &load in self.loads(file) {
                meet(load, &mut stack);
            }
        }
        seen
    }

    /// The modules that the interpreter itself imports before any program.
    pub(crate) fn begun_at_startup(&self) -> &FileSet {
        self.startup.get_or_init(|| {
            let mut begun = FileSet::new(self.layout.len());
            begun.extend(STARTUP.iter().filter_map(|path| self.layout.file(path)));
            begun
        })
    }
}

fn add(files: &mut Vec<FileId>, more: &[FileId]) {
    for &file in more {
        if !files.contains(&file) {
            files.push(file);
        }
    }
}

/// The names bound in a module, for whoever asks whether a name exists there.
pub(crate) fn binds(facts: &ModuleFacts, name: &str) -> bool {
    facts.bindings.contains(name)
        || facts.imports.iter().any(|import| {
            matches!(import.when, When::Always | When::Sometimes)
                && (import.is_star || import.names.iter().any(|imported| imported.bound() == name))
        })
}

/// The names of a set, sorted, for messages.
pub(crate) fn sorted(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let names: BTreeSet<String> = names.into_iter().collect();
    names.into_iter().collect()
}
