//! Running rules over one text: finding sites, composing their changes, and proving the result.
//!
//! In flow a text, rules and what is known of the file; out come the sites, the edits and the new text. All rules match the
//! same snapshot. Nothing here reads a file.

use crate::align::Script;
use crate::emit::Positions;
use crate::imports::{ImportPlan, import_changes};
use crate::matcher::{Match, Matcher};
use crate::pattern::Pattern;
use crate::placing::Sorter;
use crate::refactor::{Module, Refactoring, units};
use crate::rule::{Action, Find, Rule, Safety};
use crate::selector::Role;
use crate::site::{Rewriter, SiteChanges, is_done};
use crate::suppress::Suppressions;
use crate::verify::{Renamed, VerifyError, verify};
use harmless_syntax::names::{BindingId, Names};
use harmless_syntax::rewrite::{Composition, delete_in_place, delete_statements, place_comments};
use harmless_syntax::{Kind, NodeId, Tree, TreeError};
use harmless_text::{Edit, TextRange};
use std::collections::{BTreeSet, HashSet};
use thiserror::Error;

/// What became of a site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It is changed.
    Changed,
    /// It was only looked for.
    Found,
    /// It is left alone, for this reason.
    Refused(String),
    /// A name of it may mean something else.
    Maybe(String),
    /// Its rule is unsafe and unsafe changes were not asked for.
    Unsafe,
    /// Its rule leaves it to a person.
    Manual,
    /// It overlaps a change that comes first.
    Deferred,
    /// It was not selected in a review.
    Skipped,
}

/// A place where a rule holds.
#[derive(Clone, Debug)]
pub struct Site {
    /// The rule's index.
    pub rule: usize,
    /// The bytes of the place.
    pub range: TextRange,
    /// What became of it.
    pub outcome: Outcome,
    /// What the metavariables stand for, as text.
    pub captures: Vec<(String, String)>,
}

/// What a run made of one text.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The sites in source order.
    pub sites: Vec<Site>,
    /// The edits; empty if nothing changes.
    pub edits: Vec<Edit>,
    /// The new text; `None` if nothing changes.
    pub text: Option<String>,
    /// Suppression comments that suppress nothing, by range.
    pub unused_suppressions: Vec<TextRange>,
}

/// Why a file is left alone altogether.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum RunError {
    /// It is not Python.
    #[error("{0}")]
    Syntax(#[from] TreeError),
    /// The result would have broken something.
    #[error("left unchanged: {0}")]
    Verify(#[from] VerifyError),
}

/// How rules are run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// What is known of the file.
    pub module: Module<'a>,
    /// Whether unsafe rules are applied.
    pub allow_unsafe: bool,
    /// Whether sites with a name that may mean something else are changed too.
    pub allow_maybe: bool,
    /// If given, only the sites with these indices are changed.
    pub selected: Option<&'a BTreeSet<usize>>,
    /// How the file's imports are sorted: where new ones go. Without it, as the sorter does by default.
    pub sorter: Option<Sorter<'a>>,
    /// Whether a second run is not tried.
    pub skip_second_run: bool,
}

/// Something a rule would do.
struct Candidate {
    rule: usize,
    range: TextRange,
    changes: SiteChanges,
    outcome: Outcome,
    through: Vec<BindingId>,
    renamed: Vec<Renamed>,
    captures: Vec<(String, String)>,
}

/// Runs `rules` over `text`.
///
/// # Errors
/// When the text is not Python or the result would not hold.
pub fn run(text: &str, rules: &[Rule], options: Options<'_>) -> Result<Report, RunError> {
    let tree = Tree::parse(text)?;
    run_tree(&tree, rules, options)
}

fn run_tree(tree: &Tree, rules: &[Rule], options: Options<'_>) -> Result<Report, RunError> {
    let names = Names::new(tree, options.module.package);
    let mut suppressions = Suppressions::find(tree);
    let mut candidates = find(&names, rules, options);
    candidates.retain(|candidate| {
        let id = &rules[candidate.rule].id;
        !suppressions.covers(tree, candidate.range, id)
    });
    let unused = suppressions.unused();
    for _ in 0..MOST_ROUNDS {
        let mut attempt = attempt(&names, rules, options, &candidates);
        if let Err(error) = &attempt
            && candidates.len() <= MOST_TRIED
            && set_aside(&names, rules, options, &mut candidates, error)
        {
            attempt = self::attempt(&names, rules, options, &candidates);
        }
        let (mut report, done) = attempt?;
        report.unused_suppressions = unused.clone();
        let Some((edits, text, after)) = done else { return Ok(report) };
        let Some(unstable) = unstable_site(&after, &report, rules, options) else {
            report.edits = edits;
            report.text = Some(text);
            return Ok(report);
        };
        // The sites that a second run would change again are left to it; the others are changed.
        let shown = VerifyError::Unstable(unstable.of(after.text()).chars().take(60).collect());
        let Some(from) = before_edits(&edits, unstable) else { return Err(shown.into()) };
        let mut cause = candidates
            .iter_mut()
            .filter(|candidate| candidate.outcome == Outcome::Changed && candidate.range.contains_range(from));
        let Some(cause) = cause.next_back() else { return Err(shown.into()) };
        cause.outcome = Outcome::Refused(shown.to_string());
    }
    Err(VerifyError::Unstable(String::new()).into())
}

/// The first place of a result that a second run would change.
fn unstable_site(after: &Tree, report: &Report, rules: &[Rule], options: Options<'_>) -> Option<TextRange> {
    if options.skip_second_run || options.selected.is_some() || feeds_itself(rules) {
        return None;
    }
    let names = Names::new(after, options.module.package);
    let mut again = find(&names, rules, options);
    let mut suppressions = Suppressions::find(after);
    again.retain(|candidate| !suppressions.covers(after, candidate.range, &rules[candidate.rule].id));
    // What was set aside or refused as a whole comes up again; nothing else may.
    let left = report.sites.iter().filter(|site| matches!(site.outcome, Outcome::Deferred | Outcome::Refused(_)));
    let mut again = again.iter().filter(|candidate| candidate.outcome == Outcome::Changed).skip(left.count());
    again.next().map(|candidate| candidate.range)
}

/// The part of the original that `range` of the result was made of.
fn before_edits(edits: &[Edit], range: TextRange) -> Option<TextRange> {
    let (mut delta, mut start, mut end) = (0i64, None, None);
    let before = |at: u32, delta: i64| u32::try_from(i64::from(at) - delta).ok();
    for edit in edits {
        let from = i64::from(edit.range.start()) + delta;
        let to = from + edit.text.len() as i64;
        for (bound, found) in [(range.start(), &mut start), (range.end(), &mut end)] {
            if found.is_none() && i64::from(bound) < from {
                *found = before(bound, delta);
            } else if found.is_none() && i64::from(bound) <= to {
                *found = Some(if bound == range.start() { edit.range.start() } else { edit.range.end() });
            }
        }
        delta += edit.text.len() as i64 - i64::from(edit.range.len());
    }
    let start = start.or(before(range.start(), delta))?;
    let end = end.or(before(range.end(), delta))?;
    (start <= end).then(|| TextRange::new(start, end))
}

/// How often sites are left to a second run before the file is.
const MOST_ROUNDS: usize = 8;

/// In files with more sites it is not searched which of them does not hold.
const MOST_TRIED: usize = 200;

/// Edits, the text they make, and its tree.
type Done = (Vec<Edit>, String, Tree);

/// Composes the changes of all candidates and proves the result.
fn attempt(
    names: &Names<'_>,
    rules: &[Rule],
    options: Options<'_>,
    candidates: &[Candidate],
) -> Result<(Report, Option<Done>), VerifyError> {
    let tree = names.tree();
    let mut report = Report::default();
    let composition = compose(names, rules, options, candidates, &mut report);
    if composition.changes().is_empty() {
        return Ok((report, None));
    }
    let (edits, marks) = composition.edits(tree);
    let text = apply(tree.text(), &edits);
    let renamed: Vec<Renamed> = candidates.iter().flat_map(|candidate| candidate.renamed.clone()).collect();
    let old_fstrings = rules.iter().any(|rule| rule.python < (3, 12));
    let after = verify(names, &composition, (&edits, &marks), &text, options.module.package, &renamed, old_fstrings)?;
    Ok((report, Some((edits, text, after))))
}

/// Refuses the candidates that do not hold even alone. Says whether there are any, and others that do hold.
fn set_aside(
    names: &Names<'_>,
    rules: &[Rule],
    options: Options<'_>,
    candidates: &mut [Candidate],
    error: &VerifyError,
) -> bool {
    let changing: Vec<usize> =
        (0..candidates.len()).filter(|&index| candidates[index].outcome == Outcome::Changed).collect();
    let mut refused = 0;
    for &index in &changing {
        let alone = BTreeSet::from([index]);
        let options = Options { selected: Some(&alone), ..options };
        if let Err(error) = attempt(names, rules, options, candidates) {
            candidates[index].outcome = Outcome::Refused(error.to_string());
            refused += 1;
        }
    }
    if refused == changing.len() && changing.len() == 1 {
        candidates[changing[0]].outcome = Outcome::Refused(error.to_string());
    }
    refused > 0
}

pub(crate) fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.range.start() as usize]);
        out.push_str(&edit.text);
        at = edit.range.end() as usize;
    }
    out.push_str(&text[at..]);
    out
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

/// Everything the rules would do, outermost first, rules in their order.
fn find(names: &Names<'_>, rules: &[Rule], options: Options<'_>) -> Vec<Candidate> {
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

/// Takes the changes of all candidates that can be made together.
fn compose(
    names: &Names<'_>,
    rules: &[Rule],
    options: Options<'_>,
    candidates: &[Candidate],
    report: &mut Report,
) -> Composition {
    let tree = names.tree();
    let mut composition = Composition::default();
    let mut deleted: BTreeSet<NodeId> = BTreeSet::new();
    let mut imports = ImportPlan { is_interface: options.module.is_package, ..ImportPlan::default() };
    for (index, candidate) in candidates.iter().enumerate() {
        let mut outcome = candidate.outcome.clone();
        if outcome == Outcome::Changed {
            if options.selected.is_some_and(|selected| !selected.contains(&index)) {
                outcome = Outcome::Skipped;
            } else if deleted.iter().any(|&gone| tree.range(gone).contains_range(candidate.range)) {
                outcome = Outcome::Deferred;
            } else {
                match composition.add(candidate.changes.changes.clone()) {
                    Ok(()) => {
                        deleted.extend(candidate.changes.deleted.iter().copied());
                        imports.requests.extend(candidate.changes.requests.iter().cloned());
                        imports.used.extend(candidate.changes.used.iter().copied());
                        if rules[candidate.rule].remove_unused {
                            imports.touched.extend(candidate.through.iter().copied());
                        }
                    }
                    Err(_) => outcome = Outcome::Deferred,
                }
            }
        }
        report.sites.push(Site {
            rule: candidate.rule,
            range: candidate.range,
            outcome,
            captures: candidate.captures.clone(),
        });
    }
    for change in delete_statements(tree, &deleted) {
        let statement = deleted.iter().copied().find(|&node| change.range.contains_range(tree.range(node)));
        if composition.add(vec![change]).is_err()
            && let Some(statement) = statement
        {
            // Its lines are part of a block that moves: there it leaves its place to the next statement, or to `pass`.
            // A deletion that something else cuts into is given up, not forced.
            let _ = composition.add(vec![delete_in_place(tree, statement)]);
        }
    }
    for change in import_changes(names, &composition, &imports, options.sorter) {
        let _ = composition.add(vec![change]);
    }
    let lost = place_comments(tree, &composition);
    for change in lost {
        let _ = composition.add_beside(change);
    }
    composition
}
