//! The import cycles of a code base, for people: which modules, and by which imports.

use crate::graph::Project;
use crate::layout::FileId;
use crate::scc::components;
use harmless_syntax::module::When;
use std::fmt::Write;

/// Modules each of which leads to each other one by imports that run when they are executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportCycle {
    /// The modules, by path.
    pub modules: Vec<FileId>,
    /// The imports between them.
    pub imports: Vec<CycleImport>,
}

/// An import within a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CycleImport {
    /// The module that imports.
    pub from: FileId,
    /// The module that is imported.
    pub to: FileId,
    /// Where the statement begins in the text of `from`.
    pub offset: u32,
    /// Whether it takes names from the other module, which may not be bound yet.
    pub takes_names: bool,
}

impl Project<'_> {
    /// All import cycles, by path. That importing a module executes the packages it is in first makes no cycle by itself. Reads
    /// every module that was not read yet.
    pub fn cycles(&self) -> Vec<ImportCycle> {
        let mut files: Vec<FileId> =
            self.layout().files().filter(|&file| self.layout().path(file).ends_with(".py")).collect();
        files.sort_by_key(|&file| self.layout().path(file));
        let number =
            |file: FileId| files.binary_search_by_key(&self.layout().path(file), |&other| self.layout().path(other));
        let edges: Vec<Vec<u32>> = files
            .iter()
            .map(|&file| self.imports_of(file).filter_map(|import| Some(number(import.to).ok()? as u32)).collect())
            .collect();
        let mut cycles = Vec::new();
        let edges_of = |node: u32| edges[node as usize].iter().copied();
        components(0..files.len() as u32, files.len(), edges_of, |component| {
            if component.len() > 1 {
                let modules: Vec<FileId> = component.iter().map(|&at| files[at as usize]).collect();
                let is_within = |import: &CycleImport| modules.contains(&import.to);
                let imports = modules.iter().flat_map(|&file| self.imports_of(file)).filter(is_within).collect();
                cycles.push(ImportCycle { modules, imports });
            }
        });
        cycles.sort_by_key(|cycle: &ImportCycle| cycle.modules.first().map(|&file| self.layout().path(file)));
        cycles
    }

    /// The imports of `file` that run when it is executed, without those of its own packages.
    fn imports_of(&self, file: FileId) -> impl Iterator<Item = CycleImport> {
        let parents = self.layout().parents(file);
        let module = self.module(file);
        module
            .edges
            .iter()
            .filter(|edge| matches!(edge.when, When::Always | When::Sometimes))
            .flat_map(move |edge| {
                let offset = module.facts.imports[edge.import as usize].offset;
                edge.loads.iter().map(move |&to| {
                    let takes_names = edge.reads.iter().any(|read| read.module == to);
                    CycleImport { from: file, to, offset, takes_names }
                })
            })
            .filter(move |import| import.to != file && (import.takes_names || !parents.contains(&import.to)))
    }

    /// The graph of `cycles` in the DOT language: a cluster each; imports that take names are solid, others dashed.
    pub fn dot(&self, cycles: &[ImportCycle]) -> String {
        let mut dot = String::from("digraph imports {\n");
        let name = |file: FileId| format!("{:?}", self.layout().module_name(file));
        for (number, cycle) in cycles.iter().enumerate() {
            let _ = writeln!(dot, "    subgraph cluster_{number} {{");
            for &module in &cycle.modules {
                let _ = writeln!(dot, "        {};", name(module));
            }
            dot.push_str("    }\n");
            let mut seen = Vec::new();
            for import in &cycle.imports {
                let edge = (import.from, import.to, import.takes_names);
                if !seen.contains(&edge) {
                    seen.push(edge);
                    let style = if import.takes_names { "" } else { " [style=dashed]" };
                    let _ = writeln!(dot, "    {} -> {}{style};", name(import.from), name(import.to));
                }
            }
        }
        dot.push_str("}\n");
        dot
    }
}
