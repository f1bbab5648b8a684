//! pre-commit and prek, with a clone of this repository as their hook repository: installed, run, and what their user reads.

use super::{checkout, invoke, npm, program, root};
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

/// Whether these lines follow one another, however far they are indented.
#[track_caller]
fn shows(seen: &str, lines: &str) {
    let trimmed: Vec<&str> = seen.lines().map(str::trim).collect();
    assert!(trimmed.join("|").contains(lines), "{lines}\n{seen}");
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
    shows(&seen, "--- a/shapes.py|+++ b/shapes.py|@@ -1,2 +1,2 @@|+import os|import sys|-import os");
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
    shows(&seen, "-print(1)|+log(1)");
    assert!(seen.contains("1 site in 1 file would change"), "{seen}");
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

/// What somebody does who looks at the hooks before they trust them.
#[test]
#[ignore = "needs pre-commit: tests/external/run"]
fn pre_commit_tries_the_repository() {
    let (hooks, project) = (checkout(), user());
    project.git(&["add", "--all"]);
    let caches = tempfile::tempdir().expect("a folder");
    let repository = hooks.root().display().to_string();
    let tried = invoke(&project, program("pre-commit"))
        .env("PRE_COMMIT_HOME", caches.path())
        .args(["try-repo", &repository, "harmless-imports-check", "--all-files"])
        .run()
        .expect("starts");
    let seen = tried.to_string();
    assert_eq!(tried.code(), Some(1), "{seen}");
    shows(&seen, "+import os|import sys|-import os");
    assert!(project.text("shapes.py").starts_with("import sys"));
}

#[test]
#[ignore = "needs pre-commit: tests/external/run"]
fn the_manifest_of_hooks_is_valid() {
    let manifest = root().join(".pre-commit-hooks.yaml");
    let output = Command::new(program("pre-commit")).arg("validate-manifest").arg(manifest).output().expect("starts");
    assert!(output.status.success(), "{output:?}");
}

/// The first block of a language below a heading of the page on hooks: what is tested is what is recommended.
fn recipe(heading: &str, language: &str) -> String {
    let page = std::fs::read_to_string(root().join("docs/recipes/hooks.md")).expect("the page");
    let (_, section) = page.split_once(&format!("\n## {heading}\n")).expect("the section");
    let (_, block) = section.split_once(&format!("\n```{language}\n")).expect("a block");
    block.split_once("```\n").expect("its end").0.to_owned()
}

/// Commits what is staged, with this build of the tools and the managers of hooks on the path.
fn commit(project: &Project) -> Output {
    let tools = Path::new(env!("CARGO_BIN_EXE_harmless-imports")).parent().expect("a folder").to_owned();
    let programs = program("lefthook").parent().expect("a folder").to_owned();
    let path = [tools, programs, npm(".bin")].map(|folder| folder.display().to_string()).join(":");
    let rest = std::env::var("PATH").expect("a path");
    let commit = invoke(project, "git").args(["commit", "-m", "Work"]).env("PATH", format!("{path}:{rest}"));
    commit.run().expect("git starts")
}

#[test]
#[ignore = "needs lefthook: tests/external/run"]
fn lefthook_sorts_what_is_staged() {
    let project = user();
    project.write("lefthook.yml", recipe("lefthook", "yaml")).write("unstaged.py", "import b\nimport a\n");
    let installed = invoke(&project, program("lefthook")).args(["install"]).run().expect("lefthook starts");
    assert_eq!(installed.code(), Some(0), "{installed}");
    project.git(&["add", "shapes.py", "generated", "notes.txt", "pyproject.toml", "lefthook.yml"]);
    let committed = commit(&project);
    assert_eq!(committed.code(), Some(0), "{committed}");
    assert!(committed.to_string().contains("Sorted shapes.py (1 import moved)"), "{committed}");
    assert_eq!(project.git(&["show", "HEAD:shapes.py"]).text(), "import os\nimport sys\n");
    assert_eq!(project.git(&["show", "HEAD:generated/out.py"]).text(), "import sys\nimport os\n");
    assert_eq!(project.text("unstaged.py"), "import b\nimport a\n");
}

#[test]
#[ignore = "needs husky: tests/external/run"]
fn husky_stops_what_is_not_sorted() {
    let project = user();
    project.write("package.json", "{}").write(".husky/pre-commit", recipe("husky", "sh"));
    let installed = invoke(&project, npm(".bin/husky")).run().expect("husky starts");
    assert_eq!(installed.code(), Some(0), "{installed}");
    project.git(&["add", "shapes.py", "pyproject.toml"]);
    let stopped = commit(&project);
    assert_eq!(stopped.code(), Some(1), "{stopped}");
    assert!(stopped.to_string().contains("Would sort shapes.py"), "{stopped}");
    assert_eq!(project.text("shapes.py"), "import sys\nimport os\n");
    project.write("shapes.py", "import os\nimport sys\n").git(&["add", "shapes.py"]);
    let committed = commit(&project);
    assert_eq!(committed.code(), Some(0), "{committed}");
    // Nothing in Python is staged: nothing is checked.
    project.write("talk.py", "import b\nimport a\n").git(&["add", "notes.txt"]);
    assert_eq!(commit(&project).code(), Some(0));
}
