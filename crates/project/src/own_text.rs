//! The text of the file whose imports are asked about, read as far as the question needs.

use crate::graph::Project;
use crate::layout::FileId;
use harmless_syntax::module::{ImportReader, ModuleImport, Reading, When};
use std::cell::{OnceCell, RefCell};

/// A text and what was read off it.
#[derive(Debug)]
pub struct OwnText<'t> {
    text: &'t str,
    /// Its imports, which few ask for.
    imports: OnceCell<RefCell<ImportReader<'t>>>,
    /// The imports that run when its module is executed, by where they begin.
    running: OnceCell<Vec<u32>>,
}

/// Where in its module a block of imports stands.
#[derive(Debug)]
pub(crate) struct Standing {
    /// The modules of the code base that imports before it surely execute directly, in order.
    pub(crate) before: Vec<FileId>,
    /// When it runs.
    pub(crate) when: When,
    /// Whether it stands in a function, called by the module or not, or runs only in a program.
    pub(crate) is_apart: bool,
}

impl<'t> OwnText<'t> {
    /// Nothing is read yet.
    pub fn new(text: &'t str) -> Self {
        Self { text, imports: OnceCell::new(), running: OnceCell::new() }
    }

    /// The text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The standing of the import that begins at `offset`, or behind the indentation there, in a text that stands at `place`.
    pub(crate) fn standing(&self, place: Option<(&Project<'_>, FileId)>, offset: u32) -> Standing {
        let mut reader = self.imports.get_or_init(|| RefCell::new(ImportReader::new(self.text))).borrow_mut();
        let (before, when) = reader.before(offset);
        let before = before.iter().filter(|import| import.when == When::Always);
        let loads =
            |(project, file): (&Project<'_>, FileId)| before.flat_map(|it| project.loads_of(file, it)).collect();
        let before = place.map_or_else(Vec::new, loads);
        let is_apart = when == When::Lazily;
        let when = if is_apart && self.is_called(offset) { When::Sometimes } else { when };
        Standing { before, when, is_apart }
    }

    /// Whether the import of the module calls the function that the import at `offset` is in. To know that, more must be read.
    fn is_called(&self, offset: u32) -> bool {
        let running = self.running.get_or_init(|| match Reading::of(self.text) {
            Reading::Imports { imports, .. } => imports.iter().map(|import| import.offset).collect(),
            Reading::Facts(facts) => {
                let runs = |it: &&ModuleImport| !matches!(it.when, When::Lazily | When::TypeChecking) && !it.is_dynamic;
                facts.imports.iter().filter(runs).map(|import| import.offset).collect()
            }
        });
        let rest = &self.text[offset as usize..];
        let indentation = rest.len() - rest.trim_start_matches([' ', '\t', '\x0c']).len();
        running.contains(&(offset + indentation as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Layout;

    #[test]
    fn a_function_that_the_module_calls_runs_its_imports() {
        let text = "import a\ndef f():\n    import b\n";
        let offset = text.find("    import").map_or(0, |at| at as u32);
        let called = format!("{text}f()\n");
        let project = Project::new(Layout::new(["a.py", "m.py"]), Box::new(|_, _| {}));
        let place = project.layout().file("m.py").map(|file| (&project, file));
        let standing = |text| OwnText::new(text).standing(place, offset);
        assert_eq!(standing(text).when, When::Lazily);
        assert_eq!(standing(text).before.len(), 1);
        assert_eq!(standing(&called).when, When::Sometimes);
        assert!(standing(text).is_apart && standing(&called).is_apart);
    }
}
