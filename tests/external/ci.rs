//! The workflows and the action: valid for GitHub, true to `.ci/run`, and the action's steps run.

use super::{act, program, root};
use harmless_testkit::Project;
use std::path::PathBuf;
use std::process::Command;

fn workflows() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(".github/workflows")).expect("workflows");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

#[track_caller]
fn conforms(schema: &str, files: &[PathBuf]) {
    let output = Command::new(program("check-jsonschema"))
        .args(["--builtin-schema", schema])
        .args(files)
        .output()
        .expect("check-jsonschema starts");
    assert!(output.status.success(), "{output:?}");
}

#[test]
#[ignore = "needs check-jsonschema: tests/external/run"]
fn github_takes_the_workflows_and_the_action() {
    conforms("vendor.github-workflows", &workflows());
    conforms("custom.github-workflows-require-timeout", &workflows());
    conforms("vendor.github-actions", &[root().join("action.yml")]);
}

/// All but the advisories, which need a network.
#[test]
#[ignore = "needs cargo-deny: tests/external/run"]
fn dependencies_are_as_agreed() {
    let output = Command::new(program("cargo-deny"))
        .args(["--offline", "--locked", "check", "bans", "licenses", "sources"])
        .current_dir(root())
        .output()
        .expect("cargo-deny starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A Python package whose scripts are the tools of this build.
fn package() -> Project {
    let tools = ["harmless-imports", "harmless-codemod", "harmless-release"];
    let binaries = [
        env!("CARGO_BIN_EXE_harmless-imports"),
        env!("CARGO_BIN_EXE_harmless-codemod"),
        env!("CARGO_BIN_EXE_harmless-release"),
    ];
    let package = Project::new();
    for (tool, binary) in tools.iter().zip(binaries) {
        package.write(format!("bin/{tool}"), format!("#!/bin/sh\nexec '{binary}' \"$@\"\n"));
    }
    let scripts: Vec<String> = tools.iter().map(|tool| format!("'bin/{tool}'")).collect();
    let setup = "from setuptools import setup\nsetup(name='harmless', version='0', scripts=[SCRIPTS])\n";
    package.write("setup.py", setup.replace("SCRIPTS", &scripts.join(", ")));
    package
}

const RULES: &str = "[[rule]]\nid = \"no-print\"\nmatch = \"print($x)\"\nrewrite = \"log($x)\"\n";

/// The action as a workflow uses it, run by a runner: it installs, checks, shows, and ends as the worst of its checks.
#[test]
#[ignore = "needs act: tests/external/run"]
fn the_action_checks_and_shows() {
    let package = package();
    let project = Project::with([("src/a.py", "import b\nimport a\n"), ("lib/b.py", "print(1)\n"), ("r.toml", RULES)]);
    // The runner empties the summary after each step, so this copy of the action keeps it before its end.
    let summary = project.path("../summary");
    let action = std::fs::read_to_string(root().join("action.yml")).expect("the action");
    let end = "exit \"$exit_code\"";
    assert_eq!(action.matches(end).count(), 1);
    let kept = format!("cp \"$GITHUB_STEP_SUMMARY\" {}; {end}", summary.display());
    project.write("action.yml", action.replace(end, &kept));
    let with = |paths: &str, rules: &str| {
        let paths = paths.replace(' ', "\n      ");
        let requirement = package.root();
        let requirement = requirement.display();
        let steps = format!(
            "- uses: ./\n  with:\n    requirement: {requirement}\n    paths: |\n      {paths}\n    rules: {rules}\n"
        );
        (act::run(&project, &steps), std::fs::read_to_string(&summary).expect("a summary"))
    };
    let titles = |run: &act::Run| -> Vec<String> {
        let of = |command: &act::Command| format!("{} {}", command.name, command.properties["title"]);
        run.commands.iter().map(of).collect()
    };

    let (run, shown) = with("src lib", "r.toml");
    assert!(!run.succeeded, "{run:?}");
    assert_eq!(
        titles(&run),
        ["warning harmless-imports (unsorted-imports)", "warning harmless-codemod (no-print)"],
        "{run:?}"
    );
    assert!(run.commands.iter().map(|command| command.properties["file"].as_str()).eq(["src/a.py", "lib/b.py"]));
    assert!(shown.starts_with("```diff\n--- a/src/a.py\n") && shown.ends_with("+log(1)\n```\n"), "{shown}");

    let (run, shown) = with("lib", "");
    assert!(run.succeeded && run.commands.is_empty() && shown.is_empty(), "{run:?} {shown}");

    project.write("lib/c.py", "import b\nimport a\nx = = 1\n");
    let (run, _) = with(".", "");
    assert!(!run.succeeded, "{run:?}");
    assert!(titles(&run).contains(&"error harmless-imports (syntax-error)".to_owned()), "{run:?}");
}
