//! `init`: asked by a script, by a person, and by options.

use harmless_testkit::{Output, Project};

const TOOL: &str = env!("CARGO_BIN_EXE_harmless-release");
const BEFORE: &str = "[project]\nname = \"parcel\" # mine\n";
const ATTRIBUTION: &str =
    "\n[tool.attribution]\nname = \"Parcel\"\npackage = \"parcel\"\nsigned_tags = false\nversion_file = false\n";

fn project() -> Project {
    let project = Project::with([("pyproject.toml", BEFORE)]);
    project.git_init();
    project
}

fn by_options(project: &Project, more: &[&str]) -> Output {
    let options = ["--name", "Parcel", "--namespace", "parcel", "--no-signed-tags", "--no-version-file"];
    let output = project.invoke(TOOL).args(["init", "--yes"]).args(options).args(more).run().expect("it starts");
    assert_eq!(output.code(), Some(0), "{output}");
    output
}

/// What differs from the defaults goes into our own table, and nothing else.
#[test]
fn options_answer_the_questions() {
    let project = project();
    let output = by_options(&project, &[]);
    assert_eq!(project.text("pyproject.toml"), format!("{BEFORE}{ATTRIBUTION}"));
    assert!(!output.text().contains('?') && !output.text().contains("]: "), "{output}");

    by_options(&project, &["--style", "insert", "--tag-prefix", "r", "--push"]);
    let own = "\n[tool.harmless.release]\nstyle = \"insert\"\ntag-prefix = \"r\"\npush = true\n";
    assert_eq!(project.text("pyproject.toml"), format!("{BEFORE}{ATTRIBUTION}{own}"));

    // Another answer: changed where it stands, as it is spelt there.
    let spelt = own.replace("tag-prefix = \"r\"", "tag_prefix = \"r\" # own");
    project.write("pyproject.toml", format!("{BEFORE}{ATTRIBUTION}{spelt}"));
    by_options(&project, &["--tag-prefix", "s"]);
    assert_eq!(project.text("pyproject.toml"), format!("{BEFORE}{ATTRIBUTION}{}", spelt.replace("\"r\"", "\"s\"")));
}

/// A script that answers attribution's four questions goes on working: nothing else is asked of it.
#[test]
fn scripts_are_asked_four_questions() {
    let project = project();
    let output = project.invoke(TOOL).args(["init"]).input("Parcel\nparcel\nn\nn\n").run().expect("it starts");
    assert_eq!(output.code(), Some(0), "{output}");
    assert_eq!(output.text().matches("]: ").count(), 4, "{output}");
    assert_eq!(project.text("pyproject.toml"), format!("{BEFORE}{ATTRIBUTION}"));
}

/// On a terminal come the changelog, the tags and pushing; an empty answer is the default.
#[test]
fn people_are_asked_for_the_rest() {
    let project = project();
    let keys = "Parcel\nparcel\nn\nn\nodd\nnone\n\ny\n";
    let (shown, code) = crate::terminal::run(project.invoke(TOOL).args(["init"]), keys);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("Error: invalid input") && shown.contains("Tag prefix [v]: "), "{shown}");
    let own = "\n[tool.harmless.release]\nstyle = \"none\"\npush = true\n";
    assert_eq!(project.text("pyproject.toml"), format!("{BEFORE}{ATTRIBUTION}{own}"));
}
