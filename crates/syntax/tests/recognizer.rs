//! The law of the recognizer, tried on tricky programs and on random mutants of them: what it calls valid, the full parser
//! accepts. `examples/recognize.rs` tries it for longer, on whole code bases.

use harmless_syntax::{Verdict, recognize};
use mutation::{Random, mutate};
use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};

mod mutation;

/// Programs that the recognizer follows.
const FOLLOWED: &str = include_str!("recognizer/followed.txt");
/// Texts that it leaves to the parser; most are no programs.
const LEFT: &str = include_str!("recognizer/left.txt");

fn programs(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split("---\n")
}

fn is_accepted(text: &str) -> bool {
    ruff_python_parser::parse_module(text).is_ok()
}

#[test]
fn common_programs_need_no_parser() {
    for program in programs(FOLLOWED) {
        assert!(is_accepted(program), "no program: {program}");
        for newline in ["\n", "\r\n", "\r"] {
            let program = program.replace('\n', newline);
            assert_eq!(recognize(&program), Verdict::Valid, "{program:?}");
        }
        assert_eq!(recognize(program.trim_end()), Verdict::Valid, "{program:?}");
    }
}

#[test]
fn what_is_rare_or_wrong_is_left_to_the_parser() {
    for program in programs(LEFT) {
        assert!(matches!(recognize(program), Verdict::Unsure { .. }), "{program}");
    }
}

#[test]
fn deep_nesting_is_left_to_the_parser() {
    for (open, close) in
        [("(", ")"), ("[", "]"), ("{", "}"), ("f(", ")"), ("a[", "]"), ("lambda: ", ""), ("f'''{", "}'''")]
    {
        let nested = |depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
        assert_eq!(recognize(&nested(1)), Verdict::Valid);
        assert!(matches!(recognize(&nested(100_000)), Verdict::Unsure { .. }));
    }
    let blocks: String = (0..500).map(|depth| format!("{}if 1:\n", " ".repeat(depth))).collect();
    assert!(matches!(recognize(&blocks), Verdict::Unsure { .. }));
    let row = format!("x = {}1\n", "- not 1 if 1 else ".repeat(50_000).replace("- ", ""));
    assert_eq!(recognize(&row), Verdict::Valid);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_recognized_is_accepted(seed in any::<u64>()) {
        let random = &mut Random::new(seed);
        let followed: Vec<&str> = programs(FOLLOWED).collect();
        let program = followed[random.below(followed.len())];
        let other = followed[random.below(followed.len())];
        for _ in 0..20 {
            let mutant = mutate(program, other, random);
            prop_assert!(matches!(recognize(&mutant), Verdict::Unsure { .. }) || is_accepted(&mutant), "{mutant:?}");
        }
    }
}
