//! The files around the code agree with each other.

use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What a change must pass is the same here and in the workflow.
#[test]
fn the_workflow_runs_what_the_gate_runs() {
    let workflow = read(".github/workflows/ci.yml");
    let gate = read(".ci/run");
    let commands = gate.lines().filter(|line| line.starts_with("cargo ") || line.starts_with("tests/"));
    let commands: Vec<&str> = commands.map(|line| line.split(" ||").next().unwrap_or(line)).collect();
    assert!(commands.len() >= 4, "{commands:?}");
    for command in commands {
        let step = format!("- run: {command}\n");
        assert!(workflow.contains(&step), "{command} is not a step of the workflow");
    }
}

/// An action that is named by a tag can change under its users.
#[test]
fn actions_are_pinned_to_commits() {
    for workflow in ["ci", "wheels"] {
        let text = read(&format!(".github/workflows/{workflow}.yml"));
        let uses: Vec<&str> = text.lines().filter_map(|line| line.split_once("uses: ")).map(|(_, used)| used).collect();
        assert!(!uses.is_empty());
        for used in uses {
            let commit = used.split_once('@').and_then(|(_, rest)| rest.split_once(' ')).map(|(commit, _)| commit);
            assert!(commit.is_some_and(|commit| commit.len() == 40), "{used}");
        }
    }
}

/// One version, one list of programs, one toolchain.
#[test]
fn packages_agree() {
    let (cargo, python) = (read("Cargo.toml"), read("pyproject.toml"));
    assert!(python.contains("dynamic = [\"version\"]"));
    let description = cargo.lines().find(|line| line.starts_with("description = ")).expect("a description");
    assert!(python.lines().any(|line| line == description), "{description}");
    for tool in ["harmless-imports", "harmless-codemod"] {
        assert!(cargo.contains(&format!("name = \"{tool}\"")) && read(".pre-commit-hooks.yaml").contains(tool));
    }
    let toolchain = cargo.lines().find_map(|line| line.strip_prefix("rust-version = ")).expect("a version");
    assert!(read(".github/workflows/ci.yml").contains(&format!("rustup default {}", toolchain.trim_matches('"'))));
}
