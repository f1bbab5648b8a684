//! What a template changes of its pattern, worked out once per rule.
//!
//! In flow the trees of pattern and template; out comes a script: which tokens, names and nodes of the pattern are replaced,
//! inserted or deleted. Whatever the script does not mention stays as it is at every site, with its layout and its comments.

use crate::emit::Positions;
use crate::engine::apply;
use crate::matcher::Matcher;
use crate::pattern::{Pattern, Shape};
use crate::site::Rewriter;
use harmless_syntax::Names;
use harmless_syntax::rewrite::{Composition, items, precedence};
use harmless_syntax::{Child, Kind, NodeId, TokenKind, Tree};
use harmless_text::TextRange;
use std::collections::HashSet;

/// One step of a script. Pattern children are replaced by template nodes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// A token gets another text.
    Token {
        /// The pattern's token.
        old: Child,
        /// The template's token.
        new: Child,
    },
    /// A dotted name gets another path.
    Path {
        /// The pattern's path.
        old: NodeId,
        /// The template's path.
        new: NodeId,
    },
    /// A node is replaced by a node of the template.
    Node {
        /// The pattern's node.
        old: NodeId,
        /// The template's node.
        new: NodeId,
    },
    /// Elements of a list are taken out and put in.
    List {
        /// The pattern's node that holds the list.
        node: NodeId,
        /// The pattern's elements that go.
        deleted: Vec<Child>,
        /// The template's elements that come, each before an element of the pattern or at the end.
        inserted: Vec<(Option<Child>, NodeId)>,
    },
    /// Text comes behind a child of the pattern.
    After {
        /// The pattern's child.
        anchor: Child,
        /// The part of the template's text, blanks before it included.
        text: TextRange,
    },
    /// Text comes before a child of the pattern.
    Before {
        /// The pattern's child.
        anchor: Child,
        /// The part of the template's text, blanks behind it included.
        text: TextRange,
    },
    /// Children of the pattern go, with the blanks before them.
    Remove {
        /// The child before them.
        after: Child,
        /// The last of them.
        last: Child,
    },
    /// Children of the pattern go, with the blanks behind them.
    RemoveBefore {
        /// The first of them.
        first: Child,
        /// The last of them.
        last: Child,
    },
    /// The whole match is replaced by the whole template.
    Whole,
}

/// A template worked out against its pattern.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// What to do.
    pub steps: Vec<Step>,
    /// The pattern's nodes that stay in place.
    pub kept: HashSet<NodeId>,
    /// Nodes of the template that are the whole pattern again: the match itself is embedded there.
    pub embeds: Vec<NodeId>,
}

/// Works out the script that turns `pattern` into `template`. A script that does not make exactly the template of the
/// pattern itself is not used: the whole is replaced then.
pub fn align(pattern: &Pattern, template: &Pattern) -> Script {
    let script = align_parts(pattern, template);
    if script.steps == [Step::Whole] || makes(pattern, template, &script) {
        return script;
    }
    let mut aligner = Aligner { pattern, template, script: Script::default() };
    aligner.whole();
    aligner.script
}

/// Whether the script, carried out on the pattern, makes the template.
fn makes(pattern: &Pattern, template: &Pattern, script: &Script) -> bool {
    let names = Names::new(&pattern.tree, None);
    let matcher = Matcher { pattern, kept: &script.kept, names: &names, textual: true };
    let root = match &pattern.shape {
        Shape::Expression(root) => Some(*root),
        Shape::Statements(roots) => roots.first().copied(),
        Shape::Empty => None,
    };
    let Some(found) = root.and_then(|root| matcher.at(root)) else { return false };
    let rewriter =
        Rewriter { pattern, template, script, modules: &[], old_fstrings: false, positions: &Positions::new() };
    let Ok(site) = rewriter.site(&names, &found) else { return false };
    let mut composition = Composition::default();
    if composition.add(site.changes).is_err() {
        return false;
    }
    let text = apply(pattern.tree.text(), &composition.edits(&pattern.tree).0);
    // Names that the template would have imported are spelled as they are there, or not at all alike: then it is replaced.
    Tree::parse_template(text).is_ok_and(|made| made.same(NodeId::ROOT, &template.tree, NodeId::ROOT))
}

fn align_parts(pattern: &Pattern, template: &Pattern) -> Script {
    let mut aligner = Aligner { pattern, template, script: Script::default() };
    match (&pattern.shape, &template.shape) {
        (Shape::Expression(old), Shape::Expression(new)) if aligner.node(*old, *new).is_some() => {}
        (Shape::Statements(old), Shape::Statements(new)) => {
            let fits = match (&old[..], &new[..]) {
                (&[old], &[new]) => aligner.node(old, new).is_some(),
                _ => false,
            };
            if !fits {
                aligner.whole();
            }
        }
        _ => aligner.whole(),
    }
    aligner.script
}

struct Aligner<'a> {
    pattern: &'a Pattern,
    template: &'a Pattern,
    script: Script,
}

/// How two lists of children are paired.
#[derive(Clone, Copy, Debug)]
enum Pairing {
    Both(Child, Child),
    Old(Child),
    New(Child),
}

impl<'a> Aligner<'a> {
    fn trees(&self) -> (&'a Tree, &'a Tree) {
        (&self.pattern.tree, &self.template.tree)
    }

    fn whole(&mut self) {
        self.script = Script { steps: vec![Step::Whole], ..Script::default() };
        let Shape::Expression(root) = self.pattern.shape else {
            if let Shape::Statements(roots) = &self.pattern.shape
                && let [root] = roots[..]
            {
                self.embed(root);
            }
            return;
        };
        self.embed(root);
    }

    /// Finds where the template holds the whole pattern again.
    fn embed(&mut self, root: NodeId) {
        let (old, new) = (&self.pattern.tree, &self.template.tree);
        let mut end = None;
        for node in new.nodes().skip(1) {
            if end.is_some_and(|end| new.is_in(node, end)) {
                continue;
            }
            if old.kind(root) == new.kind(node) && old.same(root, new, node) {
                self.script.embeds.push(node);
                end = Some(node);
            }
        }
        if !self.script.embeds.is_empty() {
            let all: Vec<NodeId> = old.descendants(root).collect();
            self.script.kept.extend(all);
        }
    }

    /// The script for two nodes; `None`, with nothing changed, if they have too little in common.
    fn node(&mut self, old: NodeId, new: NodeId) -> Option<()> {
        let (pattern, template) = self.trees();
        if pattern.same(old, template, new) {
            let all: Vec<NodeId> = pattern.descendants(old).collect();
            self.script.kept.extend(all);
            return Some(());
        }
        if self.pattern.node_meta(old).is_some() || self.template.node_meta(new).is_some() {
            return None;
        }
        if self.pattern.paths.contains_key(&old) && self.template.paths.contains_key(&new) {
            self.script.steps.push(Step::Path { old, new });
            return Some(());
        }
        if pattern.kind(old).without_async() != template.kind(new).without_async()
            || precedence(pattern, old) != precedence(template, new)
            || matches!(pattern.kind(old), Kind::Constant | Kind::JoinedStr | Kind::TemplateStr | Kind::Name)
        {
            return None;
        }
        let before = self.script.clone();
        self.script.kept.insert(old);
        if self.children(old, new).is_none() {
            self.script = before;
            return None;
        }
        Some(())
    }

    fn children(&mut self, old: NodeId, new: NodeId) -> Option<()> {
        let (pattern, template) = self.trees();
        let (lefts, rights) = (pattern.significant(old), template.significant(new));
        let list =
            items(pattern, old).is_some() && !matches!(pattern.kind(old), Kind::Dict | Kind::With | Kind::AsyncWith);
        // What is called stays what is called; only arguments come and go.
        let pairing = match (&lefts[..], &rights[..], pattern.kind(old)) {
            ([callee, lefts @ ..], [new_callee, rights @ ..], Kind::Call) => {
                let mut pairing = vec![Pairing::Both(*callee, *new_callee)];
                pairing.extend(self.pair(lefts, rights));
                pairing
            }
            _ => self.pair(&lefts, &rights),
        };
        let (mut deleted, mut inserted) = (Vec::new(), Vec::new());
        let mut previous: Option<(Child, Child)> = None;
        for (index, pair) in pairing.iter().enumerate() {
            match *pair {
                Pairing::Both(left, right) => {
                    self.both(left, right)?;
                    previous = Some((left, right));
                }
                Pairing::Old(child) if list && is_element(pattern, child) => deleted.push(child),
                Pairing::New(child) if list && is_element(template, child) => {
                    let next = pairing[index..].iter().find_map(|pair| match pair {
                        Pairing::Both(left, _) if left.node().is_some() => Some(*left),
                        _ => None,
                    });
                    inserted.push((next, child.node()?));
                }
                Pairing::Old(child) if previous.is_none() => match self.script.steps.last_mut() {
                    Some(Step::RemoveBefore { last, .. }) if index > 0 => *last = child,
                    _ => self.script.steps.push(Step::RemoveBefore { first: child, last: child }),
                },
                Pairing::Old(child) => {
                    let (anchor, _) = previous?;
                    match self.script.steps.last_mut() {
                        Some(Step::Remove { after, last }) if *after == anchor => *last = child,
                        _ => self.script.steps.push(Step::Remove { after: anchor, last: child }),
                    }
                }
                Pairing::New(child) => {
                    let (_, template) = self.trees();
                    let range = range_of(template, child);
                    let next = pairing[index..].iter().find_map(|pair| match pair {
                        Pairing::Both(left, right) => Some((*left, *right)),
                        _ => None,
                    });
                    let is_statement = child.node().is_some_and(|node| template.kind(node).is_statement());
                    match (previous, next) {
                        (Some((anchor, before)), _) if !is_statement => {
                            let from = range_of(template, before).end();
                            match self.script.steps.last_mut() {
                                Some(Step::After { anchor: last, text }) if *last == anchor => {
                                    *text = text.cover(range);
                                }
                                _ => {
                                    let text = TextRange::new(from, range.end());
                                    self.script.steps.push(Step::After { anchor, text });
                                }
                            }
                        }
                        (_, Some((anchor, after))) => {
                            let text = TextRange::new(range.start(), range_of(template, after).start());
                            match self.script.steps.last_mut() {
                                Some(Step::Before { anchor: last, text: before }) if *last == anchor => {
                                    *before = before.cover(text);
                                }
                                _ => self.script.steps.push(Step::Before { anchor, text }),
                            }
                        }
                        (Some((anchor, before)), None) => {
                            let text = TextRange::new(range_of(template, before).end(), range.end());
                            match self.script.steps.last_mut() {
                                Some(Step::After { anchor: last, text: whole }) if *last == anchor => {
                                    *whole = whole.cover(text);
                                }
                                _ => self.script.steps.push(Step::After { anchor, text }),
                            }
                        }
                        (None, None) => return None,
                    }
                }
            }
        }
        if !deleted.is_empty() || !inserted.is_empty() {
            self.script.steps.push(Step::List { node: old, deleted, inserted });
        }
        Some(())
    }

    fn both(&mut self, left: Child, right: Child) -> Option<()> {
        match (left, right) {
            (Child::Node(left), Child::Node(right)) => {
                if self.node(left, right).is_none() {
                    // A run is only ever kept or dropped as a whole, and only expressions take each other's place.
                    let kinds = (self.pattern.tree.kind(left), self.template.tree.kind(right));
                    if self.pattern.run(Child::Node(left)).is_some()
                        || self.template.run(Child::Node(right)).is_some()
                        || !(kinds.0.is_expression() && kinds.1.is_expression())
                    {
                        return None;
                    }
                    self.script.steps.push(Step::Node { old: left, new: right });
                }
                Some(())
            }
            (Child::Token(old), Child::Token(new)) => {
                let (pattern, template) = self.trees();
                if pattern.token_text(old) != template.token_text(new) {
                    self.script.steps.push(Step::Token { old: left, new: right });
                }
                Some(())
            }
            _ => None,
        }
    }

    /// Pairs two lists of children so that as little as possible is changed.
    fn pair(&self, lefts: &[Child], rights: &[Child]) -> Vec<Pairing> {
        const GAP: u32 = 5;
        let (rows, columns) = (lefts.len() + 1, rights.len() + 1);
        let mut cost = vec![0u32; rows * columns];
        for row in 0..rows {
            for column in 0..columns {
                let mut best = if row == 0 && column == 0 { 0 } else { u32::MAX };
                if row > 0 {
                    best = best.min(cost[(row - 1) * columns + column].saturating_add(GAP));
                }
                if column > 0 {
                    best = best.min(cost[row * columns + column - 1].saturating_add(GAP));
                }
                if row > 0 && column > 0 {
                    let both = self.distance(lefts[row - 1], rights[column - 1]);
                    best = best.min(cost[(row - 1) * columns + column - 1].saturating_add(both));
                }
                cost[row * columns + column] = best;
            }
        }
        let mut out = Vec::new();
        let (mut row, mut column) = (rows - 1, columns - 1);
        while row > 0 || column > 0 {
            let here = cost[row * columns + column];
            if row > 0 && column > 0 {
                let both = self.distance(lefts[row - 1], rights[column - 1]);
                if cost[(row - 1) * columns + column - 1].saturating_add(both) == here {
                    out.push(Pairing::Both(lefts[row - 1], rights[column - 1]));
                    row -= 1;
                    column -= 1;
                    continue;
                }
            }
            if row > 0 && cost[(row - 1) * columns + column].saturating_add(GAP) == here {
                out.push(Pairing::Old(lefts[row - 1]));
                row -= 1;
            } else {
                out.push(Pairing::New(rights[column - 1]));
                column -= 1;
            }
        }
        out.reverse();
        out
    }

    /// What it costs to turn one child into another: more than two gaps if it cannot be done.
    fn distance(&self, left: Child, right: Child) -> u32 {
        const NEVER: u32 = 1000;
        let (pattern, template) = self.trees();
        match (left, right) {
            (Child::Node(old), Child::Node(new)) => {
                if pattern.same(old, template, new) {
                    return 0;
                }
                if self.pattern.run(left).is_some() || self.template.run(right).is_some() {
                    return NEVER;
                }
                let kinds = (pattern.kind(old), template.kind(new));
                let named = |tree: &Tree, node: NodeId| {
                    tree.child_tokens(node).next().map(|token| tree.token_text(token).to_owned())
                };
                match kinds {
                    // A keyword argument is renamed if it keeps its value, and keeps its name if it gets another.
                    (Kind::Keyword, Kind::Keyword) | (Kind::Arg, Kind::Arg) | (Kind::Alias, Kind::Alias) => {
                        let value = |tree: &Tree, node: NodeId| {
                            tree.child_nodes(node).last().map(|v| tree.node_text(v).to_owned())
                        };
                        let same =
                            named(pattern, old) == named(template, new) || value(pattern, old) == value(template, new);
                        if same { 2 } else { 9 }
                    }
                    (old, new) if old.without_async() == new.without_async() => 2,
                    (old, new) if old.is_expression() && new.is_expression() => 3,
                    _ => NEVER,
                }
            }
            (Child::Token(old), Child::Token(new)) => {
                let kinds = (pattern.token_kind(old), template.token_kind(new));
                if pattern.token_text(old) == template.token_text(new) && kinds.0 == kinds.1 {
                    return 0;
                }
                if kinds == (TokenKind::Name, TokenKind::Name) {
                    // A metavariable in a token's place is kept, or the text cannot be told.
                    return if crate::pattern::meta(template.token_text(new)).is_some() { NEVER } else { 2 };
                }
                if is_operator(kinds.0) && is_operator(kinds.1) { 2 } else { NEVER }
            }
            _ => NEVER,
        }
    }
}

/// Whether a child of a list's node is one of its elements: a class has decorators, type parameters and a body too.
fn is_element(tree: &Tree, child: Child) -> bool {
    child.node().is_some_and(|node| {
        let kind = tree.kind(node);
        !matches!(kind, Kind::Decorator | Kind::TypeParams) && !kind.is_statement()
    })
}

fn range_of(tree: &Tree, child: Child) -> TextRange {
    match child {
        Child::Node(node) => tree.outer_range(node),
        Child::Token(token) => tree.token_range(token),
    }
}

/// Whether a token is an operator between or before operands, so that another can take its place.
fn is_operator(kind: TokenKind) -> bool {
    use TokenKind as T;
    match kind {
        T::Is | T::In | T::And | T::Or => true,
        T::Name | T::Number | T::String | T::Colon | T::Dot | T::Equal | T::Rarrow | T::Comma | T::Semi | T::At => {
            false
        }
        kind => !kind.is_open() && !kind.is_close() && kind.name().bytes().all(|byte| byte.is_ascii_uppercase()),
    }
}
