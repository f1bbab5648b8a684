//! Which imported names statements mention, and what they import by calls.

use super::{Bound, Study};
use crate::keyword::is_identifier_byte;
use crate::module::suites::MODULE;
use crate::module::token::{Token, TokenKind};
use crate::module::{ImportedName, ModuleImport, Root, When};
use memchr::memchr_iter;

impl Study<'_, '_> {
    /// Takes up the import with this number, which the studied statements have.
    pub(super) fn bind_import(&mut self, number: usize) {
        let import = &mut self.facts.imports[number];
        if self.scope != MODULE && import.when == When::Lazily {
            // The function that holds it is called.
            import.when = When::Sometimes;
        }
        if matches!(import.when, When::Lazily | When::TypeChecking) {
            return;
        }
        for (index, name) in import.names.iter().enumerate() {
            let bound: &str = name.bound();
            // The name as it stands in the text: what is bound lives as long as the text.
            let Some(start) = find(self.text, import.offset as usize, bound) else { continue };
            let bound = &self.text[start..start + bound.len()];
            self.names.insert(bound, Bound::Imported(Root::Import(number as u32, index as u32), String::new()));
        }
    }

    /// Notes which imported names the tokens mention and which names they call.
    pub(super) fn note_mentions(&mut self, tokens: &[Token]) {
        self.note_modules(tokens);
        let mut is_attribute = false;
        let is_header = tokens.first().is_some_and(|first| first.is(b'@') || first.of(self.text) == "class");
        for (index_of, token) in tokens.iter().enumerate() {
            if token.is_name() && !is_attribute {
                let name = token.of(self.text);
                let is_defined = || index_of > 0 && matches!(tokens[index_of - 1].of(self.text), "def" | "class");
                let is_called = tokens.get(index_of + 1).is_some_and(|next| next.is(b'('));
                if (is_called && !is_defined()) || (index_of == 1 && tokens[0].is(b'@')) {
                    self.called.insert(name);
                }
                if let Some(Bound::Imported(Root::Import(import, index), path)) = self.names.get(name) {
                    if path.is_empty()
                        && let [dot, attribute, ..] = &tokens[index_of + 1..]
                        && dot.is(b'.')
                    {
                        self.attributes.insert((*import, *index, attribute.of(self.text)));
                    }
                    let name = &mut self.facts.imports[*import as usize].names[*index as usize];
                    name.is_used = true;
                    name.is_read |= !is_header;
                }
            }
            is_attribute = token.is(b'.');
        }
    }

    /// Takes `import_module("a")`, `__import__("a")` and `sys.modules["a"]` for what they are.
    fn note_modules(&mut self, tokens: &[Token]) {
        let literals = tokens.iter().enumerate().skip(2).filter(|(_, token)| token.kind == TokenKind::Literal);
        for (at, literal) in literals {
            let (name, open) = (tokens[at - 2], tokens[at - 1]);
            let is_import = open.is(b'(') && matches!(name.of(self.text), "import_module" | "__import__");
            let is_lookup = open.is(b'[') && name.of(self.text) == "modules";
            if !(is_import || is_lookup) {
                continue;
            }
            let module = literal.of(self.text).trim_matches(['"', '\'']);
            let is_name = module.split('.').all(|part| !part.is_empty() && part.bytes().all(is_identifier_byte));
            if !is_name {
                continue;
            }
            let name = ImportedName { name: module.into(), alias: None, is_used: is_lookup, is_read: false };
            self.facts.imports.push(ModuleImport {
                offset: literal.start,
                when: When::Sometimes,
                level: 0,
                module: None,
                is_from: false,
                is_star: false,
                is_dynamic: true,
                names: vec![name],
            });
        }
    }
}

/// Where `name` stands in `text` from `start` on. It is not far.
fn find(text: &str, start: usize, name: &str) -> Option<usize> {
    let (rest, &first) = (&text.as_bytes()[start..], name.as_bytes().first()?);
    memchr_iter(first, rest).find(|&at| rest[at..].starts_with(name.as_bytes())).map(|at| start + at)
}
