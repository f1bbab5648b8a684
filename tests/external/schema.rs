//! The JSON schema of `[tool.harmless]` as editors and validators use it.

use super::{program, root};
use std::process::Command;

fn check(arguments: &[&str]) -> std::process::Output {
    Command::new(program("check-jsonschema")).args(arguments).current_dir(root()).output().expect("it starts")
}

#[test]
#[ignore = "needs check-jsonschema: tests/external/run"]
fn the_schema_is_a_schema_and_decides() {
    let meta = check(&["--check-metaschema", "schema/harmless.json"]);
    assert!(meta.status.success(), "{meta:?}");
    let folder = tempfile::tempdir().expect("a folder");
    let is_valid = |text: &str| {
        let path = folder.path().join("settings.toml");
        std::fs::write(&path, text).expect("written");
        check(&["--schemafile", "schema/harmless.json", path.to_str().expect("text")]).status.success()
    };
    assert!(is_valid(
        "[imports]\nline-length = 100\nknown = { first_party = ['a'] }\n[release]\nfiles = [{ path = 'a' }]\n"
    ));
    for wrong in [
        "[imports]\nline-lenght = 100\n",
        "[imports]\nline-length = '100'\n",
        "[imports]\nsafety = 'ful'\n",
        "[codemod]\nsafety = 'full'\n",
        "[release]\nfiles = [{ search = '{version}' }]\n",
        "[release]\nsign = 'sometimes'\n",
        "[sort]\n",
    ] {
        assert!(!is_valid(wrong), "{wrong}");
    }
}
