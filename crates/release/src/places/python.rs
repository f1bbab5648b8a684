//! Versions in Python files, in plain text files, and in any file by search.

use super::{Place, PlaceError};
use crate::settings::ExtraFile;
use crate::version::Spelling;
use harmless_syntax::{StringAssignmentError, find_string_assignment};
use pep440_rs::Version;

fn text<'a>(path: &str, content: &'a [u8]) -> Result<&'a str, PlaceError> {
    std::str::from_utf8(content).map_err(|_| PlaceError::new(path, "is not UTF-8"))
}

/// The string assigned to `name` in a module. `required`: whether it must be there and be a literal; else what is no
/// literal is passed over.
pub(super) fn assignment(path: &str, content: &[u8], name: &str, required: bool) -> Result<Option<Place>, PlaceError> {
    let whole = text(path, content)?;
    let bom = whole.len() - whole.trim_start_matches('\u{feff}').len();
    let found = match find_string_assignment(&whole[bom..], name) {
        Ok(found) => found,
        Err(StringAssignmentError::NotLiteral(_)) if !required => None,
        Err(error) => return Err(PlaceError::new(path, error)),
    };
    let Some(range) = found else {
        let missing = || PlaceError::new(path, format!("`{name}` is not assigned"));
        return if required { Err(missing()) } else { Ok(None) };
    };
    let range = bom + range.start() as usize..bom + range.end() as usize;
    Ok(Some(Place {
        path: path.to_owned(),
        key: name.to_owned(),
        current: whole[range.clone()].to_owned(),
        range,
        spelling: Spelling::Pep440,
        derived: false,
    }))
}

/// A file that holds the version and nothing else.
pub(super) fn plain(path: &str, content: &[u8]) -> Result<Place, PlaceError> {
    let whole = text(path, content)?;
    let start = whole.len() - whole.trim_start().len();
    let current = whole.trim();
    Ok(Place {
        path: path.to_owned(),
        key: "the whole file".to_owned(),
        current: current.to_owned(),
        range: start..start + current.len(),
        spelling: Spelling::Pep440,
        derived: false,
    })
}

/// The places of `current` in a file that the settings name.
pub(super) fn searched(file: &ExtraFile, content: &[u8], current: &Version) -> Result<Vec<Place>, PlaceError> {
    let whole = text(&file.path, content)?;
    let spelt = current.to_string();
    let wanted = file.search.replace("{version}", &spelt);
    let within = file.search.find("{version}").unwrap_or(0);
    let places: Vec<Place> = whole
        .match_indices(&wanted)
        .filter(|(at, found)| stands_alone(whole, *at, at + found.len()))
        .map(|(at, _)| Place {
            path: file.path.clone(),
            key: file.search.clone(),
            current: spelt.clone(),
            range: at + within..at + within + spelt.len(),
            spelling: Spelling::Pep440,
            derived: true,
        })
        .collect();
    if places.len() == file.exactly {
        return Ok(places);
    }
    Err(PlaceError::new(&file.path, format!("`{wanted}` is found {} times, not {}", places.len(), file.exactly)))
}

/// Whether what is found is not a part of a longer version: `1.0` in `11.0` or `1.0.1`.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let goes_on = is_digit(end) || (bytes.get(end) == Some(&b'.') && is_digit(end + 1));
    let goes_before = is_digit(start) && start > 0 && (is_digit(start - 1) || bytes[start - 1] == b'.');
    !goes_on && !goes_before
}
