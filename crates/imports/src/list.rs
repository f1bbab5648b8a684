//! The blocks of a module, for `list-imports`.

use crate::block::{Segment, divide, divide_as_usort};
use crate::classify::classify;
use crate::order::{compare_imports, key, sort_stably};
use crate::runs::{Found, find_runs};
use crate::statement::Import;
use crate::{ModuleContext, Safety, Settings, SortError};
use harmless_syntax::check_syntax;
use harmless_syntax::outline::{LineKind, LogicalLine, LogicalLines};
use harmless_text::TextRange;
use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

/// One import of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedImport {
    /// The statement with its comment, from its first byte to the end of its last line.
    pub range: TextRange,
    /// Its category.
    pub category: String,
}

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedBlock {
    /// The indices of the statements in the module body, half open, as µsort prints them.
    pub body: Range<usize>,
    /// The imports as sorted, neither merged nor split.
    pub imports: Vec<ListedImport>,
}

/// The blocks of the module body, without nested suites, as `usort list-imports` shows them.
///
/// # Errors
/// As [`plan`](crate::plan), and on any syntax error.
pub fn list(text: &str, settings: &Settings, context: ModuleContext<'_>) -> Result<Vec<ListedBlock>, SortError> {
    check_syntax(text).map_err(|error| SortError {
        offset: error.range.start(),
        message: format!("syntax error: {error}"),
        is_bug: false,
    })?;
    let mut runs = Vec::new();
    find_runs(text, settings, context, |found| {
        if let Found::Run(run) = found {
            runs.push(run);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    let indices = body_indices(text);
    let mut blocks = Vec::new();
    for run in runs.into_iter().filter(|run| run.entries.iter().all(|entry| entry.line.depth() == 0)) {
        let first = run.entries.first().map_or(0, |entry| entry.line.code().start());
        let mut start = indices.get(&first).copied().unwrap_or(0);
        let mut imports: Vec<(Import<'_>, bool)> =
            run.entries.into_iter().map(|entry| (entry.import, entry.is_pinned)).collect();
        for (import, _) in &mut imports {
            if let Ok(key) = key(import, settings, context) {
                import.key = key;
            }
        }
        let divided: Vec<Vec<Import<'_>>> = match settings.safety {
            Safety::Usort => divide_as_usort(imports.into_iter().map(|(import, _)| import).collect()).0,
            Safety::Full => divide(imports, settings, context)
                .into_iter()
                .map(|segment| match segment {
                    Segment::Block(block) => block,
                    Segment::Barrier(import, _) => vec![*import],
                })
                .collect(),
        };
        for mut block in divided {
            let body = start..start + block.len();
            start = body.end;
            sort_stably(&mut block, |a, b| compare_imports(a, b, settings.safety));
            let imports = block
                .iter()
                .map(|import| ListedImport {
                    range: import.source,
                    category: classify(import, settings, context).category.to_owned(),
                })
                .collect();
            blocks.push(ListedBlock { body, imports });
        }
    }
    Ok(blocks)
}

/// The index in the module body of each statement at the top level, by the offset where it begins. Clauses of a compound statement
/// and what a decorator stands above are no statements of their own.
fn body_indices(text: &str) -> HashMap<u32, usize> {
    let mut indices = HashMap::new();
    let mut is_decorated = false;
    let is_clause = |line: &LogicalLine| {
        let code = line.code().of(text);
        ["else", "elif", "except", "finally"].iter().any(|word| {
            code.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        })
    };
    for line in LogicalLines::new(text).flatten().filter(|line| line.depth() == 0) {
        let is_part = is_decorated || (line.kind() == LineKind::Compound && is_clause(&line));
        if !is_part {
            let index = indices.len();
            indices.insert(line.code().start(), index);
        }
        is_decorated = line.kind() == LineKind::Decorator;
    }
    indices
}
