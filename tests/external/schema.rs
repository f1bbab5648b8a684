//! The JSON schema of `[tool.harmless]` as editors and validators use it.

use super::{npm, program, root};
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

/// SchemaStore, where editors have their schemas from, compiles each with ajv in its strict mode: no unknown keyword, no type left
/// open, no key that is required but not described.
#[test]
#[ignore = "needs node: tests/external/run"]
fn the_schema_is_strict() {
    let compile = |schema: &str| {
        let script = format!(
            "const Ajv = require({:?});\n\
             new Ajv({{strict: true, allErrors: true}}).compile(JSON.parse(process.argv[1]));",
            npm("ajv")
        );
        Command::new("node").args(["--eval", &script, schema]).output().expect("node starts")
    };
    let schema = std::fs::read_to_string(root().join("schema/harmless.json")).expect("the schema");
    let compiled = compile(&schema);
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    let loose = schema.replacen("\"minimum\"", "\"minimun\"", 1);
    assert!(loose != schema && !compile(&loose).status.success(), "a misspelt keyword must be refused");
}
