//! What rules would do at each place of a file.
//!
//! In flow the names of a file and rules; out come candidates, outermost first, with their changes or the reason why there are
//! none. Whether the changes go together is not known here.

use super::{Options, Outcome};
use crate::align::Script;
use crate::emit::Positions;
use crate::matcher::{Match, Matcher};
use crate::pattern::Pattern;
use crate::refactor::{Refactoring, units};
use crate::rule::{Action, Find, Rule, Safety};
use crate::selector::Role;
use crate::site::{Rewriter, SiteChanges, is_done};
use crate::verify::Renamed;
use harmless_syntax::names::{BindingId, Names};
use harmless_syntax::{Kind, NodeId, Tree};
use harmless_text::TextRange;
use std::collections::HashSet;

/// Something a rule would do.
pub(super) struct Candidate {
    pub(super) rule: usize,
    pub(super) range: TextRange,
    pub(super) changes: SiteChanges,
    pub(super) outcome: Outcome,
    pub(super) through: Vec<BindingId>,
    pub(super) renamed: Vec<Renamed>,
    pub(super) captures: Vec<(String, String)>,
}

/// Everything the rules would do, outermost first, rules in their order.
pub(super) fn find(names: &Names<'_>, rules: &[Rule], options: Options<'_>) -> Vec<Candidate> {
    let tree = names.tree();
    let mut candidates = Vec::new();
    let vacated = vacated(rules);
    // Which rules can hold at a node of each kind.
    let mut by_kind: Vec<Vec<usize>> = vec![Vec::new(); 256];
    for (index, rule) in rules.iter().enumerate() {
        match &rule.find {
            Find::Pattern(pattern) => {
                let kinds = pattern.root_kinds();
                if kinds.is_empty() {
                    by_kind.iter_mut().for_each(|rules| rules.push(index));
                }
                for kind in kinds {
                    by_kind[kind as usize].push(index);
                }
            }
            Find::Selector(_) => select(names, rules, index, options, &vacated, &mut candidates),
        }
    }
    let all_kept: Vec<HashSet<NodeId>> = rules
        .iter()
        .map(|rule| match (&rule.find, &rule.action) {
            (_, Action::Rewrite { script, .. }) => script.kept.clone(),
            (Find::Pattern(pattern), _) => pattern.tree.nodes().collect(),
            _ => HashSet::new(),
        })
        .collect();
    let mut positions = Positions::new();
    for node in tree.nodes() {
        for &index in &by_kind[tree.kind(node) as usize] {
            let Find::Pattern(pattern) = &rules[index].find else { continue };
            let matcher = Matcher { pattern, kept: &all_kept[index], names, textual: rules[index].textual };
            if let Some(found) = matcher.at(node)
                && rules[index]
                    .constraints
                    .iter()
                    .all(|constraint| constraint.holds(names, &found, rules[index].textual))
                && let Some(mut candidate) = candidate(names, &rules[index], index, &found, &positions, options)
            {
                for (node, position) in std::mem::take(&mut candidate.changes.embedded) {
                    positions.entry(node).or_default().push(position);
                }
                candidates.push(candidate);
            }
        }
    }
    for (index, rule) in rules.iter().enumerate() {
        if let Some(companion) = &rule.companion {
            mentions(names, rules, index, companion, options, &mut candidates);
        }
    }
    candidates
        .sort_by_key(|candidate| (candidate.range.start(), std::cmp::Reverse(candidate.range.end()), candidate.rule));
    candidates
}

/// Where every call of an imported function is changed, its other mentions are too: what is passed on, decorated, exported.
fn mentions(
    names: &Names<'_>,
    rules: &[Rule],
    index: usize,
    companion: &Rule,
    options: Options<'_>,
    candidates: &mut Vec<Candidate>,
) {
    let tree = names.tree();
    let (Find::Pattern(pattern), Action::Rewrite { script, .. }) = (&companion.find, &companion.action) else { return };
    if !rules[index].constraints.is_empty() {
        return;
    }
    let matcher = Matcher { pattern, kept: &script.kept, names, textual: companion.textual };
    for node in tree.nodes().filter(|&node| matches!(tree.kind(node), Kind::Name | Kind::Attribute)) {
        let called = tree
            .parent(node)
            .is_some_and(|parent| tree.kind(parent) == Kind::Call && tree.child_nodes(parent).next() == Some(node));
        if !called
            && let Some(found) = matcher.at(node)
            && !found.through.is_empty()
            && let Some(candidate) = candidate(names, companion, index, &found, &Positions::new(), options)
        {
            candidates.push(candidate);
        }
    }
}

fn candidate(
    names: &Names<'_>,
    rule: &Rule,
    index: usize,
    found: &Match,
    positions: &Positions,
    options: Options<'_>,
) -> Option<Candidate> {
    let tree = names.tree();
    let last = found.roots.last().copied().unwrap_or(NodeId::ROOT);
    let range = TextRange::new(tree.range(found.root()).start(), tree.range(last).end());
    let mut candidate = Candidate {
        rule: index,
        range,
        changes: SiteChanges::default(),
        outcome: Outcome::Found,
        through: found.through.clone(),
        renamed: Vec::new(),
        captures: captures(tree, found),
    };
    let (Find::Pattern(pattern), Action::Rewrite { template, script }) = (&rule.find, &rule.action) else {
        return Some(candidate);
    };
    let rewriter =
        Rewriter { pattern, template, script, modules: &rule.modules, old_fstrings: rule.python < (3, 12), positions };
    if is_done(&rewriter, names, found) && !script.embeds.is_empty() {
        return None;
    }
    if let Some(name) = &found.maybe
        && !options.allow_maybe
    {
        candidate.outcome = Outcome::Maybe(name.clone());
        return Some(candidate);
    }
    if found.reordered && !keeps_keywords(pattern, script) {
        let why = "the keyword arguments are in another order here, and would be evaluated in another";
        candidate.outcome = Outcome::Refused(why.into());
        return Some(candidate);
    }
    match rewriter.site(names, found) {
        Ok(changes) if changes.changes.is_empty() && changes.deleted.is_empty() => return None,
        Ok(changes) => {
            candidate.changes = changes;
            candidate.outcome = permitted(rule, options);
        }
        Err(why) => candidate.outcome = Outcome::Refused(why),
    }
    Some(candidate)
}

/// Whether every keyword argument of the pattern stays where it is.
fn keeps_keywords(pattern: &Pattern, script: &Script) -> bool {
    let tree = &pattern.tree;
    tree.nodes().filter(|&node| tree.kind(node) == Kind::Keyword).all(|node| script.kept.contains(&node))
}

fn permitted(rule: &Rule, options: Options<'_>) -> Outcome {
    match rule.safety {
        Safety::Safe => Outcome::Changed,
        Safety::Unsafe if options.allow_unsafe => Outcome::Changed,
        Safety::Unsafe => Outcome::Unsafe,
        Safety::Manual => Outcome::Manual,
    }
}

fn captures(tree: &Tree, found: &Match) -> Vec<(String, String)> {
    found
        .captures
        .iter()
        .map(|(name, capture)| {
            let children = crate::site::capture_children(capture);
            let text = match (children.first(), children.last()) {
                (Some(&first), Some(&last)) => {
                    let (first, last) = (crate::site::outer_of(tree, first), crate::site::outer_of(tree, last));
                    first.cover(last).of(tree.text()).to_owned()
                }
                _ => String::new(),
            };
            (name.clone(), text)
        })
        .collect()
}

/// The candidates of a rule with a selector.
fn select(
    names: &Names<'_>,
    rules: &[Rule],
    index: usize,
    options: Options<'_>,
    vacated: &[String],
    candidates: &mut Vec<Candidate>,
) {
    let tree = names.tree();
    let rule = &rules[index];
    let Find::Selector(selector) = &rule.find else { return };
    let holds = |node: NodeId| {
        let found = Match { roots: vec![node], ..Match::default() };
        rule.constraints.iter().all(|constraint| constraint.holds(names, &found, rule.textual))
    };
    let blank = |node: NodeId, outcome| Candidate {
        rule: index,
        range: tree.range(node),
        changes: SiteChanges::default(),
        outcome,
        through: Vec::new(),
        renamed: Vec::new(),
        captures: Vec::new(),
    };
    match &rule.action {
        Action::Refactor(refactoring) => {
            for unit in units(names, selector, refactoring, options.module, vacated) {
                if !holds(unit.node) {
                    continue;
                }
                let mut candidate = blank(unit.node, permitted(rule, options));
                match unit.changes {
                    Ok(_) if unit.maybe.is_some() && !options.allow_maybe => {
                        candidate.outcome = Outcome::Maybe(unit.maybe.unwrap_or_default());
                    }
                    Ok(changes) => candidate.changes = changes,
                    Err(why) => candidate.outcome = Outcome::Refused(why),
                }
                candidate.through = unit.touched;
                candidate.renamed = unit.renamed;
                candidates.push(candidate);
            }
        }
        _ => {
            for place in selector.find(names) {
                if holds(place.node) {
                    let mut candidate = blank(place.node, Outcome::Found);
                    let role = match place.role {
                        Role::Definition => "definition",
                        Role::Call => "call",
                        Role::Use => "use",
                        Role::Import => "import",
                        Role::File => "file",
                    };
                    candidate.captures.push(("role".into(), role.into()));
                    candidates.push(candidate);
                }
            }
        }
    }
}

/// Whether the rules by their nature match what they write, as a swap of names does.
pub fn feeds_itself(rules: &[Rule]) -> bool {
    let vacated = vacated(rules);
    rules.iter().any(|rule| match (&rule.action, &rule.find) {
        // Where the definition is elsewhere, a call does not show that it passes the argument already.
        (Action::Refactor(Refactoring::Add { positional: true, .. }), _) => true,
        (Action::Refactor(Refactoring::Rename(rename)), _) => vacated.contains(&rename.new),
        (Action::Rewrite { template, .. }, Find::Pattern(own)) => {
            let names = Names::new(&template.tree, None);
            rules.iter().any(|other| match &other.find {
                Find::Pattern(pattern) => {
                    let kept: HashSet<NodeId> = pattern.tree.nodes().collect();
                    let matcher = Matcher { pattern, kept: &kept, names: &names, textual: true };
                    let embedded = matches!(&rule.action, Action::Rewrite { script, .. }
                        if std::ptr::eq(&raw const **own, &raw const **pattern) && !script.embeds.is_empty());
                    !embedded && template.tree.nodes().any(|node| matcher.at(node).is_some())
                }
                Find::Selector(_) => false,
            })
        }
        _ => false,
    })
}

fn vacated(rules: &[Rule]) -> Vec<String> {
    rules
        .iter()
        .filter_map(|rule| match (&rule.action, &rule.find) {
            (Action::Refactor(Refactoring::Rename(_)), Find::Selector(selector)) => Some(selector.name.clone()),
            _ => None,
        })
        .collect()
}
