//! The cases of `fixtures/imports`.

use super::BINARY;
use harmless_testkit::Project;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/imports")
}

fn cases(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(fixtures().join(file)).expect("the fixtures are there");
    let cases: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("a case is JSON")).collect();
    assert!(!cases.is_empty());
    cases
}

/// The bytes of a text that shows each byte as the character of the same number.
fn bytes(text: &str, is_latin1: bool) -> Vec<u8> {
    if is_latin1 {
        text.chars().map(|c| u8::try_from(u32::from(c)).expect("latin-1")).collect()
    } else {
        text.as_bytes().to_vec()
    }
}

/// The style `isort-black`: where a case names a peer, the output is that peer's with the same settings, byte for byte; otherwise less is
/// done, for safety. What is sorted stays as it is.
#[test]
fn isort_black() {
    for case in cases("isort_black.jsonl") {
        let text = |key: &str| case[key].as_str().unwrap_or_default();
        let project = Project::new();
        project.write("pyproject.toml", text("toml"));
        for (path, content) in case["extra"].as_object().into_iter().flatten() {
            project.write(path, content.as_str().unwrap_or_default());
        }
        project.write(text("path"), text("input"));
        let output = project.run(BINARY, &["format", text("path")]).expect("the tool starts");
        assert_eq!(output.code(), Some(0), "{}: {output}", text("name"));
        assert_eq!(project.text(text("path")), text("expected"), "{}", text("name"));
        let output = project.run(BINARY, &["check", text("path")]).expect("the tool starts");
        assert_eq!(output.code(), Some(0), "{} once more: {output}", text("name"));
    }
}

/// Modules that act on each other when they are imported: the imports stay in their order where that matters, and only there.
#[test]
fn effects() {
    for case in cases("effects.jsonl") {
        let name = case["name"].as_str().unwrap_or_default();
        let project = Project::new();
        project.write("pyproject.toml", "");
        let mut files = case["files"].as_object().cloned().unwrap_or_default();
        files.insert("main.py".into(), case["main"].clone());
        for (path, content) in &files {
            project.write(path, content.as_str().unwrap_or_default());
        }
        let output = project.run(BINARY, &["format", "."]).expect("the tool starts");
        assert_eq!(output.code(), Some(0), "{name}: {output}");
        for (path, content) in &files {
            let expected = case["after"][path].as_str().or(content.as_str()).unwrap_or_default();
            assert_eq!(project.text(path), expected, "{name}: {path}");
        }
    }
}

/// With `safety = "usort"`, the output is µsort's, byte for byte; what µsort refuses is refused.
#[test]
fn usort_golden() {
    for case in cases("usort_golden.jsonl") {
        let text = |key: &str| case[key].as_str().unwrap_or_default();
        let is_latin1 = !case["input_encoding"].is_null();
        let name = text("name");
        let project = Project::new();
        project.write("pyproject.toml", text("toml"));
        for (path, content) in case["extra"].as_object().into_iter().flatten() {
            project.write(path, content.as_str().unwrap_or_default());
        }
        let input = bytes(text("input"), is_latin1);
        project.write(text("path"), &input);
        let output = project.run(BINARY, &["format", "--safety", "usort", text("path")]).expect("the tool starts");
        let result = project.read(text("path"));
        let is_refused = !case["error"].is_null() || case["exit_code"].as_i64().is_some_and(|code| code != 0);
        if is_refused {
            assert_eq!(output.code(), Some(2), "{name}: {output}");
            assert_eq!(result, input, "{name}");
            continue;
        }
        assert_eq!(output.code(), Some(0), "{name}: {output}");
        let expected = bytes(text("expected"), is_latin1);
        assert_eq!(String::from_utf8_lossy(&result), String::from_utf8_lossy(&expected), "{name}");
        assert_eq!(result, expected, "{name}");
        for warning in case["warnings"].as_array().into_iter().flatten() {
            let message = warning[1].as_str().or(warning.as_str()).unwrap_or_default();
            assert!(output.to_string().contains(message), "{name}: no warning `{message}` in {output}");
        }
    }
}

/// No odd input is damaged: it is sorted or refused as it must be, a refusal is reported and leaves the bytes, and a second run
/// changes nothing.
#[test]
fn bad_inputs() {
    for case in cases("bad_inputs.jsonl") {
        let file = case["file"].as_str().expect("a case has a file");
        let expected = case["expected"].as_str().expect("a case says what is expected");
        let input = std::fs::read(fixtures().join("bad_inputs").join(file)).expect("the file is there");
        let project = Project::new();
        project.write(file, &input);
        let first = project.run(BINARY, &["format", file]).expect("the tool starts");
        let result = project.read(file);
        match first.code() {
            Some(0) => {
                assert_ne!(expected, "refuse", "{file} was not refused");
                assert!(expected != "unchanged" || result == input, "{file} was changed");
                let second = project.run(BINARY, &["format", file]).expect("the tool starts");
                assert_eq!((second.code(), project.read(file)), (Some(0), result), "{file}: the second run");
            }
            Some(2) => {
                assert!(expected.contains("refuse"), "{file} was refused: {first}");
                assert_eq!(result, input, "{file} was changed though refused");
                assert!(first.to_string().contains(file), "{file} is not named in {first}");
            }
            code => panic!("{file}: exit code {code:?}: {first}"),
        }
    }
}
