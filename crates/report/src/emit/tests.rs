//! Each format, on the same findings.

use super::{OutputFormat, Tool, emit};
use crate::{Finding, FindingEdit, Located, Palette, Severity};
use harmless_text::{Edit, LineIndex, TextRange};

const TEXT: &str = "import b\nimport a\n";

fn findings() -> Vec<Finding> {
    let lines = LineIndex::new(TEXT);
    let range = TextRange::new(0, 17);
    let edit = Edit { range, text: "import a\nimport b".into() };
    vec![
        Finding {
            path: "a <1>.py".into(),
            place: Some(Located::new(TEXT, &lines, range)),
            code: "unsorted-imports",
            severity: Severity::Warning,
            message: "2 imports move, 100%".into(),
            fix: vec![FindingEdit::new(TEXT, &lines, &edit)],
        },
        Finding {
            path: "b\n.py".into(),
            place: None,
            code: "unreadable",
            severity: Severity::Error,
            message: "cannot be read: \x1b[31mno".into(),
            fix: Vec::new(),
        },
    ]
}

fn emitted(findings: &[Finding], format: OutputFormat) -> String {
    let mut out = Vec::new();
    let tool = Tool { name: "harmless-test", version: "1.2.3" };
    emit(&mut out, findings, format, tool, Palette::default()).expect("a vector takes all");
    String::from_utf8(out).expect("text")
}

#[test]
fn concise() {
    insta::assert_snapshot!(emitted(&findings(), OutputFormat::Concise));
}

#[test]
fn full() {
    insta::assert_snapshot!(emitted(&findings(), OutputFormat::Full));
}

#[test]
fn json() {
    insta::assert_snapshot!(emitted(&findings(), OutputFormat::Json));
    assert_eq!(emitted(&[], OutputFormat::Json), "[]\n");
}

#[test]
fn json_lines() {
    insta::assert_snapshot!(emitted(&findings(), OutputFormat::JsonLines));
    assert_eq!(emitted(&[], OutputFormat::JsonLines), "");
}

#[test]
fn github() {
    insta::assert_snapshot!(emitted(&findings(), OutputFormat::Github));
}

#[test]
fn gitlab() {
    insta::assert_snapshot!(emitted(&findings(), OutputFormat::Gitlab));
}

#[test]
fn junit() {
    insta::assert_snapshot!(emitted(&findings(), OutputFormat::Junit));
    insta::assert_snapshot!(emitted(&[], OutputFormat::Junit));
}

#[test]
fn sarif() {
    insta::assert_snapshot!(emitted(&findings(), OutputFormat::Sarif));
}
