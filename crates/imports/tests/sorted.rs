//! Whether a text is sorted is told by a shorter way than how it is sorted: both must say the same.

use harmless_imports::{ModuleContext, Settings, apply, is_sorted, plan, plan_edits};
use proptest::prelude::*;

/// A line, or more, of a text full of imports: mostly such as sorted ones are, and all that may stand among them.
fn piece() -> impl Strategy<Value = String> {
    let module = prop::sample::select(vec!["a", "a.b", "b", "B", "_c", "os", "sys", "sympy", "straße", "__future__"]);
    let name = prop::sample::select(vec!["x", "X", "y", "y as z", "z", "_w", "x"]);
    let dots = prop::sample::select(vec!["", "", ".", "..", "."]);
    let end = prop::sample::select(vec!["", "", "", "", "  # c", "  # noqa", "  # isort: skip", ";", " ", " # c"]);
    let names = prop::collection::vec(name, 1..4);
    let long = prop::sample::select(vec![0_usize, 0, 0, 70, 80]);
    let long_or_short = |module: &str, long| module.to_owned() + &"m".repeat(long);
    let from = (dots, module.clone(), names.clone(), end.clone(), long.clone()).prop_map(
        move |(dots, module, names, end, long)| {
            format!("from {dots}{} import {}{end}\n", long_or_short(module, long), names.join(", "))
        },
    );
    let exploded = (module.clone(), names, end.clone(), prop::sample::select(vec![",", ",", ""]), long).prop_map(
        move |(module, names, end, comma, long)| {
            let module = long_or_short(module, long);
            format!("from {module} import (\n    {}{comma}\n){end}\n", names.join(",\n    "))
        },
    );
    let plain = (prop::collection::vec(module, 1..3), prop::sample::select(vec!["", "", "", " as x", " as y"]), end)
        .prop_map(|(modules, alias, end)| format!("import {}{alias}{end}\n", modules.join(", ")));
    let others = prop::sample::select(vec![
        "\n",
        "\n",
        "\n\n",
        "# about it\n",
        "# %% cell\n",
        "# isort: off\n",
        "# isort: on\n",
        "x = 1\n",
        "if x:\n    import a\n    import b\n",
        "if x:\n  from a import (\n    y,\n  )\n",
        "from a import *\n",
        "\x0c\n",
        "'''\nimport a\n'''\n",
        "# isort: skip_file\n",
    ])
    .prop_map(str::to_owned);
    prop_oneof![4 => from, 1 => exploded, 4 => plain, 2 => others]
}

fn text() -> impl Strategy<Value = String> {
    let newline = prop::sample::select(vec!["\n", "\n", "\r\n"]);
    (prop::collection::vec(piece(), 0..9), newline, any::<bool>()).prop_map(|(pieces, newline, ends)| {
        let text = pieces.concat().replace('\n', newline);
        if ends { text } else { text.trim_end().to_owned() }
    })
}

fn settings() -> impl Strategy<Value = Settings> {
    any::<(bool, bool, bool)>().prop_map(|(collapse, merge, magic)| Settings {
        collapse_blank_lines_in_category: collapse,
        merge_imports: merge,
        magic_commas: magic,
        ..Settings::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_short_way_says_what_the_long_way_says(text in text(), settings in settings(), is_package in any::<bool>()) {
        let context = ModuleContext { is_package, ..ModuleContext::default() };
        let Ok(plan) = plan(&text, &settings, context) else {
            return Ok(());
        };
        prop_assert_eq!(is_sorted(&text, &settings, context), Ok(plan.edits.is_empty()), "{}", text);
        let sooner = plan_edits(&text, &settings, context).map(|plan| plan.edits);
        prop_assert_eq!(sooner.as_ref(), Ok(&plan.edits), "{}", text);
        if let Ok(sorted) = apply(&text, &plan, &settings, context) {
            prop_assert_eq!(is_sorted(&sorted, &settings, context), Ok(true), "{}", sorted);
        }
    }
}
