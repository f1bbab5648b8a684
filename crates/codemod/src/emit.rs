//! From a part of a template to pieces of text: what it spells out, and the parts of the original it embeds.

use crate::builtins::is_builtin;
use crate::matcher::{Capture, Match};
use crate::pattern::{Shape, meta};
use crate::site::{Rewriter, outer_of};
use crate::spelling::{Request, Site};
use harmless_syntax::names::{BindingId, Names};
use harmless_syntax::rewrite::{Piece, Shift, Slot, items};
use harmless_syntax::{Child, Kind, NodeId, TokenKind, Tree};
use harmless_text::TextRange;
use std::collections::HashMap;

/// Where a moved expression goes and what its comment becomes.
pub(crate) struct Carried {
    /// What is replaced: the place, with the comments that stand above it.
    pub(crate) slot: TextRange,
    /// The comments above the expression, if they move along.
    pub(crate) lead: Option<TextRange>,
    /// The change of the comment behind the place, if comments move along.
    pub(crate) comment: Option<(TextRange, String)>,
}

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

    /// Where an expression of the template goes when it takes the place of `target`, and what becomes of comments: those of
    /// an expression that moves from one place of the match to another move along.
    pub(crate) fn moved(&self, new: NodeId, target: NodeId) -> Carried {
        let tree = self.tree();
        let stay = Carried { slot: tree.outer_range(target), lead: None, comment: None };
        let Some(moving) = self.captured(new) else { return stay };
        let whole = tree.range(self.found.root());
        let is_slot = |node: NodeId| {
            self.rewriter.script.steps.iter().any(|step| match step {
                crate::align::Step::Node { old, .. } => {
                    self.found.pair(Child::Node(*old)).is_some_and(|pair| pair == [Child::Node(node)])
                }
                _ => false,
            })
        };
        if !is_slot(moving) || !is_slot(target) {
            return stay;
        }
        let slot = TextRange::new(self.leading(target), tree.outer_range(target).end());
        let (own, theirs) = (self.trailing(target, whole), self.trailing(moving, whole));
        let comment = match (own, theirs) {
            (Some(own), Some(theirs)) => Some((own, theirs.of(tree.text()).to_owned())),
            (Some(own), None) => {
                let before = &tree.text()[..own.start() as usize];
                let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
                Some((TextRange::new(own.start() - blanks as u32, own.end()), String::new()))
            }
            (None, Some(theirs)) => {
                let end = tree.line_end(slot.end());
                let line = TextRange::new(tree.line_start(slot.end()), end);
                tree.comments_in(line)
                    .is_empty()
                    .then(|| (TextRange::empty(end), format!("  {}", theirs.of(tree.text()))))
            }
            (None, None) => None,
        };
        let (from, to) = (self.leading(moving), tree.outer_range(moving).start());
        let lead = (from < to).then(|| TextRange::new(from, to));
        Carried { slot, lead, comment }
    }

    /// The comment behind an expression, in its line and in the match.
    fn trailing(&self, node: NodeId, within: TextRange) -> Option<TextRange> {
        let tree = self.tree();
        let end = tree.outer_range(node).end();
        let line = TextRange::new(end, tree.line_end(end));
        let comment = *tree.comments_in(line).first()?;
        let between = &tree.text()[end as usize..comment.start() as usize];
        (within.contains_range(comment) && between.trim_matches([' ', '\t', ',']).is_empty()).then_some(comment)
    }

    /// Where the comments above an expression begin, if it begins its line; else where the expression begins.
    fn leading(&self, node: NodeId) -> u32 {
        let tree = self.tree();
        let start = tree.outer_range(node).start();
        if !tree.begins_line(start) {
            return start;
        }
        let after = tree.token_before(start).map_or(0, |token| tree.token_range(token).end());
        let own_line = |comment: &&TextRange| tree.begins_line(comment.start());
        let gap = TextRange::new(after, start);
        tree.comments_in(gap).iter().find(own_line).map_or(start, |comment| comment.start())
    }

    /// The expression that a metavariable of the template stands for.
    fn captured(&self, hole: NodeId) -> Option<NodeId> {
        let meta = self.rewriter.template.node_meta(hole)?;
        match self.found.capture(meta.name)? {
            Capture::One(Child::Node(node)) => Some(*node),
            _ => None,
        }
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

    /// The indentation at which the template would have to begin so that its line at `offset` has `indentation`.
    pub(crate) fn deepen(&self, offset: u32, indentation: &str) -> String {
        let depth = self.depth(offset);
        let mut base = indentation;
        for _ in 0..depth {
            base = base.strip_suffix(self.unit.as_str()).unwrap_or(base);
        }
        base.to_owned()
    }

    /// How many levels deep the template's line at `offset` is.
    fn depth(&self, offset: u32) -> usize {
        let blanks = self.template().indentation(offset).len();
        let unit = self.template().indent_unit(NodeId::ROOT).len().max(1);
        blanks / unit
    }

    fn indentation_at(&self, offset: u32, base: &str) -> String {
        format!("{base}{}", self.unit.repeat(self.depth(offset)))
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

    /// The template's own text, its line ends and indentation those of the file.
    fn literal(&self, range: TextRange, base: Option<&str>) -> String {
        let text = range.of(self.template().text());
        let Some(base) = base.filter(|_| text.contains('\n')) else { return text.to_owned() };
        let newline = self.tree().newline_near(self.tree().range(self.found.root()).start()).as_str();
        let template = self.template();
        let strings = template.multiline_strings_in(TextRange::new(0, template.text().len() as u32));
        let mut out = String::with_capacity(text.len());
        let mut at = range.start();
        while at < range.end() {
            let end = template.line_end(at).min(range.end());
            out.push_str(TextRange::new(at, end).of(template.text()));
            if end == range.end() {
                break;
            }
            out.push_str(newline);
            at = end + 1;
            let is_blank = template.line_end(at) == at;
            if !is_blank && !strings.iter().any(|string| string.contains(at)) {
                out.push_str(&self.indentation_at(at, base));
                at += template.indentation(at).len() as u32;
            }
        }
        out
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

    /// A string of the template: `$x` in it is the text of what `x` stands for, and its quotes are others than those of a
    /// string around the site.
    fn string(&self, text: &str) -> Result<String, String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            let len = after.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(after.len());
            match self.found.capture(&after[..len]) {
                Some(Capture::One(child)) => {
                    let value = outer_of(self.tree(), *child).of(self.tree().text());
                    if value.contains(['"', '\'', '\\', '\n', '{', '}']) {
                        return Err(format!("`{value}` cannot be written into a string"));
                    }
                    out.push_str(value);
                }
                _ => out.push_str(&rest[at..at + 1 + len]),
            }
            rest = &after[len..];
        }
        out.push_str(rest);
        if !self.quotes.is_empty() && self.rewriter.old_fstrings && out.contains('\\') {
            return Err("before Python 3.12 a replacement field cannot hold a backslash".into());
        }
        if !self.quotes.iter().any(|quotes| out.contains(quotes)) {
            return Ok(out);
        }
        let quote = if out.contains('"') { ('"', '\'') } else { ('\'', '"') };
        let swapped: String = out.chars().map(|c| if c == quote.0 { quote.1 } else { c }).collect();
        let mixed = out.contains('"') && out.contains('\'');
        if (mixed || self.quotes.iter().any(|quotes| swapped.contains(quotes))) && self.rewriter.old_fstrings {
            return Err("before Python 3.12 no quotes are left for a string in this replacement field".into());
        }
        Ok(if mixed { out } else { swapped })
    }

    /// What a metavariable stands for, in the place of a single name.
    fn word(&self, name: &str) -> Result<Vec<Piece>, String> {
        let tree = self.tree();
        match self.found.capture(name) {
            Some(Capture::One(Child::Node(node))) if tree.kind(*node) == Kind::Name => {
                Ok(vec![Piece::Text(tree.node_text(*node).to_owned())])
            }
            Some(Capture::One(Child::Node(node))) if tree.kind(*node).is_expression() => {
                Err(format!("`{}` is not a name, and only a name can stand there", tree.node_text(*node)))
            }
            _ => self.run(name),
        }
    }

    /// A run of elements, with the commas and comments between them.
    fn run(&self, name: &str) -> Result<Vec<Piece>, String> {
        let tree = self.tree();
        let children = match self.found.capture(name) {
            Some(Capture::One(child)) => std::slice::from_ref(child),
            Some(Capture::Many(children)) => children,
            None => return Err(format!("nothing to write for `{}`", describe(name, true))),
        };
        let (Some(&first), Some(&last)) = (children.first(), children.last()) else { return Ok(Vec::new()) };
        Ok(vec![Piece::copy(TextRange::new(outer_of(tree, first).start(), outer_of(tree, last).end()))])
    }

    /// A run of statements on a line of its own in the template.
    fn block(&self, node: NodeId, children: &[Child], base: &str) -> Spot {
        let (tree, template) = (self.tree(), self.template());
        let range = template.range(node);
        let (Some(Child::Node(first)), Some(Child::Node(last))) = (children.first(), children.last()) else {
            let alone = template.suite_of(node).len() == 1;
            if alone {
                return Spot { range, pieces: vec![Piece::Text("pass".into())] };
            }
            let start = template.line_start(range.start());
            let from = start.saturating_sub(u32::from(template.next_line(range.end()) == range.end()));
            return Spot {
                range: TextRange::new(from, template.next_line(range.end())),
                pieces: vec![Piece::Text(String::new())],
            };
        };
        let start = self.leading_statement(*first);
        let shift = Shift {
            from: tree.indentation(tree.range(*first).start()).to_owned(),
            to: self.indentation_at(range.start(), base),
        };
        let reindent = (shift.from != shift.to).then_some(shift);
        Spot { range, pieces: vec![Piece::Copy { range: TextRange::new(start, tree.range(*last).end()), reindent }] }
    }

    /// Where the comments above a statement begin, back to what is before it in its suite.
    fn leading_statement(&self, statement: NodeId) -> u32 {
        let tree = self.tree();
        let start = tree.range(statement).start();
        let after = tree.token_before(start).map_or(0, |token| tree.line_end(tree.token_range(token).end()));
        if !tree.begins_line(start) || after >= start {
            return start;
        }
        let gap = TextRange::new(after, start);
        tree.comments_in(gap).first().map_or(start, |comment| comment.start())
    }

    /// What a metavariable stands for, in the place it has in the template.
    fn hole(
        &mut self,
        captured: NodeId,
        hole: NodeId,
        root: Option<(NodeId, NodeId)>,
        base: Option<&str>,
    ) -> Vec<Piece> {
        let (tree, template) = (self.tree(), self.template());
        let (range, outer) = (tree.range(captured), tree.outer_range(captured));
        let reindent = base.and_then(|base| {
            let statement = tree.statement_of(captured)?;
            let from = tree.indentation(tree.range(statement).start()).to_owned();
            let to = self.indentation_at(template.range(hole).start(), base);
            (from != to).then_some(Shift { from, to })
        });
        let copy = |range| Piece::Copy { range, reindent: reindent.clone() };
        if !tree.kind(captured).is_expression() {
            return vec![copy(range)];
        }
        let slot = root.filter(|(node, _)| *node == hole).map(|(_, slot)| slot);
        let grouped =
            template.is_grouped(hole) || slot.is_some_and(|slot| tree.is_grouped(slot) && slot == self.found.root());
        if grouped {
            return vec![copy(range)];
        }
        let mut positions = root.map_or(Vec::new(), |(_, slot)| self.positions(slot));
        let within = !positions.is_empty() && positions.iter().all(|position| position.bracketed);
        let bracketed = template.is_bracketed(hole) || within;
        if slot.is_none() {
            positions = vec![Position { slot: Slot::of(template, hole), bracketed }];
        }
        let needs = positions.iter().any(|position| position.slot.needs_brackets(tree, captured));
        let breaks = !bracketed && tree.breaks_line(range);
        if let Some(pieces) = self.with_call_brackets(captured, breaks, slot.is_some() && !bracketed) {
            return pieces;
        }
        if outer != range {
            return vec![copy(outer)];
        }
        if !needs && !breaks {
            self.embedded.extend(positions.into_iter().map(|position| (captured, position)));
            return vec![copy(range)];
        }
        let (open, close) = if breaks && tree.begins_line(range.start()) {
            let newline = tree.newline_near(range.start()).as_str();
            let statement = tree.statement_of(captured).unwrap_or(NodeId::ROOT);
            let own = tree.indentation(tree.range(statement).start());
            (format!("({newline}{}", tree.indentation(range.start())), format!("{newline}{own})"))
        } else {
            ("(".to_owned(), ")".to_owned())
        };
        vec![Piece::Text(open), copy(range), Piece::Text(close)]
    }

    /// The only argument of a call that goes, together with the call's brackets: where they carry a line break or comments
    /// that would be lost without them.
    fn with_call_brackets(&self, captured: NodeId, breaks: bool, alone: bool) -> Option<Vec<Piece>> {
        let tree = self.tree();
        let call = tree.parent(captured).filter(|&call| call == self.found.root() && tree.kind(call) == Kind::Call)?;
        let (brackets, all) = items(tree, call)?;
        let ((open, close), [only]) = (brackets?, &all[..]) else { return None };
        let inside = TextRange::new(tree.token_range(open).start(), tree.token_range(close).end());
        if only.node != Some(captured) || tree.is_grouped(captured) {
            return None;
        }
        let comments = tree.comments_in(inside).len() > tree.comments_in(tree.range(captured)).len();
        if !(breaks || comments && alone) {
            return None;
        }
        let mut pieces = vec![Piece::copy(TextRange::new(inside.start(), only.range.end()))];
        let rest = only.comma.map_or(only.range.end(), TextRange::end);
        pieces.push(Piece::copy(TextRange::new(rest, inside.end())));
        Some(pieces)
    }
}

fn describe(name: &str, many: bool) -> String {
    format!("{}{name}", if many { "$..." } else { "$" })
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
