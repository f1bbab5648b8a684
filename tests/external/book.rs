//! The commands of the documentation that need external programs.

use std::path::Path;

#[test]
#[ignore = "needs the programs of the pages: tests/external/run"]
fn commands_of_the_pages_print_what_the_pages_say() {
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/external/venv/bin");
    assert!(programs.is_dir(), "{} is missing: run tests/external/run", programs.display());
    assert!(crate::book::check_all(Some(&programs)) > 0, "no command was found");
}
