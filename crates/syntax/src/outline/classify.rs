//! The bytes that matter to the scan, 64 at a time.
//!
//! Bytes in, bit masks out: one bit a byte. The scan then jumps from stop to stop and counts the brackets between them, with no
//! branch for the ordinary bytes, which are most of them. All of it is inlined into functions that are compiled once for each set of
//! vector instructions (`fearless_simd`).

use fearless_simd::prelude::*;
use fearless_simd::{Simd, mask8x64, u8x64};

/// How many bytes a block has: as many as a mask has bits.
const BLOCK: usize = 64;

/// Masks of the block of a text that holds the place of the scan.
#[derive(Clone, Copy)]
pub(super) struct Classified<'a> {
    bytes: &'a [u8],
    /// Where the block begins: a multiple of [`BLOCK`], or no place before the first block.
    start: usize,
    masks: Masks,
}

#[derive(Clone, Copy, Default)]
struct Masks {
    /// Quotes, `#`, line ends, backslashes, semicolons, bytes that are not ASCII.
    stops: u64,
    line_ends: u64,
    opening: u64,
    closing: u64,
    /// All but spaces.
    others: u64,
}

impl<'a> Classified<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, start: usize::MAX, masks: Masks::default() }
    }

    /// Goes on from `at` to the next stop, or to the end, and adds to `brackets` those opened less those closed on the way.
    #[inline(always)]
    pub(super) fn next_stop(&mut self, simd: impl Simd, mut at: usize, brackets: &mut i64) -> usize {
        loop {
            let ahead = self.enter(simd, at);
            let stops = self.masks.stops & ahead;
            // The bits before the first stop; all of them if there is none.
            let until = ahead & (stops.wrapping_sub(1) & !stops);
            *brackets += i64::from((self.masks.opening & until).count_ones());
            *brackets -= i64::from((self.masks.closing & until).count_ones());
            if stops != 0 {
                return self.place(stops);
            }
            match self.next_block() {
                Some(next) => at = next,
                None => return self.bytes.len(),
            }
        }
    }

    /// The next stop from `at` on, or the end.
    #[inline(always)]
    pub(super) fn skip_to_stop(&mut self, simd: impl Simd, at: usize) -> usize {
        self.skip_to(simd, at, |masks| masks.stops)
    }

    /// The next line end from `at` on, or the end.
    #[inline(always)]
    pub(super) fn skip_to_line_end(&mut self, simd: impl Simd, at: usize) -> usize {
        self.skip_to(simd, at, |masks| masks.line_ends)
    }

    /// The offset of the first byte from `at` on that is no space, or the end.
    #[inline(always)]
    pub(super) fn skip_spaces(&mut self, simd: impl Simd, at: usize) -> usize {
        self.skip_to(simd, at, |masks| masks.others)
    }

    /// Whether a line end is at `at`, where one of these has just led to.
    #[inline(always)]
    pub(super) fn is_line_end(&self, at: usize) -> bool {
        // A place in another block is the end of the text.
        self.masks.line_ends >> (at % BLOCK) & 1 != 0 && at < self.bytes.len()
    }

    #[inline(always)]
    fn skip_to(&mut self, simd: impl Simd, mut at: usize, what: impl Fn(&Masks) -> u64) -> usize {
        loop {
            let ahead = self.enter(simd, at);
            let found = what(&self.masks) & ahead;
            if found != 0 {
                return self.place(found);
            }
            match self.next_block() {
                Some(next) => at = next,
                None => return self.bytes.len(),
            }
        }
    }

    /// Makes the block that holds `at` the current one, and gives the mask of its bytes from there on.
    #[inline(always)]
    fn enter(&mut self, simd: impl Simd, at: usize) -> u64 {
        let start = at & !(BLOCK - 1);
        if start != self.start {
            self.start = start;
            self.masks = Masks::of(simd, self.bytes, start);
        }
        u64::MAX << (at - start)
    }

    /// The offset of the lowest bit of a mask.
    #[inline(always)]
    fn place(&self, mask: u64) -> usize {
        self.start + mask.trailing_zeros() as usize
    }

    #[inline(always)]
    fn next_block(&self) -> Option<usize> {
        Some(self.start + BLOCK).filter(|&next| next < self.bytes.len())
    }
}

impl Masks {
    #[inline(always)]
    fn of(simd: impl Simd, bytes: &[u8], start: usize) -> Self {
        let rest = bytes.get(start..).unwrap_or_default();
        let last;
        // One call below for both: the compiler takes masks that come from two places apart, bit by bit.
        let block = match rest.first_chunk::<BLOCK>() {
            Some(block) => block,
            None => {
                last = last_block(rest);
                &last
            }
        };
        Self::of_block(simd, block)
    }

    #[inline(always)]
    fn of_block<S: Simd>(simd: S, block: &[u8; BLOCK]) -> Self {
        let block = u8x64::from_slice(simd, block);
        let is = |byte: u8| block.simd_eq(byte);
        // Bytes that differ in one bit only are compared at once.
        let set = |bit: u8, byte: u8| (block | bit).simd_eq(byte);
        let line_ends = is(b'\n') | is(b'\r');
        let quotes = set(1, b'#') | is(b'\'');
        let not_ascii: mask8x64<S> = block.simd_ge(0x80);
        let stops = line_ends | quotes | is(b'\\') | is(b';') | not_ascii;
        Self {
            stops: stops.to_bitmask(),
            line_ends: line_ends.to_bitmask(),
            opening: (is(b'(') | set(0x20, b'{')).to_bitmask(),
            closing: (is(b')') | set(0x20, b'}')).to_bitmask(),
            others: !is(b' ').to_bitmask(),
        }
    }
}

/// The rest of a text, and behind it spaces, which mean nothing to the scan.
#[inline(never)]
fn last_block(rest: &[u8]) -> [u8; BLOCK] {
    let mut block = [b' '; BLOCK];
    block[..rest.len()].copy_from_slice(rest);
    block
}

/// The offset of the first byte from `at` on that is `one` or `other`.
#[inline(always)]
pub(super) fn find_either(simd: impl Simd, bytes: &[u8], mut at: usize, one: u8, other: u8) -> Option<usize> {
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>()) {
        let block = u8x64::from_slice(simd, block);
        let found = (block.simd_eq(one) | block.simd_eq(other)).to_bitmask();
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize);
        }
        at += BLOCK;
    }
    memchr::memchr2(one, other, bytes.get(at..)?).map(|step| at + step)
}

/// Where the first line begins, of those that begin behind `at` and are not empty, that is indented by at most `most` spaces; the end if
/// there is none.
#[inline(always)]
pub(super) fn find_line(simd: impl Simd, bytes: &[u8], mut at: usize, most: usize) -> usize {
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

/// Where the first three quotes of one kind begin, from `at` on; the end if there are none.
#[inline(always)]
pub(super) fn find_three_quotes(simd: impl Simd, bytes: &[u8], mut at: usize) -> usize {
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
    use super::{Classified, find_either, find_line, find_three_quotes};
    use fearless_simd::{Level, Simd, dispatch};

    fn check_all(simd: impl Simd) {
        // Every byte at every place of a block, among others.
        for byte in 0..=u8::MAX {
            for place in 0..70 {
                let mut bytes = vec![b'a'; 100];
                bytes[place] = byte;
                let at = |is: bool| if is { place } else { 100 };
                let mut brackets = 0;
                let stop = Classified::new(&bytes).next_stop(simd, 0, &mut brackets);
                let is_stop = b"\"'#\\\n\r;".contains(&byte) || !byte.is_ascii();
                assert_eq!(stop, at(is_stop), "{byte} at {place}");
                assert_eq!(Classified::new(&bytes).skip_to_stop(simd, 0), stop);
                let expected = i64::from(b"([{".contains(&byte)) - i64::from(b")]}".contains(&byte));
                assert_eq!(brackets, expected, "{byte} at {place}");
                let line_end = Classified::new(&bytes).skip_to_line_end(simd, 0);
                assert_eq!(line_end, at(matches!(byte, b'\n' | b'\r')), "{byte} at {place}");
                assert_eq!(find_either(simd, &bytes, 0, b'"', b'\\').unwrap_or(100), at(b"\"\\".contains(&byte)));
                bytes.fill(b' ');
                bytes[place] = byte;
                assert_eq!(Classified::new(&bytes).skip_spaces(simd, 0), at(byte != b' '), "{byte} at {place}");
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
    fn lines_are_found_by_their_indentation() {
        dispatch!(Level::new(), simd => check_lines(simd));
        dispatch!(Level::baseline(), simd => check_lines(simd));
    }

    #[test]
    fn masks_find_what_a_plain_loop_finds() {
        dispatch!(Level::new(), simd => check_all(simd));
        dispatch!(Level::baseline(), simd => check_all(simd));
    }
}
