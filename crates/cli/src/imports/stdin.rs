//! `check`, `diff` and `format` of standard input.

use super::Context;
use super::args::Action;
use super::directory::Directory;
use super::present::{diff, present, wanted};
use super::sort::{Sorted, Wanted, sort};
use crate::terminal::Terminal;
use harmless_files::absolute;
use harmless_report::Exit;
use std::io::{self, Read};
use std::path::Path;

/// Processes what comes from standard input as if it were the file `name`. `format` writes the sorted bytes to
/// standard output, or on any error nothing.
pub(crate) fn run(context: &Context<'_>, action: Action, name: &Path, terminal: &mut Terminal) -> Exit {
    let mut bytes = Vec::new();
    let place = io::stdin().lock().read_to_end(&mut bytes).and_then(|_| absolute(name));
    let place = match place {
        Ok(place) => place,
        Err(error) => {
            terminal.error(format_args!("cannot read standard input: {error}"));
            return Exit::Failure;
        }
    };
    let directory = Directory::find(context, place.parent().unwrap_or(&place));
    let settings = &directory.configured.settings;
    let selection = &settings.selection;
    let is_left_out = selection.force_exclude && selection.excludes.is_excluded_below_base(&place, false);
    // One text is parsed in any case, so that `check` tells what is no Python.
    let wanted = Wanted { bytes: true, ..wanted(context, action) };
    let mut sorted = if is_left_out || directory.configured.is_broken() {
        Sorted::default()
    } else {
        sort(name, &bytes, &settings.sorting, directory.context_of(name), &context.code_bases, wanted)
    };
    match (action, &mut sorted.change) {
        (Action::Diff, Some(change)) => change.bytes = diff(name, &bytes, &change.bytes, terminal.palette()),
        (Action::Format, Some(change)) => bytes = std::mem::take(&mut change.bytes),
        _ => {}
    }
    let found = match action {
        // The formatted text is what was asked for, not the news that there is one.
        Action::Format => Sorted { change: None, ..sorted },
        _ => sorted,
    };
    let exit = present(context, action, Vec::new(), vec![(name.into(), found)], 1, terminal);
    if action == Action::Format && exit < Exit::Failure {
        terminal.write(&bytes);
    }
    exit
}
