//! What GitHub reads: workflow commands, written by GitHub's own library and read by a runner.

use super::{act, npm};
use harmless_testkit::Project;
use serde_json::{Value, json};
use std::process::Command;

/// Findings of each severity, with and without a place, and names that must be escaped. A file that is not Python is an error, a
/// barrier a note.
fn project() -> Project {
    Project::with([
        ("src/a.py", "import b\nimport a\n"),
        ("src/b,: 100%41=é.py", "import b\nimport a\nx = 'é', = 1\n"),
        ("src/c.py", "import c\nimport c\nprint('100 %, a: b')\n"),
        (
            "rules.toml",
            "[[rule]]\nid = \"say-nothing\"\nmatch = \"print($x)\"\nmessage = \"\"\"100 %: a,\nb = %0A ::error::c\"\"\"\n",
        ),
    ])
}

/// The outputs of both tools on the project in a format.
fn outputs(project: &Project, format: &str) -> [String; 2] {
    let run = |binary: &str, arguments: &[&str]| {
        let output = project.invoke(binary).args(arguments).args(["--output-format", format]).run();
        let output = output.expect("the tool starts");
        assert_eq!(output.code(), Some(2), "{output}");
        output.text()
    };
    [
        run(env!("CARGO_BIN_EXE_harmless-imports"), &["check", "--verbose", "src", "missing"]),
        run(env!("CARGO_BIN_EXE_harmless-codemod"), &["run", "--check", "rules.toml", "src", "missing"]),
    ]
}

/// The commands are, byte for byte, those that GitHub's own library makes of the same findings.
#[test]
#[ignore = "needs node: tests/external/run"]
fn commands_are_those_of_githubs_own_library() {
    let project = project();
    let commands = outputs(&project, "github");
    let findings = outputs(&project, "json");
    for ((tool, commands), findings) in ["harmless-imports", "harmless-codemod"].iter().zip(commands).zip(findings) {
        let findings: Vec<Value> = serde_json::from_str(&findings).expect("JSON");
        let annotations: Vec<Value> = findings.iter().map(|finding| annotation(tool, finding)).collect();
        // The worst come first.
        let worst = |kind: &str| annotations.iter().filter(|one| one["kind"] == kind).cloned().collect::<Vec<_>>();
        let annotations = [worst("error"), worst("warning"), worst("notice")].concat();
        assert!(annotations.len() >= 2, "{annotations:?}");
        let module = npm("@actions/core/lib/core.js");
        let script = format!(
            "import * as core from {:?};\n\
             for (const {{kind, message, properties}} of {}) core[kind](message, properties);",
            format!("file://{}", module.display()),
            Value::Array(annotations)
        );
        let output = Command::new("node").args(["--input-type=module", "--eval", &script]).output();
        let output = output.expect("node starts");
        assert!(output.status.success(), "{output:?}");
        assert_eq!(commands, String::from_utf8_lossy(&output.stdout), "{tool}");
    }
}

/// What a finding asks GitHub's library for. A range of several lines has no columns: GitHub refuses them.
fn annotation(tool: &str, finding: &Value) -> Value {
    let number = |place: &str, part: &str| finding[place][part].as_u64();
    let name = finding["rule"].as_str().or(finding["code"].as_str()).expect("a name");
    let path = finding["filename"].as_str().expect("a path");
    let mut properties = json!({"title": format!("{tool} ({name})"), "file": path});
    let mut place = String::new();
    if let (Some(start), Some(end)) = (number("location", "row"), number("end_location", "row")) {
        let (from, to) = (number("location", "column"), number("end_location", "column"));
        let ends_before = start < end && to == Some(1);
        properties["startLine"] = start.into();
        properties["endLine"] = (end - u64::from(ends_before)).into();
        if start == end {
            properties["startColumn"] = from.into();
            properties["endColumn"] = to.into();
        }
        place = format!("{start}:{}:", from.expect("a column"));
    }
    let message = finding["message"].as_str().expect("a message").replace('\n', "\\n");
    let kind = finding["severity"].as_str().expect("a severity").replace("note", "notice");
    json!({"kind": kind, "message": format!("{path}:{place} {message}"), "properties": properties})
}

/// A runner reads each command, and finds in it what was found.
#[test]
#[ignore = "needs act: tests/external/run"]
fn a_runner_reads_the_commands() {
    let project = project();
    project.write("src/b,: 100%41é.py", project.read("src/b,: 100%41=é.py"));
    // The runner of this test, unlike GitHub's, drops properties with an equals sign in their values.
    std::fs::remove_file(project.path("src/b,: 100%41=é.py")).expect("removed");
    let run = act::run(
        &project,
        &format!(
            // The runner of this test may lose the last that is printed before the end.
            "- run: {} check --verbose --output-format github src missing || {{ code=$?; sleep 1; exit $code; }}",
            env!("CARGO_BIN_EXE_harmless-imports")
        ),
    );
    assert!(!run.succeeded, "{run:?}");
    let findings: Vec<Value> = serde_json::from_str(&outputs(&project, "json")[0]).expect("JSON");
    assert_eq!(run.commands.len(), findings.len(), "{run:?}");
    for finding in &findings {
        let kind = finding["severity"].as_str().expect("a severity").replace("note", "notice");
        let found = run.commands.iter().find(|command| {
            let line = finding["location"]["row"].as_u64().map(|row| row.to_string());
            command.name == kind
                && command.properties.get("file").map(String::as_str) == finding["filename"].as_str()
                && command.properties.get("line") == line.as_ref()
                && command.properties["title"]
                    == format!("harmless-imports ({})", finding["code"].as_str().unwrap_or_default())
                && command.message.ends_with(finding["message"].as_str().expect("a message"))
        });
        assert!(found.is_some(), "{finding}\n{run:?}");
    }
}
