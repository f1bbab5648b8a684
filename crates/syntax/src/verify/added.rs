//! Imports that were asked for: what of them is added, and whether it may stand where it does.

use super::item::Item;
use super::{AddedImport, VerifyError};
use harmless_text::TextRange;
use ruff_python_ast::Stmt;
use ruff_text_size::Ranged;

/// Of what is `due`, and no longer is then, what `new` has and `old` had not.
pub(super) fn take_added<'a>(old: &[Item<'_>], new: &[Item<'_>], due: &mut Vec<&'a AddedImport>) -> Vec<Item<'a>> {
    let mut gained = Vec::new();
    due.retain(|&added| {
        let item = Item::from(added);
        let is_added = new.contains(&item) && !old.contains(&item);
        if is_added {
            gained.push(item);
        }
        !is_added
    });
    gained
}

/// Checks that imports are `gained` at `range` without harm to what stands around: `body` are the statements of the module, `new`
/// what is imported there afterwards.
pub(super) fn check_place(
    before: &str,
    body: &[Stmt],
    range: TextRange,
    new: &[Item<'_>],
    gained: &[Item<'_>],
) -> Result<(), VerifyError> {
    let is_future = |statement: &Stmt| match statement {
        Stmt::ImportFrom(import) => import.level == 0 && import.module.as_deref() == Some("__future__"),
        _ => false,
    };
    let is_string = |statement: &Stmt| matches!(statement, Stmt::Expr(it) if it.value.is_string_literal_expr());
    let adds_future = gained.iter().any(Item::is_future);
    let adds_others = !gained.iter().all(Item::is_future);
    let mut is_first = true;
    for (index, statement) in body.iter().enumerate() {
        let (start, end) = (statement.start().to_u32(), statement.end().to_u32());
        let (is_above, is_below) = (end <= range.start(), start >= range.end());
        if !(is_above || is_below || (range.start() <= start && end <= range.end())) {
            return Err(VerifyError::Code { range });
        }
        let is_docstring = index == 0 && is_string(statement);
        is_first &= !is_above || is_docstring || is_future(statement);
        if is_below && (is_docstring || (adds_others && is_future(statement))) {
            return Err(VerifyError::Future { range });
        }
    }
    // The lines in which the system looks for an interpreter, and Python for an encoding.
    let head: usize = before.split_inclusive('\n').take(2).take_while(|line| line.starts_with('#')).map(str::len).sum();
    let is_read = |line: &str| line.starts_with("#!") || line.contains("coding");
    if before[..head].get(range.start() as usize..).is_some_and(is_read) {
        return Err(VerifyError::Code { range });
    }
    let leading = new.iter().take_while(|item| item.is_future()).count();
    let has_late = leading < new.iter().filter(|item| item.is_future()).count();
    if has_late || (adds_future && !is_first) {
        return Err(VerifyError::Future { range });
    }
    Ok(())
}
