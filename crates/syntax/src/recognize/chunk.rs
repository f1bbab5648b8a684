//! Eight bytes of a text at a time, as one number in little-endian order. This file knows nothing of tokens.

/// The high bit of every byte.
const HIGH: u64 = each(0x80);

const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The bytes from `at` on, with zeros behind the end of the text.
#[inline]
pub(super) fn chunk(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    match rest.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => rest.iter().rev().fold(0, |chunk, &byte| chunk << 8 | u64::from(byte)),
    }
}

/// How many of the bytes, from the first on, belong to a word in ASCII.
#[inline]
pub(super) fn word_length(chunk: u64) -> usize {
    let ascii = chunk & !HIGH;
    // In the high bit of each byte; no carry leaves its byte.
    let is_at_least = |bytes: u64, byte: u8| bytes + each(0x80 - byte);
    let lower = ascii | each(0x20);
    let is_letter = is_at_least(lower, b'a') & !is_at_least(lower, b'z' + 1);
    let is_digit = is_at_least(ascii, b'0') & !is_at_least(ascii, b'9' + 1);
    let is_underscore = !is_at_least(ascii ^ each(b'_'), 1);
    let is_other = (!(is_letter | is_digit | is_underscore) | chunk) & HIGH;
    is_other.trailing_zeros() as usize / 8
}

/// How many of the bytes, from the first on, are `byte`.
#[inline]
pub(super) fn run_length(chunk: u64, byte: u8) -> usize {
    (chunk ^ each(byte)).trailing_zeros() as usize / 8
}

/// The number of the first byte that is one of `stops`, none of which is zero.
#[inline]
pub(super) fn first_of<const N: usize>(chunk: u64, stops: [u8; N]) -> Option<usize> {
    // A borrow may mark bytes behind the first that is found, but none before it.
    let is_stop = |stop: u8| {
        let difference = chunk ^ each(stop);
        difference.wrapping_sub(each(1)) & !difference & HIGH
    };
    let found = stops.into_iter().fold(0, |found, stop| found | is_stop(stop));
    (found != 0).then_some(found.trailing_zeros() as usize / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_told_apart_at_every_place() {
        for byte in 0..=u8::MAX {
            for at in 0..8 {
                let mut bytes = *b"a9_Zz0Aq";
                bytes[at] = byte;
                let is_word = byte.is_ascii_alphanumeric() || byte == b'_';
                assert_eq!(word_length(chunk(&bytes, 0)), if is_word { 8 } else { at }, "{bytes:?}");
                let stops = *b"\"\\\n\r";
                assert_eq!(first_of(chunk(&bytes, 0), stops), stops.contains(&byte).then_some(at), "{bytes:?}");
                let mut bytes = [b' '; 8];
                bytes[at] = byte;
                assert_eq!(run_length(chunk(&bytes, 0), b' '), if byte == b' ' { 8 } else { at });
            }
        }
    }

    #[test]
    fn behind_the_end_there_are_zeros() {
        assert_eq!(chunk(b"abc", 1), u64::from_le_bytes(*b"bc\0\0\0\0\0\0"));
        assert_eq!(chunk(b"abc", 4), 0);
    }
}
