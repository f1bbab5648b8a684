//! Which crate may know which, and how large a file may grow.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The arrows of the architecture: a crate and what it may depend on. The root package and the command line see all.
const ARROWS: [(&str, &[&str]); 10] = [
    ("text", &[]),
    ("syntax", &["text"]),
    ("project", &["syntax", "text"]),
    ("imports", &["project", "syntax", "text"]),
    ("codemod", &["imports", "project", "syntax", "text"]),
    ("release", &["syntax", "text"]),
    ("report", &["text"]),
    ("files", &["text"]),
    ("config", &["text"]),
    ("testkit", &["text"]),
];

/// The crates that see all others.
const ABOVE_ALL: [&str; 2] = ["cli", ""];

/// More lines than this are more than one idea.
const LINES: usize = 800;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A workspace crate's dependencies: the name without the prefix, the kind (`normal`, `dev`, `build`), for each.
fn dependencies() -> BTreeMap<String, Vec<(String, String)>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let short = |name: &Value| {
        let name = name.as_str().expect("a name").to_owned();
        name.strip_prefix("harmless").map(|rest| rest.trim_start_matches('-').to_owned()).ok_or(name)
    };
    let packages = metadata["packages"].as_array().expect("packages");
    let of = |package: &Value| {
        let list = package["dependencies"].as_array().expect("dependencies");
        let dependency = |dependency: &Value| {
            let name = short(&dependency["name"]).unwrap_or_else(|foreign| format!("{FOREIGN}{foreign}"));
            (name, dependency["kind"].as_str().unwrap_or("normal").to_owned())
        };
        list.iter().map(dependency).collect()
    };
    packages.iter().map(|package| (short(&package["name"]).expect("one of ours"), of(package))).collect()
}

const FOREIGN: &str = "foreign ";

#[test]
fn crates_depend_only_downwards() {
    let mut faults = Vec::new();
    for (name, dependencies) in dependencies() {
        if ABOVE_ALL.contains(&name.as_str()) {
            continue;
        }
        let allowed = ARROWS.iter().find(|(known, _)| *known == name).map(|(_, allowed)| *allowed);
        let Some(allowed) = allowed else {
            faults.push(format!("{name} has no place in the architecture"));
            continue;
        };
        for (dependency, kind) in dependencies {
            let is_ours = !dependency.starts_with(FOREIGN);
            let is_test_kit = dependency == "testkit" && kind == "dev";
            if is_ours && !is_test_kit && !allowed.contains(&dependency.as_str()) {
                faults.push(format!("{name} must not know {dependency}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_test_kit_is_for_tests() {
    let mut users = Vec::new();
    for (name, dependencies) in dependencies() {
        if dependencies.iter().any(|(dependency, kind)| dependency == "testkit" && kind != "dev") {
            users.push(name);
        }
    }
    assert!(users.is_empty(), "not only for tests: {users:?}");
}

#[test]
fn only_the_syntax_layer_knows_the_parser() {
    let mut users = Vec::new();
    for (name, dependencies) in dependencies() {
        let is_parser = |dependency: &str| dependency.starts_with(&format!("{FOREIGN}ruff_"));
        if name != "syntax" && dependencies.iter().any(|(dependency, _)| is_parser(dependency)) {
            users.push(name);
        }
    }
    assert!(users.is_empty(), "{users:?}");
}

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn source_files_have_one_idea_each_and_say_which() {
    let mut found = Vec::new();
    for directory in ["crates", "tests"] {
        sources(&root().join(directory), &mut found);
    }
    assert!(found.len() > 20, "the sources were not found");
    let mut faults = Vec::new();
    for path in found {
        let text = fs::read_to_string(&path).expect("readable");
        let shown = path.strip_prefix(root()).expect("in the repository").display().to_string();
        let lines = text.lines().count();
        // What a program writes may be as long as it needs.
        if lines > LINES && !text.starts_with("//! Generated") {
            faults.push(format!("{shown} has {lines} lines"));
        }
        if !text.starts_with("//!") {
            faults.push(format!("{shown} does not say what it is"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
