//! Exit codes and streams in every mode.

use super::{INVALID, SORTED, UNSORTED, invoke, run};
use harmless_testkit::Project;
use insta::assert_snapshot;

/// A file of each kind, for the table below.
fn zoo() -> Project {
    let project = Project::with([
        ("sorted.py", SORTED),
        ("unsorted.py", UNSORTED),
        ("invalid.py", INVALID),
        ("broken/pyproject.toml", "[tool.harmless.imports\n"),
        ("broken/unsorted.py", UNSORTED),
        ("odd/pyproject.toml", "[tool.harmless.imports]\nsafty = 'full'\n"),
        ("odd/unsorted.py", UNSORTED),
    ]);
    project.write("undecodable.py", b"import b\nimport a\nx = '\xff'\n");
    project.write("nul.py", b"import b\nimport a\n\0");
    project.write("wide.py", b"\xff\xfei\0m\0p\0o\0r\0t\0");
    project
}

#[test]
fn exit_codes_tell_findings_from_failures() {
    let project = zoo();
    let modes = [vec!["check"], vec!["diff"], vec!["format"], vec!["list-imports"]];
    for (arguments, expected) in [
        (&["sorted.py"][..], [0, 0, 0, 0]),
        (&["unsorted.py"], [1, 1, 0, 0]),
        (&["invalid.py"], [2, 2, 2, 2]),
        (&["unsorted.py", "invalid.py"], [2, 2, 2, 2]),
        (&["undecodable.py"], [2, 2, 2, 2]),
        (&["nul.py"], [2, 2, 2, 2]),
        (&["wide.py"], [2, 2, 2, 2]),
        (&["missing.py"], [2, 2, 2, 2]),
        (&["unsorted.py", "missing.py"], [2, 2, 2, 2]),
        (&["broken/unsorted.py"], [2, 2, 2, 2]),
        (&["odd/unsorted.py"], [2, 2, 2, 2]),
        (&["--no-such-flag"], [2, 2, 2, 2]),
        (&["--jobs", "0", "sorted.py"], [2, 2, 2, 2]),
        (&["--config", "missing.toml", "sorted.py"], [2, 2, 2, 2]),
        (&["--exclude", "a[", "sorted.py"], [2, 2, 2, 2]),
        (&["--version"], [2, 2, 2, 2]),
        (&["--help"], [0, 0, 0, 0]),
    ] {
        for (mode, expected) in modes.iter().zip(expected) {
            project.write("unsorted.py", UNSORTED);
            let output = run(&project, &[mode, arguments].concat());
            assert_eq!(output.code(), Some(expected), "{mode:?} {arguments:?}\n{output}");
        }
    }
}

#[test]
fn a_syntax_error_leaves_the_file_alone_and_the_others_go_on() {
    let project =
        Project::with([("a.py", INVALID), ("b.py", UNSORTED), ("c.py", "def f(:\n    import b\n    import a\n")]);
    let output = run(&project, &["format"]);
    assert_eq!(output.code(), Some(2), "{output}");
    assert_eq!(project.text("a.py"), INVALID);
    assert_eq!(project.text("b.py"), SORTED);
    assert!(output.stderr.contains("a.py:3:5: error: "), "{output}");
    assert!(output.stderr.contains("c.py:1:"), "{output}");
    assert!(output.stderr.contains("Sorted b.py"), "{output}");
    assert_eq!(output.text(), "");
}

#[test]
fn check_lists_files_on_standard_output() {
    let project = Project::with([("b.py", UNSORTED), ("a/c.py", UNSORTED), ("ok.py", SORTED), ("a-b.py", UNSORTED)]);
    assert_snapshot!(run(&project, &["check"]), @"
    Would sort a/c.py
    Would sort a-b.py
    Would sort b.py
    ------- stderr -------
    3 files would be sorted, 1 file unchanged
    [exit code 1]
    ");
    assert_snapshot!(run(&project, &["check", "-q"]), @"[exit code 1]");
    assert_snapshot!(run(&project, &["check", "ok.py"]), @"[end]");
    assert_snapshot!(run(&project, &["check", "-v", "b.py"]), @"
    Would sort b.py
    ------- stderr -------
    b.py:1:1: note: imports are not sorted (1 of 2 to move)
    [exit code 1]
    ");
}

#[test]
fn verbose_tells_why_imports_stay() {
    let text = "import b\nfrom x import *\nimport c\nimport a  # isort: skip\nimport z; import y\n";
    let project = Project::with([("a.py", text), ("b.py", SORTED)]);
    assert_snapshot!(run(&project, &["check", "-v"]), @"
    ------- stderr -------
    a.py:2:1: note: imports do not cross this line: a star import may bind any name
    a.py:4:1: note: imports do not cross this line: the comment `# isort: skip` asks to leave it alone
    a.py:5:1: note: imports do not cross this line: several statements share the line
    0 files would be sorted, 2 files unchanged
    [end]
    ");
}

#[test]
fn diff_shows_what_format_would_do() {
    let project = Project::with([("a.py", "import b\nimport a\nx = 1\n"), ("b.py", SORTED)]);
    assert_snapshot!(run(&project, &["diff"]), @"
    --- a/a.py
    +++ b/a.py
    @@ -1,3 +1,3 @@
    +import a
     import b
    -import a
     x = 1
    ------- stderr -------
    1 file would be sorted, 1 file unchanged
    [exit code 1]
    ");
    assert_eq!(project.text("a.py"), "import b\nimport a\nx = 1\n");
}

#[test]
fn a_diff_applies_byte_for_byte() {
    let files: [(&str, &[u8], &[u8]); 4] = [
        ("crlf.py", b"import b\r\nimport a\r\n", b"import a\r\nimport b\r\n"),
        ("no newline.py", b"import b\nimport a", b"import a\nimport b"),
        (
            "latin.py",
            b"# coding: latin-1\nimport b  # \xe9\nimport a\n",
            b"# coding: latin-1\nimport a\nimport b  # \xe9\n",
        ),
        ("bom.py", b"\xef\xbb\xbfimport b\nimport a\n", b"\xef\xbb\xbfimport a\nimport b\n"),
    ];
    let project = Project::new();
    project.git_init();
    for (path, before, _) in files {
        project.write(path, before);
    }
    let diff = run(&project, &["diff"]).stdout;
    project.write("changes.patch", &diff);
    project.git(&["apply", "changes.patch"]);
    for (path, _, after) in files {
        assert_eq!(project.read(path), after, "{path}");
    }
}

#[test]
fn format_says_what_it_did() {
    let project = Project::with([("a.py", UNSORTED), ("b.py", "from m import (a)\n"), ("c.py", SORTED)]);
    assert_snapshot!(run(&project, &["format", "."]), @"
    ------- stderr -------
    Sorted a.py (1 import moved)
    Sorted b.py (1 block rewritten)
    2 files sorted, 1 file unchanged
    [end]
    ");
    assert_eq!(project.text("a.py"), SORTED);
    assert_eq!(project.text("b.py"), "from m import a\n");
    assert_snapshot!(run(&project, &["format", "."]), @"[end]");
}

#[test]
fn quiet_keeps_errors_and_what_was_asked_for() {
    let project = Project::with([("a.py", UNSORTED), ("b.py", INVALID)]);
    let diff = run(&project, &["diff", "-q", "a.py"]);
    assert!(diff.text().starts_with("--- a/a.py\n"), "{diff}");
    assert_eq!(diff.stderr, "");
    assert_snapshot!(run(&project, &["format", "-q"]), @"
    ------- stderr -------
    b.py:3:5: error: syntax error: Expected an expression
    [exit code 2]
    ");
}

#[test]
fn a_reader_that_has_gone_is_no_failure() {
    let project = Project::with([("a.py", UNSORTED), ("b.py", UNSORTED)]);
    for arguments in [&["check"][..], &["diff"], &["list-imports"], &["check", "--show-settings"], &["--help"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut invocation = invoke(&project, arguments);
        let output = invocation.command().stdout(writer).output().expect("the tool starts");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), stderr.as_ref()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn standard_output_that_is_full_is_a_failure() {
    let project = Project::with([("a.py", UNSORTED)]);
    let full = std::fs::File::options().write(true).open("/dev/full").expect("a full device");
    let output = invoke(&project, &["check"]).command().stdout(full).output().expect("the tool starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"));
}

#[test]
fn output_is_in_the_order_of_paths_whatever_the_threads() {
    let project = Project::new();
    for number in 0..300 {
        project.write(format!("d{}/f{number}.py", number % 7), UNSORTED);
    }
    let one = run(&project, &["check", "-j", "1"]);
    assert_eq!(one.text().lines().count(), 300);
    for _ in 0..5 {
        assert_eq!(run(&project, &["check", "-j", "8"]), one);
    }
}

#[test]
fn a_command_is_needed_and_known() {
    let project = Project::new();
    let nothing = run(&project, &[]);
    assert_eq!((nothing.code(), nothing.text().as_str()), (Some(2), ""));
    assert!(nothing.stderr.contains("Usage: harmless-imports"), "{nothing}");
    let unknown = run(&project, &["chek"]);
    assert_eq!(unknown.code(), Some(2));
    assert!(unknown.stderr.contains("'check'"), "{unknown}");
    let version = run(&project, &["--version"]);
    assert_eq!(version.text(), format!("harmless-imports {}\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(run(&project, &["-V"]), version);
}

#[test]
fn options_of_usort_without_meaning_are_taken() {
    let project = Project::with([("a.py", SORTED)]);
    let output = run(&project, &["--debug", "--benchmark", "--no-native", "check", "a.py"]);
    assert_eq!(output.to_string(), "[end]");
}
