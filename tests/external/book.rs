//! The documentation with external programs: the book is built, and commands that need other programs are run.

use std::path::Path;

use super::program;
use std::process::Command;

/// mdBook makes the book without a warning, with a page for every one in the table of contents.
#[test]
#[ignore = "needs mdbook: tests/external/run"]
fn the_book_is_built_without_warnings() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(program("mdbook"))
        .args(["build", "--dest-dir"])
        .arg(folder.path())
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs"))
        .env("RUST_LOG", "info")
        .output()
        .expect("mdbook runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(!said.contains("WARN") && !said.contains("ERROR"), "{said}");
    for page in
        ["index.html", "tour/imports.html", "reference/settings.html", "decisions/outline.html", "images/codemod.svg"]
    {
        assert!(folder.path().join(page).exists(), "{page} is missing");
    }
}

#[test]
#[ignore = "needs the programs of the pages: tests/external/run"]
fn commands_of_the_pages_print_what_the_pages_say() {
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/external/venv/bin");
    assert!(programs.is_dir(), "{} is missing: run tests/external/run", programs.display());
    assert!(crate::book::check_all(Some(&programs)) > 0, "no command was found");
}
