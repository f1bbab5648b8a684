//! From the text of a pattern or template to Python that the parser takes: metavariables become names.

/// The name that stands for the single metavariable `$x` begins with this.
const ONE: &str = "__harmless_one_";
/// The name that stands for the run `$...xs` begins with this.
const MANY: &str = "__harmless_many_";

/// A metavariable.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Meta<'a> {
    /// Its name; empty for `$_` and `...`, which match anything and remember nothing.
    pub name: &'a str,
    /// Whether it stands for a run of any length.
    pub many: bool,
}

/// The metavariable that a name of the parsed text stands for.
pub fn meta(name: &str) -> Option<Meta<'_>> {
    if let Some(name) = name.strip_prefix(ONE) {
        return Some(Meta { name, many: false });
    }
    name.strip_prefix(MANY).map(|name| Meta { name, many: true })
}

/// Whether a name of the parsed text has a metavariable behind other letters, as in `test_$x`.
pub(super) fn is_part(name: &str) -> bool {
    [ONE, MANY].iter().any(|start| name.rfind(start).is_some_and(|at| at > 0))
}

/// The name that stands for the metavariable called `name`.
pub(super) fn placeholder(name: &str, many: bool) -> String {
    format!("{}{name}", if many { MANY } else { ONE })
}

/// Replaces metavariables by names and takes away the indentation that all lines share. `$$$x` is another spelling of
/// `$...x`; a bare `...` is a run without a name (except in `from ... import`).
pub fn to_python(source: &str) -> String {
    let source = dedent(source);
    let mut out = String::with_capacity(source.len() + 32);
    let mut at = 0;
    // The quotes of the string that is open, whether it is an f-string, and how many of its braces are open.
    let mut string: Option<(String, bool, usize)> = None;
    while let Some(c) = source[at..].chars().next() {
        let rest = &source[at..];
        if let Some((quotes, formatted, braces)) = &mut string
            && *braces == 0
        {
            let len = if rest.starts_with(quotes.as_str()) {
                let len = quotes.len();
                string = None;
                len
            } else if c == '\\' {
                c.len_utf8() + rest[1..].chars().next().map_or(0, char::len_utf8)
            } else {
                if *formatted && c == '{' && !rest.starts_with("{{") {
                    *braces += 1;
                    c.len_utf8()
                } else if *formatted && rest.starts_with("{{") {
                    2
                } else {
                    c.len_utf8()
                }
            };
            out.push_str(&rest[..len]);
            at += len;
            continue;
        }
        if let Some((_, _, braces)) = &mut string {
            match c {
                '{' => *braces += 1,
                '}' => *braces -= 1,
                _ => {}
            }
        } else if matches!(c, '"' | '\'') {
            let quotes = if rest.starts_with("\"\"\"") || rest.starts_with("'''") { &rest[..3] } else { &rest[..1] };
            let prefix: String = source[..at].chars().rev().take_while(|c| c.is_ascii_alphabetic()).collect();
            let formatted = prefix.len() <= 2 && prefix.contains(['f', 'F', 't', 'T']);
            string = Some((quotes.to_owned(), formatted, 0));
            out.push_str(quotes);
            at += quotes.len();
            continue;
        }
        if c == '#' && string.is_none() {
            let len = rest.find('\n').unwrap_or(rest.len());
            out.push_str(&rest[..len]);
            at += len;
            continue;
        }
        let after = rest.strip_prefix("$...").or_else(|| rest.strip_prefix("$$$")).map(|after| (after, true));
        let after = after.or_else(|| rest.strip_prefix('$').map(|after| (after, false)));
        if let Some((after, many)) = after {
            let len = after.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(after.len());
            let name = &after[..len];
            out.push_str(&placeholder(if name == "_" { "" } else { name }, many));
            at = source.len() - after.len() + len;
        } else if rest.starts_with("...") && !is_relative_import(&source[..at], &rest[3..]) {
            out.push_str(&placeholder("", true));
            at += 3;
        } else {
            out.push(c);
            at += c.len_utf8();
        }
    }
    out
}

/// Whether `...` between these two texts is the dots of a relative import.
fn is_relative_import(before: &str, after: &str) -> bool {
    before.trim_end_matches('.').trim_end().ends_with("from")
        && (after.trim_start().starts_with("import") || after.starts_with(|c: char| c == '.' || c.is_alphabetic()))
}

/// Without the indentation that all lines share, and without blank lines at either end.
pub fn dedent(source: &str) -> String {
    let source = source.trim_matches(['\n', '\r']);
    let blanks = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let shared = source.lines().filter(|line| !line.trim().is_empty()).map(blanks).min().unwrap_or(0);
    let lines: Vec<&str> = source.lines().map(|line| line.get(shared..).unwrap_or("").trim_end()).collect();
    lines.join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metavariables_become_names() {
        let python = to_python("  f($x, $...xs, $$$ys, ..., '$x')\n  from ...a import b");
        assert_eq!(
            python,
            "f(__harmless_one_x, __harmless_many_xs, __harmless_many_ys, __harmless_many_, '$x')\nfrom ...a import b"
        );
        assert_eq!(to_python("f'{$x}$x'"), "f'{__harmless_one_x}$x'");
        assert_eq!(meta("__harmless_one_"), Some(Meta { name: "", many: false }));
    }
}
