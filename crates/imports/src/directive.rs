//! Action comments: what comments say to import sorters and formatters.

use harmless_syntax::outline::find_words;
use harmless_text::TextRange;

/// Whether µsort takes `comment` as an order to leave its statement alone: one of its pieces between `#` begins,
/// without spaces, with `usort:skip` or `isort:skip`.
pub(crate) fn is_usort_skip(comment: &str) -> bool {
    comment.split('#').any(|piece| {
        let mut letters = piece.chars().filter(|&c| c != ' ');
        let start: String = letters.by_ref().take("usort:skip".len()).collect();
        start == "usort:skip" || start == "isort:skip"
    })
}

/// Whether `comment`, anywhere in it, asks that the order or layout of its statement be kept: µsort's and isort's
/// `skip` and `split`, `fmt: skip`, `noqa` with a code of an import-order check (`I001` …), or pylint's and flake8's checks of
/// the order of imports switched off.
pub(crate) fn is_skip(comment: &str) -> bool {
    has_action(comment, &["isort", "usort"], &["skip", "split"])
        || has_action(comment, &["fmt", "yapf"], &["skip", "disable"])
        || noqa_codes(comment).any(is_import_order_code)
        || (comment.contains("pylint") && ORDER_CHECKS.iter().any(|check| comment.contains(check)))
}

/// pylint's checks of the order of imports, by name and number.
const ORDER_CHECKS: [&str; 4] = ["wrong-import-order", "ungrouped-imports", "C0411", "C0412"];

/// Whether `comment` keeps a tool from reporting something, or otherwise speaks to one about the very code it stands at, so that it must not be
/// at more code than before.
pub(crate) fn is_suppression(comment: &str) -> bool {
    let lower = comment.to_ascii_lowercase();
    const TOOLS: [&str; 16] = [
        "type:",
        "ty:",
        "mypy:",
        "pyright:",
        "pyrefly:",
        "pytype:",
        "pyre-",
        "pylint:",
        "flake8:",
        "ruff:",
        "isort:",
        "usort:",
        "fmt:",
        "yapf:",
        "pragma:",
        "coverage:",
    ];
    const WORDS: [&str; 5] = ["noqa", "nosec", "nosemgrep", "codespell", "lgtm"];
    let is_start = |at: usize| !lower[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    TOOLS.iter().chain(&WORDS).any(|word| lower.match_indices(word).any(|(at, _)| is_start(at)))
}

/// What a comment on a line of its own says about the imports after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Region {
    Off,
    On,
}

/// Whether `comment` switches sorting or formatting off or on from its line on (`isort: off`, `fmt: on`, …).
pub(crate) fn region(comment: &str) -> Option<Region> {
    // Hardly any comment gets further.
    let is_action = |at: usize| {
        let rest = comment[at + 1..].trim_start();
        ["off", "on", "disable", "enable"].iter().any(|action| rest.starts_with(action))
    };
    if !memchr::memchr_iter(b':', comment.as_bytes()).any(is_action) {
        return None;
    }
    let is = |tools: &[&str], actions: &[&str]| has_action(comment, tools, actions);
    if is(&["isort", "usort", "fmt"], &["off"]) || is(&["yapf"], &["disable"]) {
        Some(Region::Off)
    } else if is(&["isort", "usort", "fmt"], &["on"]) || is(&["yapf"], &["enable"]) {
        Some(Region::On)
    } else {
        None
    }
}

/// The line, if any, in which `text` asks to leave the whole file alone: with isort's `skip_file`, which isort looks for in every line, also in the
/// docstring, or with ruff's comment for a whole file.
pub(crate) fn skips_file(text: &str) -> Option<TextRange> {
    let line_at = |at: usize| {
        let start = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let end = text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end);
        TextRange::new(start as u32, end as u32)
    };
    let mut first_noqa = None;
    for at in find_words(text, &[*b"p_", *b"qa"]) {
        let (before, after) = (&text[..at], &text[at..]);
        if after.starts_with("p_file") {
            let before = before.strip_suffix("ski").map(|before| before.trim_end_matches(' '));
            if before.is_some_and(|before| before.ends_with("isort:") || before.ends_with("usort:")) {
                return Some(line_at(at));
            }
        } else if first_noqa.is_none() && before.ends_with("no") {
            let line = line_at(at);
            let comment = line.of(text).trim_start();
            first_noqa = (comment.starts_with('#') && is_file_noqa(comment)).then_some(line);
        }
    }
    first_noqa
}

/// Whether `comment`, on a line of its own, switches ruff's or flake8's check of the order of imports off for the file: `ruff: noqa`
/// without a code, or either with such a code.
fn is_file_noqa(comment: &str) -> bool {
    let body = comment.trim_start_matches('#').trim_start();
    let Some((is_ruff, rest)) = body
        .strip_prefix("ruff")
        .map(|rest| (true, rest))
        .or_else(|| body.strip_prefix("flake8").map(|rest| (false, rest)))
    else {
        return false;
    };
    let rest = rest.trim_start().strip_prefix(':').map_or("", str::trim_start);
    if !rest.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("noqa")) {
        return false;
    }
    let mut codes = noqa_codes(rest).peekable();
    (is_ruff && codes.peek().is_none()) || codes.any(is_import_order_code)
}

/// Whether `comment` has `tool: action` for one of each, with any blanks around the colon, and the action as a whole word.
pub(crate) fn has_action(comment: &str, tools: &[&str], actions: &[&str]) -> bool {
    tools.iter().any(|tool| {
        comment.match_indices(tool).any(|(at, _)| {
            let is_word = !comment[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let rest = comment[at + tool.len()..].trim_start();
            let Some(rest) = rest.strip_prefix(':').map(str::trim_start) else {
                return false;
            };
            is_word
                && actions.iter().any(|action| {
                    rest.strip_prefix(action)
                        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
                })
        })
    })
}

/// Whether `comment` is a `noqa` without codes, which means all of them.
pub(crate) fn is_blanket_noqa(comment: &str) -> bool {
    comment.to_ascii_lowercase().contains("noqa") && noqa_codes(comment).next().is_none()
}

/// Whether `comment` is a `noqa` that means the checks of imports, be it all or theirs.
pub(crate) fn is_import_noqa(comment: &str) -> bool {
    is_blanket_noqa(comment) || noqa_codes(comment).any(is_import_order_code)
}

/// The codes of `# noqa: A1, B2` in `comment`; none for a bare `noqa`.
fn noqa_codes(comment: &str) -> impl Iterator<Item = &str> {
    let codes = comment.match_indices(['n', 'N']).find_map(|(at, _)| {
        let word = comment[at..].get(..4)?;
        let rest = word.eq_ignore_ascii_case("noqa").then(|| comment[at + 4..].trim_start())?;
        rest.strip_prefix(':')
    });
    let is_code = |code: &&str| {
        let digits = code.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        digits.len() < code.len() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    codes
        .unwrap_or_default()
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|code| !code.is_empty())
        .take_while(is_code)
}

/// The codes of ruff's and flake8-isort's (`I001` …) and flake8-import-order's (`I100` …) checks.
fn is_import_order_code(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 4
        && bytes[0].eq_ignore_ascii_case(&b'I')
        && matches!(bytes[1], b'0' | b'1' | b'2')
        && bytes[2..].iter().all(u8::is_ascii_digit)
}

/// Whether a comment on a line of its own stays where it is and keeps imports from crossing it, because it is about
/// a place or a region and not about the import below: cell marks, regions, script metadata (PEP 723), directives whose
/// effect begins at their line, encoding cookies, and headings of groups of imports.
pub(crate) fn is_fence(comment: &str) -> bool {
    let body = comment.trim_start_matches('#').trim();
    is_mark(comment)
        || (!body.is_empty() && !body.contains(char::is_alphanumeric))
        || is_heading(&body.to_ascii_lowercase())
}

/// Whether `comment`, on a line of its own, speaks to a tool or an editor about the lines that follow, or about the file.
pub(crate) fn is_mark(comment: &str) -> bool {
    let body = comment.trim_start_matches('#').trim();
    let lower = body.to_ascii_lowercase();
    region(comment).is_some()
        || has_action(comment, &["isort", "usort"], &["split", "skip_file"])
        || body.starts_with("%%")
        || body.starts_with("In[")
        || body.starts_with("/// ")
        || body == "///"
        || matches!(lower.split_whitespace().next(), Some("region" | "endregion"))
        || ["<editor-fold", "</editor-fold", "-*-", "vim:", "vi:", "mypy:", "ruff:", "flake8:"]
            .iter()
            .any(|start| lower.starts_with(start))
        || (lower.starts_with("pyright:") && !lower.starts_with("pyright: ignore"))
        || (lower.starts_with("pylint:") && !lower.contains("disable-next"))
        || lower.starts_with("type: ignore")
        || lower.starts_with("type:ignore")
        || lower.contains("coding:")
        || lower.contains("coding=")
}

/// Whether a comment, in lower case and without `#`, names a group of imports, such as `third-party imports`.
fn is_heading(lower: &str) -> bool {
    const GROUPS: [&str; 21] = [
        "stdlib", "standard", "std", "builtin", "builtins", "built", "third", "3rd", "party", "local", "first",
        "project", "relative", "future", "system", "internal", "external", "own", "imports", "django", "app",
    ];
    const FILLERS: [&str; 22] = [
        "library",
        "libraries",
        "lib",
        "libs",
        "python",
        "in",
        "import",
        "module",
        "modules",
        "package",
        "packages",
        "application",
        "applications",
        "apps",
        "and",
        "from",
        "the",
        "dependencies",
        "core",
        "specific",
        "python's",
        "other",
    ];
    let is_separator =
        |c: char| c.is_whitespace() || matches!(c, '-' | '=' | '*' | '#' | ':' | '/' | '_' | '.' | ',' | '&');
    let mut words = lower.split(is_separator).filter(|word| !word.is_empty());
    let mut count = 0;
    let mut is_group = false;
    let is_known = words.all(|word| {
        count += 1;
        let is_in_group = GROUPS.contains(&word);
        is_group |= is_in_group;
        is_in_group || FILLERS.contains(&word)
    });
    is_known && is_group && count <= 6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usort_looks_at_the_start_of_each_piece_only() {
        for comment in ["#usort:skip", "#  usort : skip", "# noqa  # isort: skip - why", "# isort:skip_file"] {
            assert!(is_usort_skip(comment), "{comment}");
        }
        for comment in ["# NOQA isort:skip", "# foo usort:skip", "# USORT:SKIP", "#\tisort:skip"] {
            assert!(!is_usort_skip(comment), "{comment}");
        }
    }

    #[test]
    fn full_safety_looks_anywhere() {
        for comment in [
            "# NOQA isort:skip",
            "# isort: skip",
            "# noqa: E402, I001",
            "# noqa:I001",
            "# fmt: skip",
            "# isort: split",
            "# pylint: disable=wrong-import-order",
            "# NOQA: F401,I100 reason",
        ] {
            assert!(is_skip(comment), "{comment}");
        }
        for comment in [
            "# noqa",
            "# noqa: F401",
            "# noqa: F401 see I001",
            "# pylint: disable=C0413",
            "# myisort: skip",
            "# isort: skipped",
        ] {
            assert!(!is_skip(comment), "{comment}");
        }
    }

    #[test]
    fn regions_and_files() {
        assert_eq!(region("# isort: off"), Some(Region::Off));
        assert_eq!(region("# fmt:on"), Some(Region::On));
        assert_eq!(region("# yapf: disable"), Some(Region::Off));
        assert_eq!(region("# format: off"), None);
        assert_eq!(region("#yapf:disable"), Some(Region::Off));
        assert_eq!(region("# note: fmt : off"), Some(Region::Off));
        assert_eq!(region("# off: offset"), None);
        assert!(skips_file("doc\nisort: skip_file\n").is_some());
        assert!(skips_file("x = 1\n  # ruff: noqa: I001\n").is_some());
        assert!(skips_file("skip_file = 1  # ruff: noqa\n").is_none());
        assert!(is_file_noqa("# ruff: noqa"));
        assert!(is_file_noqa("#ruff:noqa: F401, I001"));
        assert!(is_file_noqa("# flake8: noqa: I001"));
        assert!(!is_file_noqa("# ruff: noqa: F401"));
        assert!(!is_file_noqa("# flake8: noqa"));
        assert!(!is_file_noqa("# noqa"));
    }

    #[test]
    fn fences_are_about_a_place() {
        for comment in [
            "# %% cell",
            "#%%",
            "# region imports",
            "# endregion",
            "# /// script",
            "# ///",
            "# pylint: disable=E1101",
            "# mypy: ignore-errors",
            "# third-party imports",
            "# Standard library",
            "# --- local ---",
            "# coding: utf-8",
        ] {
            assert!(is_fence(comment), "{comment}");
        }
        for comment in ["# pylint: disable-next=x", "# about the library os", "# first we need this", "# regional", "#"]
        {
            assert!(!is_fence(comment), "{comment}");
        }
    }
}
