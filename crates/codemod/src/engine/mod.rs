//! Running rules over one text: finding sites, composing their changes, and proving the result.
//!
//! In flow a text, rules and what is known of the file; out come the sites, the edits and the new text. All rules match the
//! same snapshot. Nothing here reads a file.

mod find;

pub use find::feeds_itself;

use crate::imports::{ImportPlan, import_changes};
use crate::placing::Sorter;
use crate::refactor::Module;
use crate::rule::Rule;
use crate::suppress::Suppressions;
use crate::verify::{Renamed, VerifyError, verify};
use find::{Candidate, find};
use harmless_syntax::names::Names;
use harmless_syntax::rewrite::{Composition, delete_in_place, delete_statements, place_comments};
use harmless_syntax::{NodeId, Tree, TreeError};
use harmless_text::{Edit, TextRange};
use std::collections::BTreeSet;
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
