//! The workflows and the action: valid for GitHub, true to `.ci/run`, and the action's steps run.

use super::{invoke, program, root};
use harmless_testkit::Project;
use serde_json::Value;
use std::path::{Path, PathBuf};
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

/// A YAML file as JSON.
fn yaml(path: &Path) -> Value {
    let script = "import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)";
    let output = Command::new(program("python")).args(["-c", script]).arg(path).output().expect("python starts");
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Runs the steps of the action as a runner does: inputs into the environment, paths from one step to the next. pip is given a wheel
/// of a package that brings the tools of this build, so that nothing is built twice.
fn act(project: &Project, inputs: &[(&str, &str)]) -> (i32, String, String) {
    let action = yaml(&root().join("action.yml"));
    let temporary = tempfile::tempdir().expect("a folder");
    let (paths, summary) = (temporary.path().join("paths"), temporary.path().join("summary"));
    std::fs::write(&summary, "").expect("written");
    let input = |name: &str| {
        let given = inputs.iter().find(|(given, _)| *given == name).map(|(_, value)| (*value).to_owned());
        given.or_else(|| action["inputs"][name]["default"].as_str().map(String::from)).expect("an input")
    };
    let (mut code, mut log) = (0, String::new());
    for step in action["runs"]["steps"].as_array().expect("steps") {
        let mut invocation = invoke(project, "bash")
            .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"].as_str().expect("a script")])
            .env("RUNNER_TEMP", temporary.path())
            .env("GITHUB_PATH", &paths)
            .env("GITHUB_STEP_SUMMARY", &summary);
        for (name, value) in step["env"].as_object().expect("an environment") {
            let value = value.as_str().expect("text");
            let name_of_input = value.trim_start_matches("${{ inputs.").trim_end_matches(" }}");
            invocation = invocation.env(name, input(name_of_input));
        }
        if let Ok(added) = std::fs::read_to_string(&paths) {
            let path = std::env::var("PATH").expect("a path");
            invocation = invocation.env("PATH", format!("{}:{path}", added.trim()));
        }
        let output = invocation.run().expect("bash starts");
        log += &output.text();
        log += &output.stderr;
        code = output.code().expect("an exit code");
        if code != 0 {
            break;
        }
    }
    (code, log, std::fs::read_to_string(summary).expect("a summary"))
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

#[test]
#[ignore = "needs pip and PyYAML: tests/external/run"]
fn the_action_checks_and_shows() {
    let package = package();
    let requirement = package.root().to_string_lossy().into_owned();
    let project = Project::with([("src/a.py", "import b\nimport a\n"), ("lib/b.py", "print(1)\n"), ("r.toml", RULES)]);
    let with =
        |paths: &str, rules: &str| act(&project, &[("requirement", &requirement), ("paths", paths), ("rules", rules)]);

    let (code, log, summary) = with("src\nlib", "r.toml");
    assert_eq!(code, 1, "{log}");
    assert!(log.contains("::warning title=harmless-imports (unsorted-imports),file=src/a.py,line=1"), "{log}");
    assert!(log.contains("::warning title=harmless-codemod (codemod),file=lib/b.py,line=1"), "{log}");
    assert!(summary.starts_with("```diff\n--- a/src/a.py\n") && summary.ends_with("+log(1)\n```\n"), "{summary}");

    assert_eq!(with("lib", ""), (0, String::new(), String::new()));

    project.write("lib/c.py", "import b\nimport a\nx = = 1\n");
    let (code, log, _) = with(".", "");
    assert_eq!(code, 2, "{log}");
    assert!(log.contains("::error title=harmless-imports (syntax-error),file=lib/c.py,line=3"), "{log}");
}
