//! The page of settings: what `--show-settings` says of the defaults, and what each key means.

use harmless_testkit::Project;

/// What is said of the keys of `[tool.harmless.imports]` that hold in every style.
const IMPORTS: [(&str, &str); 18] = [
    ("safety", "`\"full\"` moves less than µsort where moving may do harm; `\"usort\"` does exactly as µsort"),
    ("style", "`\"usort\"` or `\"isort-black\"`: in whose manner imports are ordered and written"),
    ("categories", "the categories in their order; one blank line between two of them"),
    ("default-category", "where modules go that nothing is known about"),
    (
        "known",
        "a table of further categories' modules: `known.first_party = [\"parcel\"]`; only the first part of a name counts",
    ),
    ("side-effect-modules", "imports of these are barriers: they stay, and none crosses them"),
    ("first-party-detection", "the package that the file belongs to is first-party"),
    ("magic-commas", "a comma after the last name keeps the names on lines of their own"),
    ("merge-imports", "statements that import from the same module become one"),
    ("preserve-inline-comments", "the comment behind a statement that imports one name belongs to the name"),
    ("collapse-blank-lines-in-category", "blank lines between imports of one category go; otherwise one stays"),
    ("line-length", "columns; `[tool.black] line-length` if it is not set here"),
    ("exclude", "globs of what is left out of walks"),
    ("extend-exclude", "more of them"),
    ("force-exclude", "leave out also what is named on the command line, as hooks do"),
    ("respect-gitignore", "leave out what git ignores"),
    ("excludes", "µsort's key, in `[tool.usort]` alone: patterns in gitignore's language"),
    ("required-version", "a version or a specifier such as `\">=0.1,<1\"`: any other version refuses to run"),
];

/// Keys that `--show-settings` shows only where they are set.
const OPTIONAL: [&str; 3] = ["known", "excludes", "required-version"];

/// The lines `key = value` that a command shows where nothing is set.
fn defaults(program: &str, arguments: &[&str], project: &Project) -> Vec<(String, String)> {
    let output = project.run(program, &[arguments, &["--show-settings"]].concat()).expect("the program starts");
    let line = |line: &str| {
        let (key, value) = line.strip_suffix("  # default")?.split_once(" = ")?;
        Some((key.to_owned(), value.to_owned()))
    };
    output.text().lines().filter_map(line).collect()
}

fn as_toml(table: &str, lines: &[(String, String)]) -> String {
    let lines: String = lines.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
    format!("```toml\n[{table}]\n{lines}```\n")
}

/// The page.
///
/// # Panics
/// If a key is not explained, or one is explained that is none.
pub(super) fn page(note: &str, imports: &str, codemod: &str) -> String {
    let plain = Project::with([("pyproject.toml", "")]);
    let usort = defaults(imports, &["check"], &plain);
    let style = Project::with([("pyproject.toml", "[tool.harmless.imports]\nstyle = \"isort-black\"\n")]);
    let mut black = defaults(imports, &["check"], &style);
    black.retain(|line| !usort.contains(line));
    let mut shown: Vec<&str> = usort.iter().map(|(key, _)| key.as_str()).chain(OPTIONAL).collect();
    let mut explained: Vec<&str> = IMPORTS.iter().map(|(key, _)| *key).collect();
    shown.sort_unstable();
    explained.sort_unstable();
    assert_eq!(explained, shown, "the keys that are explained, and those there are");
    let rows: String = IMPORTS.iter().map(|(key, meaning)| format!("| `{key}` | {meaning} |\n")).collect();
    format!(
        "# Settings\n\n{note}
All are read from the nearest `pyproject.toml` above a file, or from the file of `--config`. `--show-settings` shows each with where it comes
from, `--isolated` reads none. An unknown key or table is an error, with a suggestion. Keys are
written with hyphens; underscores mean the same in our tables, and only there. Options of the command line win over settings.

## `harmless-imports`

From weak to strong: `[tool.black] line-length`, `[tool.usort]` (which spells keys with underscores), `[tool.harmless.imports]`.

| key | means |
| --- | --- |
{rows}
The defaults:

{}
With `style = \"isort-black\"` also these, which [styles](../style.md) explains:

{}
## `harmless-codemod`

{}
They mean the same as above. The keys of rule files are [with the tool](../codemod.md#rule-files).

## `harmless-release`

They are [with the tool](../release.md#settings); `[tool.attribution]` is read as well. `harmless-release debug` shows what holds.
",
        as_toml("tool.harmless.imports", &usort),
        as_toml("tool.harmless.imports", &black),
        as_toml("tool.harmless.codemod", &defaults(codemod, &["rewrite", "a", "b"], &plain)),
    )
}
