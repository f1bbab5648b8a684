//! Who imports whom: the edges of the import graph, found a module at a time when somebody asks.

use crate::edge::Edge;
use crate::effects::{CallEffects, ModuleEffects};
use crate::exports::Exported;
use crate::file_set::FileSet;
use crate::knots::Knots;
use crate::known_cycles::{KnownCycle, KnownCycles};
use crate::layout::{FileId, Layout};
use crate::per_file::PerFile;
use crate::trace::Trace;
use harmless_syntax::module::{FunctionFacts, ModuleFacts, Reading, When};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Reads the file with this path in the layout, and shows its text to whoever asked; not if it cannot be read.
pub type Reader<'r> = Box<dyn Fn(&str, &mut dyn FnMut(&str)) + Send + Sync + 'r>;

/// A code base: its layout, and what its modules do, read when needed and kept.
pub struct Project<'r> {
    layout: Layout,
    reader: Reader<'r>,
    links: PerFile<Links>,
    /// The files of which it is known which modules they execute, in the order in which that was found.
    linked: Mutex<Vec<FileId>>,
    /// By file: those of which it is known that executing them may execute it directly.
    importers: Vec<Mutex<Vec<FileId>>>,
    modules: PerFile<Module>,
    functions: PerFile<FunctionFacts>,
    effects: PerFile<ModuleEffects>,
    pub(crate) calls: Mutex<CallEffects>,
    closures: PerFile<FileSet>,
    /// By file: what importing it may execute when nothing has begun but what the interpreter imports by itself.
    reached: PerFile<FileSet>,
    /// By file: what may begin while it is half executed.
    pub(crate) awaited: PerFile<FileSet>,
    /// By file: what has begun before it in every program.
    pub(crate) relied_on: PerFile<FileSet>,
    startup: OnceLock<FileSet>,
    pub(crate) exports: PerFile<Exported>,
    pub(crate) known_cycles: KnownCycles,
    pub(crate) knots: Knots,
    pub(crate) traces: PerFile<Trace>,
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
    /// Those of which it surely takes names that are no submodules.
    taken: Vec<FileId>,
    /// Whether it holds hardly anything but imports.
    is_thin: bool,
}

impl Links {
    fn of(module: &Module) -> Self {
        let mut links = Self { is_thin: module.facts.only_imports(), ..Self::default() };
        for edge in &module.edges {
            links.add(edge.when, &edge.loads, edge.readable(), &[]);
        }
        for edge in module.running().filter(|edge| module.facts.imports[edge.import as usize].is_dynamic) {
            links.called.extend(&edge.loads);
        }
        links
    }

    fn add(&mut self, when: When, loads: &[FileId], readable: &[FileId], taken: &[FileId]) {
        if matches!(when, When::Always | When::Sometimes) {
            add(&mut self.loads, loads);
            add(&mut self.read, readable);
            add(&mut self.taken, taken);
            match when {
                When::Always => add(&mut self.sure_loads, loads),
                _ => self.maybe_loads.extend(loads),
            }
        }
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

impl<'r> Project<'r> {
    /// A code base with this layout. `reader` is called when something of a module is first needed, possibly from several threads; again
    /// when more is needed than was found then.
    pub fn new(layout: Layout, reader: Reader<'r>) -> Self {
        let files = layout.len();
        Self {
            layout,
            reader,
            links: PerFile::new(files),
            linked: Mutex::default(),
            importers: (0..files).map(|_| Mutex::default()).collect(),
            modules: PerFile::new(files),
            functions: PerFile::new(files),
            effects: PerFile::new(files),
            calls: Mutex::default(),
            closures: PerFile::new(files),
            reached: PerFile::new(files),
            awaited: PerFile::new(files),
            relied_on: PerFile::new(files),
            startup: OnceLock::new(),
            exports: PerFile::new(files),
            known_cycles: KnownCycles::default(),
            knots: Knots::new(files),
            traces: PerFile::new(files),
        }
    }

    /// The files.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// What `look` makes of the text of `file` as it is now; `None` if it cannot be read.
    pub fn read<T>(&self, file: FileId, look: impl FnOnce(&str) -> T) -> Option<T> {
        let (mut look, mut seen) = (Some(look), None);
        (self.reader)(self.layout.path(file), &mut |text| seen = look.take().map(|look| look(text)));
        seen
    }

    /// The module in `file`.
    pub fn module(&self, file: FileId) -> &Module {
        self.modules.get_or_init(file, || {
            let facts = self.read(file, ModuleFacts::of).unwrap_or_default();
            let edges = self.edges(file, &facts.imports);
            Module { facts, edges }
        })
    }

    /// What calling the functions of the module in `file` does.
    pub(crate) fn functions(&self, file: FileId) -> &FunctionFacts {
        self.functions.get_or_init(file, || {
            let (functions, facts) = self.read(file, FunctionFacts::of).unwrap_or_default();
            self.modules.get_or_init(file, || Module { edges: self.edges(file, &facts.imports), facts });
            functions
        })
    }

    /// Most often the imports of a module are all that is asked for, and most often they can be told without studying it.
    fn links(&self, file: FileId) -> &Links {
        self.links.get_or_init(file, || {
            let links = self.find_links(file);
            links.loads.iter().for_each(|&load| self.importers(load).push(file));
            self.linked().push(file);
            links
        })
    }

    fn find_links(&self, file: FileId) -> Links {
        if let Some(module) = self.modules.get(file) {
            return Links::of(module);
        }
        let links = self.read(file, |text| match Reading::of(text) {
            Reading::Imports { imports, only_imports } => {
                let mut links = Links { is_thin: only_imports, ..Links::default() };
                let (mut loads, mut taken) = (Vec::new(), Vec::new());
                for import in &imports {
                    loads.clear();
                    taken.clear();
                    let take = |module, _: Option<&str>, is_submodule: bool| {
                        if !is_submodule {
                            add(&mut taken, &[module]);
                        }
                    };
                    let on_the_way = self.add_loads(file, import, &import.names, &mut loads, take);
                    links.add(import.when, &loads, &loads[on_the_way..], &taken);
                }
                links
            }
            Reading::Facts(facts) => {
                let module = Module { edges: self.edges(file, &facts.imports), facts: *facts };
                let links = Links::of(&module);
                self.modules.note(file, module);
                links
            }
        });
        links.unwrap_or_default()
    }

    /// What the import of the module in `file` does to others.
    pub fn module_effects(&self, file: FileId) -> &ModuleEffects {
        self.effects.get_or_init(file, || self.effects(file))
    }

    /// The same, if it was found already.
    pub(crate) fn known_effects(&self, file: FileId) -> Option<&ModuleEffects> {
        self.effects.get(file)
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

    /// Modules of which `file` surely takes names that are no submodules when it is executed. Not all of these are known.
    pub(crate) fn surely_reads(&self, file: FileId) -> &[FileId] {
        &self.links(file).taken
    }

    /// The modules that `file` may execute by a call.
    pub(crate) fn called(&self, file: FileId) -> &[FileId] {
        &self.links(file).called
    }

    /// Whether `file` holds hardly anything but imports.
    pub(crate) fn is_thin(&self, file: FileId) -> bool {
        self.links(file).is_thin
    }

    /// The modules of which it is known that executing them may execute `file` directly: all those with links are among them.
    pub(crate) fn importers(&self, file: FileId) -> MutexGuard<'_, Vec<FileId>> {
        self.importers[file.index()].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn linked(&self) -> MutexGuard<'_, Vec<FileId>> {
        self.linked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The modules of a cycle and what leads there, as far as its links are known: all that whoever asks has followed are.
    pub(crate) fn leading_to(&self, cycle: &KnownCycle) -> Arc<FileSet> {
        let mut leading = cycle.leading.lock().unwrap_or_else(PoisonError::into_inner);
        // Asked before the search, which may miss what is found meanwhile.
        let new: Vec<FileId> = self.linked()[leading.linked..].to_vec();
        if new.is_empty() {
            return Arc::clone(&leading.files);
        }
        let mut stack: Vec<FileId> = if leading.linked == 0 { cycle.members.iter().collect() } else { Vec::new() };
        leading.linked += new.len();
        let files = Arc::make_mut(&mut leading.files);
        if stack.is_empty() {
            let leads = |file: &FileId| self.loads(*file).iter().any(|&load| files.contains(load));
            stack = new.into_iter().filter(leads).collect();
            stack.retain(|&file| files.insert(file));
        }
        while let Some(file) = stack.pop() {
            stack.extend(self.importers(file).iter().filter(|&&from| files.insert(from)));
        }
        Arc::clone(&leading.files)
    }

    /// What executing `module` may execute, if nothing has begun.
    pub(crate) fn closure(&self, module: FileId) -> &FileSet {
        let follow = || self.follow_known(&[module], &FileSet::new(self.layout.len()), |file| self.closures.get(file));
        self.closures.get_or_init(module, follow)
    }

    /// The modules that may be executed by executing `starts`, themselves included, without those in `begun`, among which are those that
    /// the interpreter imports by itself. It may be `known` of some files what that is.
    pub(crate) fn reach<'k>(
        &self,
        starts: &[FileId],
        begun: &FileSet,
        known: impl Fn(FileId) -> Option<&'k FileSet>,
    ) -> FileSet {
        let mut all = FileSet::new(self.layout.len());
        for &start in starts.iter().filter(|&&start| !begun.contains(start)) {
            let follow = || self.follow_known(&[start], self.begun_at_startup(), |file| self.reached.get(file));
            let alone = self.reached.get_or_init(start, follow);
            // What has begun is a mere gap in what is reached if nothing else is reached by way of it.
            let is_gap = |module| self.loads(module).iter().all(|&load| begun.contains(load));
            if !alone.common(begun).all(is_gap) {
                return self.follow_known(starts, begun, known);
            }
            all.union(alone);
        }
        all.remove_all(begun);
        all
    }

    /// Follows the imports that may run, from `starts` on, around the modules in `without`.
    pub(crate) fn follow(&self, starts: &[FileId], without: &FileSet) -> FileSet {
        self.follow_known(starts, without, |_| None)
    }

    /// The same where it is `known` of some files what is met from there on.
    pub(crate) fn follow_known<'k>(
        &self,
        starts: &[FileId],
        without: &FileSet,
        known: impl Fn(FileId) -> Option<&'k FileSet>,
    ) -> FileSet {
        // What is left out is taken for seen, to ask one thing of each import.
        let mut seen = without.clone();
        let mut stack: Vec<FileId> = Vec::new();
        let mut loads = starts;
        loop {
            for &load in loads {
                if seen.insert(load) {
                    match known(load) {
                        Some(rest) => seen.union(rest),
                        None => stack.push(load),
                    }
                }
            }
            let Some(file) = stack.pop() else { break };
            loads = self.loads(file);
        }
        seen.remove_all(without);
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

/// Adds those of `more` that are not there yet.
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
