//! The tokens of one logical line, as far as the study of statements needs them.

use crate::keyword::is_identifier_byte;
use crate::outline::end_of_string;
use memchr::memchr2;
use smallvec::SmallVec;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TokenKind {
    /// An identifier or a keyword.
    Name,
    /// A string, with its prefix, or a number.
    Literal,
    /// One byte of an operator or a delimiter.
    Operator(u8),
}

/// A token: its kind and its bytes in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Token {
    /// The token's text.
    pub(super) fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// Whether the token is this byte of an operator.
    pub(super) fn is(self, byte: u8) -> bool {
        self.kind == TokenKind::Operator(byte)
    }

    /// Whether the token is an identifier or a keyword.
    pub(super) fn is_name(self) -> bool {
        self.kind == TokenKind::Name
    }
}

/// Parts of a statement, most often few.
pub(super) type Parts<'a> = SmallVec<[&'a [Token]; 4]>;

/// Puts the tokens of `text[start..end]` into `tokens`, which is emptied first.
pub(super) fn tokenize(text: &str, start: usize, end: usize, tokens: &mut Vec<Token>) {
    tokens.clear();
    let bytes = text.as_bytes();
    let mut at = start;
    while at < end {
        let byte = bytes[at];
        let begin = at;
        let kind = match byte {
            b' ' | b'\t' | b'\x0c' | b'\n' | b'\r' | b'\\' => {
                at += 1;
                continue;
            }
            b'#' => {
                at = memchr2(b'\n', b'\r', &bytes[at..end]).map_or(end, |step| at + step);
                continue;
            }
            b'"' | b'\'' => {
                at = end_of_string(bytes, at).unwrap_or(end).max(at + 1);
                TokenKind::Literal
            }
            b'0'..=b'9' => {
                while at < end && (is_identifier_byte(bytes[at]) || bytes[at] == b'.') {
                    at += 1;
                }
                TokenKind::Literal
            }
            _ if is_identifier_byte(byte) => {
                while at < end && is_identifier_byte(bytes[at]) {
                    at += 1;
                }
                if at < end && matches!(bytes[at], b'"' | b'\'') {
                    at = end_of_string(bytes, at).unwrap_or(end).max(at + 1);
                    TokenKind::Literal
                } else {
                    TokenKind::Name
                }
            }
            _ => {
                at += 1;
                TokenKind::Operator(byte)
            }
        };
        tokens.push(Token { kind, start: begin as u32, end: at as u32 });
    }
}

/// The index after the bracket that closes the one at `open`, or the end.
pub(super) fn after_bracket(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        match token.kind {
            TokenKind::Operator(b'(' | b'[' | b'{') => depth += 1,
            TokenKind::Operator(b')' | b']' | b'}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return index + 1;
                }
            }
            _ => {}
        }
    }
    tokens.len()
}

/// The arguments of the call whose bracket is `tokens[open]`.
pub(super) fn arguments(tokens: &[Token], open: usize) -> Parts<'_> {
    let (first, close) = (open + 1, after_bracket(tokens, open) - 1);
    tokens
        .get(first..close)
        .filter(|inside| !inside.is_empty())
        .map_or_else(Parts::new, |inside| split_at(inside, b','))
}

/// Cuts `tokens` where a token outside brackets is `byte`.
pub(super) fn split_at(tokens: &[Token], byte: u8) -> Parts<'_> {
    let mut parts = Parts::new();
    let (mut from, mut at) = (0, 0);
    while at < tokens.len() {
        match tokens[at].kind {
            TokenKind::Operator(b'(' | b'[' | b'{') => at = after_bracket(tokens, at),
            TokenKind::Operator(found) if found == byte => {
                parts.push(&tokens[from..at]);
                at += 1;
                from = at;
            }
            _ => at += 1,
        }
    }
    parts.push(&tokens[from..]);
    parts
}

/// The index of the token after the name that `tokens` begin with and the attributes after it.
pub(super) fn end_of_chain(tokens: &[Token]) -> usize {
    let mut end = 1;
    while let Some([dot, name]) = tokens.get(end..end + 2)
        && dot.is(b'.')
        && name.is_name()
    {
        end += 2;
    }
    end
}

/// Cuts a statement at its assignment operators: the targets, then the value. One part if it is no assignment.
pub(super) fn split_assignment(tokens: &[Token]) -> Parts<'_> {
    let mut parts = Parts::new();
    let (mut from, mut at) = (0, 0);
    while at < tokens.len() {
        match tokens[at].kind {
            TokenKind::Operator(b'(' | b'[' | b'{') => at = after_bracket(tokens, at),
            TokenKind::Operator(b'=') => {
                let is_joined = |a: usize, b: usize| tokens[a].end == tokens[b].start;
                if at + 1 < tokens.len() && tokens[at + 1].is(b'=') && is_joined(at, at + 1) {
                    at += 2;
                    continue;
                }
                let mut end = at;
                if at > from && is_joined(at - 1, at) {
                    match tokens[at - 1].kind {
                        TokenKind::Operator(b'!') => {
                            at += 1;
                            continue;
                        }
                        TokenKind::Operator(b'<' | b'>') if at < 2 || tokens[at - 2].kind != tokens[at - 1].kind => {
                            at += 1;
                            continue;
                        }
                        // An augmented assignment: one or two bytes before the `=`.
                        TokenKind::Operator(byte) if !matches!(byte, b')' | b']' | b'}') => {
                            end = at - 1;
                            if end > from && tokens[end - 1].is(byte) {
                                end -= 1;
                            }
                        }
                        _ => {}
                    }
                }
                parts.push(&tokens[from..end]);
                at += 1;
                from = at;
            }
            _ => at += 1,
        }
    }
    parts.push(&tokens[from..]);
    parts
}
