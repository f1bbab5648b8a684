//! Source that is nested so deeply that plain recursion over it would overflow any stack.

use harmless_syntax::rewrite::{Change, Composition, Piece};
use harmless_syntax::{Kind, Tree, check_syntax};
use harmless_text::TextRange;

/// What repeats, what is around it, and what closes it again.
const SHAPES: [(&str, &str, &str); 10] = [
    ("1 + ", "1", ""),
    ("2 ** ", "1", ""),
    ("not ", "a", ""),
    ("-", "a", ""),
    ("lambda: ", "a", ""),
    ("a if b else ", "a", ""),
    ("(", "a", ")"),
    ("[", "", "]"),
    ("f(", "", ")"),
    ("", "a", ".b"),
];

fn source((open, middle, close): (&str, &str, &str), depth: usize, end: &str) -> String {
    format!("x = {}{middle}{}{end}\n", open.repeat(depth), close.repeat(depth))
}

#[test]
fn deep_source_is_parsed_or_refused() {
    for shape in SHAPES {
        let text = source(shape, 100_000, "");
        let tree = Tree::parse(text.as_str()).expect("Python");
        assert!(tree.tokens().count() > 100_000, "{shape:?}");
        assert_eq!(check_syntax(&text), Ok(()), "{shape:?}");
        let text = source(shape, 100_000, " 1 $");
        assert!(Tree::parse(text.as_str()).is_err(), "{shape:?}");
        assert!(check_syntax(&text).is_err(), "{shape:?}");
    }
}

#[test]
fn deep_changes_are_composed() {
    let depth = 20_000;
    let tree = Tree::parse(source(("f(", "a", ")"), depth, "")).expect("Python");
    let mut composition = Composition::default();
    for call in tree.nodes().filter(|&node| tree.kind(node) == Kind::Call) {
        let range = tree.range(call);
        let inner = TextRange::new(range.start() + 2, range.end() - 1);
        let pieces = vec![Piece::Text("[".into()), Piece::copy(inner), Piece::Text("]".into())];
        composition.add(vec![Change { range, pieces }]).expect("within what is embedded");
    }
    let edits = composition.edits(&tree).0;
    assert_eq!(edits.len(), 1);
    assert_eq!(edits[0].text, format!("{}a{}", "[".repeat(depth), "]".repeat(depth)));
}
