//! Standard input as a file.

use super::{INVALID, SORTED, UNSORTED, invoke, run};
use harmless_testkit::{Output, Project};
use insta::assert_snapshot;

#[track_caller]
fn feed(project: &Project, arguments: &[&str], input: impl AsRef<[u8]>) -> Output {
    invoke(project, arguments).input(input).run().expect("the tool starts")
}

#[test]
fn format_writes_the_sorted_text() {
    let project = Project::new();
    assert_eq!(feed(&project, &["format", "-"], UNSORTED).to_string(), format!("{SORTED}[end]"));
    assert_eq!(feed(&project, &["format", "-"], SORTED).to_string(), format!("{SORTED}[end]"));
    assert_eq!(feed(&project, &["format", "-"], "").to_string(), "[end]");
}

#[test]
fn bytes_go_in_and_bytes_come_out() {
    let project = Project::new();
    for (input, expected) in [
        (&b"import b\r\nimport a\r\n"[..], &b"import a\r\nimport b\r\n"[..]),
        (b"# coding: latin-1\nimport b  # \xe9\nimport a\n", b"# coding: latin-1\nimport a\nimport b  # \xe9\n"),
        (b"\xef\xbb\xbfimport b\nimport a", b"\xef\xbb\xbfimport a\nimport b"),
    ] {
        assert_eq!(feed(&project, &["format", "-"], input).stdout, expected);
    }
}

#[test]
fn an_error_leaves_standard_output_empty() {
    let project = Project::new();
    assert_snapshot!(feed(&project, &["format", "-"], INVALID), @"
    ------- stderr -------
    <stdin>:3:5: error: syntax error: Expected an expression
    [exit code 2]
    ");
    assert_snapshot!(feed(&project, &["format", "-", "--stdin-filename", "pkg/m.py"], b"import b\nimport a\n\xff"), @"
    ------- stderr -------
    pkg/m.py:3:1: error: byte 0xff is not valid UTF-8; save the file as UTF-8 or declare its encoding (PEP 263)
    [exit code 2]
    ");
}

#[test]
fn check_and_diff_work_on_it() {
    let project = Project::new();
    assert_snapshot!(feed(&project, &["check", "-"], UNSORTED), @"
    Would sort <stdin>
    [exit code 1]
    ");
    assert_snapshot!(feed(&project, &["check", "-"], SORTED), @"[end]");
    assert_snapshot!(feed(&project, &["diff", "-", "--stdin-filename", "m.py"], UNSORTED), @"
    --- a/m.py
    +++ b/m.py
    @@ -1,2 +1,2 @@
    +import a
     import b
    -import a
    [exit code 1]
    ");
}

#[test]
fn the_name_decides_package_and_configuration() {
    let project =
        Project::with([("pkg/__init__.py", ""), ("other/pyproject.toml", "[tool.usort.known]\nfirst_party = ['a']\n")]);
    let input = "import pkg\nimport zlib\nimport requests\n";
    let sorted = feed(&project, &["format", "-", "--stdin-filename", "pkg/m.py"], input);
    assert_eq!(sorted.text(), "import zlib\n\nimport requests\n\nimport pkg\n");
    let sorted = feed(&project, &["format", "-", "--stdin-filename", "other/m.py"], "import b\nimport a\n");
    assert_eq!(sorted.text(), "import b\n\nimport a\n");
}

#[test]
fn an_excluded_name_leaves_the_text_as_it_is() {
    let project = Project::new();
    let arguments = ["format", "-", "--stdin-filename", "venv/m.py"];
    assert_eq!(feed(&project, &arguments, UNSORTED).text(), SORTED);
    assert_eq!(feed(&project, &[&arguments[..], &["--force-exclude"]].concat(), UNSORTED).text(), UNSORTED);
}

#[test]
fn it_cannot_be_combined_with_other_paths() {
    let project = Project::with([("a.py", SORTED)]);
    assert_snapshot!(run(&project, &["format", "-", "a.py"]), @"
    ------- stderr -------
    error: `-` (standard input) cannot be combined with other paths
    [exit code 2]
    ");
    assert_snapshot!(run(&project, &["check", "--stdin-filename", "a.py", "a.py"]), @"
    ------- stderr -------
    error: `--stdin-filename` is only for standard input; give `-` as the path
    [exit code 2]
    ");
}
