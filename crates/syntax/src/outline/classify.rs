//! The bytes that matter to the scan, 64 at a time.
//!
//! Bytes in, bit masks out: one bit a byte. The scan then jumps from stop to stop and counts the brackets between them, with no
//! branch for the ordinary bytes, which are most of them. All of it is inlined into functions that are compiled once for each set of
//! vector instructions (`fearless_simd`).

use fearless_simd::prelude::*;
use fearless_simd::{Simd, u8x16, u8x64};

/// How many bytes a block has: as many as a mask has bits.
pub(super) const BLOCK: usize = 64;

/// Masks of the block of a text that holds the place of the scan.
#[derive(Clone, Copy)]
pub(super) struct Classified<'a> {
    bytes: &'a [u8],
    /// Where the block begins: where the scan came to when it left the one before. As long as there is none, a place that no text reaches.
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
        Self { bytes, start: usize::MAX / 2, masks: Masks::default() }
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
        self.masks.line_ends >> (at.wrapping_sub(self.start) % BLOCK) & 1 != 0 && at < self.bytes.len()
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
        // Not at a multiple of `BLOCK`: a block that begins where the scan is, most often with a line, serves it for longer.
        if at.wrapping_sub(self.start) >= BLOCK {
            self.start = at;
            self.masks = Masks::of(simd, self.bytes, at);
        }
        u64::MAX << (at - self.start)
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
        let look_up = |table: &[u8; 16], halves: u8x64<S>| {
            u8x64::block_splat(u8x16::from_slice(simd, table)).swizzle_dyn_within_blocks(halves)
        };
        let kinds = look_up(&BY_LOW_HALF, block & 0xf) & look_up(&BY_HIGH_HALF, block >> 4) | block & NOT_ASCII;
        let are = |any_of: u8| !(kinds & any_of).simd_eq(0).to_bitmask();
        Self {
            stops: are(LINE_END | QUOTE_OR_HASH | BACKSLASH | SEMICOLON | NOT_ASCII),
            line_ends: are(LINE_END),
            opening: are(OPENING | ROUND_OPENING),
            closing: are(CLOSING | ROUND_CLOSING),
            others: !block.simd_eq(b' ').to_bitmask(),
        }
    }
}

const LINE_END: u8 = 1 << 0;
const QUOTE_OR_HASH: u8 = 1 << 1;
const BACKSLASH: u8 = 1 << 2;
const OPENING: u8 = 1 << 3;
const ROUND_OPENING: u8 = 1 << 4;
const CLOSING: u8 = 1 << 5;
const ROUND_CLOSING: u8 = 1 << 6;
const SEMICOLON: u8 = 1 << 7;
/// A bit of the byte itself; both are stops.
const NOT_ASCII: u8 = SEMICOLON;

/// What a byte may be by its lower four bits, and by its upper ones: it is what it may be by both.
static BY_LOW_HALF: [u8; 16] = halves(0xf, 0);
static BY_HIGH_HALF: [u8; 16] = halves(0xf0, 4);

/// The table for the bits `half` of a byte. The bytes of a kind are all those that can be put together from a lower and an upper half of
/// bytes of that kind: hence two kinds of opening brackets.
const fn halves(half: u8, shift: u32) -> [u8; 16] {
    let kinds: [(u8, &[u8]); 8] = [
        (LINE_END, b"\n\r"),
        (QUOTE_OR_HASH, b"\"'#"),
        (BACKSLASH, b"\\"),
        (OPENING, b"[{"),
        (ROUND_OPENING, b"("),
        (CLOSING, b"]}"),
        (ROUND_CLOSING, b")"),
        (SEMICOLON, b";"),
    ];
    let mut table = [0; 16];
    let mut number = 0;
    while number < kinds.len() {
        let (kind, mut bytes) = kinds[number];
        while let [byte, rest @ ..] = bytes {
            table[((*byte & half) >> shift) as usize] |= kind;
            bytes = rest;
        }
        number += 1;
    }
    table
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

#[cfg(test)]
mod tests {
    use super::{Classified, find_either};
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

    #[test]
    fn masks_find_what_a_plain_loop_finds() {
        dispatch!(Level::new(), simd => check_all(simd));
        dispatch!(Level::baseline(), simd => check_all(simd));
    }
}
