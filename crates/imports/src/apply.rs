//! Making a plan's edits, and proving them harmless.

use crate::{ModuleContext, Plan, Safety, Settings, SortError, is_sorted};
use harmless_syntax::check_syntax;
use harmless_syntax::verify::{AddedImport, Allowance, VerifyError, verify_imports};

/// Makes the edits of `plan`, a plan of this very `text`, and verifies the result: the text must be Python, and in what is to be written
/// nothing but the order of imports and what the settings ask to add may differ (see [`verify_imports`]), and sorting the result again must
/// change nothing.
///
/// # Errors
/// On a syntax error in `text`, or if the result fails verification.
pub fn apply(text: &str, plan: &Plan, settings: &Settings, context: ModuleContext<'_>) -> Result<String, SortError> {
    if plan.edits.is_empty() {
        check_syntax(text).map_err(|error| SortError {
            offset: error.range.start(),
            message: format!("syntax error: {error}"),
            is_bug: false,
        })?;
        return Ok(text.to_owned());
    }
    let added: Vec<AddedImport> = plan.missing.iter().map(|missing| missing.import.added().clone()).collect();
    let headings: Vec<String> =
        settings.isort().into_iter().flat_map(|isort| &isort.headings).map(|it| it.comment().to_owned()).collect();
    let allowance = Allowance { usort_defects: settings.safety == Safety::Usort, added: &added, headings: &headings };
    verify_imports(text, &plan.edits, allowance, &plan.stars).map_err(|error| verify_error(error, plan))?;
    let result = plan.edits.apply(text);
    // µsort itself needs a second pass in rare cases.
    if settings.safety == Safety::Full {
        is_settled(&result, settings, context).map_err(|message| bug(plan, message))?;
    }
    Ok(result)
}

fn is_settled(result: &str, settings: &Settings, context: ModuleContext<'_>) -> Result<(), &'static str> {
    match is_sorted(result, settings, context) {
        Ok(true) => Ok(()),
        _ => Err("sorting a second time would change the file again"),
    }
}

fn verify_error(error: VerifyError, plan: &Plan) -> SortError {
    match error {
        VerifyError::Before(error) => {
            SortError { offset: error.range.start(), message: format!("syntax error: {error}"), is_bug: false }
        }
        VerifyError::Code { range }
        | VerifyError::Items { range, .. }
        | VerifyError::Binding { range, .. }
        | VerifyError::Future { range } => {
            SortError { offset: range.start(), message: error.to_string(), is_bug: true }
        }
        VerifyError::After(_) | VerifyError::Comment { .. } | VerifyError::NotAdded { .. } => {
            bug(plan, &error.to_string())
        }
    }
}

fn bug(plan: &Plan, message: &str) -> SortError {
    let offset = plan.blocks.first().map_or(0, |block| block.range.start());
    SortError { offset, message: message.to_owned(), is_bug: true }
}
