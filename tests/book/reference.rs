//! The reference pages, made from the programs themselves: their help, their settings, their output formats and exit codes.

use super::{compare_file, root};
use harmless_testkit::Project;
use std::fs;
use std::path::Path;

const IMPORTS: &str = env!("CARGO_BIN_EXE_harmless-imports");
const CODEMOD: &str = env!("CARGO_BIN_EXE_harmless-codemod");
const RELEASE: &str = env!("CARGO_BIN_EXE_harmless-release");

/// What stands first in every page made here.
const NOTE: &str = "<!-- Made by `HARMLESS_UPDATE=1 cargo test --test it book`. -->\n";

/// What a program prints on standard output in a project.
fn print(project: &Project, program: &str, arguments: &[&str]) -> String {
    project.run(program, arguments).expect("the program starts").text()
}

/// The names of the commands that a help lists.
fn commands(help: &str) -> Vec<String> {
    let listed = help.split_once("Commands:\n").map_or("", |(_, rest)| rest);
    listed
        .lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(String::from)
        .collect()
}

/// The help of a program and of each of its commands.
fn options(program: &str) -> String {
    let project = Project::new();
    let name = Path::new(program).file_name().expect("a name").to_string_lossy().into_owned();
    let help = print(&project, program, &["--help"]);
    let mut page = format!("# `{name}`\n\n{NOTE}\n```text\n{}```\n", trimmed(&help));
    for command in commands(&help) {
        let help = print(&project, program, &[&command, "--help"]);
        page += &format!("\n## `{command}`\n\n```text\n{}```\n", trimmed(&help));
    }
    page
}

/// The text without blanks at the ends of lines, which help pads with.
fn trimmed(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The rows of a table of exit codes: what the documentation of the variants of `Exit` says, each with its number.
fn exit_codes(path: &str) -> String {
    let source = fs::read_to_string(root().join(path)).expect("readable");
    let (_, body) = source.split_once("enum Exit {\n").expect("the exit codes");
    let (body, rest) = body.split_once("\n}").expect("the end");
    let mut rows = String::from("| code | meaning |\n| --- | --- |\n");
    let mut said = String::new();
    for line in body.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("/// ") {
            let words = words.trim_end_matches('.');
            said = words[..1].to_lowercase() + &words[1..];
        } else if let Some(variant) = line.strip_suffix(',') {
            let (name, number) = variant.split_once(" = ").unwrap_or((variant, ""));
            let arm = format!("Self::{name} => ");
            let given = rest.split_once(&arm).and_then(|(_, rest)| rest.split_once(','));
            let number = if number.is_empty() { given.expect("a number").0 } else { number };
            let words = said.strip_prefix(&format!("{number}: ")).unwrap_or(&said);
            rows += &format!("| {number} | {words} |\n");
        }
    }
    rows
}

fn exits() -> String {
    format!(
        "# Exit codes\n\n{NOTE}
A greater code wins where several things happened, so 2 beats 1. A reader that goes away, as in `… | head`, is no failure: 0.

## `harmless-imports`, `harmless-codemod`

{}
## `harmless-release`

{}",
        exit_codes("crates/report/src/exit.rs"),
        exit_codes("crates/cli/src/release/output.rs")
    )
}

/// Who else reads the formats in the tests.
const CHECKED: &str = "## What checks them

`tests/external/run` gives the output of both tools to what their readers publish:

| format | is read by |
| --- | --- |
| `json`, `json-lines` | a JSON schema of our own, by check-jsonschema |
| `github` | act, a runner of GitHub's workflows, which runs the action too; and each command is, byte for byte, the one that GitHub's `@actions/core` writes |
| `gitlab` | the published types of Code Climate's reports (`codeclimate-types`), by TypeScript; and what GitLab's documentation and its own importer ask for, as a JSON schema |
| `junit` | the schema of Jenkins, by xmlschema; and junitparser |
| `sarif` | the schema of OASIS, by check-jsonschema; and the validator of SARIF's authors with the rules of GitHub's code scanning |
";

/// One run in each of the output formats.
fn formats() -> String {
    let source = "import sys\nimport os\n\nprint(os, sys)\n";
    let project = Project::with([("app.py", source), ("broken.py", "import b\nimport a\nx = = 1\n")]);
    let mut page = format!(
        "# Output formats\n\n{NOTE}
`--output-format`, or `HARMLESS_OUTPUT_FORMAT`. The same findings in each: `app.py` is not sorted, `broken.py` is not Python. Findings in formats
for programs go to standard output, and nothing else does. Every finding has a path, a place (lines and columns from 1, columns in
characters), a code, a severity and a message; most have a fix. What rules of codemods find bears the id of the rule: as `rule` in JSON, as the
name of the check elsewhere.

After a run over several files of which one changed or failed, the last line sums up. It goes to standard error, and not with `-q` or a format for programs.
"
    );
    let formats = ["concise", "full", "json", "json-lines", "github", "gitlab", "junit", "sarif"];
    for format in formats {
        let output = project.run(IMPORTS, &["check", "--output-format", format]).expect("the program starts");
        let language = match format {
            "json" | "json-lines" | "gitlab" | "sarif" => "json",
            "junit" => "xml",
            _ => "text",
        };
        // People see both streams, the totals at the end; programs read standard output.
        let (told, total) = match output.stderr.trim_end().rsplit_once('\n') {
            Some((told, total)) if language == "text" && format != "github" => {
                (format!("{told}\n"), format!("{total}\n"))
            }
            _ => (String::new(), String::new()),
        };
        let text = trimmed(&(told + &output.text() + &total));
        page += &format!("\n## `{format}`\n\n```{language}\n{text}```\n");
    }
    page += &format!("\n## Codes\n\n{}\n{CHECKED}", super::codes::table());
    page
}

/// The rule files that come with the book, whose tests must pass.
fn codemods() -> String {
    let directory = root().join("docs/rules");
    let project = Project::new();
    let tested = project.run(CODEMOD, &["test", &directory.to_string_lossy()]).expect("the program starts");
    assert!(tested.status.success() && !tested.text().starts_with("0 passed"), "{tested}");
    let mut names: Vec<String> = fs::read_dir(&directory)
        .expect("the rules")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let mut page = format!(
        "# Codemods to start from\n\n{NOTE}
Rule files with their tests. Take one as it is, or as the beginning of your own:

```sh
harmless-codemod run unittest-aliases.toml tests
```

Rules that are `unsafe` need `--unsafe`: what they change may depend on more than the code says. [Codemods](../codemod.md) explains the keys.
"
    );
    for name in names {
        let text = fs::read_to_string(directory.join(&name)).expect("readable");
        let rules = print(&project, CODEMOD, &["list", &directory.join(&name).to_string_lossy()]);
        let (title, rules) = rules.split_once('\n').expect("a title");
        let (id, description) = name
            .strip_suffix(".toml")
            .and_then(|id| Some((id, title.split_once(&format!("{id}: "))?.1)))
            .expect("a file is called like its codemod");
        page += &format!(
            "\n## `{id}`\n\nFor {description}: [{name}](../rules/{name})\n\n```text\n{rules}```\n\n\
             <details>\n<summary>The file</summary>\n\n```toml\n{text}```\n\n</details>\n"
        );
    }
    page
}

/// The table of modules of other origin whose import has effects.
fn known_modules() -> String {
    let table = fs::read_to_string(root().join("crates/project/src/known.txt")).expect("readable");
    let mut page = format!(
        "# Modules with effects\n\n{NOTE}
An import of one of these keeps its place among imports of what stands beside it. They are no part of your code base, so
[the rules](../order.md) cannot read what they do. Modules of your own that the rules do not see through go into `side-effect-modules`.

| module | keeps its place among | since it |
| --- | --- | --- |
"
    );
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let mut field = || fields.next().expect("three fields");
        let (name, with, reason) = (field(), field(), field());
        let with = match with {
            "*" => "all imports".to_owned(),
            with => with.split(' ').map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
        };
        page += &format!("| `{name}` | {with} | {reason} |\n");
    }
    page
}

#[test]
fn reference_pages_are_what_the_programs_say() {
    let mut faults = Vec::new();
    let pages = [
        ("harmless-imports.md", options(IMPORTS)),
        ("harmless-codemod.md", options(CODEMOD)),
        ("harmless-release.md", options(RELEASE)),
        ("settings.md", super::settings::page(NOTE, IMPORTS, CODEMOD)),
        ("exit-codes.md", exits()),
        ("output-formats.md", formats()),
        ("codemods.md", codemods()),
        ("known-modules.md", known_modules()),
    ];
    for (name, text) in pages {
        assert!(text.len() > 500, "{name} is nearly empty:\n{text}");
        faults.extend(compare_file(&Path::new("docs/reference").join(name), &text));
    }
    assert!(faults.is_empty(), "{faults:?}\nHARMLESS_UPDATE=1 cargo test --test it book writes them anew");
}
