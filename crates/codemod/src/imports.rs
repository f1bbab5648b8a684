//! Imports that a run asks for, and imports that nothing uses any more after it.

use crate::placing::{Placing, Sorter};
use crate::spelling::Request;
use harmless_syntax::names::{BindingId, BindingKind, Names, Use};
use harmless_syntax::rewrite::{Change, Composition, Insertion, Piece, Place, delete_statements, items, list_changes};
use harmless_syntax::{Kind, NodeId, TokenKind, Tree};
use harmless_text::TextRange;
use std::collections::{BTreeMap, BTreeSet};

/// What a run does to the imports of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct ImportPlan {
    /// The imports to add.
    pub requests: BTreeSet<Request>,
    /// Bindings that lost a reference.
    pub touched: BTreeSet<BindingId>,
    /// Bindings that the new text uses.
    pub used: BTreeSet<BindingId>,
    /// Whether the file's imports are its interface (`__init__.py`), so that none is removed.
    pub is_interface: bool,
}

/// The changes that carry out `plan`, after all other changes are in `composition`.
pub(crate) fn import_changes(
    names: &Names<'_>,
    composition: &Composition,
    plan: &ImportPlan,
    sorter: Option<Sorter<'_>>,
) -> Vec<Change> {
    let tree = names.tree();
    let unused: BTreeSet<NodeId> = plan
        .touched
        .iter()
        .filter(|id| !plan.used.contains(id) && !plan.is_interface && is_unused(names, composition, **id))
        .map(|&id| names.binding(id).node)
        .collect();
    let mut editor = Editor {
        names,
        composition,
        tree,
        removed: unused,
        inserted: BTreeMap::new(),
        lines: Vec::new(),
        top: Vec::new(),
        replaced: BTreeMap::new(),
    };
    for request in &plan.requests {
        editor.add(request);
    }
    editor.changes(sorter)
}

/// Whether nothing is left that uses an import.
fn is_unused(names: &Names<'_>, composition: &Composition, id: BindingId) -> bool {
    let tree = names.tree();
    let binding = names.binding(id);
    if !matches!(binding.kind, BindingKind::Import(_)) || names.same_variable(id).len() != 1 {
        return false;
    }
    let used = |reference: &harmless_syntax::names::Reference<'_>| {
        reference.used == Use::Export || composition.keeps(reference.at)
    };
    if names.references_to(id).any(used) {
        return false;
    }
    // `import a as a` and `from a import b as b` say that the name is for others.
    let words: Vec<&str> = tree.node_text(binding.node).split(" as ").map(str::trim).collect();
    let reexport = matches!(words[..], [path, alias] if path == alias);
    let Some(statement) = tree.parent(binding.node) else { return false };
    let line = TextRange::new(tree.range(statement).start(), tree.line_end(tree.range(statement).end()));
    let wanted = tree.comments_in(line).iter().any(|comment| {
        let text = comment.of(tree.text()).to_ascii_lowercase();
        text.contains("noqa") || text.contains("import:") || text.contains("noreorder") || text.contains("f401")
    });
    let guarded = tree.ancestors(statement).any(|outer| matches!(tree.kind(outer), Kind::Try | Kind::TryStar));
    !(reexport || wanted || guarded)
}

struct Editor<'a, 't> {
    names: &'a Names<'t>,
    composition: &'a Composition,
    tree: &'t Tree,
    /// The aliases that go.
    removed: BTreeSet<NodeId>,
    /// New names of import statements that stay.
    inserted: BTreeMap<NodeId, Vec<String>>,
    /// New statements beside others, each at a line's start.
    lines: Vec<(u32, String)>,
    /// New statements for the top of the file.
    top: Vec<(Request, String)>,
    /// Aliases and whole statements whose place a new one takes.
    replaced: BTreeMap<NodeId, String>,
}

impl Editor<'_, '_> {
    fn add(&mut self, request: &Request) {
        let tree = self.tree;
        let as_written = |name: &str| match &request.alias {
            Some(alias) => format!("{name} as {alias}"),
            None => name.to_owned(),
        };
        let beside = request.beside.and_then(|alias| tree.parent(alias));
        let Some(name) = &request.name else {
            let text = format!("import {}", as_written(&request.module));
            let top_level = |statement: &NodeId| tree.parent(*statement) == Some(NodeId::ROOT);
            if !self
                .statements()
                .any(|statement| tree.node_text(statement) == text && top_level(&statement) && self.is_early(statement))
            {
                self.statement(request, text, beside);
            }
            return;
        };
        let same_place = |statement: &NodeId| match beside {
            Some(beside) => tree.parent(*statement) == tree.parent(beside),
            None => tree.parent(*statement) == Some(NodeId::ROOT) && self.is_early(*statement),
        };
        let home = self.statements().find(|&statement| {
            tree.kind(statement) == Kind::ImportFrom
                && same_place(&statement)
                && self.names.import_module(statement) == request.module
                && tree.find_token(statement, TokenKind::Star).is_none()
                && !tree.child_nodes(statement).any(|alias| tree.node_text(alias) == "*")
        });
        let Some(home) = home else {
            let text = format!("from {} import {}", request.module, as_written(name));
            return self.statement(request, text, beside);
        };
        let text = as_written(name);
        let there = |alias: NodeId| tree.node_text(alias) == text && !self.removed.contains(&alias);
        if tree.child_nodes(home).any(there)
            || self.replaced.iter().any(|(alias, new)| tree.parent(*alias) == Some(home) && *new == text)
        {
            return;
        }
        match tree.child_nodes(home).find(|alias| self.removed.contains(alias)) {
            Some(alias) => {
                self.removed.remove(&alias);
                self.replaced.insert(alias, text);
            }
            None => self.inserted.entry(home).or_default().push(text),
        }
    }

    /// Whether an import stands above all that is changed, so that none of it can need the import before it has run.
    fn is_early(&self, statement: NodeId) -> bool {
        let (tree, start) = (self.tree, self.tree.range(statement).start());
        let in_import = |at: NodeId| matches!(tree.kind(at), Kind::Import | Kind::ImportFrom);
        self.composition.changes().iter().all(|change| {
            change.range.start() >= start || tree.statement_of(tree.covering(change.range)).is_some_and(in_import)
        })
    }

    fn statements(&self) -> impl Iterator<Item = NodeId> + use<'_> {
        let tree = self.tree;
        tree.nodes().filter(|&node| matches!(tree.kind(node), Kind::Import | Kind::ImportFrom))
    }

    /// Notes a new import statement: beside the one it takes the place of, or at the top of the file.
    fn statement(&mut self, request: &Request, text: String, beside: Option<NodeId>) {
        let tree = self.tree;
        if let Some(old) = beside {
            let range = tree.range(old);
            let gone = tree.child_nodes(old).all(|alias| self.removed.contains(&alias));
            if gone && !self.replaced.contains_key(&old) {
                for alias in tree.child_nodes(old) {
                    self.removed.remove(&alias);
                }
                self.replaced.insert(old, text);
                return;
            }
            let newline = tree.newline_near(range.start()).as_str();
            let indentation = tree.indentation(range.start());
            self.lines.push((tree.next_line(range.end()), format!("{indentation}{text}{newline}")));
            return;
        }
        self.top.push((request.clone(), text));
    }

    fn changes(self, sorter: Option<Sorter<'_>>) -> Vec<Change> {
        let tree = self.tree;
        let mut changes = Vec::new();
        let mut gone = BTreeSet::new();
        let mut lists: BTreeMap<NodeId, BTreeSet<usize>> = BTreeMap::new();
        for &alias in &self.removed {
            let Some(statement) = tree.parent(alias) else { continue };
            let all = tree.child_nodes(statement).all(|alias| self.removed.contains(&alias));
            if all && !self.inserted.contains_key(&statement) {
                gone.insert(statement);
            } else if let Some(index) = index_of(tree, statement, alias) {
                lists.entry(statement).or_default().insert(index);
            }
        }
        for &statement in self.inserted.keys() {
            lists.entry(statement).or_default();
        }
        for (statement, deleted) in lists {
            let mut inserted = Vec::new();
            for text in self.inserted.get(&statement).into_iter().flatten() {
                let place = sorted_place(tree, statement, text);
                inserted.push(Insertion { place, pieces: vec![Piece::Text(text.clone())] });
            }
            changes.extend(list_changes(tree, statement, &deleted, &inserted));
        }
        for (node, text) in self.replaced {
            changes.push(Change::text(tree.range(node), text));
        }
        let mut deletions = delete_statements(tree, &gone);
        let whole_lines =
            deletions.iter().filter(|change| change.range.start() == tree.line_start(change.range.start()));
        let mut placing =
            Placing::new(tree, self.composition, sorter, whole_lines.map(|change| change.range).collect());
        for (request, text) in &self.top {
            placing.add(request, text);
        }
        let mut lines = self.lines;
        lines.extend(placing.into_lines());
        lines.sort();
        trim_top(tree, &mut deletions, lines.first().map(|(at, _)| *at));
        for (at, text) in lines {
            changes.push(Change::text(TextRange::empty(at), text));
        }
        changes.extend(deletions);
        changes
    }
}

/// Takes the blank lines away with the statements that a file begins with, unless something is `inserted` there.
fn trim_top(tree: &Tree, deletions: &mut [Change], inserted: Option<u32>) {
    let mut last = None;
    let mut end = 0;
    while let Some(index) = deletions.iter().position(|change| change.range.start() == end && change.range.end() > end)
    {
        (last, end) = (Some(index), deletions[index].range.end());
    }
    let rest = &tree.text()[end as usize..];
    let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let until = end + blank as u32;
    if let Some(index) = last
        && inserted.is_none_or(|at| at > until)
    {
        deletions[index].range = TextRange::new(deletions[index].range.start(), until);
    }
}

/// The index of an alias among the names of its statement.
pub(crate) fn index_of(tree: &Tree, statement: NodeId, alias: NodeId) -> Option<usize> {
    items(tree, statement)?.1.iter().position(|item| item.node == Some(alias))
}

/// Where a name goes among the names of an import: in order, if they are in order.
pub(crate) fn sorted_place(tree: &Tree, statement: NodeId, text: &str) -> Place {
    let aliases: Vec<&str> = tree.child_nodes(statement).map(|alias| tree.node_text(alias)).collect();
    if !aliases.is_sorted_by_key(|alias| alias.to_lowercase()) {
        return Place::End;
    }
    aliases.iter().position(|alias| alias.to_lowercase() > text.to_lowercase()).map_or(Place::End, Place::Before)
}
