//! Changelogs that are kept by hand.

use super::sandbox::Sandbox;

fn project(changelog: &str) -> Sandbox {
    let mut sandbox = Sandbox::new();
    sandbox.write("pyproject.toml", "[project]\nname = 'demo'\nversion = '1.1.0'\n");
    sandbox.write("CHANGELOG.md", changelog);
    sandbox.commit("Start", "Ash");
    sandbox
}

const OLD: &str = "## [1.1.0] - 2024-01-01\n\n- y  \n";

#[test]
fn unreleased_becomes_the_section_and_the_notes() {
    let sandbox = project(&format!("# Changes\n\n## [Unreleased]\n\n### Added\n\n- x\n\n{OLD}"));
    sandbox.run(&["tag", "1.2.0"]).exits(0);
    assert_eq!(
        sandbox.read("CHANGELOG.md"),
        format!("# Changes\n\n## [Unreleased]\n\n## [1.2.0] - 2024-06-01\n\n### Added\n\n- x\n\n{OLD}")
    );
    assert_eq!(sandbox.run(&["notes"]).stdout, "### Added\n\n- x\n");
    sandbox.run(&["verify"]).exits(0);
}

#[test]
fn given_notes_come_before_what_stands_there() {
    let sandbox = project(&format!("# Changes\n\n## [Unreleased]\n\n- x\n\n{OLD}"));
    sandbox.run(&["tag", "1.2.0", "-m", "Summary"]).exits(0);
    assert_eq!(sandbox.run(&["notes"]).stdout, "Summary\n\n- x\n");
    assert!(sandbox.read("CHANGELOG.md").contains("## [1.2.0] - 2024-06-01\n\nSummary\n\n- x\n\n## [1.1.0]"));
}

#[test]
fn a_file_that_is_not_understood_is_refused() {
    let sandbox = project("Once upon a time\n");
    let before = sandbox.state();
    let run = sandbox.run(&["tag", "1.2.0", "-m", "x"]).exits(1);
    assert!(run.stderr.contains("(changelog-not-recognised)"), "{}", run.stderr);
    assert_eq!(sandbox.state(), before);
}

#[test]
fn subjects_are_escaped() {
    let mut sandbox = project(OLD);
    sandbox.tag("v1.1.0", "x");
    sandbox.commit("Fix *a* <b>", "Ash");
    sandbox.run(&["tag", "1.2.0", "--from-commits"]).exits(0);
    assert!(sandbox.read("CHANGELOG.md").contains("- Fix \\*a\\* \\<b\\>\n"));
}
