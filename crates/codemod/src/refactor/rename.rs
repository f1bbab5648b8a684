//! Renaming: a definition, its imports in whatever form, and every use that means it.

use super::member::{Finding, Member};
use super::{Module, Unit};
use crate::selector::{Role, Selector, SelectorKind};
use crate::site::SiteChanges;
use crate::spelling::{Request, Site};
use crate::verify::Renamed;
use harmless_syntax::names::{BindingId, BindingKind, Names, Qualified, ScopeId, ScopeKind, Use};
use harmless_syntax::rewrite::Change;
use harmless_syntax::{Kind, NodeId, TokenId, TokenKind};
use harmless_text::TextRange;
use std::collections::BTreeSet;

/// A new name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rename {
    /// The new name; dotted if the old one is.
    pub new: String,
}

struct Renamer<'a, 't> {
    names: &'a Names<'t>,
    old: &'a str,
    new: &'a str,
    module: Module<'a>,
    vacated: &'a [String],
    units: Vec<Unit>,
    done: BTreeSet<(ScopeId, String)>,
}

pub(super) fn units(
    names: &Names<'_>,
    selector: &Selector,
    rename: &Rename,
    module: Module<'_>,
    vacated: &[String],
) -> Vec<Unit> {
    let old = selector.name.as_str();
    let mut renamer =
        Renamer { names, old, new: &rename.new, module, vacated, units: Vec::new(), done: BTreeSet::new() };
    match selector.kind {
        SelectorKind::Attribute | SelectorKind::Method => renamer.attributes(selector),
        SelectorKind::Module => renamer.module(),
        _ if old.contains('.') => renamer.path(),
        _ => renamer.bare(selector),
    }
    renamer.units
}

/// The last part of a dotted name and what is before it.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('.').unwrap_or(("", path))
}

impl<'t> Renamer<'_, 't> {
    fn push(&mut self, node: NodeId, changes: Result<Vec<Change>, String>) {
        self.push_full(node, changes.map(|changes| SiteChanges { changes, ..SiteChanges::default() }), Vec::new());
    }

    fn push_full(&mut self, node: NodeId, changes: Result<SiteChanges, String>, touched: Vec<BindingId>) {
        let renamed = vec![Renamed { old: self.old.to_owned(), new: self.new.to_owned() }];
        self.units.push(Unit { node, changes, maybe: None, touched, renamed });
    }

    /// Every place that spells the attribute.
    fn attributes(&mut self, selector: &Selector) {
        let tree = self.names.tree();
        let new = split(self.new).1.to_owned();
        for selected in selector.find(self.names) {
            let token = match selected.role {
                Role::Definition if tree.kind(selected.node).is_function() => {
                    tree.find_token(selected.node, TokenKind::Name)
                }
                Role::Definition => tree
                    .child_nodes(selected.node)
                    .next()
                    .and_then(|target| tree.end_tokens(target))
                    .map(|(first, _)| first),
                Role::Call => tree
                    .child_nodes(selected.node)
                    .next()
                    .and_then(|callee| tree.end_tokens(callee))
                    .map(|(_, last)| last),
                _ => tree.end_tokens(selected.node).map(|(_, last)| last),
            };
            if selected.role == Role::Definition
                && let Some(changes) = self.class_variable(selected.node, &new)
            {
                self.push(selected.node, Ok(changes));
                continue;
            }
            if let Some(token) = token {
                self.push(selected.node, Ok(vec![Change::text(tree.token_range(token), new.clone())]));
            }
        }
    }

    /// The changes of all that a class body binds and uses under the name of a definition in it.
    fn class_variable(&self, definition: NodeId, new: &str) -> Option<Vec<Change>> {
        let names = self.names;
        let (id, binding) = names.bindings().find(|(_, binding)| binding.node == definition)?;
        if names.scope(binding.scope).kind != ScopeKind::Class {
            return None;
        }
        let bound = names.same_variable(id).iter().map(|&other| names.binding(other).at);
        let used = names.references_to(id).filter(|reference| reference.used != Use::Target).map(|used| used.at);
        let places: BTreeSet<TextRange> = bound.chain(used).collect();
        Some(places.into_iter().map(|at| Change::text(at, new)).collect())
    }

    /// A name as it is spelled: what the module binds to it, and what nothing binds.
    fn bare(&mut self, selector: &Selector) {
        let (names, old) = (self.names, self.old);
        let tree = names.tree();
        let wanted = |kind: &BindingKind| match selector.kind {
            SelectorKind::Function => matches!(kind, BindingKind::Function | BindingKind::Import(_)),
            SelectorKind::Class => matches!(kind, BindingKind::Class | BindingKind::Import(_)),
            _ => true,
        };
        for (id, binding) in names.bindings() {
            let imported = matches!(binding.kind, BindingKind::Import(_))
                && tree.children(binding.node).find_map(harmless_syntax::Child::token).is_some_and(|first| {
                    tree.token_text(first) == old
                        && tree.parent(binding.node).is_some_and(|p| tree.kind(p) == Kind::ImportFrom)
                });
            let method = names.scope(binding.scope).kind == ScopeKind::Class && selector.kind != SelectorKind::Var;
            if (binding.name == old && wanted(&binding.kind) && !method) || (imported && wanted(&binding.kind)) {
                let is_from = imported || !matches!(binding.kind, BindingKind::Import(_));
                if is_from {
                    self.variable(id, self.new);
                }
            }
        }
        let unbound: Vec<_> = names
            .references()
            .iter()
            .filter(|reference| reference.name == old && names.resolve(reference).is_empty())
            .map(|reference| reference.at)
            .collect();
        for at in unbound {
            let node = tree.covering(at);
            self.push(node, Ok(vec![Change::text(at, self.new)]));
        }
    }

    /// Renames the variable of a binding, with all its bindings and uses, as one unit.
    fn variable(&mut self, id: BindingId, new: &str) {
        let names = self.names;
        let binding = names.binding(id);
        if !self.done.insert((binding.scope, binding.name.to_owned())) {
            return;
        }
        let changes = self.variable_changes(id, new);
        let changes = changes.map(|(changes, requests)| SiteChanges { changes, requests, ..SiteChanges::default() });
        self.push_full(binding.node, changes, Vec::new());
    }

    fn variable_changes(&self, id: BindingId, new: &str) -> Result<(Vec<Change>, Vec<Request>), String> {
        let names = self.names;
        let tree = names.tree();
        let first = names.binding(id);
        let (new_module, new_name) = split(new);
        let (mut changes, mut requests) = (Vec::new(), Vec::new());
        let variable: Vec<BindingId> = names.same_variable(id).to_vec();
        // An import under another name keeps it, and so does one of several imports of which others are of something else:
        // nothing but the import changes.
        let keeps_name = variable.iter().any(|&other| {
            let of_others = |path: &str| !self.is_ours(path, other) && !self.is_vacated(path);
            is_aliased(names, other)
                || matches!(&names.binding(other).kind, BindingKind::Import(path) if of_others(path))
        });
        if !keeps_name {
            self.check_free(id, new)?;
        }
        for &other in &variable {
            let binding = names.binding(other);
            if let BindingKind::Import(path) = &binding.kind {
                let bound = keeps_name.then_some(binding.name);
                let (import, request) = match self.is_ours(path, other) {
                    true => self.import(other, new_module, new_name, bound)?,
                    // Another path of the same thing, which is renamed with it.
                    false if self.is_vacated(path) => self.import(other, "", new_name, bound)?,
                    false => continue,
                };
                changes.extend(import);
                requests.extend(request);
            } else if !keeps_name {
                changes.push(Change::text(binding.at, new_name));
            }
        }
        if keeps_name {
            return Ok((changes, requests));
        }
        for reference in names.references_to(id) {
            // A target is a binding too; an export names the variable in a string.
            if reference.used != Use::Target {
                changes.push(Change::text(reference.at, new_name));
            }
        }
        for node in tree.nodes().filter(|&node| matches!(tree.kind(node), Kind::Global | Kind::Nonlocal)) {
            for token in tree.child_tokens(node).filter(|&token| tree.token_text(token) == first.name) {
                let meant = names.lookup(first.name, names.scope_of(node));
                if meant.first().is_some_and(|&meant| names.binding(meant).scope == first.scope) {
                    changes.push(Change::text(tree.token_range(token), new_name));
                }
            }
        }
        Ok((changes, requests))
    }

    /// Whether another rule renames `path`, whose last part is that of the old name.
    fn is_vacated(&self, path: &str) -> bool {
        split(path).1 == split(self.old).1 && self.vacated.iter().any(|vacated| vacated == path)
    }

    /// Whether an import of `path` is of what is renamed.
    fn is_ours(&self, path: &str, id: BindingId) -> bool {
        if self.old.contains('.') { path == self.old } else { split(path).1 == self.old || is_aliased(self.names, id) }
    }

    /// Refuses a new name that already means something where the variable is used.
    fn check_free(&self, id: BindingId, new: &str) -> Result<(), String> {
        let names = self.names;
        let (module, name) = split(new);
        if self.vacated.iter().any(|vacated| split(vacated).1 == name) {
            return Ok(());
        }
        let mut same = None;
        if let BindingKind::Import(path) = &names.binding(id).kind {
            let module = if module.is_empty() { split(path).0 } else { module };
            same = Some(if module.is_empty() { name.to_owned() } else { format!("{module}.{name}") });
        }
        self.check_scopes(id, name, same.as_deref())
    }

    /// Refuses `name` where a scope that uses the variable of `id` has it already, unless it is the import `same` there.
    fn check_scopes(&self, id: BindingId, name: &str, same: Option<&str>) -> Result<(), String> {
        let names = self.names;
        let scope = names.binding(id).scope;
        let scopes = names.references_to(id).map(|reference| reference.scope).chain([scope]);
        for scope in scopes.collect::<BTreeSet<_>>() {
            let taken = names.lookup(name, scope).iter().find(|&&other| match &names.binding(other).kind {
                BindingKind::Import(path) => Some(path.as_str()) != same,
                _ => true,
            });
            if let Some(&other) = taken {
                let before = &names.tree().text()[..names.binding(other).at.start() as usize];
                let line = before.matches('\n').count() + 1;
                return Err(format!("`{name}` already means something else here (line {line})"));
            }
        }
        let captured = names.references().iter().any(|reference| {
            reference.name == name && names.resolve(reference).is_empty() && reference.used == Use::Load && {
                let mut at = Some(reference.scope);
                std::iter::from_fn(|| {
                    let here = at?;
                    at = names.scope(here).parent;
                    Some(here)
                })
                .any(|outer| outer == scope)
            }
        });
        if captured && same.is_none() {
            return Err(format!("`{name}` is used here and would mean something else"));
        }
        Ok(())
    }

    /// Renames a name in a `from` import, which stays `bound` under another one if that is given; a name that moves to another
    /// module moves to another import, with its comment.
    fn import(
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
    fn replace_module(&self, statement: NodeId, module: &str) -> Option<Change> {
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
    fn relative(&self, old: &str, module: &str) -> Option<String> {
        let dots = old.bytes().take_while(|&byte| byte == b'.').count();
        let package = self.module.package.filter(|_| dots > 0)?;
        let parts: Vec<&str> = package.split('.').collect();
        let base = parts.get(..(parts.len() + 1).checked_sub(dots)?)?.join(".");
        let rest = module.strip_prefix(base.as_str())?;
        let rest = rest.strip_prefix('.').or(rest.is_empty().then_some(rest))?;
        Some(format!("{}{rest}", ".".repeat(dots)))
    }

    /// A dotted name: through imports of it, through imports of what holds it, and where it is defined.
    fn path(&mut self) {
        let names = self.names;
        let tree = names.tree();
        let (old_module, old_name) = split(self.old);
        let (new_module, new_name) = split(self.new);
        if old_module == new_module && split(old_module).1.starts_with(char::is_uppercase) {
            self.members(old_module, old_name, new_name);
        }
        // The definition itself.
        if self.module.name == Some(old_module) {
            // A name from elsewhere is renamed with what it is there, or not at all.
            let is_other = |path: &str| path != self.old && !self.is_vacated(path);
            let defined = names.bindings().find(|(_, binding)| {
                binding.scope == ScopeId::MODULE
                    && binding.name == old_name
                    && match &binding.kind {
                        BindingKind::Import(path) => is_other(path),
                        _ => true,
                    }
            });
            if let Some((id, binding)) = defined {
                if let BindingKind::Import(path) = &binding.kind {
                    let why = format!("`{old_name}` is `{path}` here, which is not renamed; rename it by hand");
                    self.push(binding.node, Err(why));
                } else if old_module == new_module {
                    self.variable(id, new_name);
                } else {
                    let why = format!("the definition stays in `{old_module}`; move it to `{new_module}` by hand");
                    self.push(binding.node, Err(why));
                }
            }
        }
        let ours: Vec<BindingId> = names
            .bindings()
            .filter(|(_, binding)| matches!(&binding.kind, BindingKind::Import(path) if path == self.old))
            .map(|(id, _)| id)
            .collect();
        for id in ours {
            self.variable(id, self.new);
        }
        // Attributes of what is imported: `module.name`.
        let last_part: Vec<NodeId> = tree
            .nodes()
            .filter(|&node| {
                tree.kind(node) == Kind::Attribute
                    && tree.end_tokens(node).is_some_and(|(_, last)| tree.token_text(last) == old_name)
            })
            .collect();
        for node in last_part {
            let Some(Qualified::Import { path, through }) = names.qualified(node) else { continue };
            if path != self.old || matches!(&names.binding(through).kind, BindingKind::Import(path) if path == self.old)
            {
                continue;
            }
            let imported = tree.node_text(names.binding(through).node);
            if imported == self.old || imported.starts_with(&format!("{}.", self.old)) {
                // The plain import is renamed, and all that goes through it with it.
                continue;
            }
            let Some((_, last)) = tree.end_tokens(node) else { continue };
            if old_module == new_module {
                self.push(node, Ok(vec![Change::text(tree.token_range(last), new_name)]));
                continue;
            }
            let changes = self.respell(node, through);
            self.push_full(node, changes, vec![through]);
        }
        self.annotations();
        // If it is a module: what is imported from it.
        self.submodules();
        if names.stars().iter().any(|module| module == old_module) {
            self.star_uses(old_module, old_name, new_name);
        }
    }

    /// Dotted names in annotations that are strings.
    fn annotations(&mut self) {
        let names = self.names;
        let tree = names.tree();
        let (old_module, old_name) = split(self.old);
        for reference in names.references().iter().filter(|reference| reference.used == Use::Annotation) {
            let string = tree.covering(reference.at);
            if tree.string_value(string).is_none() {
                continue;
            }
            let rest = &tree.text()[reference.at.end() as usize..tree.range(string).end() as usize];
            let is_word = |c: char| c == '_' || c == '.' || c.is_alphanumeric();
            let dotted = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
            let Qualified::Import { path: mut at, .. } = names.qualify(reference.name, &[], reference.scope) else {
                continue;
            };
            let mut end = reference.at.end();
            for part in dotted.split('.').skip(1) {
                at = format!("{at}.{part}");
                end += 1 + part.len() as u32;
                if at != self.old {
                    continue;
                }
                let range = TextRange::new(end - old_name.len() as u32, end);
                let change = match split(self.new) {
                    (module, name) if module == old_module => Ok(vec![Change::text(range, name)]),
                    _ => Err(format!("`{}` in a string would need an import of its own", self.old)),
                };
                self.push(string, change);
                break;
            }
        }
    }

    /// What may come from `from module import *`: it does if nothing else is imported as a whole.
    fn star_uses(&mut self, module: &str, old: &str, new: &str) {
        let names = self.names;
        let tree = names.tree();
        let is_free = !names.bindings().any(|(_, binding)| binding.name == new)
            && !names.references().iter().any(|reference| reference.name == new);
        let is_certain = names.stars().len() == 1 && is_free && !old.starts_with('_') && !new.starts_with('_');
        for reference in names.references().iter().filter(|r| r.name == old && names.resolve(r).is_empty()) {
            let changes = if is_certain && split(self.new).0 == module {
                Ok(vec![Change::text(reference.at, new)])
            } else {
                Err(format!("`{old}` may come from `from {module} import *`"))
            };
            self.push(tree.covering(reference.at), changes);
        }
    }

    /// A member of a class.
    fn members(&mut self, class: &str, old: &str, new: &str) {
        let member = Member { names: self.names, class, old, new, module: self.module.name };
        for (node, finding) in member.find() {
            match finding {
                Finding::Rename(changes) => self.push(node, Ok(changes)),
                Finding::Refused(why) => self.push(node, Err(why)),
                Finding::Unknown(changes, receiver) => {
                    self.push(node, Ok(changes));
                    if let Some(unit) = self.units.last_mut() {
                        unit.maybe = Some(receiver);
                    }
                }
            }
        }
    }

    /// Spells the new path in the place of an attribute, with an import of its own.
    fn respell(&self, node: NodeId, through: BindingId) -> Result<SiteChanges, String> {
        let names = self.names;
        let (module, name) = split(self.new);
        let path: Vec<String> = self.new.split('.').map(str::to_owned).collect();
        let scope = names.scope_of(node);
        let site = Site { names, scope, at: node, instead: None, through: &[through] };
        let mut spelled = site.spell(&path, &[])?;
        if spelled.request.is_some() && names.lookup(name, scope).is_empty() {
            let beside = spelled.request.and_then(|request| request.beside);
            let request = Request { module: module.to_owned(), name: Some(name.to_owned()), alias: None, beside };
            spelled.text = name.to_owned();
            spelled.request = Some(request);
        }
        Ok(SiteChanges {
            changes: vec![Change::text(names.tree().range(node), spelled.text)],
            requests: spelled.request.into_iter().collect(),
            used: spelled.binding.into_iter().collect(),
            ..SiteChanges::default()
        })
    }

    /// Imports that reach into the renamed module.
    fn submodules(&mut self) {
        let names = self.names;
        let tree = names.tree();
        let old = self.old;
        let reaches = |path: &str| {
            path.strip_prefix(old).filter(|rest| rest.is_empty() || rest.starts_with('.')).map(str::to_owned)
        };
        for node in tree.nodes() {
            match tree.kind(node) {
                Kind::ImportFrom => {
                    if let Some(rest) = reaches(&names.import_module(node)) {
                        let change = self.replace_module(node, &format!("{}{rest}", self.new));
                        self.push(node, Ok(change.into_iter().collect()));
                    }
                }
                Kind::Alias if tree.parent(node).is_some_and(|parent| tree.kind(parent) == Kind::Import) => {
                    let text = tree.node_text(node);
                    let (path, alias) = text.split_once(" as ").map_or((text, ""), |(path, alias)| (path, alias));
                    if let Some(rest) = reaches(path.trim())
                        && (alias.is_empty() || !rest.is_empty())
                        && self.old.contains('.')
                    {
                        let length = path.trim_end().len() as u32;
                        let range = TextRange::new(tree.range(node).start(), tree.range(node).start() + length);
                        let change = Change::text(range, format!("{}{rest}", self.new));
                        let mut changes = vec![change];
                        let own = names.bindings().find(|(_, binding)| binding.node == node);
                        if alias.is_empty()
                            && let Some((id, _)) = own
                        {
                            if let Err(why) = self.check_module(id) {
                                self.push(node, Err(why));
                                continue;
                            }
                            changes.extend(self.module_uses(node));
                        }
                        self.push(node, Ok(changes));
                    }
                }
                _ => {}
            }
        }
    }

    /// Refuses a module's new name where it binds another first name that already means something, or where the old one is
    /// bound to something else as well.
    fn check_module(&self, id: BindingId) -> Result<(), String> {
        let names = self.names;
        let (old, new) = (first_part(self.old), first_part(self.new));
        let is_module = |id: &BindingId| matches!(&names.binding(*id).kind, BindingKind::Import(path) if path == old);
        if !names.same_variable(id).iter().all(is_module) {
            return Err(format!("`{old}` is bound to something else here, too"));
        }
        if old == new || self.vacated.iter().any(|vacated| first_part(vacated) == new) {
            return Ok(());
        }
        self.check_scopes(id, new, Some(new))
    }

    /// The places that use a module by the full name of its plain import.
    fn module_uses(&self, alias: NodeId) -> Vec<Change> {
        let names = self.names;
        let tree = names.tree();
        let Some((id, _)) = names.bindings().find(|(_, binding)| binding.node == alias) else { return Vec::new() };
        let parts = self.old.split('.').count();
        let mut changes = Vec::new();
        for reference in names.references_to(id) {
            let mut node = tree.covering(reference.at);
            let mut depth = 1;
            while depth < parts
                && let Some(parent) = tree.parent(node)
                && tree.kind(parent) == Kind::Attribute
            {
                node = parent;
                depth += 1;
            }
            if depth == parts
                && matches!(names.qualified(node), Some(Qualified::Import { path, .. }) if path == self.old)
            {
                changes.push(Change::text(tree.range(node), self.new));
            }
        }
        changes
    }

    /// A module.
    fn module(&mut self) {
        if self.old.contains('.') {
            self.path();
            return;
        }
        let names = self.names;
        let tree = names.tree();
        let ours: Vec<BindingId> = names
            .bindings()
            .filter(|(_, binding)| {
                matches!(&binding.kind, BindingKind::Import(path) if path == self.old)
                    && tree.parent(binding.node).is_some_and(|parent| tree.kind(parent) == Kind::Import)
            })
            .map(|(id, _)| id)
            .collect();
        let mut seen = BTreeSet::new();
        for id in ours {
            let binding = names.binding(id);
            let text = tree.node_text(binding.node);
            let mut changes = Vec::new();
            let aliased = text.contains(" as ");
            let Some(first) = tree.child_tokens(binding.node).next() else { continue };
            changes.push(Change::text(tree.token_range(first), self.new));
            if !aliased && seen.insert(binding.scope) {
                if let Err(why) = self.check_module(id) {
                    self.push(binding.node, Err(why));
                    return;
                }
                changes.extend(names.references_to(id).map(|reference| Change::text(reference.at, self.new)));
            }
            self.push(binding.node, Ok(changes));
        }
        for node in tree.nodes().filter(|&node| tree.kind(node) == Kind::ImportFrom) {
            let module = names.import_module(node);
            if let Some(rest) = module.strip_prefix(self.old).filter(|rest| rest.is_empty() || rest.starts_with('.')) {
                let change = self.replace_module(node, &format!("{}{rest}", self.new));
                self.push(node, Ok(change.into_iter().collect()));
            }
        }
    }
}

fn first_part(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

/// Whether an import binds under another name than the one it imports.
fn is_aliased(names: &Names<'_>, id: BindingId) -> bool {
    let tree = names.tree();
    let binding = names.binding(id);
    matches!(binding.kind, BindingKind::Import(_)) && tree.find_token(binding.node, TokenKind::As).is_some()
}
