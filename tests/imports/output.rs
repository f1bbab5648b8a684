//! Output formats and colours.

use super::{INVALID, SORTED, UNSORTED, invoke, run};
use harmless_testkit::Project;
use insta::assert_snapshot;

fn project() -> Project {
    Project::with([("a.py", UNSORTED), ("b.py", SORTED), ("c.py", "def f(:\n    import a\n")])
}

#[test]
fn text_for_people() {
    let project = project();
    assert_snapshot!(run(&project, &["check", "--output-format", "concise"]), @"
    a.py:1:1: warning: imports are not sorted (1 of 2 to move)
    ------- stderr -------
    c.py:1:7: error: syntax error: Expected a parameter or the end of the parameter list
    1 file would be sorted, 1 file unchanged, 1 failed
    [exit code 2]
    ");
    assert_snapshot!(run(&project, &["check", "--output-format", "full"]), @"
    warning[unsorted-imports]: imports are not sorted (1 of 2 to move)
     --> a.py:1:1
      |
    1 | / import b
    2 | | import a
      | |________^

    ------- stderr -------
    error[syntax-error]: syntax error: Expected a parameter or the end of the parameter list
     --> c.py:1:7
      |
    1 | def f(:
      |       ^

    1 file would be sorted, 1 file unchanged, 1 failed
    [exit code 2]
    ");
}

#[test]
fn formats_for_programs_hold_findings_and_errors() {
    let project = project();
    let json: serde_json::Value =
        serde_json::from_slice(&run(&project, &["check", "--output-format", "json"]).stdout).expect("JSON");
    let codes: Vec<&str> =
        json.as_array().expect("an array").iter().filter_map(|entry| entry["code"].as_str()).collect();
    assert_eq!(codes, ["unsorted-imports", "syntax-error"]);
    assert_eq!(json[0]["fix"]["edits"][0]["content"], "import a\nimport b\n");
    for format in ["json-lines", "github", "gitlab", "junit", "sarif"] {
        let output = run(&project, &["check", "--output-format", format]);
        assert_eq!(output.code(), Some(2), "{output}");
        assert!(output.text().contains("unsorted-imports") && output.text().contains("syntax-error"), "{output}");
    }
    assert_eq!(run(&project, &["check", "--output-format", "json", "b.py"]).text(), "[]\n");
}

#[test]
fn the_environment_may_choose_the_format() {
    let project = project();
    let output = invoke(&project, &["check", "a.py"]).env("HARMLESS_OUTPUT_FORMAT", "github").run().expect("starts");
    assert_snapshot!(output, @"
    ::warning title=harmless-imports (unsorted-imports),file=a.py,line=1,endLine=2::a.py:1:1: imports are not sorted (1 of 2 to move)
    [exit code 1]
    ");
}

#[test]
fn format_reports_what_it_did_to_programs() {
    let project = Project::with([("a.py", UNSORTED)]);
    let output = run(&project, &["format", "--output-format", "json-lines"]);
    assert_eq!(output.code(), Some(0));
    assert!(output.text().contains("\"severity\":\"note\""), "{output}");
    assert_eq!(project.text("a.py"), SORTED);
}

#[test]
fn colour_is_the_users_choice() {
    let project = Project::with([("a.py", UNSORTED), ("b.py", INVALID)]);
    let is_colored = |arguments: &[&str], variables: &[(&str, &str)]| {
        let invocation = invoke(&project, arguments);
        let invocation = variables.iter().fold(invocation, |invocation, (name, value)| invocation.env(name, value));
        let output = invocation.run().expect("the tool starts");
        (output.text().contains('\x1b'), output.stderr.contains('\x1b'))
    };
    for (expected, arguments, variables) in [
        (false, &["diff"][..], &[][..]),
        (true, &["diff", "--color", "always"], &[]),
        (true, &["--color=always", "diff"], &[("NO_COLOR", "1")]),
        (false, &["diff", "--color", "never"], &[("FORCE_COLOR", "1")]),
        (true, &["diff"], &[("FORCE_COLOR", "1")]),
        (true, &["diff"], &[("CLICOLOR_FORCE", "1")]),
        (false, &["diff"], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]),
    ] {
        assert_eq!(is_colored(arguments, variables), (expected, expected), "{arguments:?} {variables:?}");
    }
}

#[test]
fn list_imports_shows_blocks_as_usort_does() {
    let project = Project::with([
        ("a.py", "\"\"\"doc\"\"\"\nimport b, c\nimport a  # why\n# lead\nfrom x import (\n  d, e)\nx = 1\nimport z\n"),
        ("b.py", "x = 1\n"),
    ]);
    assert_snapshot!(run(&project, &["list-imports", "a.py"]), @"
    a.py 2 blocks:
      body[1:4]
    Formatted:
    [[[
    import a  # why
    import b, c
    from x import (
      d, e)
    ]]]
      body[5:6]
    Formatted:
    [[[
    import z
    ]]]
    [end]
    ");
    assert_snapshot!(run(&project, &["list-imports", "--debug", "a.py"]), @r"
    a.py 2 blocks:
      body[1:4]
        1 import b, c (third_party)
        0 import a  # why (third_party)
        2 from x import (\n  d, e) (third_party)
      body[5:6]
        0 import z (third_party)
    [end]
    ");
    assert_snapshot!(run(&project, &["list-imports", "--multiples"]).text().lines().next().unwrap_or_default(), @"a.py 2 blocks:");
    assert_snapshot!(run(&project, &["list-imports", "b.py"]), @"
    b.py 0 blocks:
    [end]
    ");
    assert_snapshot!(run(&project, &["list-imports", "--output-format", "json", "a.py"]), @r#"
    [
      {
        "filename": "a.py",
        "blocks": [
          {
            "body": [
              1,
              4
            ],
            "imports": [
              {
                "line": 3,
                "category": "third_party",
                "text": "import a  # why"
              },
              {
                "line": 2,
                "category": "third_party",
                "text": "import b, c"
              },
              {
                "line": 5,
                "category": "third_party",
                "text": "from x import (\n  d, e)"
              }
            ]
          },
          {
            "body": [
              5,
              6
            ],
            "imports": [
              {
                "line": 8,
                "category": "third_party",
                "text": "import z"
              }
            ]
          }
        ]
      }
    ]
    [end]
    "#);
}
