//! Which imports of a module run when it is executed, told from as little of its text as will do.
//!
//! Every statement that imports has the word `import`, so the words are looked for. Up to the last that may run, the text is read a line at a
//! time. Most of the others are in functions, which the indentation of lines shows.

use super::standing::{Standing, Surroundings};
use super::statements::Statements;
use super::{ModuleFacts, ModuleImport, When};
use crate::keyword::is_identifier_byte;
use crate::outline::{LineKind, LogicalLines, find_words};
use memchr::{memchr, memchr_iter, memchr2, memrchr2};
use rustc_hash::FxHashSet as HashSet;
use std::borrow::Cow;

/// A module read as far as it takes to tell which imports run when it is executed.
#[derive(Clone, Debug)]
pub enum Reading<'t> {
    /// The imports that run. No statement had to be studied, so what is used of the imports is not told; none of them is
    /// [dynamic](ModuleImport::is_dynamic).
    Imports {
        /// In order.
        imports: Vec<ModuleImport<Cow<'t, str>>>,
        /// Whether the module holds hardly anything else.
        only_imports: bool,
    },
    /// All there is to tell.
    Facts(Box<ModuleFacts>),
}

impl<'t> Reading<'t> {
    /// Reads `text`. Of a text that is no Python, what stands up to the fault.
    pub fn of(text: &'t str) -> Self {
        running_imports(text).unwrap_or_else(|| Self::Facts(Box::new(ModuleFacts::of(text))))
    }
}

/// The imports of `text` that run when the module is executed; `None` if its statements must be studied.
fn running_imports(text: &str) -> Option<Reading<'_>> {
    let Words { end, inside, dynamic } = Words::of(text);
    let mut running = Vec::new();
    if !(inside.is_empty() && dynamic.is_empty()) {
        let mut surroundings = Surroundings::new(text);
        let mut importing = Vec::new();
        let dynamic = dynamic.into_iter().map(|at| (at, true));
        for (at, is_dynamic) in dynamic.chain(inside.into_iter().map(|at| (at, false))) {
            match surroundings.standing(at)? {
                Standing::InString => {}
                Standing::InFunction(name) => importing.extend(name),
                Standing::Running if is_dynamic => return None,
                Standing::Running => running.push(at),
            }
        }
        if may_call(text, &mut surroundings, importing)? {
            return None;
        }
    }
    let end = running.last().map_or(end, |&last| end.max(last + 1));
    let facts = Statements::new(text).read_imports(end);
    // The function around it was hidden, so nobody asked whether it is called.
    let is_in_function = |&at: &usize| {
        let after = facts.imports.partition_point(|import| import.offset as usize <= at);
        after.checked_sub(1).is_some_and(|import| facts.imports[import].when == When::Lazily)
    };
    if running.iter().any(is_in_function) {
        return None;
    }
    let only_imports = facts.only_imports() && !binds_names(text)?;
    let mut imports = facts.imports;
    imports.retain(|import| matches!(import.when, When::Always | When::Sometimes));
    Some(Reading::Imports { imports, only_imports })
}

/// Whether statements of `text`, which defines no function and no class, bind names other than those like `__all__`; `None` if that takes
/// a closer look at them.
fn binds_names(text: &str) -> Option<bool> {
    let mut is_told = true;
    for line in LogicalLines::new(text) {
        let line = line.ok()?;
        let code = line.code().of(text);
        let (word, rest) = code.split_at(code.bytes().take_while(|&byte| is_identifier_byte(byte)).count());
        let rest = rest.trim_ascii_start();
        let equals_signs = || memchr_iter(b'=', code.as_bytes()).count();
        is_told &= match line.kind() {
            LineKind::Import | LineKind::FromImport | LineKind::LazyImport => true,
            // A string by itself, most often a docstring.
            LineKind::Simple if code.starts_with(['"', '\'']) => true,
            LineKind::Simple if rest.starts_with('=') && !rest.starts_with("==") => match word.starts_with("__") {
                true => equals_signs() == 1,
                false if line.depth() == 0 && !word.is_empty() => return Some(true),
                false => false,
            },
            LineKind::Simple if rest.starts_with("+=") => word.starts_with("__") && equals_signs() == 1,
            LineKind::Simple => word != "del" && equals_signs() == 0,
            LineKind::Compound => {
                matches!(word, "if" | "elif" | "else" | "try" | "finally")
                    && rest.ends_with(':')
                    && !rest.contains(":=")
            }
            LineKind::Several | LineKind::Decorator => false,
        };
    }
    is_told.then_some(false)
}

/// Where a text may import.
#[derive(Default)]
struct Words {
    /// The offset behind the first letter of the last `import` that begins a line as a statement may.
    end: usize,
    /// The offsets of the others that a statement may have, which may be in a suite.
    inside: Vec<usize>,
    /// The offsets of what may import modules by a call or look them up in `sys.modules`, as [`ModuleImport::is_dynamic`] has it.
    dynamic: Vec<usize>,
}

impl Words {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let is_name = |byte: Option<&u8>| byte.copied().is_some_and(is_identifier_byte);
        let mut words = Self::default();
        // Letters of `import` and `modules` that few other words have.
        for at in find_words(text, &[*b"mpo", *b"dul"]) {
            let begins_at = |back: usize, word: &[u8]| at >= back && bytes[at - back..].starts_with(word);
            if begins_at(2, b"modules") && takes_literal(&bytes[at + 5..], b'[') {
                words.dynamic.push(at - 2);
            }
            if !begins_at(1, b"import") {
                continue;
            }
            let at = at - 1;
            let (before, after) = (&bytes[..at], &bytes[at + "import".len()..]);
            let call = if before.ends_with(b"__") { after.strip_prefix(b"__") } else { after.strip_prefix(b"_module") };
            if call.is_some_and(|arguments| takes_literal(arguments, b'(')) {
                words.dynamic.push(at);
            }
            if is_name(before.last()) || is_name(after.first()) {
                continue;
            }
            let line = memrchr2(b'\n', b'\r', before).map_or(0, |end| end + 1);
            let (above, before) = (&before[..line], &before[line..]);
            let begins = |code: &[u8]| code.is_empty() || code.starts_with(b"from") || code.starts_with(b"lazy");
            // A statement begins a line, or stands behind a semicolon or a colon; a backslash may have cut it in two.
            let is_joined = above.trim_ascii_end().ends_with(b"\\");
            let follows = || {
                let separator = before.iter().rposition(|byte| matches!(byte, b';' | b':'));
                separator.is_some_and(|separator| begins(before[separator + 1..].trim_ascii_start()))
            };
            if begins(before) && !is_joined {
                words.end = at + 1;
            } else if is_joined || begins(before.trim_ascii_start()) || follows() {
                words.inside.push(at);
            }
        }
        words
    }
}

/// Whether `code` may begin with the bracket `open` and a literal in it.
fn takes_literal(code: &[u8], open: u8) -> bool {
    let Some(inside) = code.trim_ascii_start().strip_prefix(&[open]) else {
        return code.trim_ascii_start().starts_with(b"\\");
    };
    let inside = inside.trim_ascii_start();
    let prefix = inside.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    inside.first().is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'#' | b'\\'))
        || inside.get(prefix).is_some_and(|byte| matches!(byte, b'"' | b'\''))
}

/// Whether any of `functions` may be called by a statement of the module, or by a function that may be; `None` if there is doubt.
fn may_call<'t>(text: &'t str, surroundings: &mut Surroundings<'t>, mut functions: Vec<&'t str>) -> Option<bool> {
    functions.sort_unstable();
    functions.dedup();
    let mut seen: HashSet<&str> = functions.iter().copied().collect();
    while let Some(name) = functions.pop() {
        for at in calls_of(text, name) {
            match surroundings.standing(at)? {
                Standing::InString => {}
                Standing::InFunction(caller) => functions.extend(caller.filter(|caller| seen.insert(caller))),
                Standing::Running => return Some(true),
            }
        }
    }
    Some(false)
}

/// Where `name` may be called in `text`, as the study of its statements has calls.
fn calls_of<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = usize> {
    memchr::memmem::find_iter(text.as_bytes(), name).filter(move |&at| {
        let (before, after) = (&text.as_bytes()[..at], &text.as_bytes()[at + name.len()..]);
        let is_part = |byte: Option<&u8>| byte.is_some_and(|&byte| is_identifier_byte(byte));
        if is_part(before.last()) || is_part(after.first()) || is_in_comment(before) {
            return false;
        }
        let blanks = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let before = &before[..before.len() - blanks];
        let is_joined = before.trim_ascii_end().len() < before.len() && before.trim_ascii_end().ends_with(b"\\");
        let is_called = matches!(after.trim_ascii_start().first(), Some(b'(' | b'\\' | b'#'))
            && ![&b"."[..], b"def", b"class"].iter().any(|word| before.ends_with(word));
        is_called || is_joined || before.ends_with(b"@")
    })
}

/// Whether what follows `before` is surely in a comment, or in a string that goes over several lines.
fn is_in_comment(before: &[u8]) -> bool {
    let line = memrchr2(b'\n', b'\r', before).map_or(0, |end| end + 1);
    let before = &before[line..];
    memchr(b'#', before).is_some() && memchr2(b'"', b'\'', before).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_not_missed_where_a_bracket_hides_it() {
        let text = "def g():\n    y = [\n1]\n    import b\ng()\n";
        assert!(matches!(Reading::of(text), Reading::Facts(facts) if facts.imports[0].when == When::Sometimes));
    }

    #[test]
    fn only_what_is_code_is_a_call() {
        let text = |rest| format!("class C: pass\ndef f():\n    import a\nx = '''\n{rest}\n");
        let mentioned = text("f()\n# f()\n'''\n# f()");
        assert!(matches!(Reading::of(&mentioned), Reading::Imports { imports, .. } if imports.is_empty()));
        for called in ["'''; f()", "# '''; f()", "#'''\nf() # f()", "'''\nx = '#', f()"] {
            assert!(
                matches!(Reading::of(&text(called)), Reading::Facts(facts) if facts.imports[0].when == When::Sometimes)
            );
        }
    }
}
