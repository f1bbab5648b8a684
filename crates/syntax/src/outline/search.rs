//! Places in a text that are found without the scan, 64 bytes at a time, where most of a text need not be seen. What stands there, code or
//! part of a string, is for whoever asks to find out.

use super::classify::BLOCK;
use fearless_simd::prelude::*;
use fearless_simd::{Level, Simd, dispatch, u8x64};

/// Where the first line begins, of those that begin behind `at` and are not empty, that is indented by at most `most` spaces; the end of
/// `text` if there is none. It is told by the line alone: it may stand in a string.
pub(crate) fn next_line_indented_by(text: &str, at: usize, most: usize) -> usize {
    dispatch!(Level::new(), simd => find_line(simd, text.as_bytes(), at, most))
}

/// Where the first three quotes of one kind begin in `text`, from `at` on; its end if there are none.
pub(crate) fn next_three_quotes(text: &str, at: usize) -> usize {
    dispatch!(Level::new(), simd => find_three_quotes(simd, text.as_bytes(), at))
}

/// Where in `text` either of two `pairs` of ASCII characters begins, in order.
pub fn find_pairs<'t>(text: &'t str, pairs: &'t [[u8; 2]; 2]) -> impl Iterator<Item = usize> {
    let (mut at, mut found) = (0, 0_u64);
    std::iter::from_fn(move || {
        while found == 0 && at < text.len() {
            (at, found) = dispatch!(Level::new(), simd => find_pairs_in(simd, text.as_bytes(), at, pairs));
        }
        let step = found.trailing_zeros() as usize;
        (found != 0).then(|| {
            found &= found - 1;
            at - BLOCK + step
        })
    })
}

// Where the block ends, of those from `at` on, in which a pair begins first, and which of its places those are. The end of the last block may lie
// behind that of the text.
#[inline(always)]
fn find_pairs_in(simd: impl Simd, bytes: &[u8], mut at: usize, pairs: &[[u8; 2]; 2]) -> (usize, u64) {
    let block = |at: usize| bytes.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>());
    let [[a, b], [c, d]] = *pairs;
    while let (Some(first), Some(second)) = (block(at), block(at + 1)) {
        let (first, second) = (u8x64::from_slice(simd, first), u8x64::from_slice(simd, second));
        let found = (first.simd_eq(a) & second.simd_eq(b)) | (first.simd_eq(c) & second.simd_eq(d));
        at += BLOCK;
        let found = found.to_bitmask();
        if found != 0 {
            return (at, found);
        }
    }
    let is_pair = |pair: &[u8]| pairs.iter().any(|it| it == pair);
    let rest = bytes.get(at..).unwrap_or_default().windows(2).enumerate().filter(|(_, pair)| is_pair(pair));
    (at + BLOCK, rest.fold(0, |found, (step, _)| found | 1 << step))
}

// See [`next_line_indented_by`].
#[inline(always)]
fn find_line(simd: impl Simd, bytes: &[u8], mut at: usize, most: usize) -> usize {
    let block = |at: usize| bytes.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>());
    let other = |block, byte| !u8x64::from_slice(simd, block).simd_eq(byte);
    while let (Some(line_ends), Some(first)) = (block(at), block(at + 1)) {
        let mut outside = other(first, b' ');
        let is_whole = (2..most + 2).all(|step| block(at + step).map(|block| outside |= other(block, b' ')).is_some());
        if !is_whole {
            break;
        }
        let found = outside & other(first, b'\n') & !other(line_ends, b'\n');
        let found = found.to_bitmask();
        if found != 0 {
            return at + found.trailing_zeros() as usize + 1;
        }
        at += BLOCK;
    }
    while let Some(step) = memchr::memchr(b'\n', bytes.get(at..).unwrap_or_default()) {
        at += step + 1;
        let indentation = bytes[at..].iter().take(most + 1).take_while(|&&byte| byte == b' ').count();
        if indentation <= most && bytes.get(at) != Some(&b'\n') {
            return at;
        }
    }
    bytes.len()
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
    use super::{find_line, find_pairs, find_three_quotes};
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
    fn pairs_are_found_wherever_they_stand() {
        for len in 0..200 {
            for place in 0..len {
                let mut text = "a qa p__p aq".repeat(20)[..len].to_owned();
                text.replace_range(place..=place, "q");
                let expected: Vec<usize> = (0..len)
                    .filter(|&at| matches!(text.as_bytes()[at..], [b'q', b'a', ..] | [b'p', b'_', ..]))
                    .collect();
                assert_eq!(find_pairs(&text, &[*b"qa", *b"p_"]).collect::<Vec<_>>(), expected, "{text}");
            }
        }
    }

    fn check_lines(simd: impl Simd) {
        for most in 0..10 {
            for place in 0..200 {
                for line in ["x", "  y = 1", "    a b c d e f", "", "\t", "        z", "   "] {
                    let mut text = " ".repeat(place) + "\n" + line + "\n          ";
                    text.push_str(&" ".repeat(200 - place));
                    let indentation = line.len() - line.trim_start_matches(' ').len();
                    let is_found = indentation <= most && !line.is_empty();
                    let expected = if is_found { place + 1 } else { text.len() };
                    assert_eq!(find_line(simd, text.as_bytes(), 0, most), expected, "{text:?} {most}");
                }
            }
        }
        assert_eq!(find_line(simd, b"a\nb\n", 0, 0), 2);
        assert_eq!(find_line(simd, b"a\nb\n", 2, 0), 4);
        assert_eq!(find_line(simd, b"a\nb", 4, 0), 3);
    }

    #[test]
    fn lines_are_found_by_their_indentation() {
        dispatch!(Level::new(), simd => check_lines(simd));
        dispatch!(Level::baseline(), simd => check_lines(simd));
    }
}
