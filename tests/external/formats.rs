//! The output formats against what their readers publish: schemas, and readers themselves.

use super::{npm, program, root, workshop};
use harmless_testkit::{Output, Project};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

const RULES: &str = r#"
[[rule]]
id = "no-print"
match = "print($x)"
rewrite = "log($x)"
message = "<log> & \"nothing\" else, 100 %"

[[rule]]
id = "no-eval"
match = "eval($x)"
message = "what is it for?"
"#;

/// A project with findings of every severity, in files whose names are hard to write down.
fn project() -> Project {
    let project = Project::with([
        ("a.py", "import b\nimport a\nprint('é', eval(x))\n"),
        ("sub dir/<b>&\"'%41é.py", "import b\nimport a\nprint(eval(x))\n"),
        ("broken.py", "import b\nimport a\nprint(1)\nx = = 1\n"),
        ("sorted.py", "import a\n"),
        ("rules.toml", RULES),
    ]);
    for number in 0..15 {
        project.write(format!("many/m{number}.py"), "import b\nimport a\nprint(1)\n");
    }
    project
}

/// The output of both tools in a format; `empty` with nothing to find.
fn outputs(format: &str) -> Vec<(&'static str, Output)> {
    let project = project();
    let run = |binary: &str, arguments: &[&str]| {
        project.invoke(binary).args(arguments).args(["--output-format", format]).run().expect("the tool starts")
    };
    let imports = env!("CARGO_BIN_EXE_harmless-imports");
    let codemod = env!("CARGO_BIN_EXE_harmless-codemod");
    let outputs = vec![
        ("check", run(imports, &["check", "."])),
        ("check-clean", run(imports, &["check", "sorted.py"])),
        ("format", run(imports, &["format", "a.py"])),
        ("codemod", run(codemod, &["run", "--check", "rules.toml", "."])),
        ("codemod-clean", run(codemod, &["run", "--check", "rules.toml", "sorted.py"])),
    ];
    for (name, output) in &outputs {
        let expected = if name.contains("clean") || *name == "format" { 0 } else { 2 };
        assert_eq!(output.code(), Some(expected), "{name}: {output}");
    }
    outputs
}

/// Writes the outputs of a format into files and gives their paths.
fn files(format: &str, folder: &Path) -> Vec<PathBuf> {
    let write = |(name, output): (&str, Output)| {
        let path = folder.join(format!("{name}.{format}"));
        std::fs::write(&path, output.stdout).expect("written");
        path
    };
    outputs(format).into_iter().map(write).collect()
}

#[track_caller]
fn succeed(command: &mut Command) -> String {
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{command:?}: {output:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// Checks the outputs of a format against a JSON schema.
fn conform(format: &str, schema: &Path) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(program("check-jsonschema"));
    command.args(["--regex-variant", "python", "--force-filetype", "json", "--schemafile"]).arg(schema);
    succeed(command.args(files(format, folder.path())));
}

#[test]
#[ignore = "needs check-jsonschema: tests/external/run"]
fn sarif_conforms_to_its_schema() {
    conform("sarif", &workshop().join("schemas/sarif.json"));
    // What the schema cannot say: each result names a rule of the run, and places are where the text is.
    for (name, output) in outputs("sarif") {
        let log: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let run = &log["runs"][0];
        let rules: Vec<&Value> = run["tool"]["driver"]["rules"].as_array().expect("rules").iter().collect();
        let results = run["results"].as_array().expect("results");
        assert_eq!(results.is_empty(), name.contains("clean"), "{name}");
        for result in results {
            assert!(rules.iter().any(|rule| rule["id"] == result["ruleId"]), "{result}");
            let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a URI");
            assert!(!uri.contains([' ', '<', '"', '&']), "{uri}");
        }
    }
}

/// What the services of GitHub that take SARIF demand beyond the schema, in the words of the validator of SARIF's authors.
#[test]
#[ignore = "needs the SARIF multitool: tests/external/run"]
fn sarif_passes_the_validator_of_its_authors() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report.sarif");
    let output = Command::new(npm("@microsoft/sarif-multitool-linux/Sarif.Multitool"))
        .args(["validate", "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--output"])
        .arg(&report)
        .args(files("sarif", folder.path()))
        .output()
        .expect("the validator starts");
    assert!(output.status.success(), "{output:?}");
    let log: Value = serde_json::from_slice(&std::fs::read(&report).expect("a report")).expect("JSON");
    let run = &log["runs"][0];
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("Done. 5 files scanned."), "{said}");
    // An address of the tool cannot be given before it has one.
    let known = ["SARIF2005"];
    let said: Vec<&Value> = run["results"].as_array().into_iter().flatten().collect();
    let said: Vec<&&Value> = said.iter().filter(|one| !known.iter().any(|id| one["ruleId"] == *id)).collect();
    assert!(said.is_empty(), "{said:#?}");
}

/// GitLab reads a part of Code Climate's reports: they are of the published types, and have what GitLab asks for.
#[test]
#[ignore = "needs check-jsonschema and typescript: tests/external/run"]
fn gitlab_gets_what_it_asks_for() {
    conform("gitlab", &root().join("tests/external/schemas/gitlab-code-quality.json"));
    let folder = tempfile::tempdir().expect("a folder");
    let is_of_the_types = |name: &str, report: &str| {
        let path = folder.path().join(format!("{name}.ts"));
        let types = npm("codeclimate-types/index.d.ts");
        let import = format!("import type {{ Issue }} from {:?};", types.to_string_lossy().trim_end_matches(".d.ts"));
        std::fs::write(&path, format!("{import}\nconst report: Issue[] = {report};\nexport default report;\n"))
            .expect("written");
        let checked = Command::new("node")
            .arg(npm("typescript/bin/tsc"))
            .args(["--noEmit", "--strict", "--target", "esnext", "--module", "esnext", "--moduleResolution", "bundler"])
            .arg(&path)
            .output()
            .expect("node starts");
        (checked.status.success(), String::from_utf8_lossy(&checked.stdout).into_owned())
    };
    for (name, output) in outputs("gitlab") {
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let prints: Vec<&str> =
            report.as_array().expect("a list").iter().filter_map(|issue| issue["fingerprint"].as_str()).collect();
        let distinct: std::collections::BTreeSet<&&str> = prints.iter().collect();
        assert_eq!(prints.len(), distinct.len(), "{name}");
        let (is_right, said) = is_of_the_types(name, &output.text());
        assert!(is_right, "{name}: {said}");
        if !name.contains("clean") {
            let spoiled = output.text().replace("\"minor\"", "\"medium\"");
            assert!(spoiled == output.text() || !is_of_the_types("spoiled", &spoiled).0, "the types decide nothing");
        }
    }
}

#[test]
#[ignore = "needs check-jsonschema: tests/external/run"]
fn json_is_as_described() {
    conform("json", &root().join("tests/external/schemas/findings.json"));
    // The lines are the elements of the array.
    for ((name, array), (_, lines)) in outputs("json").into_iter().zip(outputs("json-lines")) {
        let array: Vec<Value> = serde_json::from_slice(&array.stdout).expect("JSON");
        let parse = |line: &str| serde_json::from_str::<Value>(line).expect("JSON");
        let lines: Vec<Value> = lines.text().lines().map(parse).collect();
        assert_eq!(array, lines, "{name}");
    }
}

#[test]
#[ignore = "needs xmlschema and junitparser: tests/external/run"]
fn junit_conforms_to_the_schema_of_jenkins() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = files("junit", folder.path());
    let schema = workshop().join("schemas/junit.xsd");
    succeed(Command::new(program("xmlschema-validate")).arg("--schema").arg(schema).args(&files));
    let count = "import sys, junitparser\n\
                 for path in sys.argv[1:]:\n    \
                     suites = junitparser.JUnitXml.fromfile(path)\n    \
                     cases = [case for suite in suites for case in suite]\n    \
                     assert suites.tests == len(cases) > 0\n    \
                     assert suites.failures == sum(len(case.result) for case in cases)\n    \
                     print(suites.failures)";
    let counts = succeed(Command::new(program("python")).args(["-c", count]).args(&files));
    let counts: Vec<usize> = counts.lines().map(|line| line.parse().expect("a number")).collect();
    // 17 files to sort and one that cannot be read as Python; one note; 16 calls of print, 2 of eval and the same file.
    assert_eq!(counts, [18, 0, 1, 19, 0]);
}
