//! Settings that change what a changelog says.

use super::sandbox::Sandbox;

/// A project with these settings and two releases.
fn project(settings: &str) -> Sandbox {
    let mut sandbox = Sandbox::new();
    sandbox.write("pyproject.toml", &format!("[tool.attribution]\nname = \"demo\"\npackage = \"demo\"\nsigned_tags = false\nignored_authors = [\"Machine\"]\n{settings}"));
    sandbox.write("demo/__init__.py", "");
    sandbox.commit("Start", "Ash");
    sandbox.run(&["tag", "-m", "One", "1.0"]).exits(0);
    sandbox.commit("Go on", "Bea");
    sandbox.commit("Update", "renovate[bot]");
    sandbox.commit("Stamp", "Machine");
    sandbox.run(&["tag", "-m", "Two", "1.1"]).exits(0);
    sandbox.run(&["generate", "--check"]).exits(0);
    sandbox.run(&["verify", "--all"]).exits(0);
    sandbox
}

#[test]
fn dates_links_and_names_in_a_generated_changelog() {
    let sandbox = project(
        "[tool.harmless.release]\nname = \"Demo\"\ndate = true\nlinks = \"https://e.org/demo/\"\ncontributors = \"names\"\n",
    );
    let text = sandbox.read("CHANGELOG.md");
    assert!(text.starts_with("Demo\n====\n"), "{text}");
    let section = "\nv1.1 - 2024-06-01\n-----------------\n\nTwo\n\n<https://e.org/demo/compare/v1.0...v1.1>\n\n\
        Contributors: Bea, Machine, Mae Maintainer, renovate\\[bot\\]\n\n";
    assert!(text.contains(section), "{text}");
}

/// The day is the one that git records, whatever the clock says.
#[test]
fn the_day_of_the_tag() {
    let sandbox = project("[tool.harmless.release]\ndate = true\n");
    let date = [("GIT_COMMITTER_DATE", "@1000000000 +1200")];
    sandbox.run_with(&["tag", "-m", "Three", "2.0"], &date).exits(0);
    assert!(sandbox.read("CHANGELOG.md").contains("\nv2.0 - 2001-09-09\n"));
    sandbox.run(&["verify"]).exits(0);
}

#[test]
fn without_machines() {
    let sandbox = project("[tool.harmless.release]\nignore_bots = true\n");
    let shortlog = "$ git shortlog -s v1.0...v1.1\n     1\tBea\n     1\tMae Maintainer\n```";
    assert!(sandbox.read("CHANGELOG.md").contains(shortlog));
    let sandbox = project("[tool.harmless.release]\ncontributors = \"none\"\n");
    assert!(!sandbox.read("CHANGELOG.md").contains("shortlog"));
}

#[test]
fn releases_of_other_lines() {
    for (setting, expected) in [("all", true), ("reachable", false)] {
        let mut sandbox = project(&format!("[tool.harmless.release]\ntags = \"{setting}\"\n"));
        sandbox.git(&["checkout", "-q", "-b", "old", "v1.0"]);
        sandbox.run(&["tag", "-m", "Fix", "1.0.1"]).exits(0);
        sandbox.run(&["verify"]).exits(0);
        let text = sandbox.read("CHANGELOG.md");
        assert!(text.contains("\nv1.0.1\n") && text.contains("\nv1.0\n"), "{text}");
        assert_eq!(text.contains("\nv1.1\n"), expected, "{setting}: {text}");
        sandbox.commit("Go on", "Ash");
    }
}

#[test]
fn a_package_counts_its_own_commits() {
    let mut sandbox = Sandbox::new();
    sandbox.write(
        "pyproject.toml",
        "[[tool.harmless.release.packages]]\nname = 'core'\n[[tool.harmless.release.packages]]\nname = 'ui'\n",
    );
    for folder in ["core", "ui"] {
        sandbox.write(&format!("{folder}/pyproject.toml"), "[project]\nname = 'x'\nversion = '1.0'\n");
    }
    sandbox.commit("Start", "Ash");
    sandbox.write("core/a.py", "");
    sandbox.commit("Core alone", "Bea");
    sandbox.write("ui/a.py", "");
    sandbox.commit("Ui alone", "Cleo");
    sandbox.run(&["tag", "--from-commits", "minor", "-p", "core"]).exits(0);
    sandbox.run(&["tag", "--from-commits", "minor", "-p", "ui"]).exits(0);
    let (core, ui) = (sandbox.read("core/CHANGELOG.md"), sandbox.read("ui/CHANGELOG.md"));
    assert!(core.contains("- Start\n- Core alone\n\n```text\n$ git shortlog -s core-v1.1\n     1\tAsh\n     1\tBea\n     1\tMae Maintainer\n```"), "{core}");
    assert!(ui.contains("- Start\n- Ui alone\n\n```text\n$ git shortlog -s ui-v1.1\n     1\tAsh\n     1\tCleo\n     1\tMae Maintainer\n```"), "{ui}");
    for package in ["core", "ui"] {
        sandbox.run(&["verify", "-p", package]).exits(0);
        sandbox.run(&["generate", "--check", "-p", package]).exits(0);
    }
}

#[test]
fn settings_that_make_no_sense() {
    for line in ["links = \"demo\"", "tags = \"some\"", "date = 1", "ignore-bots = \"yes\""] {
        let sandbox = Sandbox::new();
        sandbox.write("pyproject.toml", &format!("[tool.harmless.release]\n{line}\n"));
        let run = sandbox.run(&["generate"]).exits(2);
        assert!(run.stderr.contains("pyproject.toml:2:"), "{}", run.stderr);
    }
}
