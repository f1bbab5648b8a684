//! What a `from` import says of a renamed name or module.

use super::{Renamer, is_aliased};
use crate::spelling::Request;
use harmless_syntax::names::BindingId;
use harmless_syntax::rewrite::Change;
use harmless_syntax::{Kind, NodeId, TokenId, TokenKind};
use harmless_text::TextRange;
use std::collections::BTreeSet;

impl Renamer<'_, '_> {
    /// Renames a name in a `from` import, which stays `bound` under another one if that is given; a name that moves to another
    /// module moves to another import, with its comment.
    pub(super) fn import(
        &self,
        id: BindingId,
        new_module: &str,
        new_name: &str,
        bound: Option<&str>,
    ) -> Result<(Vec<Change>, Option<Request>), String> {
        let names = self.names;
        let tree = names.tree();
        let alias = names.binding(id).node;
        let Some(statement) = tree.parent(alias) else { return Ok((Vec::new(), None)) };
        let tokens: Vec<TokenId> = tree.child_tokens(alias).collect();
        let Some(&first) = tokens.first() else { return Ok((Vec::new(), None)) };
        if tree.kind(statement) == Kind::Import {
            // `import a.b as c`, or `import a` itself.
            let path: Vec<TokenId> =
                tokens.iter().copied().take_while(|&token| tree.token_kind(token) != TokenKind::As).collect();
            let last = path.last().copied().unwrap_or(first);
            let range = tree.token_range(first).cover(tree.token_range(last));
            return Ok((vec![Change::text(range, self.new)], None));
        }
        let old_module = names.import_module(statement);
        let same_module = new_module.is_empty() || new_module == old_module;
        let aliases: Vec<NodeId> = tree.child_nodes(statement).collect();
        // A name that is kept stands behind `as`, where it does not stand there already.
        let named = match bound.filter(|_| !is_aliased(names, id)) {
            Some(bound) => format!("{new_name} as {bound}"),
            None => new_name.to_owned(),
        };
        let rename = Change::text(tree.token_range(first), named);
        if same_module {
            let there = aliases.iter().any(|&other| tree.node_text(other) == new_name);
            if there
                && bound.is_none()
                && let Some(index) = crate::imports::index_of(tree, statement, alias)
            {
                return Ok((
                    harmless_syntax::rewrite::list_changes(tree, statement, &BTreeSet::from([index]), &[]),
                    None,
                ));
            }
            return Ok((vec![rename], None));
        }
        let is_there = |other: NodeId| {
            tree.kind(other) == Kind::ImportFrom
                && tree.parent(other) == tree.parent(statement)
                && names.import_module(other) == new_module
                && tree.child_nodes(other).any(|alias| tree.node_text(alias) == new_name)
        };
        if bound.is_none() && tree.nodes().any(is_there) {
            // The new name is imported already.
            let changes = match crate::imports::index_of(tree, statement, alias).filter(|_| aliases.len() > 1) {
                Some(index) => harmless_syntax::rewrite::list_changes(tree, statement, &BTreeSet::from([index]), &[]),
                None => harmless_syntax::rewrite::delete_statements(tree, &BTreeSet::from([statement])),
            };
            return Ok((changes, None));
        }
        if aliases.len() == 1 {
            let mut changes = vec![rename];
            changes.extend(self.replace_module(statement, new_module));
            return Ok((changes, None));
        }
        let Some(index) = crate::imports::index_of(tree, statement, alias) else { return Ok((Vec::new(), None)) };
        let written = bound.map_or(new_name.to_owned(), |bound| format!("{new_name} as {bound}"));
        let mut changes = harmless_syntax::rewrite::list_changes(tree, statement, &BTreeSet::from([index]), &[]);
        // The name's own comment goes with it.
        let end = tree.range(alias).end();
        let line = TextRange::new(end, tree.line_end(end));
        let mut comment = String::new();
        if let Some(&own) = tree.comments_in(line).first()
            && tree.range(statement).contains_range(own)
            && tree.begins_line(tree.range(alias).start())
        {
            let start = tree.line_start(tree.range(alias).start());
            changes.retain(|change| !TextRange::new(start, own.end()).contains_range(change.range));
            changes.push(Change::text(TextRange::new(start, tree.next_line(own.end())), ""));
            comment = format!("  {}", own.of(tree.text()));
        }
        let existing = tree.nodes().find(|&other| {
            tree.kind(other) == Kind::ImportFrom
                && tree.parent(other) == tree.parent(statement)
                && names.import_module(other) == new_module
        });
        if existing.is_some() && comment.is_empty() {
            let request = Request {
                module: new_module.to_owned(),
                name: Some(new_name.to_owned()),
                alias: bound.map(str::to_owned),
                beside: Some(alias),
            };
            return Ok((changes, Some(request)));
        }
        let range = tree.range(statement);
        let newline = tree.newline_near(range.start()).as_str();
        let indentation = tree.indentation(range.start());
        let line = format!("{indentation}from {new_module} import {written}{comment}");
        let next = tree.next_line(range.end());
        if !tree.begins_line(range.start())
            || tree.text()[range.end() as usize..tree.line_end(range.end()) as usize].contains(';')
        {
            return Err("the import shares its line with other statements".into());
        }
        let text =
            if next > tree.line_end(range.end()) { format!("{line}{newline}") } else { format!("{newline}{line}") };
        changes.push(Change::text(TextRange::empty(next), text));
        Ok((changes, None))
    }

    /// Writes another module into a `from` import.
    pub(super) fn replace_module(&self, statement: NodeId, module: &str) -> Option<Change> {
        let tree = self.names.tree();
        let tokens: Vec<TokenId> = tree
            .child_tokens(statement)
            .skip_while(|&token| tree.token_kind(token) != TokenKind::From)
            .skip(1)
            .take_while(|&token| tree.token_kind(token) != TokenKind::Import)
            .collect();
        let range = tree.token_range(*tokens.first()?).cover(tree.token_range(*tokens.last()?));
        let relative = self.relative(range.of(tree.text()), module);
        Some(Change::text(range, relative.as_deref().unwrap_or(module)))
    }

    /// How a module is spelled relative to the package of the file, where `old` is a relative spelling and as many dots reach it.
    pub(super) fn relative(&self, old: &str, module: &str) -> Option<String> {
        let dots = old.bytes().take_while(|&byte| byte == b'.').count();
        let package = self.module.package.filter(|_| dots > 0)?;
        let parts: Vec<&str> = package.split('.').collect();
        let base = parts.get(..(parts.len() + 1).checked_sub(dots)?)?.join(".");
        let rest = module.strip_prefix(base.as_str())?;
        let rest = rest.strip_prefix('.').or(rest.is_empty().then_some(rest))?;
        Some(format!("{}{rest}", ".".repeat(dots)))
    }
}
