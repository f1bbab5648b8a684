//! Where settings come from.

use super::{UNSORTED, checked, invoke, run, selected};
use harmless_testkit::Project;
use insta::assert_snapshot;

#[test]
fn every_setting_comes_with_its_origin() {
    let project = Project::with([(
        "pyproject.toml",
        "[tool.black]\nline-length = 100\n\n[tool.usort]\nmagic_commas = true\nfirst_party_detection = false\nexcludes = ['/gen']\n\n[tool.usort.known]\nfirst_party = ['mine']\n\n[tool.harmless.imports]\nmagic-commas = false\nsafety = 'usort'\n",
    )]);
    assert_snapshot!(run(&project, &["check", "--show-settings", "--safety", "full", "--exclude", "old"]), @r#"
    # .: pyproject.toml
    [tool.harmless.imports]
    safety = "full"  # --safety
    style = "usort"  # default
    categories = ["future", "standard_library", "third_party", "first_party"]  # default
    default-category = "third_party"  # default
    known.first_party = ["mine"]  # pyproject.toml:10
    side-effect-modules = []  # default
    first-party-detection = false  # pyproject.toml:6
    magic-commas = false  # pyproject.toml:13
    merge-imports = true  # default
    preserve-inline-comments = false  # default
    collapse-blank-lines-in-category = true  # default
    line-length = 100  # pyproject.toml:2
    exclude = ["old"]  # --exclude
    extend-exclude = []  # default
    excludes = ["/gen"]  # pyproject.toml:7
    force-exclude = false  # default
    respect-gitignore = true  # default
    [end]
    "#);
}

#[test]
fn usorts_table_is_read_as_usort_reads_it() {
    let project = Project::with([
        (
            "pyproject.toml",
            "[tool.usort]\ncategories = ['first_party', 'third_party']\nknown_first_party = ['z']\nexcludes = ['old/', '*_gen.py']\n",
        ),
        ("a.py", "import a\nimport z\n"),
        ("old/b.py", "import b\nimport a\n"),
        ("x_gen.py", "import b\nimport a\n"),
    ]);
    assert_eq!(checked(&project, &[]), ["a.py"]);
    run(&project, &["format"]);
    assert_eq!(project.text("a.py"), "import z\n\nimport a\n");
}

#[test]
fn the_line_length_is_blacks_unless_ours_is_set() {
    let long = "from module import aaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbb\n";
    let project = Project::with([("pyproject.toml", "[tool.black]\nline-length = '40'\n"), ("a.py", long)]);
    assert_eq!(checked(&project, &[]), ["a.py"]);
    project.write("pyproject.toml", "[tool.black]\nline-length = 40\n[tool.harmless.imports]\nline-length = 100\n");
    assert_eq!(checked(&project, &[]), [""; 0]);
}

#[test]
fn the_nearest_file_holds_and_nothing_is_merged() {
    let project = Project::with([
        ("pyproject.toml", "[tool.usort.known]\nfirst_party = ['a']\n"),
        ("a.py", "import b\n\nimport a\n"),
        ("sub/pyproject.toml", ""),
        ("sub/b.py", "import b\n\nimport a\n"),
        ("sub/deep/c.py", "import a\nimport b\n"),
    ]);
    assert_eq!(checked(&project, &["."]), ["sub/b.py"]);
    // A way through another directory makes no difference.
    let output = invoke(&project, &["check", "../a.py"]).within("sub").run().expect("the tool starts");
    assert_eq!(output.to_string(), "[end]");
}

#[test]
fn a_file_can_be_given_or_all_be_left_out() {
    let project = Project::with([
        ("pyproject.toml", "[tool.usort.known]\nfirst_party = ['a']\n"),
        ("other.toml", "[tool.usort.known]\nfirst_party = ['b']\n"),
        ("m.py", "import a\n\nimport b\n"),
    ]);
    assert_eq!(run(&project, &["check", "m.py"]).code(), Some(1));
    assert_eq!(run(&project, &["check", "--config", "other.toml", "m.py"]).code(), Some(0));
    project.write("m.py", "import a\nimport b\n");
    assert_eq!(run(&project, &["check", "--isolated", "m.py"]).code(), Some(0));
    assert_eq!(run(&project, &["check", "--isolated", "--config", "other.toml"]).code(), Some(2));
}

#[test]
fn unknown_keys_are_named_with_what_may_be_meant() {
    let project = Project::with([("pyproject.toml", "[tool.usort]\nmagic_coma = true\n"), ("a.py", UNSORTED)]);
    assert_snapshot!(run(&project, &["check"]), @"
    Would sort a.py
    ------- stderr -------
    pyproject.toml:2:1: warning: unknown key `magic_coma` in [tool.usort]; did you mean `magic_commas`?
    [exit code 1]
    ");
    project.write("pyproject.toml", "[tool.harmless.imports]\nline_lenght = 80\n\n[tool.harmless.import]\n");
    assert_snapshot!(run(&project, &["check"]), @"
    ------- stderr -------
    pyproject.toml:2:1: error: unknown key `line_lenght` in [tool.harmless.imports]; did you mean `line-length`?
    pyproject.toml:4:16: error: unknown key `import` in [tool.harmless]; did you mean `imports`?
    [exit code 2]
    ");
}

#[test]
fn a_wrong_value_is_named_once_and_other_directories_go_on() {
    let project = Project::with([
        (
            "bad/pyproject.toml",
            "[tool.usort]\ncategories = 'future'\n\n[tool.harmless.imports]\nsafety = 'none'\nexclude = ['a[']\n",
        ),
        ("bad/a.py", UNSORTED),
        ("bad/b.py", UNSORTED),
        ("good/c.py", UNSORTED),
    ]);
    assert_snapshot!(run(&project, &["check"]), @"
    Would sort good/c.py
    ------- stderr -------
    bad/pyproject.toml:2:14: warning: `categories` in [tool.usort]: expected an array of strings, found a string
    bad/pyproject.toml:5:10: error: `safety` in [tool.harmless.imports]: expected one of `full`, `usort`, found `none`
    bad/pyproject.toml:6:11: error: `exclude` in [tool.harmless.imports]: invalid pattern `a[`: unclosed character class; missing ']'
    1 file would be sorted, 2 files unchanged
    [exit code 2]
    ");
    let project = Project::with([("pyproject.toml", "[tool.usort]\nx = = 1\n"), ("a.py", UNSORTED)]);
    assert_snapshot!(run(&project, &["format"]), @"
    ------- stderr -------
    pyproject.toml:2:5: error: invalid TOML: extra `=`, expected nothing
    [exit code 2]
    ");
    assert_eq!(project.text("a.py"), UNSORTED);
}

#[test]
fn known_modules_must_fit_their_categories() {
    let project = Project::with([
        ("pyproject.toml", "[tool.usort.known]\nfirst_party = ['google.cloud', 'mine']\nours = ['x']\n"),
        ("a.py", "import a\n"),
    ]);
    assert_snapshot!(run(&project, &["check"]), @"
    ------- stderr -------
    pyproject.toml:2:15: warning: `first_party` in [tool.usort.known]: `google.cloud` has no effect, only the first part of a name decides; write `google`
    pyproject.toml:3:8: error: `ours` in [tool.usort.known]: `ours` is not one of the `categories`
    [exit code 2]
    ");
}

#[test]
fn a_version_can_be_required() {
    let project = Project::with([("a.py", UNSORTED)]);
    for (required, expected) in [(">=0.0.1", 1), (env!("CARGO_PKG_VERSION"), 1), (">=99", 2), ("soon", 2)] {
        project.write("pyproject.toml", format!("[tool.harmless.imports]\nrequired-version = '{required}'\n"));
        let output = run(&project, &["check"]);
        assert_eq!(output.code(), Some(expected), "{required}\n{output}");
    }
}

#[test]
fn excludes_are_relative_to_their_file() {
    let project = Project::with([
        ("sub/pyproject.toml", "[tool.harmless.imports]\nextend-exclude = ['gen/old']\nforce-exclude = true\n"),
        ("sub/gen/old/a.py", UNSORTED),
        ("sub/gen/b.py", UNSORTED),
        ("gen/old/c.py", UNSORTED),
    ]);
    assert_eq!(selected(&project, &[]), ["gen/old/c.py", "sub/gen/b.py"]);
    assert_eq!(selected(&project, &["sub/gen/old/a.py", "gen/old/c.py"]), ["gen/old/c.py"]);
    let output = invoke(&project, &["check", "--show-files", "--exclude", "sub/gen"]).run().expect("the tool starts");
    assert_eq!(output.text(), "gen/old/c.py\n");
}
