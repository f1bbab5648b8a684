//! What the imports of a module lead to, one by one.

use crate::graph::Project;
use crate::layout::FileId;
use harmless_syntax::module::{ImportedName, ModuleImport, When};

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
    pub(crate) fn readable(&self) -> &[FileId] {
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

impl Project<'_> {
    /// The edges of `file` if its imports are these.
    pub(crate) fn edges(&self, file: FileId, imports: &[ModuleImport]) -> Vec<Edge> {
        let edge = |(number, import)| self.edge(file, number, import);
        imports.iter().enumerate().filter_map(edge).collect()
    }

    /// The edge that `import`, the import of `file` with this number, makes if it leads into the code base.
    fn edge(&self, file: FileId, number: usize, import: &ModuleImport) -> Option<Edge> {
        let (mut loads, mut reads) = (Vec::new(), Vec::new());
        let read = |module, name: Option<&str>, _| reads.push(Read { module, name: name.map(Into::into) });
        let on_the_way = self.add_loads(file, import, &import.names, &mut loads, read);
        let edge = |loads| Edge { import: number as u32, when: import.when, loads, reads, on_the_way };
        (!loads.is_empty()).then(|| edge(loads))
    }

    /// The modules that `import` executes in `file`, in order.
    pub(crate) fn loads_of<N: AsRef<str>>(&self, file: FileId, import: &ModuleImport<N>) -> Vec<FileId> {
        let mut loads = Vec::new();
        self.add_loads(file, import, &import.names, &mut loads, |_, _, _| {});
        loads
    }

    /// The names that `names` of `import` take in `file` from modules.
    pub(crate) fn reads_of(&self, file: FileId, import: &ModuleImport, names: &[ImportedName]) -> Vec<Read> {
        let mut reads = Vec::new();
        let read = |module, name: Option<&str>, _| reads.push(Read { module, name: name.map(Into::into) });
        self.add_loads(file, import, names, &mut Vec::new(), read);
        reads
    }

    /// Adds to `loads`, where nothing is yet, the modules that `names` of `import` execute in `file`, in order. Gives the number of those that are
    /// only on the way to others, and tells `read` the modules of which names are taken, with the name if it is known and whether a submodule
    /// is called so.
    pub(crate) fn add_loads<N: AsRef<str>>(
        &self,
        file: FileId,
        import: &ModuleImport<N>,
        names: &[ImportedName<N>],
        loads: &mut Vec<FileId>,
        mut read: impl FnMut(FileId, Option<&str>, bool),
    ) -> usize {
        let layout = self.layout();
        if !import.is_from {
            for name in names {
                let first = loads.len();
                if layout.find(file, 0, Some(name.name.as_ref()), loads).is_some() {
                    if name.is_used {
                        // Which attributes of the packages on the way are used is not known.
                        loads[first..].iter().for_each(|&module| read(module, None, false));
                    }
                    drop_repeated(loads, first);
                }
            }
            return 0;
        }
        let module = import.module.as_ref().map(AsRef::as_ref);
        let Some(folder) = layout.find(file, import.level, module, loads) else { return 0 };
        let target = layout.target(loads, folder);
        let on_the_way = loads.len() - usize::from(target.is_some());
        if let Some(module) = target.filter(|_| import.is_star) {
            read(module, None, false);
        }
        for name in names {
            let submodule = folder.and_then(|folder| layout.submodule(folder, name.name.as_ref()));
            if let Some(submodule) = submodule {
                if !loads.contains(&submodule) {
                    loads.push(submodule);
                }
                if name.is_used {
                    read(submodule, None, false);
                }
            }
            if let Some(module) = target {
                read(module, Some(name.name.as_ref()), submodule.is_some());
            }
        }
        on_the_way
    }
}

/// Takes out of `files`, from `first` on, those that come before.
fn drop_repeated(files: &mut Vec<FileId>, first: usize) {
    let mut kept = first;
    for at in first..files.len() {
        let file = files[at];
        if !files[..kept].contains(&file) {
            files[kept] = file;
            kept += 1;
        }
    }
    files.truncate(kept);
}
