//! Finding the places where a pattern holds.
//!
//! The rules: grouping brackets, commas, quotes and the spelling of numbers do not count; keyword arguments match in any
//! order; what the pattern does not name must not be there, except for parts of a statement that stay as they are when the
//! statement itself stays (`async def`, decorators, annotations, `else`, `finally`, further targets and keywords).

use crate::path::{self, PathMatch};
use crate::pattern::{Meta, Pattern, Shape, meta};
use harmless_syntax::names::{BindingId, Names};
use harmless_syntax::{Child, Kind, NodeId, TokenKind, Tree};
use std::collections::HashSet;

/// What a metavariable stands for in a match.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Capture {
    /// One expression, statement or name.
    One(Child),
    /// A run of children of one node, possibly empty.
    Many(Vec<Child>),
}

/// A place where a pattern holds.
#[derive(Clone, Debug, Default)]
pub struct Match {
    /// The matched nodes: one, or several statements in a row.
    pub roots: Vec<NodeId>,
    /// What each metavariable stands for.
    pub captures: Vec<(String, Capture)>,
    /// What each child of the pattern was matched with.
    pub(crate) pairs: Vec<(Child, Vec<Child>)>,
    /// The import bindings that dotted names were resolved through.
    pub through: Vec<BindingId>,
    /// Whether keyword arguments stand in another order than in the pattern, and it may matter which is evaluated first.
    pub reordered: bool,
    /// Set when a name of the match is bound in more than one way.
    pub maybe: Option<String>,
}

impl Match {
    /// The first matched node.
    pub fn root(&self) -> NodeId {
        self.roots.first().copied().unwrap_or(NodeId::ROOT)
    }

    /// What a metavariable stands for.
    pub fn capture(&self, name: &str) -> Option<&Capture> {
        self.captures.iter().find(|(own, _)| own == name).map(|(_, capture)| capture)
    }

    /// What a child of the pattern was matched with.
    pub fn pair(&self, child: Child) -> Option<&[Child]> {
        self.pairs.iter().find(|(own, _)| *own == child).map(|(_, found)| found.as_slice())
    }
}

/// A pattern, ready to search one file.
pub struct Matcher<'a, 't> {
    /// The pattern.
    pub pattern: &'a Pattern,
    /// Nodes of the pattern that the replacement keeps in place; what they hold beyond the pattern is kept with them.
    pub kept: &'a HashSet<NodeId>,
    /// The names of the file.
    pub names: &'a Names<'t>,
    /// Whether dotted names match as they are spelled, without resolving them.
    pub textual: bool,
}

struct State {
    found: Match,
}

#[derive(Clone, Copy)]
struct Mark {
    pairs: usize,
    captures: usize,
    through: usize,
    maybe: bool,
    reordered: bool,
}

impl State {
    fn mark(&self) -> Mark {
        let found = &self.found;
        Mark {
            pairs: found.pairs.len(),
            captures: found.captures.len(),
            through: found.through.len(),
            maybe: found.maybe.is_some(),
            reordered: found.reordered,
        }
    }

    fn reset(&mut self, mark: Mark) {
        self.found.pairs.truncate(mark.pairs);
        self.found.captures.truncate(mark.captures);
        self.found.through.truncate(mark.through);
        self.found.reordered = mark.reordered;
        if !mark.maybe {
            self.found.maybe = None;
        }
    }
}

impl<'a, 't> Matcher<'a, 't> {
    fn tree(&self) -> &'t Tree {
        self.names.tree()
    }

    /// The match at `node`, if the pattern holds there.
    pub fn at(&self, node: NodeId) -> Option<Match> {
        let mut state = State { found: Match::default() };
        match &self.pattern.shape {
            Shape::Expression(root) => {
                if !self.node(*root, node, &mut state) {
                    return None;
                }
                state.found.roots = vec![node];
            }
            Shape::Statements(roots) => match roots[..] {
                [root] => {
                    if !self.node(root, node, &mut state) {
                        return None;
                    }
                    state.found.roots = vec![node];
                }
                _ => {
                    let suite = self.tree().suite_of(node);
                    let from = suite.iter().position(|&other| other == node)?;
                    let pattern: Vec<Child> = roots.iter().map(|&root| Child::Node(root)).collect();
                    let length = (1..=suite.len() - from).find(|&length| {
                        let target: Vec<Child> =
                            suite[from..from + length].iter().map(|&other| Child::Node(other)).collect();
                        let mark = state.mark();
                        let holds = self.sequence(&pattern, &target, &mut state);
                        if !holds {
                            state.reset(mark);
                        }
                        holds
                    })?;
                    state.found.roots = suite[from..from + length].to_vec();
                }
            },
            Shape::Empty => return None,
        }
        Some(state.found)
    }

    fn bind(&self, name: Meta<'_>, capture: Capture, state: &mut State) -> bool {
        if name.name.is_empty() {
            return true;
        }
        if let Some(before) = state.found.capture(name.name) {
            return self.equal(before, &capture);
        }
        state.found.captures.push((name.name.to_owned(), capture));
        true
    }

    fn equal(&self, left: &Capture, right: &Capture) -> bool {
        let tree = self.tree();
        let same = |left: &Child, right: &Child| match (left, right) {
            (Child::Node(left), Child::Node(right)) => tree.same(*left, tree, *right),
            (Child::Token(left), Child::Token(right)) => tree.token_text(*left) == tree.token_text(*right),
            // A name as an expression and the same name in a definition.
            (Child::Node(node), Child::Token(token)) | (Child::Token(token), Child::Node(node)) => {
                tree.node_text(*node) == tree.token_text(*token)
            }
        };
        match (left, right) {
            (Capture::One(left), Capture::One(right)) => same(left, right),
            (Capture::Many(left), Capture::Many(right)) => {
                left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
            }
            _ => false,
        }
    }

    /// Whether the pattern below `pattern` holds at `target`. On failure `state` may hold leftovers; callers reset it.
    fn node(&self, pattern: NodeId, target: NodeId, state: &mut State) -> bool {
        let (ours, theirs) = (&self.pattern.tree, self.tree());
        let (kind, found) = (ours.kind(pattern), theirs.kind(target));
        if let Some(meta) = self.pattern.node_meta(pattern) {
            state.found.pairs.push((Child::Node(pattern), vec![Child::Node(target)]));
            // `x[*a]` holds a tuple that has no comma to be written with elsewhere, and `x[1:2, 3]` one with a slice.
            let bare = found == Kind::Tuple
                && theirs.own_bracket(target).is_none()
                && (theirs.find_token(target, TokenKind::Comma).is_none()
                    || theirs.child_nodes(target).any(|element| theirs.kind(element) == Kind::Slice));
            return found.is_expression() && !bare && self.bind(meta, Capture::One(Child::Node(target)), state);
        }
        if let Some(meta) = self.pattern.statement_meta(pattern) {
            // `$x` as a statement is an expression statement; a run is handled where statements are listed.
            let Some(value) = theirs.child_nodes(target).next().filter(|_| found == Kind::Expr) else { return false };
            state.found.pairs.push((Child::Node(pattern), vec![Child::Node(target)]));
            return self.bind(meta, Capture::One(Child::Node(value)), state);
        }
        state.found.pairs.push((Child::Node(pattern), vec![Child::Node(target)]));
        if let Some(path) = self.pattern.paths.get(&pattern) {
            if !matches!(found, Kind::Name | Kind::Attribute) {
                return false;
            }
            let is_callee = ours.parent(pattern).is_some_and(|parent| {
                matches!(ours.kind(parent), Kind::Call | Kind::Decorator)
                    && ours.child_nodes(parent).next() == Some(pattern)
            }) || self.pattern.shape == Shape::Expression(pattern);
            return match path::matches(self.names, path, target, is_callee, self.textual) {
                PathMatch::No => false,
                PathMatch::Spelled => true,
                PathMatch::Through(binding) => {
                    state.found.through.push(binding);
                    true
                }
                PathMatch::Maybe => {
                    state.found.maybe = Some(theirs.node_text(target).to_owned());
                    true
                }
            };
        }
        let keeps = self.kept.contains(&pattern);
        if kind != found && !(keeps && kind == Kind::FunctionDef && found == Kind::AsyncFunctionDef) {
            return false;
        }
        match kind {
            Kind::Constant => return self.constant(pattern, target),
            Kind::Call => return self.call(pattern, target, keeps, state),
            _ => {}
        }
        let ours = ours.significant(pattern);
        let mut theirs = theirs.significant(target);
        if keeps {
            theirs = self.without_kept_extras(kind, &ours, theirs);
        }
        self.sequence(&ours, &theirs, state)
    }

    fn constant(&self, pattern: NodeId, target: NodeId) -> bool {
        use harmless_syntax::tree::Literal;
        let (ours, theirs) = (self.pattern.tree.literal(pattern), self.tree().literal(target));
        match (&ours, &theirs) {
            // `"..."` is any string.
            (Some(Literal::Str(text)), Some(Literal::Str(_))) if text == "..." => true,
            (Some(Literal::Bytes(text)), Some(Literal::Bytes(_))) if text == b"..." => true,
            _ => ours.is_some() && ours == theirs,
        }
    }

    /// What stays as it is when the statement stays need not be named.
    fn without_kept_extras(&self, kind: Kind, ours: &[Child], theirs: Vec<Child>) -> Vec<Child> {
        let (pattern, tree) = (&self.pattern.tree, self.tree());
        let names = |kind: Kind| ours.iter().any(|child| child.node().is_some_and(|node| pattern.kind(node) == kind));
        let has = |kind: TokenKind| ours.iter().any(|&child| pattern.is_token(child, kind));
        match kind {
            Kind::FunctionDef | Kind::AsyncFunctionDef | Kind::ClassDef => {
                let (decorators, types) = (names(Kind::Decorator), names(Kind::TypeParams));
                let (returns, is_async) = (has(TokenKind::Rarrow), has(TokenKind::Async));
                let mut out = Vec::with_capacity(theirs.len());
                let mut theirs = theirs.into_iter();
                while let Some(child) = theirs.next() {
                    let node_kind = child.node().map(|node| tree.kind(node));
                    match node_kind {
                        Some(Kind::Decorator) if !decorators => {}
                        Some(Kind::TypeParams) if !types => {}
                        _ if !is_async && tree.is_token(child, TokenKind::Async) => {}
                        _ if !returns && tree.is_token(child, TokenKind::Rarrow) => {
                            theirs.next();
                        }
                        _ => out.push(child),
                    }
                }
                out
            }
            Kind::Arg if !has(TokenKind::Colon) => {
                let mut out = Vec::with_capacity(theirs.len());
                let mut theirs = theirs.into_iter();
                while let Some(child) = theirs.next() {
                    if tree.is_token(child, TokenKind::Colon) {
                        theirs.next();
                    } else {
                        out.push(child);
                    }
                }
                out
            }
            Kind::Try | Kind::TryStar | Kind::If | Kind::For | Kind::AsyncFor | Kind::While => theirs
                .into_iter()
                .filter(|child| match child.node().map(|node| tree.kind(node)) {
                    Some(clause @ (Kind::Else | Kind::Finally)) => names(clause),
                    Some(Kind::Elif) => names(Kind::Elif) || names(Kind::Else),
                    _ => true,
                })
                .collect(),
            Kind::ExceptHandler if !has(TokenKind::As) => {
                let mut out = Vec::with_capacity(theirs.len());
                let mut theirs = theirs.into_iter();
                while let Some(child) = theirs.next() {
                    if tree.is_token(child, TokenKind::As) {
                        theirs.next();
                    } else {
                        out.push(child);
                    }
                }
                out
            }
            // Of `a = b = c` the last target and the value, if the pattern has one target.
            Kind::Assign if ours.len() == 3 && theirs.len() > 3 => theirs[theirs.len() - 3..].to_vec(),
            _ => theirs,
        }
    }

    /// Matches a call: the callee, the positional arguments in order, the keyword arguments in any order.
    fn call(&self, pattern: NodeId, target: NodeId, keeps: bool, state: &mut State) -> bool {
        let (ours, theirs) = (&self.pattern.tree, self.tree());
        let (left, right) = (ours.significant(pattern), theirs.significant(target));
        let ([Child::Node(callee), left @ ..], [Child::Node(found), right @ ..]) = (&left[..], &right[..]) else {
            return false;
        };
        let mark = state.mark();
        if !self.node(*callee, *found, state) {
            return false;
        }
        let after_callee = state.mark();
        if self.sequence(left, right, state) {
            return true;
        }
        state.reset(after_callee);
        let named = |tree: &Tree, child: &Child| -> Option<String> {
            let node = child.node().filter(|&node| tree.kind(node) == Kind::Keyword)?;
            let name = tree.child_tokens(node).next()?;
            (tree.token_kind(name) == TokenKind::Name).then(|| tree.token_text(name).to_owned())
        };
        let is_fixed = |name: &String| meta(name).is_none();
        let keywords: Vec<(String, Child)> =
            left.iter().filter_map(|child| Some((named(ours, child).filter(is_fixed)?, *child))).collect();
        if keywords.is_empty() {
            state.reset(mark);
            return false;
        }
        let positional: Vec<Child> =
            left.iter().filter(|child| named(ours, child).filter(is_fixed).is_none()).copied().collect();
        let has_run = positional.iter().any(|&child| self.pattern.run(child).is_some());
        let mut rest: Vec<Child> = right.to_vec();
        let mut places = Vec::new();
        for (name, keyword) in &keywords {
            let Some(index) = rest.iter().position(|child| named(theirs, child).as_ref() == Some(name)) else {
                state.reset(mark);
                return false;
            };
            let found = rest.remove(index);
            places.push(right.iter().position(|&child| child == found));
            let (Some(keyword), Some(found)) = (keyword.node(), found.node()) else { return false };
            if !self.node(keyword, found, state) {
                state.reset(mark);
                return false;
            }
        }
        let is_plain = |child: &Child| {
            let value = child.node().and_then(|node| theirs.child_nodes(node).last());
            value.is_some_and(|value| matches!(theirs.kind(value), Kind::Constant | Kind::Name | Kind::Lambda))
        };
        if !places.is_sorted() && !right.iter().filter(|child| named(theirs, child).is_some()).all(is_plain) {
            state.found.reordered = true;
        }
        // Keywords that the pattern does not name stay where the call stays.
        if keeps && !has_run {
            // As many keywords are left over as the pattern has arguments by position that are not there: they may be the
            // same, but only the signature of the function could tell.
            let by_position = rest.iter().filter(|child| named(theirs, child).is_none()).count();
            let missing = positional.len().saturating_sub(by_position);
            if missing > 0 && rest.len() == positional.len() {
                for (&ours, &child) in positional[by_position..].iter().zip(&rest[by_position..]) {
                    let value = child.node().and_then(|keyword| theirs.child_nodes(keyword).next());
                    let (Some(ours), Some(value)) = (ours.node(), value) else { return false };
                    if !self.node(ours, value, state) {
                        state.reset(mark);
                        return false;
                    }
                }
                rest.truncate(by_position);
                let holds = self.sequence(&positional[..by_position], &rest, state);
                if holds {
                    state.found.maybe = Some("an argument passed by keyword".to_owned());
                } else {
                    state.reset(mark);
                }
                return holds;
            }
            rest.retain(|child| named(theirs, child).is_none());
        }
        let holds = self.sequence(&positional, &rest, state);
        if !holds {
            state.reset(mark);
        }
        holds
    }

    /// Matches children one by one, runs taking as few as they can.
    fn sequence(&self, ours: &[Child], theirs: &[Child], state: &mut State) -> bool {
        let Some((&first, rest)) = ours.split_first() else { return theirs.is_empty() };
        if let Some(meta) = self.pattern.run(first) {
            let first_kind = first.node().map(|node| self.pattern.tree.kind(node));
            for taken in 0..=theirs.len() {
                if taken > 0 && !self.fits_run(first_kind, theirs[taken - 1]) {
                    return false;
                }
                let mark = state.mark();
                let run = theirs[..taken].to_vec();
                state.found.pairs.push((first, run.clone()));
                if self.bind(meta, Capture::Many(run), state) && self.sequence(rest, &theirs[taken..], state) {
                    return true;
                }
                state.reset(mark);
            }
            return false;
        }
        let Some((&found, remaining)) = theirs.split_first() else { return false };
        let mark = state.mark();
        let holds = match (first, found) {
            (Child::Node(ours), Child::Node(theirs)) => self.node(ours, theirs, state),
            (Child::Token(ours), Child::Token(theirs)) => self.token(first, ours, theirs, state),
            _ => false,
        };
        if holds && self.sequence(rest, remaining, state) {
            return true;
        }
        state.reset(mark);
        false
    }

    /// Whether a run of this kind may take a child: statements for statements, elements for elements, never syntax.
    fn fits_run(&self, run: Option<Kind>, child: Child) -> bool {
        let tree = self.tree();
        match (run, child) {
            (Some(Kind::Expr), Child::Node(node)) => tree.kind(node).is_statement(),
            (Some(Kind::Arg), Child::Node(node)) => tree.kind(node) == Kind::Arg,
            // The bare `*` and `/` of parameters.
            (Some(Kind::Arg), Child::Token(token)) => {
                matches!(tree.token_kind(token), TokenKind::Star | TokenKind::Slash)
            }
            (Some(Kind::Alias), Child::Node(node)) => tree.kind(node) == Kind::Alias,
            (Some(Kind::WithItem), Child::Node(node)) => tree.kind(node) == Kind::WithItem,
            (Some(Kind::Decorator), Child::Node(node)) => tree.kind(node) == Kind::Decorator,
            (Some(Kind::Name), Child::Node(node)) => {
                let kind = tree.kind(node);
                kind.is_expression() || matches!(kind, Kind::Starred | Kind::Keyword | Kind::Slice)
            }
            (Some(_), Child::Node(node)) => !tree.kind(node).is_statement(),
            (None, Child::Token(token)) => matches!(tree.token_kind(token), TokenKind::Name | TokenKind::Dot),
            _ => false,
        }
    }

    fn token(
        &self,
        child: Child,
        ours: harmless_syntax::TokenId,
        theirs: harmless_syntax::TokenId,
        state: &mut State,
    ) -> bool {
        let (pattern, tree) = (&self.pattern.tree, self.tree());
        state.found.pairs.push((child, vec![Child::Token(theirs)]));
        let text = pattern.token_text(ours);
        if pattern.token_kind(ours) == TokenKind::Name
            && let Some(meta) = meta(text)
        {
            return tree.token_kind(theirs) == TokenKind::Name
                && self.bind(meta, Capture::One(Child::Token(theirs)), state);
        }
        pattern.token_kind(ours) == tree.token_kind(theirs) && text == tree.token_text(theirs)
    }
}
