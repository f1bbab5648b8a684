//! The bytes that matter to the scan, 64 at a time.
//!
//! Bytes in, bit masks out: one bit a byte. The scan then jumps from stop to stop and counts the brackets between them, with no
//! branch for the ordinary bytes, which are most of them.

use wide::u8x16;

/// How many bytes a block has: as many as a mask has bits.
const BLOCK: usize = 64;

/// Masks of the block of a text that holds the place of the scan.
pub(super) struct Classified<'a> {
    bytes: &'a [u8],
    /// Where the block begins; a multiple of [`BLOCK`].
    start: usize,
    masks: Masks,
}

#[derive(Clone, Copy, Default)]
struct Masks {
    /// Quotes, `#`, line ends, backslashes, semicolons, bytes that are not ASCII.
    stops: u64,
    brackets: u64,
}

impl<'a> Classified<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, start: 0, masks: Masks::of(bytes, 0) }
    }

    /// Goes on from `at` to the next stop, or to the end, and adds to `brackets` those opened less those closed on the way.
    #[inline]
    pub(super) fn next_stop(&mut self, mut at: usize, brackets: &mut i64) -> usize {
        loop {
            let start = at & !(BLOCK - 1);
            if start != self.start {
                self.start = start;
                self.masks = Masks::of(self.bytes, start);
            }
            let ahead = u64::MAX << (at - start);
            let stops = self.masks.stops & ahead;
            let until = if stops == 0 { ahead } else { ahead & !(u64::MAX << stops.trailing_zeros()) };
            let mut passed = self.masks.brackets & until;
            while passed != 0 {
                let bracket = self.bytes[start + passed.trailing_zeros() as usize];
                *brackets += if matches!(bracket, b'(' | b'[' | b'{') { 1 } else { -1 };
                passed &= passed - 1;
            }
            if stops != 0 {
                return start + stops.trailing_zeros() as usize;
            }
            at = start + BLOCK;
            if at >= self.bytes.len() {
                return self.bytes.len();
            }
        }
    }
}

impl Masks {
    fn of(bytes: &[u8], start: usize) -> Self {
        let rest = bytes.get(start..).unwrap_or_default();
        if let Some(block) = rest.first_chunk::<BLOCK>() {
            return Self::of_block(block);
        }
        // Blanks mean nothing to the scan.
        let mut block = [b' '; BLOCK];
        block[..rest.len()].copy_from_slice(rest);
        Self::of_block(&block)
    }

    #[inline]
    fn of_block(block: &[u8; BLOCK]) -> Self {
        let mut masks = Self::default();
        let (lanes, _) = block.as_chunks::<16>();
        for (index, &lane) in lanes.iter().enumerate() {
            let lane = u8x16::new(lane);
            let is = |byte: u8| lane.simd_eq(u8x16::splat(byte));
            // Bytes that differ in one bit only are compared at once. Whether a bracket opens or closes is told when it is met.
            let set = |bit: u8, byte: u8| (lane | u8x16::splat(bit)).simd_eq(u8x16::splat(byte));
            let quotes = set(1, b'#') | is(b'\'');
            let stops = quotes | is(b'\\') | is(b'\n') | is(b'\r') | is(b';') | lane;
            let brackets = set(1, b')') | set(0x20, b'{') | set(0x20, b'}');
            let shift = 16 * index;
            // The mask takes each lane's highest bit, which is also what tells bytes that are not ASCII.
            masks.stops |= u64::from(stops.to_bitmask()) << shift;
            masks.brackets |= u64::from(brackets.to_bitmask()) << shift;
        }
        masks
    }
}

#[cfg(test)]
mod tests {
    use super::Classified;

    #[test]
    fn masks_find_what_a_plain_loop_finds() {
        // Every byte at every place of a block, among others.
        for byte in 0..=u8::MAX {
            for place in 0..70 {
                let mut bytes = vec![b'a'; 100];
                bytes[place] = byte;
                let is_stop = b"\"'#\\\n\r;".contains(&byte) || !byte.is_ascii();
                let mut brackets = 0;
                let stop = Classified::new(&bytes).next_stop(0, &mut brackets);
                assert_eq!(stop, if is_stop { place } else { 100 }, "{byte} at {place}");
                let expected = i64::from(b"([{".contains(&byte)) - i64::from(b")]}".contains(&byte));
                assert_eq!(brackets, expected, "{byte} at {place}");
            }
        }
    }
}
