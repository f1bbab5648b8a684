//! Adding the required imports to a plan.
//!
//! The missing imports are inserted as lines, what comes of that is sorted, and both steps become edits of the text as it is.

use super::required::{MissingImport, lacking};
use super::settings::IsortSettings;
use crate::insert::{newline_of, spliced};
use crate::plan::plan_sorting;
use crate::{ModuleContext, Plan, Settings, SortError};
use harmless_text::{Edit, Edits, TextRange};

/// Adds what is missing to `plan`, which sorts `text`. What the plan says of blocks and barriers stays; edits of blocks to which imports are
/// added do both.
///
/// # Errors
/// As [`plan_sorting`].
pub(crate) fn add_required(
    text: &str,
    mut plan: Plan,
    settings: &Settings,
    isort: &IsortSettings,
    context: ModuleContext<'_>,
) -> Result<Plan, SortError> {
    let lacking = lacking(text, isort, context);
    plan.warnings.extend(lacking.refused);
    if lacking.missing.is_empty() {
        return Ok(plan);
    }
    let mut extended = text.to_owned();
    let mut inserted: Vec<TextRange> = Vec::new();
    for (at, lines) in lines_of(text, &lacking.missing) {
        let grown: u32 = inserted.iter().map(|range| range.len()).sum();
        extended = spliced(&extended, at + grown, &lines);
        inserted.push(TextRange::new(at + grown, at + grown + lines.len() as u32));
    }
    let sorting = plan_sorting(&extended, settings, context)?;
    plan.edits = compose(&extended, &inserted, &sorting.edits, text).map_err(|message| SortError {
        offset: lacking.missing[0].at,
        message,
        is_bug: true,
    })?;
    plan.stars.extend(sorting.stars);
    plan.missing = lacking.missing;
    Ok(plan)
}

/// The lines to be inserted at each place, by position.
fn lines_of(text: &str, missing: &[MissingImport]) -> Vec<(u32, String)> {
    let newline = newline_of(text);
    let mut lines: Vec<(u32, String)> = Vec::new();
    let mut missing: Vec<&MissingImport> = missing.iter().collect();
    missing.sort_by_key(|missing| missing.at);
    for it in missing {
        let line = format!("{}{newline}", it.import.statement());
        match lines.last_mut().filter(|(at, _)| *at == it.at) {
            Some((_, lines)) => lines.push_str(&line),
            None => lines.push((it.at, line)),
        }
    }
    for (at, lines) in &mut lines {
        let rest = &text[*at as usize..];
        if rest.is_empty() && !text.ends_with(['\n', '\r']) {
            // Behind a last line without an end.
            *lines = format!("{newline}{}", lines.trim_end());
        } else if !rest.starts_with(['\n', '\r']) {
            // Where sorting does not decide: an import that is a barrier.
            lines.push_str(newline);
        }
    }
    lines
}

/// The edits of `text` that insert what is `inserted` in `extended` and make `edits` of that.
fn compose(extended: &str, inserted: &[TextRange], edits: &Edits, text: &str) -> Result<Edits, String> {
    let mut touched: Vec<TextRange> = inserted.iter().copied().chain(edits.iter().map(|edit| edit.range)).collect();
    touched.sort();
    let mut regions: Vec<TextRange> = Vec::new();
    // What an insertion touches belongs to it; two edits that touch may be of different suites.
    let is_border = |at: u32| inserted.iter().any(|range| range.start() == at || range.end() == at);
    for range in touched {
        let joins =
            |last: &TextRange| range.start() < last.end() || (range.start() == last.end() && is_border(range.start()));
        match regions.last_mut().filter(|last| joins(last)) {
            Some(last) => *last = last.cover(range),
            None => regions.push(range),
        }
    }
    // Insertions lie within regions, so that every border of one is between or behind them.
    let in_text = |offset: u32| {
        let before = inserted.iter().filter(|range| range.end() <= offset).map(|range| range.len()).sum::<u32>();
        offset - before
    };
    let edit = |region: &TextRange| {
        let within = edits.iter().filter(|edit| region.contains_range(edit.range));
        let shifted = within.map(|edit| Edit {
            range: TextRange::new(edit.range.start() - region.start(), edit.range.end() - region.start()),
            text: edit.text.clone(),
        });
        let edits = Edits::new(shifted.collect()).map_err(|conflict| conflict.to_string())?;
        let range = TextRange::new(in_text(region.start()), in_text(region.end()));
        Ok(Edit { range, text: edits.apply(region.of(extended)) })
    };
    let edits: Vec<Edit> = regions.iter().map(edit).collect::<Result<_, String>>()?;
    let changes = edits.into_iter().filter(|edit| edit.range.of(text) != edit.text);
    Edits::new(changes.collect()).map_err(|conflict| conflict.to_string())
}
