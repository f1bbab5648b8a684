//! The text of the file whose imports are asked about, read as far as the question needs.

use harmless_syntax::module::{ModuleFacts, ModuleImport, When, imports_before};
use std::cell::OnceCell;

/// A text and what was read off it.
#[derive(Debug)]
pub struct OwnText<'t> {
    text: &'t str,
    facts: OnceCell<ModuleFacts>,
}

/// Where in its module a block of imports stands.
#[derive(Debug)]
pub(crate) struct Standing {
    /// The imports before it.
    pub(crate) before: Vec<ModuleImport>,
    /// When it runs.
    pub(crate) when: When,
    /// Whether it stands in a function, called by the module or not, or runs only in a program.
    pub(crate) is_apart: bool,
}

impl<'t> OwnText<'t> {
    /// Nothing is read yet.
    pub fn new(text: &'t str) -> Self {
        Self { text, facts: OnceCell::new() }
    }

    /// The text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The standing of the import that begins at `offset`, or behind the indentation there.
    pub(crate) fn standing(&self, offset: u32) -> Standing {
        let (before, when) = imports_before(self.text, offset);
        // The import of the module may call the function that the statement is in; to know that, more must be read.
        let is_called = || {
            let facts = self.facts.get_or_init(|| ModuleFacts::of(self.text));
            let at = facts.imports.iter().filter(|import| import.offset >= offset && !import.is_dynamic);
            at.min_by_key(|import| import.offset).is_some_and(|import| import.when != When::Lazily)
        };
        let is_apart = when == When::Lazily;
        let when = if is_apart && is_called() { When::Sometimes } else { when };
        Standing { before, when, is_apart }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_that_the_module_calls_runs_its_imports() {
        let text = "import a\ndef f():\n    import b\n";
        let offset = text.find("    import").map_or(0, |at| at as u32);
        let called = format!("{text}f()\n");
        let standing = |text| OwnText::new(text).standing(offset);
        assert_eq!(standing(text).when, When::Lazily);
        assert_eq!(standing(text).before.len(), 1);
        assert_eq!(standing(&called).when, When::Sometimes);
        assert!(standing(text).is_apart && standing(&called).is_apart);
    }
}
