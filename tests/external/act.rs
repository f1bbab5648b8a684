//! act: GitHub's workflows on this machine, run by a program that shares no code with this one. It takes the steps as GitHub's runner
//! does, reads the workflow commands that they print, and tells in JSON what it read.

use super::{invoke, program};
use harmless_testkit::Project;
use serde_json::Value;
use std::collections::BTreeMap;

/// A workflow command as the runner understood it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// `error`, `warning` or `notice`.
    pub(super) name: String,
    pub(super) properties: BTreeMap<String, String>,
    pub(super) message: String,
}

/// What came of a job.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) succeeded: bool,
    pub(super) commands: Vec<Command>,
    /// What the steps printed besides.
    pub(super) log: String,
}

/// Runs a job of these steps (YAML, from the margin) in the files of `project`, on this machine itself rather than in a container.
pub(super) fn run(project: &Project, steps: &str) -> Run {
    let steps = steps.lines().map(|line| format!("      {line}\n")).collect::<String>();
    // The runner takes the files of the working directory for what `actions/checkout` would fetch.
    let workflow =
        format!("on: push\njobs:\n  job:\n    runs-on: here\n    steps:\n      - uses: actions/checkout@v5\n{steps}");
    project.write(".github/workflows/job.yml", workflow);
    project.git_init().git(&["add", "--all"]);
    project.git(&["commit", "-q", "-m", "As it is"]);
    let home = tempfile::tempdir().expect("a folder");
    let output = invoke(project, program("act"))
        .args(["push", "--json", "--platform", "here=-self-hosted", "--container-daemon-socket", "-"])
        // Its own settings and its copies of the files go here.
        .env("XDG_CONFIG_HOME", home.path())
        .env("XDG_CACHE_HOME", home.path())
        .env("ACT_DISABLE_VERSION_CHECK", "1")
        .run()
        .expect("act starts");
    let mut run = Run { succeeded: output.code() == Some(0), commands: Vec::new(), log: String::new() };
    let said = format!("{}{}", output.text(), output.stderr);
    let entries = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut has_ended = false;
    for entry in entries {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        has_ended |= entry["jobResult"].is_string();
        if ["error", "warning", "notice"].iter().any(|kind| entry["command"] == *kind) {
            let properties = entry["kvPairs"].as_object().into_iter().flatten();
            run.commands.push(Command {
                name: text(&entry["command"]),
                properties: properties.map(|(name, value)| (name.clone(), text(value))).collect(),
                message: text(&entry["arg"]),
            });
        } else if entry["raw_output"] == true {
            run.log += &text(&entry["msg"]);
        }
    }
    assert!(has_ended, "the job was not run: {output}");
    run
}
