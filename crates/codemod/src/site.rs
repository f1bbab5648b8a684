//! One match and what its rule makes of it: the changes at the site, and the imports they need.

use crate::align::{Script, Step};
use crate::emit::{Emitter, Position, Positions};
use crate::legal::{comprehension_of, misplaced};
use crate::matcher::{Capture, Match};
use crate::pattern::{Pattern, Shape};
use crate::spelling::Request;
use harmless_syntax::names::{BindingId, Names};
use harmless_syntax::rewrite::{Change, Insertion, Piece, Place, items, list_changes, open_line, separate_line};
use harmless_syntax::{Child, Context, Kind, NodeId, TokenKind, Tree};
use harmless_text::TextRange;
use std::collections::BTreeSet;

/// What a rule does at one place.
#[derive(Clone, Debug, Default)]
pub struct SiteChanges {
    /// The changes, outermost first. None if nothing is to be done.
    pub changes: Vec<Change>,
    /// Statements that go altogether.
    pub deleted: Vec<NodeId>,
    /// The imports that the new text needs.
    pub requests: Vec<Request>,
    /// The bindings that the new text uses.
    pub used: Vec<BindingId>,
    /// Whether a comment had to move.
    pub moves_comment: bool,
    /// Where expressions are embedded without brackets.
    pub(crate) embedded: Vec<(NodeId, Position)>,
}

/// A rule's template, worked out.
#[derive(Clone, Copy)]
pub(crate) struct Rewriter<'a> {
    /// The pattern.
    pub pattern: &'a Pattern,
    /// The template.
    pub template: &'a Pattern,
    /// What the template changes of the pattern.
    pub script: &'a Script,
    /// Paths in the template that are modules.
    pub modules: &'a [String],
    /// Whether the code must run on Python before 3.12, where a replacement field cannot hold its string's own quotes.
    pub old_fstrings: bool,
    /// Where the match will stand, if another one embeds it.
    pub positions: &'a Positions,
}

impl Rewriter<'_> {
    /// What is to be done at a match.
    ///
    /// # Errors
    /// Why the site is left alone.
    pub(crate) fn site(&self, names: &Names<'_>, found: &Match) -> Result<SiteChanges, String> {
        let tree = names.tree();
        self.check_context(tree, found)?;
        let mut site = SiteChanges::default();
        if self.script.steps == [Step::Whole] {
            self.whole(names, found, &mut site)?;
        } else {
            for step in &self.script.steps {
                self.step(names, found, step, &mut site)?;
            }
        }
        let is_noop = |change: &Change| {
            let old = change.range.of(tree.text());
            matches!(&change.pieces[..], [Piece::Text(new)] if new == old)
                || matches!(&change.pieces[..], [Piece::Copy { range, reindent: None }] if *range == change.range)
        };
        site.changes.retain(|change| !is_noop(change));
        Ok(site)
    }

    fn emitter<'b>(&'b self, names: &'b Names<'b>, found: &'b Match) -> Emitter<'b> {
        Emitter::new(*self, names, found)
    }

    fn step(&self, names: &Names<'_>, found: &Match, step: &Step, site: &mut SiteChanges) -> Result<(), String> {
        let tree = names.tree();
        let mut emitter = self.emitter(names, found);
        let paired = |child: Child| found.pair(child).ok_or("the match has no such part".to_owned());
        match step {
            Step::Whole => {}
            Step::Token { old, new } => {
                let (Some(&target), Child::Token(new)) = (paired(*old)?.first(), *new) else { return Ok(()) };
                site.changes.push(Change::text(range_of(tree, target), self.template.tree.token_text(new)));
            }
            Step::Path { old, new } => {
                let Some(Child::Node(target)) = paired(Child::Node(*old))?.first().copied() else { return Ok(()) };
                let text = emitter.path(*new, Some((*old, target)))?;
                site.changes.extend(path_change(tree, target, &text));
            }
            Step::Node { old, new } => {
                let Some(Child::Node(target)) = paired(Child::Node(*old))?.first().copied() else { return Ok(()) };
                let carried = emitter.moved(*new, target);
                let mut pieces = emitter.expression(*new, target)?;
                if let Some(lead) = carried.lead {
                    pieces.insert(0, Piece::copy(lead));
                }
                site.changes.push(Change { range: carried.slot, pieces });
                if let Some((range, text)) = carried.comment {
                    site.changes.push(Change::text(range, text));
                    site.moves_comment = true;
                }
            }
            Step::List { node, deleted, inserted } => {
                let Some(Child::Node(target)) = paired(Child::Node(*node))?.first().copied() else { return Ok(()) };
                let Some((_, all)) = items(tree, target) else { return Err("there is no list here".into()) };
                let index_of = |child: Child| {
                    let range = range_of(tree, child);
                    all.iter().position(|item| item.range.contains_range(range))
                };
                let mut gone = BTreeSet::new();
                for &child in deleted {
                    gone.extend(paired(child)?.iter().filter_map(|&child| index_of(child)));
                }
                let mut insertions = Vec::new();
                for (next, new) in inserted {
                    let next = next.map(paired).transpose()?.and_then(|children| children.first().copied());
                    let mut place = next.and_then(index_of).map_or(Place::End, Place::Before);
                    let new_kind = self.template.tree.kind(*new);
                    if place == Place::End && !matches!(new_kind, Kind::Keyword | Kind::Starred) {
                        let keyword =
                            all.iter().position(|item| item.node.is_some_and(|node| tree.kind(node) == Kind::Keyword));
                        place = keyword.map_or(Place::End, Place::Before);
                    }
                    insertions.push(Insertion { place, pieces: emitter.element(*new)? });
                }
                if gone.len() == all.len()
                    && insertions.is_empty()
                    && matches!(tree.kind(target), Kind::Import | Kind::ImportFrom)
                {
                    site.deleted.push(target);
                } else if gone.len() == all.len() && insertions.is_empty() && tree.kind(target) == Kind::Set {
                    return Err("`{}` without elements would be a dictionary".into());
                } else {
                    // A generator expression that is not the only argument any more needs brackets of its own.
                    let bare = match &all[..] {
                        [only] if gone.is_empty() && !insertions.is_empty() => only.node,
                        _ => None,
                    };
                    let bare = bare
                        .filter(|&node| tree.kind(node) == Kind::GeneratorExp && tree.own_bracket(node).is_none())
                        .map(|node| tree.range(node));
                    site.changes.extend(bare.map(|range| Change::text(TextRange::empty(range.end()), ")")));
                    site.changes.extend(list_changes(tree, target, &gone, &insertions));
                    site.changes.extend(bare.map(|range| Change::text(TextRange::empty(range.start()), "(")));
                }
            }
            Step::After { anchor, text } => {
                let last = paired(*anchor)?.last().copied().ok_or("there is nothing to put it behind")?;
                let at = outer_of(tree, last).end();
                let mut pieces = emitter.text(*text, &self.indentation(tree, found)?)?;
                let mut range = TextRange::empty(at);
                if let Some(statement) = last.node().filter(|&node| tree.kind(node).is_statement()) {
                    // A suite in the line of its header gets lines of its own.
                    if let Some(&first) = tree.suite_of(statement).first() {
                        site.changes.extend(open_line(tree, first).0);
                    }
                    // What is put behind a statement within this one comes first.
                    range = tree.range(statement);
                    pieces.insert(0, Piece::copy(range));
                }
                site.changes.push(Change { range, pieces });
            }
            Step::Before { anchor, text } => {
                let first = paired(*anchor)?.first().copied().ok_or("there is nothing to put it before")?;
                let mut at = outer_of(tree, first).start();
                let statement = first.node().filter(|&node| tree.kind(node).is_statement());
                let indentation = if let Some(statement) = statement {
                    // A suite in the line of its header gets lines of its own.
                    let (lines, own) = open_line(tree, statement);
                    site.changes.extend(lines);
                    emitter.deepen(text.end(), &own)
                } else {
                    self.indentation(tree, found)?
                };
                // What is kept before the first word of a definition stays with it.
                if let Some(before) = tree.token_before(at).filter(|&token| tree.token_kind(token) == TokenKind::Async)
                    && found.roots.iter().any(|&root| tree.range(root).contains(tree.token_range(before).start()))
                {
                    at = tree.token_range(before).start();
                }
                let pieces = emitter.text(*text, &indentation)?;
                site.changes.push(Change { range: TextRange::empty(at), pieces });
            }
            Step::RemoveBefore { first, last } => {
                let (from, to) = (paired(*first)?.first().copied(), paired(*last)?.last().copied());
                let next = to.and_then(|to| tree.token_at_or_after(outer_of(tree, to).end()));
                if let (Some(from), Some(next)) = (from, next) {
                    let range = TextRange::new(outer_of(tree, from).start(), tree.token_range(next).start());
                    site.changes.push(Change::text(range, ""));
                }
            }
            Step::Remove { after, last } => {
                let from = paired(*after)?.last().copied().ok_or("there is nothing before it")?;
                let to = paired(*last)?.last().copied();
                if let Some(to) = to {
                    let range = TextRange::new(outer_of(tree, from).end(), outer_of(tree, to).end());
                    site.changes.push(Change::text(range, ""));
                }
            }
        }
        site.requests.append(&mut emitter.requests);
        site.used.append(&mut emitter.used);
        site.embedded.append(&mut emitter.embedded);
        Ok(())
    }

    /// The indentation of the match's statement.
    fn indentation(&self, tree: &Tree, found: &Match) -> Result<String, String> {
        let statement = tree.statement_of(found.root()).unwrap_or(NodeId::ROOT);
        Ok(tree.indentation(tree.range(statement).start()).to_owned())
    }

    fn whole(&self, names: &Names<'_>, found: &Match, site: &mut SiteChanges) -> Result<(), String> {
        let tree = names.tree();
        let mut emitter = self.emitter(names, found);
        let statements: Vec<NodeId> = match &self.pattern.shape {
            Shape::Statements(_) => found.roots.clone(),
            _ => {
                let parent = tree.parent(found.root());
                parent.filter(|&parent| tree.kind(parent) == Kind::Expr).into_iter().collect()
            }
        };
        match &self.template.shape {
            Shape::Expression(new) if !matches!(self.pattern.shape, Shape::Statements(_)) => {
                let kind = self.template.tree.kind(*new);
                let can_bind =
                    matches!(kind, Kind::Name | Kind::Attribute | Kind::Subscript | Kind::Tuple | Kind::List);
                if tree.context(found.root()) != Context::Load && !can_bind {
                    return Err("it is assigned to or deleted here, which the replacement cannot be".into());
                }
                let pieces = emitter.expression(*new, found.root())?;
                site.changes.push(Change { range: tree.range(found.root()), pieces });
            }
            Shape::Empty => {
                if statements.is_empty() {
                    return Err("only a whole statement can be deleted".into());
                }
                site.deleted.extend(statements);
            }
            _ => {
                let (Some(&first), Some(&last)) = (statements.first(), statements.last()) else {
                    return Err("a statement cannot stand in an expression".into());
                };
                let new: Vec<NodeId> = self.template.tree.child_nodes(NodeId::ROOT).collect();
                let block = new.len() > 1 || new.iter().any(|&node| self.template.tree.kind(node).is_compound());
                let mut indentation = tree.indentation(tree.range(first).start()).to_owned();
                let mut lines = Vec::new();
                if block {
                    let (changes, own) = open_line(tree, first);
                    lines.extend(changes);
                    indentation = own;
                    lines.extend(separate_line(tree, last, &indentation));
                }
                let pieces = emitter.statements(&new, &indentation)?;
                let range = TextRange::new(tree.range(first).start(), tree.range(last).end());
                site.changes.push(Change { range, pieces });
                site.changes.extend(lines);
            }
        }
        site.requests.append(&mut emitter.requests);
        site.used.append(&mut emitter.used);
        site.embedded.append(&mut emitter.embedded);
        Ok(())
    }

    /// Whether what the template brings may stand at the site: `await` only in an `async def`, and so on.
    fn check_context(&self, tree: &Tree, found: &Match) -> Result<(), String> {
        let is_echo = |outer: NodeId| {
            tree.kind(outer) == Kind::FormattedValue && tree.find_token(outer, TokenKind::Equal).is_some()
        };
        if tree.ancestors(found.root()).any(is_echo) {
            return Err("the string shows the text of this field (`=`), which would be another one".into());
        }
        let template = &self.template.tree;
        for node in template.nodes() {
            let kind = template.kind(node);
            let is_own = misplaced(kind, template, node).is_none();
            if is_own || self.pattern.tree.nodes().any(|node| self.pattern.tree.kind(node) == kind) {
                continue;
            }
            if let Some(why) = misplaced(kind, tree, found.root()) {
                return Err(why.to_owned());
            }
            if kind == Kind::Await && comprehension_of(tree, found.root()) == Some(Kind::GeneratorExp) {
                return Err("`await` would make the generator an asynchronous one".into());
            }
        }
        Ok(())
    }
}

/// The change that spells the dotted name at `target` as `text`: only from the first part that differs.
fn path_change(tree: &Tree, target: NodeId, text: &str) -> Option<Change> {
    let (head, rest) = tree.dotted_parts(target)?;
    let old: Vec<&str> = std::iter::once(tree.node_text(head)).chain(rest).collect();
    let new: Vec<&str> = text.split('.').collect();
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    if same == old.len() && same == new.len() {
        return None;
    }
    let range = tree.range(target);
    if old.len() == new.len() && same + 1 == old.len() {
        let (_, last) = tree.end_tokens(target)?;
        return Some(Change::text(tree.token_range(last), new[same]));
    }
    Some(Change::text(range, text))
}

pub(crate) fn range_of(tree: &Tree, child: Child) -> TextRange {
    match child {
        Child::Node(node) => tree.range(node),
        Child::Token(token) => tree.token_range(token),
    }
}

pub(crate) fn outer_of(tree: &Tree, child: Child) -> TextRange {
    match child {
        Child::Node(node) => tree.outer_range(node),
        Child::Token(token) => tree.token_range(token),
    }
}

/// The nodes of a capture.
pub(crate) fn capture_children(capture: &Capture) -> &[Child] {
    match capture {
        Capture::One(child) => std::slice::from_ref(child),
        Capture::Many(children) => children,
    }
}

/// Whether the match already is what its rule would make of it: it stands in the template, in the place where the template
/// holds the pattern again.
pub(crate) fn is_done(rewriter: &Rewriter<'_>, names: &Names<'_>, found: &Match) -> bool {
    let tree = names.tree();
    let template = &rewriter.template.tree;
    rewriter.script.embeds.iter().any(|&embed| {
        // Up the two trees together: each step of the template must be there, with the embedded place in it.
        let (mut inner, mut at) = (embed, found.root());
        loop {
            let Some(outer) = template.parent(inner) else { return true };
            if outer == NodeId::ROOT || rewriter.template.shape == Shape::Expression(inner) {
                return true;
            }
            let Some(mut above) = tree.parent(at) else { return false };
            if tree.kind(above) == Kind::Expr && template.kind(outer) != Kind::Expr {
                at = above;
                above = match tree.parent(at) {
                    Some(above) => above,
                    None => return false,
                };
            }
            if template.kind(outer) != tree.kind(above) || !alike(rewriter, found, outer, inner, tree, above, at) {
                return false;
            }
            inner = outer;
            at = above;
        }
    })
}

/// Whether two nodes have the same children but for the ones on the way.
fn alike(
    rewriter: &Rewriter<'_>,
    found: &Match,
    outer: NodeId,
    inner: NodeId,
    tree: &Tree,
    above: NodeId,
    at: NodeId,
) -> bool {
    let template = &rewriter.template.tree;
    let ours: Vec<Child> =
        template.significant(outer).into_iter().filter(|child| child.node() != Some(inner)).collect();
    let theirs: Vec<Child> = tree.significant(above).into_iter().filter(|child| child.node() != Some(at)).collect();
    ours.len() == theirs.len()
        && ours.iter().zip(&theirs).all(|(ours, theirs)| match (*ours, *theirs) {
            (Child::Token(ours), Child::Token(theirs)) => {
                template.token_kind(ours) == tree.token_kind(theirs)
                    && (template.token_kind(ours) != TokenKind::Name
                        || template.token_text(ours) == tree.token_text(theirs))
            }
            (Child::Node(ours), Child::Node(theirs)) => {
                if let Some(meta) = rewriter.template.node_meta(ours) {
                    return match found.capture(meta.name) {
                        Some(Capture::One(Child::Node(captured))) => tree.same(*captured, tree, theirs),
                        _ => false,
                    };
                }
                template.same(ours, tree, theirs)
            }
            _ => false,
        })
}
