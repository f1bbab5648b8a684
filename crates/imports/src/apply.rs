//! Making a plan's edits, and proving them harmless.

use crate::plan::is_sorted_to;
use crate::{ModuleContext, Plan, Safety, Settings, SortError};
use harmless_syntax::check_syntax;
use harmless_syntax::verify::{AddedImport, Allowance, VerifyError, verify_imports};
use harmless_text::Newline;

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
        is_settled(text, plan, &result, settings, context).map_err(|message| bug(plan, message))?;
    }
    Ok(result)
}

fn is_settled(
    text: &str,
    plan: &Plan,
    result: &str,
    settings: &Settings,
    context: ModuleContext<'_>,
) -> Result<(), &'static str> {
    let is_sorted = |end| matches!(is_sorted_to(end, result, settings, context), Ok(true));
    let is_settled = is_sorted(end_of_second_look(text, plan, result, settings));
    debug_assert_eq!(is_settled, is_sorted(u32::MAX), "what stands behind would change:\n{result}");
    if is_settled { Ok(()) } else { Err("sorting a second time would change the file again") }
}

/// How far the `result` of the `plan` for `text` must be sorted again: up to the last edit, or to the last imports behind it of which
/// more than their own lines decides. The imports that follow are the same bytes as before, and were found to be in order.
fn end_of_second_look(text: &str, plan: &Plan, result: &str, settings: &Settings) -> u32 {
    let requires = settings.isort().is_some_and(|isort| !isort.required_imports.is_empty());
    if requires || Newline::first_of(text) != Newline::first_of(result) {
        return u32::MAX;
    }
    let last = plan.edits.iter().map(|edit| edit.range.end()).max().unwrap_or_default().max(plan.depends_to);
    (last as usize + result.len() - text.len()) as u32
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Style, plan};
    use harmless_text::{Edit, Edits};

    /// Lines that sorting changes or leaves for different reasons.
    const PIECES: [&str; 14] = [
        "import b\nimport a\n",
        "import e\r\n",
        "import q, p\n",
        "from m import (\n  z,\n  y)\n",
        "from .m import (\n    one_long_name, another_long_name, a_third_long_name, a_fourth_long_name)\n",
        "# isort: off\nimport k\n",
        "# isort: on\nimport j\n",
        "# fmt: off\n",
        "from . import s\nimport r  # isort: skip\n",
        "import sys; x = 1\n",
        "x = 1\n",
        "def f():\n  import d\n  import c\n",
        "class A:\n\timport g\n\n\n",
        "\n\n",
    ];

    #[test]
    fn a_short_second_look_says_what_a_whole_one_does() {
        let isort = Settings { style: Style::IsortBlack(Box::default()), ..Settings::default() };
        let (mut shortened, mut unsorted) = (0, 0);
        for number in (0..PIECES.len().pow(4)).step_by(5) {
            let piece = |place: u32| PIECES[number / PIECES.len().pow(place) % PIECES.len()];
            let text = [piece(0), piece(1), piece(2), piece(3)].concat();
            for settings in [&Settings::default(), &isort] {
                let context = ModuleContext::default();
                let Ok(plan) = plan(&text, settings, context) else { continue };
                let last = plan.edits.iter().map(|edit| edit.range.end()).max().unwrap_or_default();
                // With one of the edits left out, the result is not sorted, and both looks must say so.
                for left_out in 0..=plan.edits.iter().len() {
                    let mut edits: Vec<Edit> = plan.edits.iter().cloned().collect();
                    edits.splice(left_out..edits.len().min(left_out + 1), []);
                    let edits = Edits::new(edits).expect("fewer than before");
                    let plan = Plan { edits, depends_to: plan.depends_to.max(last), ..Plan::default() };
                    let result = plan.edits.apply(&text);
                    let look = |end| is_sorted_to(end, &result, settings, context);
                    let end = end_of_second_look(&text, &plan, &result, settings);
                    assert_eq!(look(end), look(u32::MAX), "{text}");
                    shortened += usize::from((end as usize) < result.len());
                    unsorted += usize::from(look(end) == Ok(false));
                }
            }
        }
        assert!(shortened > 4_000 && unsorted > 4_000, "{shortened}, {unsorted}");
    }
}
