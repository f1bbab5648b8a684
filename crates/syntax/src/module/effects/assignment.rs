//! What assignments bind, and what they change.

use super::{Bound, EffectKind, Root, Study};
use crate::module::suites::MODULE;
use crate::module::token::{Token, after_bracket, split_at};

impl<'t> Study<'t, '_> {
    /// What is bound by assigning `tokens`, if it is something imported.
    pub(super) fn value(&self, tokens: &[Token]) -> Option<Bound> {
        let chain = self.chain(tokens)?;
        let foreign = self.foreign(&chain)?;
        if chain.end == tokens.len() {
            return matches!(foreign.0, Root::Import(..)).then_some(Bound::Imported(foreign.0, foreign.1));
        }
        if tokens[chain.end].is(b'(') {
            let called = chain.path.rsplit('.').next().filter(|name| !name.is_empty()).unwrap_or(chain.root);
            let is_getter = called.starts_with("get_") || matches!(called, "get" | "getLogger");
            let is_import = matches!(foreign.0, Root::Import(..));
            let bound = (after_bracket(tokens, chain.end) == tokens.len() && (is_getter || is_import)).then(|| {
                let bound = if is_getter { Bound::Imported } else { Bound::Made };
                bound(foreign.0.clone(), foreign.1.clone())
            });
            return bound;
        }
        None
    }

    /// An assignment to (or deletion of) each target in `tokens`.
    pub(super) fn target(&mut self, tokens: &[Token], value: Option<Bound>) {
        let mut tokens = split_at(tokens, b':').first().copied().unwrap_or_default();
        while let [open, inner @ .., _] = tokens
            && (open.is(b'(') || open.is(b'['))
            && after_bracket(tokens, 0) == tokens.len()
        {
            tokens = inner;
        }
        let targets = split_at(tokens, b',');
        if targets.len() > 1 {
            for target in targets {
                self.target(target, None);
            }
            return;
        }
        let tokens = if tokens.first().is_some_and(|token| token.is(b'*')) { &tokens[1..] } else { tokens };
        let Some(chain) = self.chain(tokens) else {
            return;
        };
        if tokens.len() == 1 {
            match value {
                Some(value) if self.scope == MODULE => {
                    self.names.insert(chain.root, value);
                    self.facts.bindings.insert(chain.root.into());
                }
                _ => self.bind_own(chain.root),
            }
            return;
        }
        let is_called = || tokens.get(chain.end).is_some_and(|token| token.is(b'('));
        if chain.root == "globals" {
            self.facts.has_hidden_names = true;
        } else if chain.root == "vars" && is_called() {
            if let Some(whose) = self.chain(&tokens[chain.end + 1..]).and_then(|chain| self.foreign(&chain)) {
                self.add(tokens[0], EffectKind::Mutation, whose);
            }
        } else if chain.root == "__builtins__" {
            self.add(tokens[0], EffectKind::Mutation, (Root::Builtin(chain.root.into()), chain.path));
        } else if let Some((root @ Root::Import(..), mut path)) = self.foreign(&chain) {
            if tokens.get(chain.end).is_some_and(|token| token.is(b'[')) {
                let last = tokens[after_bracket(tokens, chain.end) - 1];
                path.push_str(&self.text[tokens[chain.end].start as usize..last.end as usize]);
            }
            self.add(tokens[0], EffectKind::Mutation, (root, path));
        }
    }

    /// Binds `name` to something of the module's own.
    pub(super) fn bind_own(&mut self, name: &'t str) {
        if self.scope == MODULE {
            self.names.insert(name, Bound::Own);
            self.facts.bindings.insert(name.into());
        } else {
            self.names.entry(name).or_insert(Bound::Own);
        }
    }
}
