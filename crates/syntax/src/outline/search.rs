//! Places in a text that are found without the scan, 64 bytes at a time, where most of a text need not be seen. What stands there, code or
//! part of a string, is for whoever asks to find out.

use super::classify::BLOCK;
use fearless_simd::prelude::*;
use fearless_simd::{Level, Simd, dispatch, u8x64};
use std::ops::Range;

/// Where the last line begins, of those that begin in `range` and are not empty, that is indented by at most `most` spaces. It is told by the line
/// alone: it may stand in a string.
pub(crate) fn last_line_indented_by(text: &str, range: Range<usize>, most: usize) -> Option<usize> {
    dispatch!(Level::new(), simd => find_last_line(simd, text.as_bytes(), range, most))
}

/// Where the first three quotes of one kind begin in `text`, from `at` on; its end if there are none.
pub(crate) fn next_three_quotes(text: &str, at: usize) -> usize {
    dispatch!(Level::new(), simd => find_three_quotes(simd, text.as_bytes(), at))
}

/// Where in `text` either of two `words` of ASCII characters begins, in order.
pub fn find_words<'t, const N: usize>(text: &'t str, words: &'t [[u8; N]; 2]) -> impl Iterator<Item = usize> {
    let (mut at, mut found) = (0, 0_u64);
    std::iter::from_fn(move || {
        while found == 0 && at < text.len() {
            (at, found) = dispatch!(Level::new(), simd => find_words_in(simd, text.as_bytes(), at, words));
        }
        let step = found.trailing_zeros() as usize;
        (found != 0).then(|| {
            found &= found - 1;
            at - BLOCK + step
        })
    })
}

// Where the block ends, of those from `at` on, in which a word begins first, and which of its places those are. The end of the last block may lie
// behind that of the text.
#[inline(always)]
fn find_words_in<const N: usize>(simd: impl Simd, bytes: &[u8], mut at: usize, words: &[[u8; N]; 2]) -> (usize, u64) {
    let [first, second] = words.map(|word| word.map(|letter| u8x64::splat(simd, letter)));
    while let Some(blocks) = bytes.get(at..).and_then(|rest| rest.get(..BLOCK + N - 1)) {
        let block = |step: usize| u8x64::from_slice(simd, &blocks[step..step + BLOCK]);
        let mut found = (block(0).simd_eq(first[0]), block(0).simd_eq(second[0]));
        for step in 1..N {
            found.0 &= block(step).simd_eq(first[step]);
            found.1 &= block(step).simd_eq(second[step]);
        }
        at += BLOCK;
        let found = (found.0 | found.1).to_bitmask();
        if found != 0 {
            return (at, found);
        }
    }
    let is_word = |part: &[u8]| words.iter().any(|word| word == part);
    let rest = bytes.get(at..).unwrap_or_default().windows(N).enumerate().filter(|(_, part)| is_word(part));
    (at + BLOCK, rest.fold(0, |found, (step, _)| found | 1 << step))
}

// See [`last_line_indented_by`].
#[inline(always)]
fn find_last_line(simd: impl Simd, bytes: &[u8], range: Range<usize>, most: usize) -> Option<usize> {
    let block = |at: usize| bytes.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>());
    let other = |block, byte| !u8x64::from_slice(simd, block).simd_eq(byte);
    // What is looked for are the ends of the lines above.
    let (first, mut end) = (range.start.saturating_sub(1), range.end.saturating_sub(1));
    while first < end {
        let at = end.saturating_sub(BLOCK).max(first);
        let mut found = None;
        // For lines that are indented very far it takes less to look at each by itself.
        if most < BLOCK
            && let (Some(line_ends), Some(code)) = (block(at), block(at + 1))
        {
            let mut outside = other(code, b' ');
            let is_whole =
                (2..most + 2).all(|step| block(at + step).map(|block| outside |= other(block, b' ')).is_some());
            let mask = outside & other(code, b'\n') & !other(line_ends, b'\n');
            found = is_whole.then(|| mask.to_bitmask() & u64::MAX >> (BLOCK - (end - at)));
        }
        match found {
            Some(0) => end = at,
            Some(found) => return Some(at + BLOCK - found.leading_zeros() as usize),
            None => {
                let is_found = |line: &usize| is_indented_by(&bytes[*line..], most);
                let line = memchr::memrchr_iter(b'\n', &bytes[at..end]).map(|step| at + step + 1).find(is_found);
                if line.is_some() {
                    return line;
                }
                end = at;
            }
        }
    }
    (range.start == 0 && !range.is_empty() && is_indented_by(bytes, most)).then_some(0)
}

// Whether the line that `bytes` begin with is not empty and indented by at most `most` spaces.
fn is_indented_by(bytes: &[u8], most: usize) -> bool {
    let indentation = bytes.iter().take(most + 1).take_while(|&&byte| byte == b' ').count();
    indentation <= most && bytes.first() != Some(&b'\n')
}

// See [`next_three_quotes`].
#[inline(always)]
fn find_three_quotes(simd: impl Simd, bytes: &[u8], mut at: usize) -> usize {
    let three = |quotes: u64| quotes & quotes >> 1 & quotes >> 2;
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>()) {
        let block = u8x64::from_slice(simd, block);
        let found = three(block.simd_eq(b'"').to_bitmask()) | three(block.simd_eq(b'\'').to_bitmask());
        if found != 0 {
            return at + found.trailing_zeros() as usize;
        }
        // Three may begin at the last two bytes.
        at += BLOCK - 2;
    }
    let mut rest = bytes.get(at..).unwrap_or_default().windows(3);
    rest.position(|three| matches!(three, b"\"\"\"" | b"'''")).map_or(bytes.len(), |step| at + step)
}

#[cfg(test)]
mod tests {
    use super::{find_last_line, find_three_quotes, find_words};
    use fearless_simd::{Level, Simd, dispatch};

    fn check_quotes(simd: impl Simd) {
        for place in 0..200 {
            for (three, is_found) in
                [("\"\"\"", true), ("'''", true), ("\"'\"", false), ("\"\"'", false), ("\"\" ", false)]
            {
                let mut text = "\" ' \"\"a''".repeat(30);
                text.replace_range(place..place + 3, three);
                let plain = |kind: &str| text.find(kind).unwrap_or(text.len());
                let expected = plain("\"\"\"").min(plain("'''"));
                assert_eq!(find_three_quotes(simd, text.as_bytes(), 0), expected, "{text}");
                assert!(!is_found || expected <= place, "{text}");
            }
        }
        assert_eq!(find_three_quotes(simd, b"'''", 1), 3);
        assert_eq!(find_three_quotes(simd, b"", 1), 0);
    }

    #[test]
    fn three_quotes_are_found_wherever_they_stand() {
        dispatch!(Level::new(), simd => check_quotes(simd));
        dispatch!(Level::baseline(), simd => check_quotes(simd));
    }

    #[test]
    fn words_are_found_wherever_they_stand() {
        fn check<const N: usize>(words: [[u8; N]; 2], text: &str) {
            let begins = |&at: &usize| words.iter().any(|word| text.as_bytes()[at..].starts_with(word));
            let expected: Vec<usize> = (0..text.len()).filter(begins).collect();
            assert_eq!(find_words(text, &words).collect::<Vec<_>>(), expected, "{text}");
        }
        for len in 0..200 {
            for place in 0..len {
                let mut text = "a qab p__p aq".repeat(20)[..len].to_owned();
                text.replace_range(place..=place, "q");
                check([*b"q", *b"p"], &text);
                check([*b"qa", *b"p_"], &text);
                check([*b"qab", *b"__p"], &text);
            }
        }
    }

    fn check_lines(simd: impl Simd) {
        for most in 0..10 {
            for place in 0..200 {
                for line in ["x", "  y = 1", "    a b c d e f", "", "\t", "        z", "   "] {
                    let above = " ".repeat(200 - place) + "\n";
                    let text = format!("{above}{line}\n          {}", " ".repeat(place));
                    let indentation = line.len() - line.trim_start_matches(' ').len();
                    let is_found = indentation <= most && !line.is_empty();
                    let find = |range| find_last_line(simd, text.as_bytes(), range, most);
                    let begin = above.len();
                    assert_eq!(find(1..text.len()), is_found.then_some(begin), "{text:?} {most}");
                    assert_eq!(find(begin..begin + 1), is_found.then_some(begin), "{text:?} {most}");
                    assert_eq!(find(begin + 1..text.len()), None, "{text:?} {most}");
                    assert_eq!(find(1..begin), None, "{text:?} {most}");
                }
            }
        }
        let far = format!("a\n{0}b\n{0} c\n", " ".repeat(100));
        assert_eq!(find_last_line(simd, far.as_bytes(), 0..far.len(), 100), Some(2));
        assert_eq!(find_last_line(simd, far.as_bytes(), 0..far.len(), 99), Some(0));
        assert_eq!(find_last_line(simd, b"a\nb\n", 0..4, 0), Some(2));
        assert_eq!(find_last_line(simd, b"a\nb\n", 0..2, 0), Some(0));
        assert_eq!(find_last_line(simd, b"a\nb", 3..3, 0), None);
        assert_eq!(find_last_line(simd, b"a\nb", 0..0, 0), None);
    }

    #[test]
    fn lines_are_found_by_their_indentation() {
        dispatch!(Level::new(), simd => check_lines(simd));
        dispatch!(Level::baseline(), simd => check_lines(simd));
    }
}
