//! Conditions on a match beyond its pattern.

use crate::matcher::{Capture, Match, Matcher};
use crate::pattern::Pattern;
use harmless_syntax::names::Names;
use harmless_syntax::tree::Literal;
use harmless_syntax::{Child, Kind, NodeId, Tree};
use regex::Regex;
use std::collections::HashSet;

/// What a condition is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Subject {
    /// The whole match.
    Match,
    /// What a metavariable stands for.
    Capture(String),
}

/// A condition.
#[derive(Clone, Debug)]
pub enum Test {
    /// The node has one of these kinds.
    Kind(Vec<Kind>),
    /// The text matches this expression.
    Regex(Regex),
    /// It matches this pattern.
    Is(Box<Pattern>),
    /// It lies in something that matches this pattern.
    Inside(Box<Pattern>),
    /// It holds something that matches this pattern.
    Has(Box<Pattern>),
    /// It compares like this with what another metavariable stands for.
    Compare(Comparison, Operand),
    /// The run has this many elements.
    Count(Comparison, usize),
    /// The innermost class around it has this name, or one of its bases has.
    InClass {
        /// The name.
        name: String,
        /// Whether a base with that name counts.
        subclasses: bool,
    },
    /// It is a call.
    IsCall,
    /// It is a definition.
    IsDefinition,
}

/// How two things compare.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// They are the same.
    Equal,
    /// They are not the same.
    Unequal,
    /// The first is less; numbers and strings only.
    Less,
    /// The first is greater; numbers and strings only.
    Greater,
}

/// What something is compared with.
#[derive(Clone, PartialEq, Debug)]
pub enum Operand {
    /// What a metavariable stands for.
    Capture(String),
    /// A literal.
    Literal(Literal),
}

/// A condition and whether it must hold or must not.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// What it is about.
    pub subject: Subject,
    /// Whether the test must fail.
    pub negated: bool,
    /// The test.
    pub test: Test,
}

impl Constraint {
    /// Whether the condition holds for a match.
    pub fn holds(&self, names: &Names<'_>, found: &Match, textual: bool) -> bool {
        let children: Vec<Child> = match &self.subject {
            Subject::Match => found.roots.iter().map(|&root| Child::Node(root)).collect(),
            Subject::Capture(name) => match found.capture(name) {
                Some(Capture::One(child)) => vec![*child],
                Some(Capture::Many(children)) => children.clone(),
                None => return false,
            },
        };
        let holds = match &self.test {
            Test::Count(comparison, count) => compare_order(*comparison, children.len().partial_cmp(count)),
            Test::Compare(comparison, operand) => {
                children.first().is_some_and(|&child| compare(names.tree(), found, *comparison, child, operand))
            }
            test => !children.is_empty() && children.iter().all(|&child| holds(test, names, child, textual)),
        };
        holds != self.negated
    }
}

fn holds(test: &Test, names: &Names<'_>, child: Child, textual: bool) -> bool {
    let tree = names.tree();
    let matches = |pattern: &Pattern, node: NodeId| {
        let kept: HashSet<NodeId> = pattern.tree.nodes().collect();
        Matcher { pattern, kept: &kept, names, textual }.at(node).is_some()
    };
    match (test, child) {
        (Test::Regex(regex), child) => {
            let range = match child {
                Child::Node(node) => tree.range(node),
                Child::Token(token) => tree.token_range(token),
            };
            regex.is_match(range.of(tree.text()))
        }
        (_, Child::Token(_)) => false,
        (Test::Kind(kinds), Child::Node(node)) => kinds.contains(&tree.kind(node)),
        (Test::Is(pattern), Child::Node(node)) => matches(pattern, node),
        (Test::Inside(pattern), Child::Node(node)) => tree.ancestors(node).any(|outer| matches(pattern, outer)),
        (Test::Has(pattern), Child::Node(node)) => tree.descendants(node).any(|inner| matches(pattern, inner)),
        (Test::InClass { name, subclasses }, Child::Node(node)) => in_class(tree, node, name, *subclasses),
        (Test::IsCall, Child::Node(node)) => tree.kind(node) == Kind::Call,
        (Test::IsDefinition, Child::Node(node)) => tree.kind(node).is_function() || tree.kind(node) == Kind::ClassDef,
        (Test::Compare(..) | Test::Count(..), Child::Node(_)) => false,
    }
}

/// Whether the innermost class around a node is called `name`, or has a base whose last part is `name`.
pub fn in_class(tree: &Tree, node: NodeId, name: &str, subclasses: bool) -> bool {
    let Some(class) = tree.ancestors(node).find(|&outer| tree.kind(outer) == Kind::ClassDef) else { return false };
    let own = tree.find_token(class, harmless_syntax::TokenKind::Name).map(|token| tree.token_text(token));
    own == Some(name) || subclasses && bases(tree, class).any(|base| base == name)
}

/// The last parts of the names of a class's bases.
pub fn bases(tree: &Tree, class: NodeId) -> impl Iterator<Item = &str> {
    tree.child_nodes(class)
        .filter(|&base| matches!(tree.kind(base), Kind::Name | Kind::Attribute))
        .filter_map(|base| tree.node_text(base).rsplit('.').next())
}

fn compare_order(comparison: Comparison, order: Option<std::cmp::Ordering>) -> bool {
    match comparison {
        Comparison::Equal => order.is_some_and(std::cmp::Ordering::is_eq),
        Comparison::Unequal => !order.is_some_and(std::cmp::Ordering::is_eq),
        Comparison::Less => order.is_some_and(std::cmp::Ordering::is_lt),
        Comparison::Greater => order.is_some_and(std::cmp::Ordering::is_gt),
    }
}

fn compare(tree: &Tree, found: &Match, comparison: Comparison, child: Child, operand: &Operand) -> bool {
    let literal = |child: Child| child.node().and_then(|node| tree.literal(node));
    let (left, right) = match operand {
        Operand::Literal(value) => (literal(child), Some(value.clone())),
        Operand::Capture(name) => {
            let other = match found.capture(name) {
                Some(Capture::One(other)) => *other,
                _ => return false,
            };
            if matches!(comparison, Comparison::Equal | Comparison::Unequal) {
                let same = match (child, other) {
                    (Child::Node(left), Child::Node(right)) => tree.same(left, tree, right),
                    (left, right) => {
                        crate::site::range_of(tree, left).of(tree.text())
                            == crate::site::range_of(tree, right).of(tree.text())
                    }
                };
                return same == (comparison == Comparison::Equal);
            }
            (literal(child), literal(other))
        }
    };
    let order = match (left, right) {
        (Some(Literal::Str(left)), Some(Literal::Str(right))) => Some(left.cmp(&right)),
        (Some(left), Some(right)) => match (number(&left), number(&right)) {
            (Some(left), Some(right)) => left.partial_cmp(&right),
            _ => (left == right).then_some(std::cmp::Ordering::Equal),
        },
        _ => return comparison == Comparison::Unequal,
    };
    compare_order(comparison, order)
}

fn number(literal: &Literal) -> Option<f64> {
    match literal {
        Literal::Int(text) => text.parse().ok(),
        Literal::Float { value, imaginary: false } => Some(*value),
        _ => None,
    }
}
