//! Properties of the tree and of the rewrite layer, on programs put together at random.

use harmless_syntax::module::{FunctionFacts, ModuleFacts, ModuleImport, Reading, When};
use harmless_syntax::names::Names;
use harmless_syntax::outline::{Headers, LineKind, LogicalLines, Pass};
use harmless_syntax::rewrite::{Change, Composition, Piece};
use harmless_syntax::{NodeId, Tree};
use harmless_text::TextRange;
use proptest::prelude::*;

/// Expressions: names, literals of all kinds, and everything that brackets, commas and precedence play a part in.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "a",
        "b.c",
        "ab",
        "1",
        "2.5",
        "0x1f",
        "'s'",
        "\"é\"",
        "b'x'",
        "'a' \"b\"",
        "f'{a}'",
        "f\"{a!r:>{b}} {{}}\"",
        "rf'''{\n a}'''",
        "t'{a}'",
        "...",
        "None",
        "()",
        "[]",
        "{}",
        "'''\n  x\n'''",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(4, 24, 3, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            (pair.clone(), prop::sample::select(vec!["+", "-", "**", "==", " in ", " is not ", " and ", "  or ", "@"]))
                .prop_map(|((a, b), operator)| format!("({a}{operator}{b})")),
            pair.clone().prop_map(|(a, b)| format!("({a})({b}, *{b}, k={a}, **{b})")),
            pair.clone().prop_map(|(a, b)| format!("[{a},  # one\n   {b}, # two\n]")),
            pair.clone().prop_map(|(a, b)| format!("{{{a}: {b}, **({a})}}")),
            pair.clone().prop_map(|(a, b)| format!("(lambda x, /, *y, z={a}: {b})")),
            pair.clone().prop_map(|(a, b)| format!("({a} if {b} else\n\t{a})")),
            pair.clone().prop_map(|(a, b)| format!("({a})[{b}:, ...]")),
            pair.clone().prop_map(|(a, b)| format!("[{a} for q, r in ({b}) if {a}]")),
            pair.prop_map(|(a, b)| format!("(y := {a}, {b}, )")),
            inner.clone().prop_map(|a| format!("(not(-({a})))")),
            inner.prop_map(|a| format!("(({a})).d")),
        ]
    })
}

/// A statement in logical lines, each with its indentation.
fn statement() -> impl Strategy<Value = Vec<String>> {
    let simple = (expression(), expression(), 0..9usize).prop_map(|(a, b, which)| match which {
        0 => vec![format!("x = y = {a}")],
        1 => vec![format!("x: {a} = {b}")],
        2 => vec![format!("assert {a}, {b}  # why")],
        3 => vec![format!("del x, y; x = {a} ; pass")],
        4 => vec![format!("x += \\\n  {a}")],
        5 => vec!["from a import (b as c,  # b\n    d,)".to_owned()],
        6 => vec!["import a.b, c as d".to_owned()],
        7 => vec!["# alone".to_owned(), a],
        _ => vec![format!("type T[X: {a}, *Y] = {b}")],
    });
    simple.prop_recursive(3, 12, 2, |inner| {
        let suite = prop::collection::vec(inner, 1..3).prop_map(|suite| suite.concat());
        (expression(), suite, 0..9usize).prop_map(|(a, suite, which)| {
            // Lines that have a suite end in a colon and nothing else.
            let headers = match which {
                0 => vec![format!("if {a}:"), "elif b:".into(), "else:".into()],
                1 => vec![format!("for x, y in {a}:"), "else:".into()],
                2 => vec![format!("@{a}"), "# why".into(), format!("async def f[T](a: {a}, *, k={a}) -> {a}:")],
                3 => vec![format!("class C({a}, metaclass=M):")],
                4 => vec!["try:".into(), "except* E as e:".into(), "else:".into(), "finally:".into()],
                5 => vec![format!("with (({a}) as x, b):")],
                6 => vec![format!("while {a}:")],
                7 => vec!["match a: # subject".into(), format!(" case [1, *r] | {{'k': C(x=v), **m}} if {a}:")],
                _ => vec!["def g(): return".into(), String::new(), "def h(x, /):".into()],
            };
            let mut lines = Vec::new();
            for header in headers {
                let has_suite = header.ends_with(':');
                lines.push(header);
                if has_suite {
                    lines.extend(suite.iter().map(|line| format!("  {line}")));
                }
            }
            lines
        })
    })
}

fn program() -> impl Strategy<Value = String> {
    let ends = prop::sample::select(vec!["\n", "\r\n", "\r", "\n\n\x0c\n"]);
    (prop::collection::vec(statement(), 0..4), ends, any::<bool>()).prop_map(|(statements, end, last)| {
        let text = statements.concat().join("\n").replace('\n', end.trim_end_matches("\n\x0c\n"));
        if last { format!("{text}{end}") } else { text }
    })
}

/// Checks that tokens, comments and blanks tile the text, and that nodes nest and follow each other.
fn check_tiling(tree: &Tree) -> Result<(), TestCaseError> {
    let text = tree.text();
    let mut pieces: Vec<TextRange> = tree.tokens().map(|token| tree.token_range(token)).collect();
    prop_assert!(pieces.is_sorted_by_key(|range| (range.start(), range.end())));
    pieces.extend(tree.comments());
    pieces.sort();
    let mut at = 0;
    for piece in pieces {
        prop_assert!(piece.start() >= at, "pieces overlap at {at}");
        let gap = &text[at as usize..piece.start() as usize];
        prop_assert!(gap.chars().all(|c| " \t\x0c\r\n\\\u{feff}".contains(c)), "not tiled: {gap:?}");
        at = piece.end();
    }
    prop_assert!(text[at as usize..].chars().all(|c| " \t\x0c\r\n\\".contains(c)));
    for node in tree.nodes() {
        let range = tree.range(node);
        let mut from = range.start();
        for child in tree.child_nodes(node) {
            prop_assert_eq!(tree.parent(child), Some(node));
            prop_assert!(tree.range(child).start() >= from && range.contains_range(tree.range(child)));
            from = tree.range(child).end();
        }
    }
    Ok(())
}

fn apply(tree: &Tree, composition: &Composition) -> (String, Vec<(TextRange, TextRange)>) {
    let (edits, marks) = composition.edits(tree);
    let mut out = String::new();
    let mut at = 0;
    for edit in edits {
        out.push_str(&tree.text()[at..edit.range.start() as usize]);
        out.push_str(&edit.text);
        at = edit.range.end() as usize;
    }
    out.push_str(&tree.text()[at..]);
    (out, marks.into_iter().map(|mark| (mark.old, mark.new)).collect())
}

/// What statements that act on others are made of.
const WORDS: &[&str] = &[
    "import a",
    "from a import b",
    "def f(",
    "def f(): ",
    "class C(",
    "exec",
    "open",
    "next",
    "vars",
    "with ",
    "if x: ",
    "@",
    "a",
    "b.c",
    "f",
    "cls.x",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    ":",
    "=",
    "+=",
    ".",
    " ",
    "    ",
    "\n",
    "\n    ",
    "'w'",
    "module='m'",
    "\\\n",
    "é",
    "# c",
    "warnings.filterwarnings",
    "import warnings",
    "setattr",
    "global g",
    "del ",
    "lambda: ",
    "for i in ",
];

/// Lines that import, that seem to, and that stand around them.
const LINES: &[&str] = &[
    "import a",
    "from a import (b,",
    "c)",
    "from a \\",
    "import b",
    "x = 1; import c",
    "x = 1; y = 2",
    "def f():",
    "class C:",
    "@decorate",
    "f()",
    "if x: import d",
    "if x:",
    "else: from \\",
    "a import e",
    "'''",
    "# import nothing: import",
    "important = 1",
    "__all__ = ['a', 'b']",
    "__all__ += [a for b in c]",
    "__all__ = x = ['a']",
    "del x",
    "for y in z:",
    "except E as e:",
    "try:",
    "import_module('m')",
    "x = __import__ (",
    "'m')",
    "sys.modules['m']",
    "def g(): import h",
    "g()",
    "def h():",
    "h()",
    "register(f)",
    "handlers = [h]",
    "lazy import i",
    "pass",
    "def __init__(self):",
    "C()",
    "if __name__ == '__main__':",
    "def f(a=g(),",
    "b=1):",
    "async def g():",
    "class C(",
    "):",
    "y = [",
    "for i in j]",
    "]",
    "x = \"\"\"",
    "# \"\"\"",
    "y = 'a \\",
    "b'",
    "...",
    "\x0cdef g():",
    "\tdef f(): pass",
    "x = 1 \\",
    "# \\",
    "''' \\",
    "undef",
    "# f() 'g()",
    "'''# f()",
    "'''; f()",
    "''' # g()",
    "# '''; f()",
    "x = f\"\"\"{f()}",
    "\"\"\" if f() else '''",
    "] + [g()]",
    "class D(g()):",
    "y = (1",
    "if __name__ == '__main__'",
    "else g())",
    "if __name__ == '__main__': g()",
    "'''import'''; g()",
    "''' '''; h() \\",
    "def h(a='''",
    "    import_module('m')",
    "# a\rg()",
    "    \x0cg()",
    "def f(a=g(),\nb=1): pass",
    "y = 'a \\\ndef f(): \\\n    '; g()",
    "y = \"a \\\n''' b\"\ng()\ny = \"a \\\n''' b\"",
    "class C:\n    def __init__(self):\n        import k",
    "class E:\n    class C:\n        def __init__(self): import k",
    "E()",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// What a module does can be asked of any text, Python or not.
    #[test]
    fn any_text_can_be_studied(words in prop::collection::vec(prop::sample::select(WORDS), 0..24)) {
        let text = words.concat();
        ModuleFacts::of(&text);
        ModuleFacts::of_call(&text, "f");
        FunctionFacts::of(&text);
        Reading::of(&text);
    }

    /// What is passed over is what nobody wants to see, and everything else comes as if nothing had been passed over.
    #[test]
    fn only_what_is_to_be_passed_is_skipped(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..24),
        headers in prop::sample::select(vec![Headers::None, Headers::AboveSuite, Headers::All]),
        (several, commented) in any::<(bool, bool)>(),
        indented in 0..5_usize,
    ) {
        let text = words.concat();
        let stops_at: Option<fn(&str) -> bool> = if commented { None } else { Some(|_| true) };
        let pass = Pass { headers, several, stops_at, indented };
        let (mut all, mut some) = (LogicalLines::new(&text), LogicalLines::new(&text));
        loop {
            let skipped = some.skip_lines(pass);
            let next = skipped.map_or_else(|fault| Some(Err(fault)), |_| some.next());
            let mut passed = 0;
            let same = loop {
                match all.next() {
                    line if line == next => break line,
                    Some(Ok(line)) => {
                        let is_passed = match line.kind() {
                            LineKind::Simple => true,
                            LineKind::Compound => {
                                headers == Headers::All
                                    || (headers == Headers::AboveSuite && line.code().of(&text).ends_with(':'))
                            }
                            LineKind::Decorator => headers != Headers::None,
                            LineKind::Several => several && !["import", "from"].iter().any(|word| line.code().of(&text).starts_with(word)),
                            _ => false,
                        };
                        prop_assert!(is_passed && (commented || !line.has_comment_above()) && !line.is_suspect(), "{text}");
                        prop_assert!(line.indentation().len() as usize >= indented, "{text}");
                        passed += 1;
                    }
                    line => prop_assert!(false, "{text}: {line:?}, not {next:?}"),
                }
            };
            prop_assert!(skipped.is_err() || skipped == Ok(passed > 0), "{text}");
            if !matches!(same, Some(Ok(_))) {
                break;
            }
            prop_assert_eq!(some.ended_suite(), all.ended_suite());
            prop_assert!(some.headers().eq(all.headers()));
        }
    }

    /// It makes no difference to what an import does whether the functions were read before they were called.
    #[test]
    fn the_functions_change_nothing(lines in prop::collection::vec((0..3_usize, prop::sample::select(LINES)), 0..18)) {
        let text: String = lines.iter().map(|(depth, line)| format!("{}{line}\n", "    ".repeat(*depth))).collect();
        let (facts, (_, again)) = (ModuleFacts::of(&text), FunctionFacts::of(&text));
        let is_same = (facts.imports, facts.bindings, facts.effects) == (again.imports, again.bindings, again.effects);
        prop_assert!(is_same || Tree::parse(text.clone()).is_err(), "{text}");
    }

    /// A reading that stops early tells the same running imports as the study of the whole.
    #[test]
    fn a_short_reading_misses_no_import(lines in prop::collection::vec((0..3_usize, prop::sample::select(LINES)), 0..18)) {
        let text: String = lines.iter().map(|(depth, line)| format!("{}{line}\n", "    ".repeat(*depth))).collect();
        if let Reading::Imports { imports, only_imports } = Reading::of(&text) {
            fn place<N>(import: &ModuleImport<N>) -> (u32, When, usize) {
                (import.offset, import.when, import.names.len())
            }
            let facts = ModuleFacts::of(&text);
            let is_thin = facts.only_imports();
            let mut whole = facts.imports;
            whole.retain(|import| matches!(import.when, When::Always | When::Sometimes));
            let is_same = imports.iter().map(place).eq(whole.iter().map(place)) && only_imports == is_thin;
            prop_assert!(is_same || Tree::parse(text.clone()).is_err(), "{text}");
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_tree_tiles_every_program(text in program()) {
        let tree = Tree::parse(text.clone());
        prop_assert!(tree.is_ok(), "{text:?}: {:?}", tree.err());
        if let Ok(tree) = tree {
            prop_assert_eq!(tree.text(), &text);
            check_tiling(&tree)?;
        }
    }

    #[test]
    fn names_are_found_wherever_they_are_bound(text in program()) {
        if let Ok(tree) = Tree::parse(text) {
            let names = Names::new(&tree, None);
            for (id, binding) in names.bindings() {
                prop_assert_eq!(names.binding_at(binding.at.start()).map(|found| names.binding(found).name), Some(binding.name));
                prop_assert!(names.same_variable(id).contains(&id));
            }
            for reference in names.references() {
                prop_assert_eq!(reference.at.of(tree.text()), reference.name);
                for &id in names.resolve(reference) {
                    prop_assert_eq!(names.binding(id).name, reference.name);
                }
            }
        }
    }

    /// Wraps expressions, nested ones too, in one pass: nothing else changes, and each is where its mark says.
    #[test]
    fn changes_compose(text in program(), picks in prop::collection::vec(any::<prop::sample::Index>(), 0..12)) {
        let Ok(tree) = Tree::parse(text) else { return Ok(()) };
        let atoms: Vec<NodeId> = tree
            .nodes()
            .filter(|&node| tree.kind(node).is_expression() && tree.node_text(node).starts_with('('))
            .filter(|&node| tree.own_bracket(node).is_some())
            .collect();
        if atoms.is_empty() {
            return Ok(());
        }
        let mut picked: Vec<NodeId> = picks.iter().map(|pick| atoms[pick.index(atoms.len())]).collect();
        picked.sort();
        picked.dedup();
        let mut composition = Composition::default();
        let mut wrapped = 0;
        for &node in &picked {
            let range = tree.range(node);
            let pieces = vec![Piece::Text("\u{1}".into()), Piece::copy(range), Piece::Text("\u{2}".into())];
            wrapped += usize::from(composition.add(vec![Change { range, pieces }]).is_ok());
        }
        prop_assert_eq!(wrapped, picked.len(), "what nests composes");
        let (out, marks) = apply(&tree, &composition);
        let bare = |text: &str| text.replace(['\u{1}', '\u{2}'], "");
        prop_assert_eq!(bare(&out), tree.text());
        prop_assert_eq!(out.matches('\u{1}').count(), wrapped);
        for (old, new) in marks {
            prop_assert_eq!(bare(new.of(&out)), old.of(tree.text()));
        }
    }
}
