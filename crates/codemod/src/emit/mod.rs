//! From a part of a template to pieces of text: what it spells out, and the parts of the original it embeds.

mod hole;
mod literal;
mod moving;

use crate::builtins::is_builtin;
use crate::matcher::{Capture, Match};
use crate::pattern::{Shape, meta};
use crate::site::Rewriter;
use crate::spelling::{Request, Site};
use harmless_syntax::names::{BindingId, Names};
use harmless_syntax::rewrite::{Piece, Slot};
use harmless_syntax::{Child, Kind, NodeId, TokenKind, Tree};
use harmless_text::TextRange;
use hole::describe;
use std::collections::HashMap;

/// Where an expression will stand in the result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Position {
    /// What may stand there without brackets.
    slot: Slot,
    /// Whether lines may end there.
    bracketed: bool,
}

/// Where matches will stand that another match embeds, bare, in another place than they have now.
pub(crate) type Positions = HashMap<NodeId, Vec<Position>>;

/// A part of the template that is not written as it is spelled.
struct Spot {
    range: TextRange,
    pieces: Vec<Piece>,
}

/// Writes parts of one template at one site.
pub(crate) struct Emitter<'a> {
    rewriter: Rewriter<'a>,
    names: &'a Names<'a>,
    found: &'a Match,
    unit: String,
    /// The quotes of the strings around the site.
    quotes: Vec<&'a str>,
    /// Imports that are needed.
    pub(crate) requests: Vec<Request>,
    /// Bindings that are used.
    pub(crate) used: Vec<BindingId>,
    /// Where expressions are embedded without brackets.
    pub(crate) embedded: Vec<(NodeId, Position)>,
}

impl<'a> Emitter<'a> {
    pub(crate) fn new(rewriter: Rewriter<'a>, names: &'a Names<'a>, found: &'a Match) -> Self {
        let tree = names.tree();
        let quotes = tree
            .ancestors(found.root())
            .filter(|&node| matches!(tree.kind(node), Kind::JoinedStr | Kind::TemplateStr))
            .filter_map(|string| {
                let at = tree.range(found.root()).start();
                let start = tree
                    .child_tokens(string)
                    .filter(|&token| {
                        matches!(tree.token_kind(token), TokenKind::FStringStart | TokenKind::TStringStart)
                    })
                    .take_while(|&token| tree.token_range(token).start() < at)
                    .last()?;
                let text = tree.token_text(start);
                Some(&text[text.find(['"', '\''])?..])
            })
            .collect();
        let unit = if rewriter.template.source.contains('\n') { tree.indent_unit(found.root()) } else { String::new() };
        Self { rewriter, names, found, unit, quotes, requests: Vec::new(), used: Vec::new(), embedded: Vec::new() }
    }

    fn tree(&self) -> &'a Tree {
        self.names.tree()
    }

    fn template(&self) -> &'a Tree {
        &self.rewriter.template.tree
    }

    /// Spells a dotted name of the template. `instead` is the name of the pattern whose place it takes, and what stands there.
    pub(crate) fn path(&mut self, new: NodeId, instead: Option<(NodeId, NodeId)>) -> Result<String, String> {
        let Some(path) = self.rewriter.template.paths.get(&new) else {
            return Ok(self.template().node_text(new).to_owned());
        };
        let scope = self.names.scope_of(self.found.root());
        let pattern = self.rewriter.pattern;
        let is_own = pattern.paths.values().any(|old| old[0] == path[0]);
        if is_builtin(&path[0]) && !is_own && !self.names.lookup(&path[0], scope).is_empty() {
            return Err(format!("`{}` is not the builtin here", path[0]));
        }
        let target = instead.and_then(|(old, target)| {
            let through = match self.names.qualified(target) {
                Some(harmless_syntax::names::Qualified::Import { through, .. }) => Some(through),
                _ => None,
            };
            Some((pattern.paths.get(&old)?.as_slice(), through))
        });
        // A name that the pattern has too means there what it means in the pattern.
        let shared = || {
            pattern.paths.values().find(|old| old[0] == path[0] && path.len() > 1).map(|old| {
                let resolved = self.found.through.iter().copied().next();
                (old.as_slice(), resolved)
            })
        };
        let site = Site {
            names: self.names,
            scope,
            at: self.found.root(),
            instead: target.or_else(shared),
            through: &self.found.through,
        };
        let spelled = site.spell(path, self.rewriter.modules)?;
        self.requests.extend(spelled.request);
        self.used.extend(spelled.binding);
        Ok(spelled.text)
    }

    /// An expression of the template in the place of `slot`, with brackets where it needs them there.
    pub(crate) fn expression(&mut self, new: NodeId, slot: NodeId) -> Result<Vec<Piece>, String> {
        let (tree, template) = (self.tree(), self.template());
        let range = template.range(new);
        if self.rewriter.template.node_meta(new).is_some() || self.rewriter.script.embeds.contains(&new) {
            return self.pieces(range, Some((new, slot)), None);
        }
        let mut pieces = self.pieces(range, Some((new, slot)), None)?;
        let needs = |position: &Position| position.slot.needs_brackets(template, new);
        if !tree.is_grouped(slot) && self.positions(slot).iter().any(needs) {
            pieces.insert(0, Piece::Text("(".into()));
            pieces.push(Piece::Text(")".into()));
        }
        Ok(pieces)
    }

    /// Where what takes the place of `slot` will stand.
    fn positions(&self, slot: NodeId) -> Vec<Position> {
        let tree = self.tree();
        match self.rewriter.positions.get(&slot) {
            Some(positions) if slot == self.found.root() => positions.clone(),
            _ => vec![Position { slot: Slot::of(tree, slot), bracketed: tree.is_bracketed(slot) }],
        }
    }

    /// An element of a list in the template.
    pub(crate) fn element(&mut self, new: NodeId) -> Result<Vec<Piece>, String> {
        self.pieces(self.template().outer_range(new), None, None)
    }

    /// A part of the template's text, its lines indented from `indentation` on.
    pub(crate) fn text(&mut self, range: TextRange, indentation: &str) -> Result<Vec<Piece>, String> {
        self.pieces(range, None, Some(indentation))
    }

    /// Statements of the template, from `indentation` on.
    pub(crate) fn statements(&mut self, new: &[NodeId], indentation: &str) -> Result<Vec<Piece>, String> {
        let (Some(&first), Some(&last)) = (new.first(), new.last()) else { return Ok(Vec::new()) };
        let range = TextRange::new(self.template().range(first).start(), self.template().range(last).end());
        self.pieces(range, None, Some(indentation))
    }

    /// The template's text in `range` with everything filled in. `root` is the node that takes a place of the original, and
    /// that place; `base` the indentation of the template's first level, if lines are to be indented.
    fn pieces(
        &mut self,
        range: TextRange,
        root: Option<(NodeId, NodeId)>,
        base: Option<&str>,
    ) -> Result<Vec<Piece>, String> {
        let template = self.template();
        let mut spots = Vec::new();
        let mut done: Option<NodeId> = None;
        for node in template.nodes() {
            if done.is_some_and(|done| template.is_in(node, done)) || !range.contains_range(template.range(node)) {
                continue;
            }
            if let Some(spot) = self.spot(node, root, base)? {
                spots.push(spot);
                done = Some(node);
                continue;
            }
            for token in template.child_tokens(node) {
                let at = template.token_range(token);
                if template.token_kind(token) == TokenKind::Name
                    && range.contains_range(at)
                    && let Some(meta) = meta(template.token_text(token))
                {
                    spots.push(Spot { range: at, pieces: self.word(meta.name)? });
                }
            }
        }
        // Names in the text that are in no node of the range (of a definition whose header is inserted).
        spots.sort_by_key(|spot| spot.range.start());
        let mut pieces = Vec::new();
        let mut at = range.start();
        for spot in spots {
            let mut spot = spot;
            if spot.pieces.is_empty() {
                spot.range = with_comma(template.text(), spot.range);
            }
            if spot.range.start() > at {
                pieces.push(Piece::Text(self.literal(TextRange::new(at, spot.range.start()), base)));
            }
            pieces.extend(spot.pieces);
            at = spot.range.end().max(at);
        }
        if range.end() > at {
            pieces.push(Piece::Text(self.literal(TextRange::new(at, range.end()), base)));
        }
        Ok(pieces)
    }

    fn spot(
        &mut self,
        node: NodeId,
        root: Option<(NodeId, NodeId)>,
        base: Option<&str>,
    ) -> Result<Option<Spot>, String> {
        let (tree, template) = (self.tree(), self.template());
        let range = template.range(node);
        let kind = template.kind(node);
        if kind == Kind::Expr
            && let Some(meta) = self.rewriter.template.statement_meta(node)
            && let Some(capture) = self.found.capture(meta.name)
            && let (Capture::Many(children), Some(base)) = (capture, base)
        {
            return Ok(Some(self.block(node, children, base)));
        }
        if self.rewriter.script.embeds.contains(&node) {
            let pieces = self.hole(self.found.root(), node, root, base);
            return Ok(Some(Spot { range, pieces }));
        }
        if let Some(meta) = self.rewriter.template.node_meta(node) {
            let pieces = match self.found.capture(meta.name) {
                Some(Capture::One(Child::Node(captured))) => self.hole(*captured, node, root, base),
                Some(Capture::One(Child::Token(token))) => vec![Piece::Text(tree.token_text(*token).to_owned())],
                Some(Capture::Many(_)) => self.run(meta.name)?,
                None => return Err(format!("nothing to write for `{}`", describe(meta.name, meta.many))),
            };
            return Ok(Some(Spot { range, pieces }));
        }
        if kind == Kind::Set && self.is_emptied(node) && self.is_of_a_set() {
            return Err("`{}` without elements would be a dictionary".into());
        }
        if self.rewriter.template.paths.contains_key(&node) {
            let instead = match (&self.rewriter.pattern.shape, root) {
                (Shape::Expression(old), Some((new, slot))) if new == node => Some((*old, slot)),
                _ => self.callee_of(node),
            };
            return Ok(Some(Spot { range, pieces: vec![Piece::Text(self.path(node, instead)?)] }));
        }
        if kind == Kind::Constant && template.node_text(node).contains(['"', '\'']) {
            let text = self.string(template.node_text(node))?;
            return Ok(Some(Spot { range, pieces: vec![Piece::Text(text)] }));
        }
        Ok(None)
    }

    /// Whether the pattern is about a set; empty braces are a dictionary.
    fn is_of_a_set(&self) -> bool {
        let pattern = self.rewriter.pattern;
        pattern.tree.nodes().any(|node| pattern.tree.kind(node) == Kind::Set)
            || pattern.paths.values().any(|path| matches!(&path[..], [name] if name == "set" || name == "frozenset"))
    }

    /// Whether a list of the template holds nothing but runs, and none of them holds anything here.
    fn is_emptied(&self, node: NodeId) -> bool {
        self.template().child_nodes(node).all(|element| {
            let run = self.rewriter.template.run(Child::Node(element));
            run.is_some_and(|meta| matches!(self.found.capture(meta.name), Some(Capture::Many(all)) if all.is_empty()))
        })
    }

    /// For the callee of a template that is one call: the callee of the pattern, and what it was matched with.
    fn callee_of(&self, node: NodeId) -> Option<(NodeId, NodeId)> {
        let Shape::Expression(old) = self.rewriter.pattern.shape else { return None };
        let template = self.template();
        let parent = template.parent(node)?;
        let is_whole = self.rewriter.template.shape == Shape::Expression(parent);
        if !is_whole || template.kind(parent) != Kind::Call || template.child_nodes(parent).next() != Some(node) {
            return None;
        }
        let callee = self.rewriter.pattern.tree.child_nodes(old).next()?;
        match self.found.pair(Child::Node(callee))?.first()? {
            Child::Node(target) => Some((callee, *target)),
            Child::Token(_) => None,
        }
    }
}

/// The range of an element that is empty, with a comma that would be left over.
fn with_comma(text: &str, range: TextRange) -> TextRange {
    let after = &text[range.end() as usize..];
    if let Some(rest) = after.trim_start().strip_prefix(',') {
        let end = text.len() - rest.trim_start_matches(' ').len();
        return TextRange::new(range.start(), end as u32);
    }
    let before = text[..range.start() as usize].trim_end();
    match before.strip_suffix(',') {
        Some(before) => TextRange::new(before.len() as u32, range.end()),
        None => range,
    }
}
