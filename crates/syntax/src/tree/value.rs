//! What a literal stands for, whatever way it is spelled.

use super::{Child, Kind, NodeId, TokenKind, Tree};

/// The value of a literal.
#[derive(Clone, PartialEq, Debug)]
pub enum Literal {
    /// A string: its characters. (Lone surrogates, which UTF-8 cannot hold, are kept as their escapes.)
    Str(String),
    /// A bytes literal: one byte a character.
    Bytes(Vec<u8>),
    /// An integer in decimal, hexadecimal, octal or binary: its canonical text.
    Int(String),
    /// A float or imaginary number.
    Float {
        /// The number's value.
        value: f64,
        /// Whether it is imaginary.
        imaginary: bool,
    },
    /// `True`, `False`, `None` or `...`.
    Keyword(TokenKind),
}

impl Tree {
    /// The value of a `Constant`; `None` for any other node.
    pub fn literal(&self, node: NodeId) -> Option<Literal> {
        if self.kind(node) != Kind::Constant {
            return None;
        }
        let first = self.children(node).find_map(Child::token)?;
        Some(match self.token_kind(first) {
            TokenKind::Number => number(self.token_text(first)),
            TokenKind::String => {
                let parts = self.child_tokens(node).filter(|&token| self.token_kind(token) == TokenKind::String);
                strings(parts.map(|token| self.token_text(token)))
            }
            kind => Literal::Keyword(kind),
        })
    }

    /// The characters of a string literal that holds no bytes and no replacement fields.
    pub fn string_value(&self, node: NodeId) -> Option<String> {
        match self.literal(node)? {
            Literal::Str(value) => Some(value),
            _ => None,
        }
    }
}

fn number(text: &str) -> Literal {
    let plain: String = text.chars().filter(|&c| c != '_').collect::<String>().to_ascii_lowercase();
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = plain.strip_prefix(prefix) {
            return Literal::Int(match u128::from_str_radix(digits, radix) {
                Ok(value) => value.to_string(),
                // Too large for a number here: only the same spelling counts as equal.
                Err(_) => format!("{prefix}{}", digits.trim_start_matches('0')),
            });
        }
    }
    if let Some(digits) = plain.strip_suffix('j') {
        return Literal::Float { value: digits.parse().unwrap_or(f64::NAN), imaginary: true };
    }
    if plain.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = plain.trim_start_matches('0');
        return Literal::Int(if digits.is_empty() { "0".into() } else { digits.into() });
    }
    Literal::Float { value: plain.parse().unwrap_or(f64::NAN), imaginary: false }
}

/// The parts of an implicitly concatenated literal, put together.
fn strings<'a>(parts: impl Iterator<Item = &'a str>) -> Literal {
    let mut text = String::new();
    let mut bytes = None::<Vec<u8>>;
    for part in parts {
        let (prefix, body) = split(part);
        let raw = prefix.contains(['r', 'R']);
        if prefix.contains(['b', 'B']) {
            let bytes = bytes.get_or_insert_default();
            let mut value = String::new();
            unescape(body, raw, true, &mut value);
            bytes.extend(value.chars().map(|c| c as u8));
        } else {
            unescape(body, raw, false, &mut text);
        }
    }
    bytes.map_or(Literal::Str(text), Literal::Bytes)
}

/// Splits a string token into its prefix and what is between the quotes.
pub(crate) fn split(token: &str) -> (&str, &str) {
    let quote = token.find(['"', '\'']).unwrap_or(0);
    let (prefix, rest) = token.split_at(quote);
    let len = if rest.starts_with("\"\"\"") || rest.starts_with("'''") { 3 } else { 1 };
    (prefix, rest.get(len..rest.len().saturating_sub(len)).unwrap_or(""))
}

fn unescape(body: &str, raw: bool, bytes: bool, into: &mut String) {
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // Python reads every line end in a literal as `\n`.
            '\r' => {
                chars.next_if_eq(&'\n');
                into.push('\n');
            }
            '\\' if !raw => escape(&mut chars, bytes, into),
            c => into.push(c),
        }
    }
}

fn escape(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, bytes: bool, into: &mut String) {
    let Some(c) = chars.next() else { return into.push('\\') };
    let simple = match c {
        '\n' => return,
        '\r' => {
            chars.next_if_eq(&'\n');
            return;
        }
        '\\' | '\'' | '"' => Some(c),
        'a' => Some('\x07'),
        'b' => Some('\x08'),
        'f' => Some('\x0c'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        't' => Some('\t'),
        'v' => Some('\x0b'),
        _ => None,
    };
    if let Some(simple) = simple {
        return into.push(simple);
    }
    if let Some(first) = c.to_digit(8) {
        let mut value = first;
        for _ in 0..2 {
            let Some(digit) = chars.peek().and_then(|c| c.to_digit(8)) else { break };
            value = value * 8 + digit;
            chars.next();
        }
        return into.push(char::from_u32(value).unwrap_or('\u{fffd}'));
    }
    let digits = match c {
        'x' => 2,
        'u' if !bytes => 4,
        'U' if !bytes => 8,
        _ => {
            // `\N{...}` and unknown escapes are kept as they are spelled.
            into.push('\\');
            return into.push(c);
        }
    };
    let hex: String = chars.clone().take(digits).collect();
    match u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32) {
        Some(value) if hex.len() == digits => {
            into.push(value);
            for _ in 0..digits {
                chars.next();
            }
        }
        _ => {
            into.push('\\');
            into.push(c);
        }
    }
}
