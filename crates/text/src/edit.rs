//! Edits of a text, and applying them.

use crate::TextRange;
use thiserror::Error;

/// The replacement of one range by a text. An empty range inserts, an empty text deletes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced.
    pub range: TextRange,
    /// What stands there afterwards.
    pub text: String,
}

/// Two edits that touch the same bytes, so that their order would decide the outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("edits at bytes {first:?} and {second:?} overlap")]
pub struct EditConflict {
    /// The range of the earlier edit.
    pub first: TextRange,
    /// The range of the later edit.
    pub second: TextRange,
}

/// Edits of one text that do not overlap, in order of their position.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Edits {
    edits: Vec<Edit>,
}

impl Edits {
    /// Orders `edits` by position. Insertions at the same offset keep the order in which they are given.
    ///
    /// # Errors
    /// When two of them overlap.
    pub fn new(mut edits: Vec<Edit>) -> Result<Self, EditConflict> {
        edits.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
        for pair in edits.windows(2) {
            if pair[1].range.start() < pair[0].range.end() {
                return Err(EditConflict { first: pair[0].range, second: pair[1].range });
            }
        }
        Ok(Self { edits })
    }

    /// Whether nothing is to be changed.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The edits, ordered by position.
    pub fn iter(&self) -> std::slice::Iter<'_, Edit> {
        self.edits.iter()
    }

    /// `text` with every edit made. All bytes outside the edits' ranges are those of `text`.
    ///
    /// # Panics
    /// If the edits are not of this text (a range beyond its end or inside a character).
    pub fn apply(&self, text: &str) -> String {
        let grown: usize = self.edits.iter().map(|edit| edit.text.len()).sum();
        let mut result = String::with_capacity(text.len() + grown);
        let mut at = 0;
        for edit in &self.edits {
            result.push_str(&text[at..edit.range.start() as usize]);
            result.push_str(&edit.text);
            at = edit.range.end() as usize;
        }
        result.push_str(&text[at..]);
        result
    }
}

impl<'a> IntoIterator for &'a Edits {
    type Item = &'a Edit;
    type IntoIter = std::slice::Iter<'a, Edit>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: u32, end: u32, text: &str) -> Edit {
        Edit { range: TextRange::new(start, end), text: text.into() }
    }

    #[test]
    fn edits_apply_in_order_of_position() {
        let edits = Edits::new(vec![edit(4, 5, "C"), edit(0, 1, "A"), edit(2, 2, "_")]);
        assert_eq!(edits.map(|edits| edits.apply("a b c")), Ok("A _b C".into()));
    }

    #[test]
    fn overlapping_edits_are_refused() {
        let conflict = EditConflict { first: TextRange::new(0, 3), second: TextRange::new(2, 4) };
        assert_eq!(Edits::new(vec![edit(2, 4, ""), edit(0, 3, "")]), Err(conflict));
    }
}
