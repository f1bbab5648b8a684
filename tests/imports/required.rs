//! Required imports and headings, as the commands show them.

use super::run;
use harmless_testkit::Project;
use insta::assert_snapshot;

const SETTINGS: &str = "[tool.harmless.imports]\nstyle = \"isort-black\"\n\
                        required-imports = [\"from __future__ import annotations\", \"import os\"]\n";

fn project() -> Project {
    Project::with([
        ("pyproject.toml", SETTINGS),
        ("a.py", "\"\"\"What it is.\"\"\"\n\nimport sys\nimport os\n"),
        ("b.py", "import re\n\nos = 1\n"),
        ("c.py", "from __future__ import annotations\n\nimport os\n"),
        ("d.py", ""),
    ])
}

#[test]
fn what_is_missing_is_found_explained_and_added() {
    let project = project();
    assert_snapshot!(run(&project, &["check", "--output-format", "concise"]), @"
    a.py:3:1: warning: `from __future__ import annotations` is missing, which `required-imports` asks for
    a.py:3:1: warning: imports are not sorted (1 of 2 to move)
    b.py:1:1: warning: `from __future__ import annotations` is missing, which `required-imports` asks for
    ------- stderr -------
    b.py:3:1: warning: `import os` is required but not added: the module binds `os` to something else here; give one of the two another name
    2 files would be sorted, 2 files unchanged
    [exit code 1]
    ");
    assert_snapshot!(run(&project, &["explain", "a.py"]), @"
    a.py:3: `import sys` is standard-library: `sys`: it is in the standard library of Python 3.10 (default)
    a.py:3: `import sys` comes behind a required import: `from __future__ import annotations` is missing, which `required-imports` asks for (pyproject.toml:3)
    a.py:4: `import os` is standard-library: `os`: it is in the standard library of Python 3.10 (default)
    [end]
    ");
    assert_snapshot!(run(&project, &["diff", "a.py"]), @r#"
    --- a/a.py
    +++ b/a.py
    @@ -1,4 +1,5 @@
     """What it is."""
    +from __future__ import annotations
     
    -import sys
     import os
    +import sys
    [exit code 1]
    "#);
    for format in ["json-lines", "github", "gitlab", "junit", "sarif", "full"] {
        let output = run(&project, &["check", "--output-format", format]);
        assert!(output.code() == Some(1) && output.text().contains("missing-import"), "{format}: {output}");
    }
    assert_snapshot!(run(&project, &["format"]), @"
    ------- stderr -------
    Sorted a.py (1 import moved, 1 import added)
    Sorted b.py (1 import added)
    b.py:3:1: warning: `import os` is required but not added: the module binds `os` to something else here; give one of the two another name
    2 files sorted, 2 files unchanged
    [end]
    ");
    assert_eq!(
        project.text("a.py"),
        "\"\"\"What it is.\"\"\"\nfrom __future__ import annotations\n\nimport os\nimport sys\n"
    );
    assert_eq!(project.text("b.py"), "from __future__ import annotations\n\nimport re\n\nos = 1\n");
    // What cannot be added is told each time, and is no reason to fail.
    assert_snapshot!(run(&project, &["check"]), @"
    ------- stderr -------
    b.py:5:1: warning: `import os` is required but not added: the module binds `os` to something else here; give one of the two another name
    [end]
    ");
}

/// Each edit belongs to one finding, so that all of them can be made.
#[test]
fn fixes_do_not_overlap() {
    let project = project();
    let output = run(&project, &["check", "--output-format", "json", "a.py"]);
    let findings: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let codes: Vec<&str> = findings.as_array().into_iter().flatten().filter_map(|it| it["code"].as_str()).collect();
    assert_eq!(codes, ["missing-import", "unsorted-imports"]);
    let edit = &findings[0]["fix"]["edits"][0];
    assert_eq!(edit["content"], "from __future__ import annotations\n\nimport os\nimport sys\n");
    assert!(findings[1]["fix"].is_null());
}

#[test]
fn files_that_are_no_python_are_refused() {
    let project = Project::with([("pyproject.toml", SETTINGS), ("a.py", "x = = 1\n")]);
    assert_eq!(run(&project, &["check"]).code(), Some(2));
    assert_eq!(run(&project, &["format"]).code(), Some(2));
    assert_eq!(project.text("a.py"), "x = = 1\n");
}

#[test]
fn what_cannot_be_required_or_written_is_a_fault() {
    let settings = "[tool.harmless.imports]\nstyle = \"isort-black\"\nrequired-imports = [\"import a; import b\", \"from a import *\", \"x = 1\", \"import a  # b\", \"import (\"]\n\
                    [tool.harmless.imports.import-heading]\nnope = \"x\"\nfuture = \"--\"\nthird-party = \"noqa\"\nfirst-party = \"a\\nb\"\n";
    let project = Project::with([("pyproject.toml", settings), ("a.py", "import a\n")]);
    assert_snapshot!(run(&project, &["check"]), @"
    ------- stderr -------
    pyproject.toml:3:20: error: `required-imports` in [tool.harmless.imports]: `import a; import b` cannot be required: it is not one import statement
    pyproject.toml:3:20: error: `required-imports` in [tool.harmless.imports]: `from a import *` cannot be required: a star import may bind any name
    pyproject.toml:3:20: error: `required-imports` in [tool.harmless.imports]: `x = 1` cannot be required: it is not one import statement
    pyproject.toml:3:20: error: `required-imports` in [tool.harmless.imports]: `import a  # b` cannot be required: comments are not added
    pyproject.toml:3:20: error: `required-imports` in [tool.harmless.imports]: `import (` cannot be required: Expected one or more symbol names after import
    pyproject.toml:5:8: error: `nope` in [tool.harmless.imports.import-heading]: `nope` is no section; there are future, standard-library, third-party, first-party, local-folder
    pyproject.toml:6:10: error: `future` in [tool.harmless.imports.import-heading]: a heading is words that speak to no tool
    pyproject.toml:7:15: error: `third-party` in [tool.harmless.imports.import-heading]: a heading is words that speak to no tool
    pyproject.toml:8:15: error: `first-party` in [tool.harmless.imports.import-heading]: a heading is one line
    [exit code 2]
    ");
}

#[test]
fn settings_are_shown() {
    let settings = "[tool.harmless.imports]\nstyle = \"isort-black\"\nrequired-imports = [\"from a import b, c as d\"]\n\
                    import-heading = { third-party = \"Others\" }\n";
    let project = Project::with([("pyproject.toml", settings)]);
    let output = run(&project, &["check", "--show-settings", "."]);
    let text = output.text();
    let shown: Vec<&str> =
        text.lines().filter(|line| line.contains("required-imports") || line.contains("heading")).collect();
    assert_eq!(
        shown,
        [
            "required-imports = [\"from a import b\", \"from a import c as d\"]  # pyproject.toml:3",
            "import-heading.third-party = \"Others\"  # pyproject.toml:4",
        ]
    );
}
