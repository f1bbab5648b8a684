//! pre-commit and prek, with a clone of this repository as their hook repository: installed, run, and what their user reads.

use super::{checkout, invoke, program};
use harmless_testkit::{Output, Project};
use std::path::Path;
use std::process::Command;

const RULES: &str = r#"
[[rule]]
id = "no-print"
match = "print($x)"
rewrite = "log($x)"
"#;

/// A repository with a file for each hook to find something in, and one that is excluded.
fn user() -> Project {
    let project = Project::with([
        ("shapes.py", "import sys\nimport os\n"),
        ("talk.py", "print(1)\n"),
        ("generated/out.py", "import sys\nimport os\n"),
        ("notes.txt", "import b\nimport a\n"),
        ("rules.toml", RULES),
        ("pyproject.toml", "[tool.harmless.imports]\nextend-exclude = [\"generated\"]\n"),
    ]);
    project.git_init();
    project
}

fn configuration(hook_repository: &Path, revision: &str, hooks: &str) -> String {
    let hook_repository = hook_repository.display();
    format!("repos:\n- repo: {hook_repository}\n  rev: {revision}\n  hooks:\n{hooks}")
}

/// Runs `runner` with one hook after the other, from the first commit to a clean tree.
fn runs_all_hooks(runner: &str, home: &str) {
    let hooks = checkout();
    let revision = hooks.git(&["rev-parse", "HEAD"]).text().trim().to_owned();
    let project = user();
    project.write(
        ".pre-commit-config.yaml",
        configuration(
            &hooks.root(),
            &revision,
            "  - id: harmless-imports\n  - id: harmless-imports-check\n  - id: harmless-codemod-check\n    args: [rules.toml]\n",
        ),
    );
    project.git(&["add", "--all"]);
    let caches = tempfile::tempdir().expect("a folder");
    let run = |hook: &str| -> Output {
        invoke(&project, program(runner))
            .env(home, caches.path())
            .args(["run", "--all-files", hook])
            .run()
            .expect("starts")
    };

    let checked = run("harmless-imports-check");
    let seen = checked.to_string();
    assert_eq!(checked.code(), Some(1), "{seen}");
    assert!(seen.contains("--- a/shapes.py\n+++ b/shapes.py\n@@ -1,2 +1,2 @@\n"), "{seen}");
    assert!(seen.contains("-import sys\n import os\n+import sys\n"), "{seen}");
    assert!(!seen.contains("generated") && !seen.contains("notes.txt"), "{seen}");
    assert!(project.text("shapes.py").starts_with("import sys"));

    let fixed = run("harmless-imports");
    let seen = fixed.to_string();
    assert_eq!(fixed.code(), Some(1), "{seen}");
    assert!(seen.contains("files were modified by this hook"), "{seen}");
    assert!(seen.contains("Sorted shapes.py (1 import moved)"), "{seen}");
    assert_eq!(project.text("shapes.py"), "import os\nimport sys\n");
    assert_eq!(project.text("generated/out.py"), "import sys\nimport os\n");
    project.git(&["add", "--all"]);
    for hook in ["harmless-imports", "harmless-imports-check"] {
        let again = run(hook);
        assert_eq!(again.code(), Some(0), "{again}");
        assert!(again.to_string().contains("Passed"), "{again}");
    }

    let found = run("harmless-codemod-check");
    let seen = found.to_string();
    assert_eq!(found.code(), Some(1), "{seen}");
    assert!(seen.contains("-print(1)\n+log(1)\n") && seen.contains("1 site in 1 file would change"), "{seen}");
    assert_eq!(project.text("talk.py"), "print(1)\n");
    project.write("talk.py", "log(1)\n").git(&["add", "--all"]);
    assert_eq!(run("harmless-codemod-check").code(), Some(0));

    // What cannot be read as Python is an error of its own, which the hook's user sees.
    project.write("talk.py", "log(\nimport b\nimport a\n").git(&["add", "--all"]);
    let broken = run("harmless-imports");
    assert!(broken.code() != Some(0) && broken.to_string().contains("talk.py:"), "{broken}");
}

#[test]
#[ignore = "needs pre-commit: tests/external/run"]
fn pre_commit_runs_the_hooks() {
    runs_all_hooks("pre-commit", "PRE_COMMIT_HOME");
}

#[test]
#[ignore = "needs prek: tests/external/run"]
fn prek_runs_the_hooks() {
    runs_all_hooks("prek", "PREK_HOME");
}

#[test]
#[ignore = "needs pre-commit: tests/external/run"]
fn the_manifest_of_hooks_is_valid() {
    let manifest = super::root().join(".pre-commit-hooks.yaml");
    let output = Command::new(program("pre-commit")).arg("validate-manifest").arg(manifest).output().expect("starts");
    assert!(output.status.success(), "{output:?}");
}
