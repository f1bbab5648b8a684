//! What a statement is, told from how it begins.

use super::LineKind;
use crate::keyword::is_identifier_byte;

/// A statement may be prose that begins with this byte.
const CAPITAL: u8 = 1;
/// No statement begins with this byte.
const WRONG: u8 = 2;

static FIRST_BYTE: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = b'A';
    while byte <= b'Z' {
        table[byte as usize] = CAPITAL;
        byte += 1;
    }
    let wrong = b"<>=%&|^/,:!?$`";
    let mut at = 0;
    while at < wrong.len() {
        table[wrong[at] as usize] = WRONG;
        at += 1;
    }
    table
};

/// Whether a statement that begins with `code` may be an import or something that is no Python; of all else nothing more is asked if headers
/// are passed over. No branches, since what comes first in a line cannot be foretold.
#[inline(always)]
pub(super) fn is_told(code: &[u8]) -> bool {
    let Some(&first) = code.first_chunk::<4>() else { return true };
    let is = |word: &[u8; 4]| first == *word;
    (FIRST_BYTE[usize::from(first[0])] != 0) | is(b"impo") | is(b"from") | is(b"lazy") | is(b"prin") | is(b"exec")
}

/// Whether no statement begins with `byte`.
pub(super) fn begins_no_statement(byte: u8) -> bool {
    FIRST_BYTE[usize::from(byte)] == WRONG
}

/// What a logical line that begins with `code` holds. `match` and `case` count as headers wherever they stand first:
/// whether they are used as names does not matter to anybody who works on outlines. There is at least one byte.
pub(crate) fn kind_of(code: &[u8]) -> LineKind {
    let is_any_of = |words: &[&[u8]]| words.iter().any(|word| begins_with_word(code, word));
    // Most lines begin with none of these letters.
    let is_compound = match code[0] {
        b'@' => return LineKind::Decorator,
        b'i' if begins_with_word(code, b"import") => return LineKind::Import,
        b'f' if begins_with_word(code, b"from") => return LineKind::FromImport,
        b'l' => return if is_lazy_import(code) { LineKind::LazyImport } else { LineKind::Simple },
        b'a' => is_any_of(&[b"async"]),
        b'c' => is_any_of(&[b"class", b"case"]),
        b'd' => is_any_of(&[b"def"]),
        b'e' => is_any_of(&[b"else", b"elif", b"except"]),
        b'f' => is_any_of(&[b"for", b"finally"]),
        b'i' => is_any_of(&[b"if"]),
        b'm' => is_any_of(&[b"match"]),
        b't' => is_any_of(&[b"try"]),
        b'w' => is_any_of(&[b"with", b"while"]),
        _ => false,
    };
    if is_compound { LineKind::Compound } else { LineKind::Simple }
}

/// Whether `word` is the first word of `code`.
#[inline]
fn begins_with_word(code: &[u8], word: &[u8]) -> bool {
    code.starts_with(word) && !code.get(word.len()).copied().is_some_and(is_identifier_byte)
}

fn is_lazy_import(code: &[u8]) -> bool {
    let Some(rest) = code.strip_prefix(b"lazy") else { return false };
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c')).count();
    let rest = &rest[blanks..];
    blanks > 0 && (begins_with_word(rest, b"import") || begins_with_word(rest, b"from"))
}

/// Whether a statement begins with two words that no operator joins: `Some prose`, `print "x"`. Looked for only where it is
/// likely, after a capital letter or Python 2's statements.
pub(super) fn looks_like_prose(code: &[u8]) -> bool {
    let is_likely = match code[0] {
        first if FIRST_BYTE[usize::from(first)] == CAPITAL => true,
        b'p' => code.starts_with(b"print"),
        b'e' => code.starts_with(b"exec"),
        _ => false,
    };
    if !is_likely {
        return false;
    }
    let end = code.iter().position(|&byte| !is_identifier_byte(byte)).unwrap_or(code.len());
    let blanks = code[end..].iter().take_while(|&&byte| byte == b' ').count();
    let rest = &code[end + blanks..];
    if blanks == 0 || !rest.first().is_some_and(|&byte| is_identifier_byte(byte) || matches!(byte, b'"' | b'\'')) {
        return false;
    }
    let operators: [&[u8]; 6] = [b"in", b"is", b"and", b"or", b"not", b"if"];
    !operators.into_iter().any(|word| begins_with_word(rest, word))
}
