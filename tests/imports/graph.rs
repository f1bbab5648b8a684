//! `graph`: the import cycles of a code base.

use super::run;
use harmless_testkit::Project;
use insta::assert_snapshot;

fn project() -> Project {
    Project::with([
        ("pkg/__init__.py", ""),
        ("pkg/a.py", "import os\nfrom .b import x\n\ny = os.sep\n"),
        ("pkg/b.py", "from pkg import c\n\nx = 1\n"),
        ("pkg/c.py", "def f():\n    from .a import y\n\nimport pkg.a\n"),
        ("pkg/free.py", "from .a import y\n"),
    ])
}

#[test]
fn cycles_are_shown_with_the_imports_that_make_them() {
    let project = project();
    assert_snapshot!(run(&project, &["graph"]), @"
    cycle of 3 modules: pkg.a, pkg.b, pkg.c
      pkg/a.py:2: takes names from pkg.b
      pkg/b.py:1: imports pkg.c
      pkg/c.py:4: imports pkg.a
    ------- stderr -------
    1 import cycle among 5 modules
    [end]
    ");
    assert_snapshot!(run(&project, &["graph", "--dot", "pkg"]), @r#"
    digraph imports {
        subgraph cluster_0 {
            "pkg.a";
            "pkg.b";
            "pkg.c";
        }
        "pkg.a" -> "pkg.b";
        "pkg.b" -> "pkg.c" [style=dashed];
        "pkg.c" -> "pkg.a" [style=dashed];
    }
    [end]
    "#);
    let json = run(&project, &["graph", "--output-format", "json", "pkg"]);
    let cycles: serde_json::Value = serde_json::from_str(&json.text()).expect("JSON");
    assert_eq!(cycles[0]["modules"][2]["filename"], "pkg/c.py");
    assert_eq!(cycles[0]["imports"][0]["to"], "pkg.b");
    assert_eq!(cycles[0]["imports"][2]["line"], 4);
}

#[test]
fn what_is_no_directory_is_an_error() {
    assert_snapshot!(run(&project(), &["graph", "pkg/a.py"]), @"
    ------- stderr -------
    error: pkg/a.py: not a directory that can be listed
    [exit code 2]
    ");
}
