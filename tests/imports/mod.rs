//! `harmless-imports` as a user, a script or a hook meets it.

mod advice;
mod cases;
mod configuration;
mod contract;
mod graph;
mod output;
mod replacing;
mod required;
mod selection;
mod stdin;

use harmless_testkit::{Invocation, Output, Project};

const BINARY: &str = env!("CARGO_BIN_EXE_harmless-imports");

const SORTED: &str = "import a\nimport b\n";
const UNSORTED: &str = "import b\nimport a\n";
const INVALID: &str = "import b\nimport a\nx = = 1\n";

/// The tool, about to be run in `project`.
fn invoke(project: &Project, arguments: &[&str]) -> Invocation {
    project.invoke(BINARY).args(arguments)
}

/// Runs the tool in `project`.
#[track_caller]
fn run(project: &Project, arguments: &[&str]) -> Output {
    invoke(project, arguments).run().expect("the tool starts")
}

/// The lines that `check` prints on standard output.
#[track_caller]
fn checked(project: &Project, arguments: &[&str]) -> Vec<String> {
    let output = run(project, &[&["check"], arguments].concat());
    output.text().lines().map(|line| line.strip_prefix("Would sort ").unwrap_or(line).to_owned()).collect()
}

/// The files that would be processed.
#[track_caller]
fn selected(project: &Project, arguments: &[&str]) -> Vec<String> {
    run(project, &[&["check", "--show-files"], arguments].concat()).text().lines().map(String::from).collect()
}
