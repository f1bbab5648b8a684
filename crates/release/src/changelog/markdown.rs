//! Escaping of foreign text that is put into Markdown.

/// A line of foreign text that shows as itself in Markdown: no markup, no HTML, no mention, no line break.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, character) in text.trim().char_indices() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '@' => escaped.extend(['\\', character]),
            '!' if text.trim()[at + 1..].starts_with('[') => escaped.push_str("\\!"),
            // At the beginning of a line these make headings and lists.
            '#' | '+' | '-' | '=' if at == 0 => escaped.extend(['\\', character]),
            _ if character.is_control() => escaped.push(' '),
            _ => escaped.push(character),
        }
    }
    let digits = escaped.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && matches!(escaped.as_bytes().get(digits), Some(b'.' | b')')) {
        escaped.insert(digits, '\\');
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_as_it_is() {
        for (text, expected) in [
            ("plain, text.", "plain, text."),
            ("Fix `x` in *y* for @ann <b>", r"Fix \`x\` in \*y\* for \@ann \<b\>"),
            ("# no heading", r"\# no heading"),
            ("1. no list", r"1\. no list"),
            ("![i](http://x)", r"\!\[i\](http://x)"),
            ("two\nlines\u{1b}[1m", r"two lines \[1m"),
            ("a-b #3", "a-b #3"),
        ] {
            assert_eq!(escape(text), expected);
        }
    }
}
