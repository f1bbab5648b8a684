//! Sorting one file: bytes and settings in, new bytes and findings out. Reads and writes nothing.

use super::code_base::{CodeBases, FilePlace};
use crate::guard;
use crate::totals::count;
use crate::walk::file_error;
use harmless_imports::{ModuleContext, Plan, Safety, Settings, SortError, Style};
use harmless_project::Place;
use harmless_report::{Finding, FindingEdit, Located, Severity};
use harmless_text::{Edit, LineColumn, LineIndex, Source, SourceError, TextRange};
use memchr::memmem::Finder;
use std::path::Path;
use std::sync::LazyLock;

/// The code of the finding that imports are not sorted.
pub(crate) const UNSORTED: &str = "unsorted-imports";

/// The code of the finding that a required import is missing.
pub(crate) const MISSING: &str = "missing-import";

/// Files without this word, which are many, are done before anything is parsed.
static IMPORT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("import"));

/// What the run wants to know of each file. What is not wanted is not worked out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// The sorted bytes; otherwise only whether they would differ.
    pub(crate) bytes: bool,
    /// A finding for each block that changes, of this severity.
    pub(crate) blocks: Option<Severity>,
    /// A note for each barrier.
    pub(crate) barriers: bool,
}

/// What sorting comes to.
#[derive(Debug, Default)]
pub(crate) struct Sorted {
    /// How the file changes; `None` if it is sorted or cannot be.
    pub(crate) change: Option<Change>,
    /// What is to be said, errors included.
    pub(crate) findings: Vec<Finding>,
}

impl Sorted {
    /// A file that cannot be sorted.
    pub(crate) fn failed(finding: Finding) -> Self {
        Self { change: None, findings: vec![finding] }
    }
}

/// A change of a file.
#[derive(Debug, Default)]
pub(crate) struct Change {
    /// The new bytes, if they were wanted.
    pub(crate) bytes: Vec<u8>,
    /// How many import statements change their place.
    pub(crate) moved: u32,
    /// How many blocks of imports change.
    pub(crate) blocks: usize,
    /// How many imports are added.
    pub(crate) added: usize,
}

/// Sorts `bytes`, the content of the file shown as `path`. No fault in the sorter gets out of here as a panic.
pub(crate) fn sort(
    path: &Path,
    bytes: &[u8],
    settings: &Settings,
    context: ModuleContext<'_>,
    code_bases: &CodeBases,
    wanted: Wanted,
) -> Sorted {
    guard::catch(|| sort_unguarded(path, bytes, settings, context, code_bases, wanted))
        .unwrap_or_else(|message| Sorted::failed(file_error(path, "internal-error", message)))
}

fn sort_unguarded(
    path: &Path,
    bytes: &[u8],
    settings: &Settings,
    context: ModuleContext<'_>,
    code_bases: &CodeBases,
    wanted: Wanted,
) -> Sorted {
    let source = match Source::decode(bytes) {
        Ok(source) => source,
        Err(fault) => return Sorted::failed(undecodable(path, &fault)),
    };
    let text = source.text();
    let requires = requires_imports(settings);
    if !requires && IMPORT.find(text.as_bytes()).is_none() {
        return Sorted::default();
    }
    let place = code_bases.place(path);
    let context = with_place(context, settings, &place);
    // µsort's rules and imports that cannot be added may give warnings, which take the whole plan.
    let may_warn = settings.safety == Safety::Usort || requires;
    if !wanted.bytes && wanted.blocks.is_none() && !wanted.barriers && !may_warn {
        return match harmless_imports::is_sorted(text, settings, context) {
            Ok(true) => Sorted::default(),
            Ok(false) => Sorted { change: Some(Change::default()), findings: Vec::new() },
            Err(fault) => Sorted::failed(unsortable(path, text, &fault)),
        };
    }
    let plan = if wanted.barriers || may_warn { harmless_imports::plan } else { harmless_imports::plan_edits };
    let plan = match plan(text, settings, context) {
        Ok(plan) => plan,
        Err(fault) => return Sorted::failed(unsortable(path, text, &fault)),
    };
    let findings = findings(path, text, &plan, wanted);
    if plan.edits.is_empty() {
        return Sorted { change: None, findings };
    }
    let mut change = Change {
        bytes: Vec::new(),
        moved: plan.blocks.iter().map(|block| block.moved).sum(),
        blocks: plan.blocks.len(),
        added: plan.missing.len(),
    };
    if wanted.bytes {
        let sorted = match harmless_imports::apply(text, &plan, settings, context) {
            Ok(sorted) => sorted,
            Err(fault) => return Sorted::failed(unsortable(path, text, &fault)),
        };
        match source.encode(sorted) {
            Ok(bytes) => change.bytes = bytes,
            Err(fault) => return Sorted::failed(file_error(path, "unencodable", format_args!("not sorted: {fault}"))),
        }
    }
    Sorted { change: Some(change), findings }
}

fn requires_imports(settings: &Settings) -> bool {
    matches!(&settings.style, Style::IsortBlack(isort) if !isort.required_imports.is_empty())
}

/// `context` with the place in the code base, where that plays a part. A stub is not executed, so the order of its imports
/// does nothing.
pub(crate) fn with_place<'c>(
    context: ModuleContext<'c>,
    settings: &Settings,
    place: &'c FilePlace<'_>,
) -> ModuleContext<'c> {
    let matters = settings.safety == Safety::Full && !context.is_stub;
    ModuleContext { place: matters.then_some(place as &dyn Place), ..context }
}

/// That the bytes are no text.
pub(crate) fn undecodable(path: &Path, fault: &SourceError) -> Finding {
    let at = LineColumn { line: fault.line, column: fault.column };
    Finding { place: Some(Located::point(at, at)), ..file_error(path, "undecodable", fault) }
}

/// That the sorter refuses the text.
pub(crate) fn unsortable(path: &Path, text: &str, fault: &SortError) -> Finding {
    let lines = LineIndex::new(text);
    let offset = fault.offset.min(text.len() as u32);
    let rest = text[offset as usize..].split(['\n', '\r', ' ']).next().map_or(0, str::len) as u32;
    let place = Located::new(text, &lines, TextRange::new(offset, offset + rest));
    let finding = match fault.is_bug {
        false => file_error(path, "syntax-error", fault),
        true => {
            let message = format!("not sorted, since the result failed verification: {fault}; please report this");
            file_error(path, "failed-verification", message)
        }
    };
    Finding { place: Some(place), ..finding }
}

/// What there is to say about a file that can be sorted.
fn findings(path: &Path, text: &str, plan: &Plan, wanted: Wanted) -> Vec<Finding> {
    let blocks = wanted.blocks.filter(|_| !(plan.blocks.is_empty() && plan.missing.is_empty()));
    let barriers = if wanted.barriers { &plan.barriers[..] } else { &[] };
    let kept = if wanted.barriers { &plan.kept[..] } else { &[] };
    let kept_names = if wanted.barriers { &plan.kept_names[..] } else { &[] };
    let is_quiet = barriers.is_empty() && kept.is_empty() && kept_names.is_empty() && plan.warnings.is_empty();
    if blocks.is_none() && is_quiet {
        return Vec::new();
    }
    let lines = LineIndex::new(text);
    let finding = |range, code, severity, message| {
        let place = Some(Located::new(text, &lines, range));
        Finding { path: path.into(), place, code, rule: None, severity, message, fix: Vec::new() }
    };
    let mut findings: Vec<Finding> = Vec::new();
    for warning in &plan.warnings {
        findings.push(finding(warning.range, "import-warning", Severity::Warning, warning.message.clone()));
    }
    for barrier in barriers {
        let message = format!("imports do not cross this line: {}", barrier.reason);
        findings.push(finding(barrier.range, "barrier", Severity::Note, message));
    }
    for pair in kept {
        let message = format!("this import {}", pair.describe(text));
        findings.push(finding(pair.below, "kept-order", Severity::Note, message));
    }
    for names in kept_names {
        findings.push(finding(names.range, "kept-order", Severity::Note, names.describe()));
    }
    // An edit that adds imports may do more; it belongs to the first import that it adds.
    let adds = |edit: &Edit| plan.missing.iter().find(|missing| touches(edit.range, missing.at));
    for missing in blocks.map(|_| &plan.missing[..]).unwrap_or_default() {
        let edits = plan.edits.iter().filter(|edit| adds(edit) == Some(missing));
        let fix = edits.map(|edit| FindingEdit::new(text, &lines, edit)).collect();
        let severity = blocks.unwrap_or(Severity::Note);
        findings.push(Finding { fix, ..finding(missing.range, MISSING, severity, missing.to_string()) });
    }
    for block in blocks.map(|_| &plan.blocks[..]).unwrap_or_default() {
        let message = match block.moved {
            0 if block.imports == 0 => "the blank lines after the imports are not as the style has them".into(),
            0 => format!("imports are not written as sorted ones are ({})", count(block.imports as usize, "import")),
            moved => format!("imports are not sorted ({moved} of {} to move)", block.imports),
        };
        let own = |edit: &&Edit| block.range.contains_range(edit.range) && adds(edit).is_none();
        let edits = plan.edits.iter().filter(own);
        let fix = edits.map(|edit| FindingEdit::new(text, &lines, edit)).collect();
        let severity = blocks.unwrap_or(Severity::Note);
        findings.push(Finding { fix, ..finding(block.range, UNSORTED, severity, message) });
    }
    findings.sort_by_key(|finding| finding.place.as_ref().map(|place| place.start));
    findings
}

/// Whether an edit of `range` changes the text at `offset` or at its border.
fn touches(range: TextRange, offset: u32) -> bool {
    (range.start()..=range.end()).contains(&offset)
}
