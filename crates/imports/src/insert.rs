//! Where a new import goes: where the sorter would leave it.

use crate::list::list;
use crate::plan::plan_sorting;
use crate::{ModuleContext, Settings};
use harmless_text::{Edit, Newline, TextRange};

/// The insertion that adds `statement`, an import statement without its line end, to the block of `text` that has an import at the
/// offset `anchor`. If the block is sorted it is so afterwards, with the blank lines between its categories; if not, the new import
/// goes behind the last of those that it would follow in the sorted block, and all others stay where they are.
///
/// `None` if there is no such block: the import is a barrier, or the text cannot be read.
pub fn insertion(
    text: &str,
    statement: &str,
    anchor: u32,
    settings: &Settings,
    context: ModuleContext<'_>,
) -> Option<Edit> {
    let blocks = list(text, settings, context).ok()?;
    let has_anchor = |range: &TextRange| range.contains(anchor);
    let block = blocks.iter().find(|block| block.imports.iter().any(|import| has_anchor(&import.range)))?;
    let end = block.imports.iter().map(|import| import.range.end()).max()?;
    let (at, added) = line_behind(text, end, statement);
    let extended = spliced(text, at, &added);
    let sorted = plan_sorting(&extended, settings, context).ok()?.edits.apply(&extended);
    if let Some(edit) = only_insertion(text, &sorted) {
        return Some(edit);
    }
    // The block was not sorted before: only the neighbours count.
    let new = at + (added.len() - added.trim_start().len()) as u32;
    let blocks = list(&extended, settings, context).ok()?;
    let sorted = blocks.iter().find(|block| block.imports.iter().any(|import| import.range.start() == new))?;
    let index = sorted.imports.iter().position(|import| import.range.start() == new)?;
    let (at, line) = match sorted.imports[..index].iter().map(|import| import.range.end()).max() {
        Some(end) => line_behind(text, end, statement),
        None => (sorted.imports.get(1)?.range.start(), format!("{statement}{}", newline_of(text))),
    };
    Some(Edit { range: TextRange::empty(at), text: line })
}

/// The start of the line behind `offset`, and `statement` as a line to be put there.
fn line_behind(text: &str, offset: u32, statement: &str) -> (u32, String) {
    let rest = &text[offset as usize..];
    let newline = newline_of(text);
    match rest.find(['\n', '\r']) {
        Some(end) => {
            let width = Newline::at_start(&rest[end..]).map_or(1, |newline| newline.as_str().len());
            (offset + (end + width) as u32, format!("{statement}{newline}"))
        }
        None => (text.len() as u32, format!("{newline}{statement}")),
    }
}

/// The line end of `text`.
pub(crate) fn newline_of(text: &str) -> &'static str {
    Newline::first_of(text).unwrap_or_default().as_str()
}

/// `text` with `added` at the offset `at`.
pub(crate) fn spliced(text: &str, at: u32, added: &str) -> String {
    let (before, after) = text.split_at(at as usize);
    [before, added, after].concat()
}

/// The one insertion, at the start of a line where it can be, that makes `new` of `old`; `None` if more differs.
fn only_insertion(old: &str, new: &str) -> Option<Edit> {
    let length = new.len().checked_sub(old.len()).filter(|&length| length > 0)?;
    let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    // The same insertion can be seen at several places; the first of them begins a line.
    let is_split = |at: usize| {
        old.is_char_boundary(at)
            && new.is_char_boundary(at)
            && new.is_char_boundary(at + length)
            && old[at..] == new[at + length..]
    };
    let begins_line = |at: usize| at == 0 || old.as_bytes()[at - 1] == b'\n' || old.as_bytes()[at - 1] == b'\r';
    let at = (0..=same).rev().take_while(|&at| same - at <= length).filter(|&at| is_split(at));
    let found: Vec<usize> = at.collect();
    let at = found.iter().copied().find(|&at| begins_line(at)).or_else(|| found.first().copied())?;
    Some(Edit { range: TextRange::empty(at as u32), text: new[at..at + length].to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str, statement: &str, anchor: u32) -> String {
        let edit = insertion(text, statement, anchor, &Settings::default(), ModuleContext::default()).expect("a block");
        spliced(text, edit.range.start(), &edit.text)
    }

    #[test]
    fn a_sorted_block_stays_sorted() {
        assert_eq!(added("import os\nimport sys\n", "import re", 0), "import os\nimport re\nimport sys\n");
        assert_eq!(added("import os\nx = 1\n", "import django", 0), "import os\n\nimport django\nx = 1\n");
        assert_eq!(added("import os\n\nimport attr\n", "import re", 0), "import os\nimport re\n\nimport attr\n");
        assert_eq!(added("import os\r\n\r\nimport attr", "import b", 0), "import os\r\n\r\nimport attr\r\nimport b");
        assert_eq!(added("from a import b\n", "import z", 0), "import z\nfrom a import b\n");
    }

    #[test]
    fn an_unsorted_block_keeps_its_order() {
        assert_eq!(added("import sys\nimport os\n", "import re", 0), "import sys\nimport os\nimport re\n");
        assert_eq!(added("import z\nimport os\n", "import a", 0), "import z\nimport os\nimport a\n");
        assert_eq!(added("import z\nimport os\n", "import abc", 0), "import z\nimport abc\nimport os\n");
    }

    #[test]
    fn a_barrier_is_no_block() {
        let of = |text: &str| insertion(text, "import re", 0, &Settings::default(), ModuleContext::default());
        assert_eq!((of("from a import *\n"), of("import os  # usort:skip\n"), of("import (\n")), (None, None, None));
    }
}
