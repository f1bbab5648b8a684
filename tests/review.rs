//! The interactive review of `harmless-codemod`, on a pseudo-terminal.

use harmless_testkit::Project;

const BINARY: &str = env!("CARGO_BIN_EXE_harmless-codemod");

fn review(project: &Project, arguments: &[&str], keys: &str) -> (String, Option<i32>) {
    let invocation = project.invoke(BINARY).args(arguments).env("EDITOR", "cp edited.txt").env("NO_COLOR", "1");
    crate::terminal::run(invocation, keys)
}

const TEXT: &str = "f(1)\nf(2)\nf(3)\nf(4)\n";
const REWRITE: [&str; 4] = ["rewrite", "f($x)", "g($x)", "--interactive"];

#[test]
fn each_site_is_asked_about() {
    let project = Project::with([("a.py", TEXT)]);
    let (shown, code) = review(&project, &REWRITE, "?\ny\nn\n\ny\n");
    assert_eq!(project.text("a.py"), "g(1)\nf(2)\nf(3)\ng(4)\n", "{shown}");
    assert!(shown.contains("(1/4) Make this change [y,n,a,d,q,e,u,?]?"), "{shown}");
    assert!(shown.contains("undo the last answer") && shown.contains("2 sites in 1 file changed"), "{shown}");
    assert_eq!(code, Some(0));
}

/// The session that the README shows is what happens with the file that it shows.
#[test]
fn the_readme_shows_a_real_review() {
    let readme = include_str!("../README.md").replace("\r\n", "\n");
    let block = |from: &str, opening: &str| {
        let (_, rest) = readme.split_once(from).expect("the place");
        let (_, rest) = rest.split_once(opening).expect("a block");
        rest.split_once("```").expect("its end").0.to_owned()
    };
    let file = block("book: save src/paths.py", "```python\n");
    let project = Project::with([("src/paths.py", file.as_str())]);
    let arguments = ["rewrite", "os.path.join($a, $b)", "pathlib.Path($a) / $b", "src", "--interactive"];
    let (shown, _) = review(&project, &arguments, "y\nn\n");
    // The test types ahead, so that its answers do not stand behind the questions.
    let spoken = |text: &str| {
        let words: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        words.replace("]?y", "]?").replace("]?n", "]?")
    };
    let told = spoken(&shown);
    for part in block("in place of `--write`", "```text\n").split("...\n") {
        assert!(told.contains(&spoken(part)), "{part}\n---\n{shown}");
    }
}

#[test]
fn a_quit_keeps_what_was_accepted_and_goes_no_further() {
    let project = Project::with([("a.py", TEXT), ("b.py", TEXT)]);
    let (shown, code) = review(&project, &REWRITE, "y\nq\n");
    assert_eq!(
        (project.text("a.py").as_str(), project.text("b.py").as_str()),
        ("g(1)\nf(2)\nf(3)\nf(4)\n", TEXT),
        "{shown}"
    );
    assert!(shown.contains("1 site in 1 file changed"), "{shown}");
    assert_eq!(code, Some(0));
}

#[test]
fn all_and_none_hold_for_the_rest_of_a_file() {
    let project = Project::with([("a.py", TEXT), ("b.py", TEXT)]);
    let (shown, _) = review(&project, &REWRITE, "n\na\ny\nd\n");
    assert_eq!(project.text("a.py"), "f(1)\ng(2)\ng(3)\ng(4)\n", "{shown}");
    assert_eq!(project.text("b.py"), "g(1)\nf(2)\nf(3)\nf(4)\n", "{shown}");
}

#[test]
fn an_answer_is_undone_and_a_change_is_edited() {
    let project = Project::with([("a.py", TEXT), ("edited.txt", "special(2)\n")]);
    let (shown, _) = review(&project, &REWRITE, "y\nu\nn\ne\nd\n");
    assert_eq!(project.text("a.py"), "f(1)\nspecial(2)\nf(3)\nf(4)\n", "{shown}");
}

#[test]
fn an_edit_that_is_no_python_is_not_taken() {
    let project = Project::with([("a.py", TEXT), ("edited.txt", "special(2\n")]);
    let (shown, _) = review(&project, &REWRITE, "e\nd\n");
    assert!(shown.contains("that would not be Python"), "{shown}");
    assert_eq!(project.text("a.py"), TEXT);
}
