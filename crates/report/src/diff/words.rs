//! Which words differ between lines and the lines that replace them. Lines in, ranges of their bytes out.

use similar::{Algorithm, capture_diff_slices};
use std::ops::Range;

/// Among more words than these nobody looks for the single one.
const WORDS: usize = 2000;

/// For each line the ranges of bytes that changed, ordered and apart.
pub(super) type Marks = Vec<Vec<Range<usize>>>;

/// A word, a row of blanks, or a single other character.
struct Word<'t> {
    line: usize,
    start: usize,
    text: &'t str,
}

/// What changed in the `old` lines and in the `new` ones. `None` where that says nothing: when less than half of the
/// smaller side is left, it is another text and not a changed one.
pub(super) fn changed_words(old: &[&str], new: &[&str]) -> Option<(Marks, Marks)> {
    let (old_words, new_words) = (words(old), words(new));
    if old_words.len().max(new_words.len()) > WORDS {
        return None;
    }
    let texts = |words: &[Word<'_>]| -> Vec<String> { words.iter().map(|word| word.text.to_owned()).collect() };
    let ops = capture_diff_slices(Algorithm::Myers, &texts(&old_words), &texts(&new_words));
    let weight = |words: &[Word<'_>]| -> usize { words.iter().map(|word| word.text.trim().len()).sum() };
    let (mut old_marks, mut new_marks) = (vec![Vec::new(); old.len()], vec![Vec::new(); new.len()]);
    let mut same = 0;
    for op in ops {
        if op.tag() == similar::DiffTag::Equal {
            same += weight(&old_words[op.old_range()]);
        } else {
            mark(&mut old_marks, &old_words[op.old_range()]);
            mark(&mut new_marks, &new_words[op.new_range()]);
        }
    }
    let smaller = weight(&old_words).min(weight(&new_words));
    (same > 0 && same * 2 >= smaller).then_some((old_marks, new_marks))
}

fn mark(marks: &mut Marks, words: &[Word<'_>]) {
    for word in words {
        let range = word.start..word.start + word.text.len();
        let line = &mut marks[word.line];
        match line.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => line.push(range),
        }
    }
}

fn words<'t>(lines: &[&'t str]) -> Vec<Word<'t>> {
    let mut words = Vec::new();
    for (line, text) in lines.iter().enumerate() {
        let mut rest = *text;
        while let Some(first) = rest.chars().next() {
            let is_name = |character: char| character.is_alphanumeric() || character == '_';
            let end = match first {
                _ if is_name(first) => rest.find(|character| !is_name(character)),
                _ if first.is_whitespace() => rest.find(|character: char| !character.is_whitespace()),
                _ => Some(first.len_utf8()),
            };
            let (word, behind) = rest.split_at(end.unwrap_or(rest.len()));
            words.push(Word { line, start: text.len() - rest.len(), text: word });
            rest = behind;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed<'t>(old: &'t str, new: &'t str) -> Option<(Vec<&'t str>, Vec<&'t str>)> {
        let (old_lines, new_lines): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
        let (old_marks, new_marks) = changed_words(&old_lines, &new_lines)?;
        let texts = |lines: &[&'t str], marks: &Marks| {
            let of = |(line, ranges): (&&'t str, &Vec<Range<usize>>)| {
                ranges.iter().map(|range| &line[range.clone()]).collect::<Vec<&str>>()
            };
            lines.iter().zip(marks).flat_map(of).collect()
        };
        Some((texts(&old_lines, &old_marks), texts(&new_lines, &new_marks)))
    }

    #[test]
    fn the_words_that_differ_are_marked() {
        assert_eq!(changed("print(a, b)", "log(a, b)"), Some((vec!["print"], vec!["log"])));
        assert_eq!(changed("f(a, b)\ng(é)", "f(a)\ng(é, ü)"), Some((vec![", b"], vec![", ü"])));
        assert_eq!(changed("import a, b", "import a"), Some((vec![", b"], vec![])));
    }

    #[test]
    fn another_text_is_not_marked() {
        assert_eq!(changed("import os", "x = compute(1, 2)"), None);
        assert_eq!(changed(&"a b ".repeat(WORDS), &"a c ".repeat(WORDS)), None);
        assert_eq!(changed("", "a"), None);
    }
}
