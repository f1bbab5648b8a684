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
            rule: None,
            severity: Severity::Warning,
            message: "2 imports move, 100%".into(),
            fix: vec![FindingEdit::new(TEXT, &lines, &edit)],
        },
        Finding {
            path: "b\n.py".into(),
            place: None,
            code: "unreadable",
            rule: None,
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

/// Ten of each kind are shown beside the code: nine, and a tenth that tells of the rest.
#[test]
fn github_shows_ten_and_the_log_all() {
    let finding =
        |number: usize, severity| Finding { path: format!("::{number}.py").into(), severity, ..findings().remove(0) };
    let of = |count: usize, severity| (0..count).map(move |number| finding(number, severity));
    let emitted = |findings: Vec<Finding>| emitted(&findings, OutputFormat::Github);
    let commands = |text: &str, kind: &str| text.lines().filter(|line| line.starts_with(&format!("::{kind} "))).count();

    let ten = emitted(of(10, Severity::Warning).collect());
    assert_eq!((commands(&ten, "warning"), ten.lines().count()), (10, 10));

    let many = emitted(of(12, Severity::Warning).chain(of(25, Severity::Error)).collect());
    assert_eq!((commands(&many, "warning"), commands(&many, "error")), (10, 10));
    assert!(many.starts_with("::error "));
    assert!(
        many.contains("::warning title=harmless-test::and 3 more in 3 files; the log of this step names them all\n")
    );
    for severity in ["warning", "error"] {
        for number in 0..if severity == "warning" { 12 } else { 25 } {
            let text = format!("::{number}.py:1:1: 2 imports move, 100%");
            assert_eq!(many.matches(&text).count(), if number < 12 { 2 } else { 1 }, "{severity} {number}\n{many}");
        }
    }
    let plain = many.lines().filter(|line| !line.starts_with("::")).count();
    assert_eq!(plain, 3 + 16);
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
