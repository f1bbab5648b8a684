//! A second look at what `check` found: is a file that is not sorted Python at all?
//!
//! The verdict that a file is not sorted needs its outline only, and only as far as the first unsorted block. A file that the full
//! parser refuses is an error, though, and no finding. Parsing costs a multiple of all the rest, so that in a run over many
//! unsorted files only the first ones, by path, are parsed; `diff` and `format` parse every file they would change.

use super::sort::{Sorted, unsortable};
use harmless_imports::SortError;
use harmless_syntax::check_syntax;
use harmless_text::Source;
use std::path::{Path, PathBuf};

/// How many bytes are parsed. Some eighty files: more than most commits have.
const BUDGET: usize = 1 << 20;

/// Makes an error of each of the `found` files, as far as the budget goes, that is reported as unsorted but is no Python.
pub(crate) fn confirm(found: &mut [(PathBuf, Sorted)]) {
    let mut budget = BUDGET;
    for (path, sorted) in found.iter_mut().filter(|(_, sorted)| sorted.change.is_some()) {
        // A file that is gone by now will be missed when it is to be sorted.
        let Ok(bytes) = std::fs::read(&*path) else {
            continue;
        };
        budget = budget.saturating_sub(bytes.len());
        if budget == 0 {
            return;
        }
        if let Some(failed) = syntax_error(path, &bytes) {
            *sorted = failed;
        }
    }
}

fn syntax_error(path: &Path, bytes: &[u8]) -> Option<Sorted> {
    let source = Source::decode(bytes).ok()?;
    let error = check_syntax(source.text()).err()?;
    let fault = SortError { offset: error.range.start(), message: format!("syntax error: {error}"), is_bug: false };
    Some(Sorted::failed(unsortable(path, source.text(), &fault)))
}
