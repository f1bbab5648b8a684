//! What the programs generate and the repository holds for packagers: it is current, and the shells take it.
//! `UPDATE_GENERATED=1 cargo test generated` writes it anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The executables.
pub(crate) const TOOLS: [(&str, &str); 3] = [
    ("harmless-imports", env!("CARGO_BIN_EXE_harmless-imports")),
    ("harmless-codemod", env!("CARGO_BIN_EXE_harmless-codemod")),
    ("harmless-release", env!("CARGO_BIN_EXE_harmless-release")),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a program prints.
#[track_caller]
pub(crate) fn printed(binary: &str, arguments: &[&str]) -> String {
    let output = Command::new(binary).args(arguments).env_clear().output().expect("the tool starts");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// Compares the files of a folder with what they should be, or writes them.
#[track_caller]
pub(crate) fn compare(folder: &str, expected: &BTreeMap<PathBuf, String>) {
    let folder = root().join(folder);
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        fs::create_dir_all(&folder).expect("a folder");
        for (name, text) in expected {
            fs::write(folder.join(name), text).expect("written");
        }
    }
    let entries = fs::read_dir(&folder).expect("the folder is there");
    let found: BTreeMap<PathBuf, String> = entries
        .map(|entry| entry.expect("an entry"))
        .map(|entry| (entry.file_name().into(), fs::read_to_string(entry.path()).expect("text")))
        .collect();
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{}", folder.display());
    for (name, text) in expected {
        assert!(found.get(name) == Some(text), "{} is out of date; see this test", folder.join(name).display());
    }
}

#[test]
fn completions_are_current() {
    let mut expected = BTreeMap::new();
    for (tool, binary) in TOOLS {
        for (shell, file) in
            [("bash", format!("{tool}.bash")), ("zsh", format!("_{tool}")), ("fish", format!("{tool}.fish"))]
        {
            expected.insert(file.into(), printed(binary, &["completions", shell]));
        }
    }
    compare("completions", &expected);
}

#[test]
fn manual_pages_are_current() {
    let mut expected = BTreeMap::new();
    for (tool, binary) in TOOLS {
        let page = printed(binary, &["man"]);
        // The page names those of the commands.
        let start = format!("{}\\-", tool.replace('-', "\\-"));
        let commands = page.lines().filter_map(|line| line.strip_prefix(&start)?.strip_suffix("(1)"));
        let commands: Vec<String> = commands.map(|command| command.replace("\\-", "-")).collect();
        assert!(commands.len() >= 7, "{commands:?}");
        for command in commands {
            expected.insert(format!("{tool}-{command}.1").into(), printed(binary, &["man", &command]));
        }
        expected.insert(format!("{tool}.1").into(), page);
    }
    compare("man", &expected);
}

/// `-h` is a screenful, `--help` is complete; both name every command.
#[test]
fn help_is_short_and_long() {
    for (tool, binary) in TOOLS {
        let (short, long) = (printed(binary, &["-h"]), printed(binary, &["--help"]));
        assert!(short.lines().count() <= 40, "{tool}: {} lines\n{short}", short.lines().count());
        assert!(long.lines().count() > short.lines().count());
        for section in ["Exit codes:", "Examples:", "completions"] {
            assert!(long.contains(section), "{tool} --help: {section}");
        }
        assert!(!short.contains("Examples:"));
    }
    let options = |help: &str| help.lines().filter(|line| line.trim_start().starts_with('-')).count();
    let imports = TOOLS[0].1;
    let (short, long) = (printed(imports, &["check", "-h"]), printed(imports, &["check", "--help"]));
    assert!(options(&short) < options(&long), "{short}\n{long}");
    assert!(long.contains("--show-settings") && long.contains("--isolated"), "{long}");
}

/// Whatever is misspelt, the answer names what was meant.
#[test]
fn misspelt_words_are_answered_with_what_was_meant() {
    let project = harmless_testkit::Project::with([
        ("imports/pyproject.toml", "[tool.harmless.imports]\nline-lenght = 88\n"),
        ("codemod/pyproject.toml", "[tool.harmless.codemod]\nexclud = []\n"),
        ("release/pyproject.toml", "[tool.harmless.release]\ntag-prefx = 'v'\n"),
        ("tool/pyproject.toml", "[tool.harmless.import]\nsafety = 'full'\n"),
        ("value/pyproject.toml", "[tool.harmless.imports]\nsafety = 'ful'\n"),
        ("a.py", "import b\n"),
        ("rules.toml", "[[rule]]\nid = 'x'\nmatch = 'print($x)'\nrewrit = 'log($x)'\n"),
        ("where.toml", "[[rule]]\nid = 'x'\nmatch = 'print($x)'\nwhere.x = { knd = 'Call' }\n"),
    ]);
    for folder in ["imports", "codemod", "release", "tool", "value"] {
        project.write(format!("{folder}/a.py"), "import b\nimport a\n");
    }
    project.git_init();
    let [imports, codemod, release] = TOOLS.map(|(_, binary)| binary);
    for (binary, arguments, folder, meant) in [
        (imports, &["chek"][..], ".", "'check'"),
        (imports, &["check", "--exculde=x"], ".", "'--exclude'"),
        (imports, &["check", "--output-format", "sarf"], ".", "'sarif'"),
        (imports, &["check"], "imports", "did you mean `line-length`?"),
        (imports, &["check"], "tool", "`imports`"),
        (imports, &["check"], "value", "`full`"),
        (codemod, &["rewrit", "a", "b"], ".", "'rewrite'"),
        (codemod, &["run", "--interactiv", "x"], ".", "'--interactive'"),
        (codemod, &["run", "rules.toml"], ".", "did you mean `rewrite`?"),
        (codemod, &["run", "where.toml"], ".", "did you mean `kind`?"),
        (codemod, &["select", "b", "."], "codemod", "`exclude`"),
        (codemod, &["select", "b", "."], "tool", "`imports`"),
        (release, &["tagg"], ".", "'tag'"),
        (release, &["tag", "--singed", "1.0"], ".", "'--sign'"),
        (release, &["debug"], "release", "`tag-prefix`"),
    ] {
        let output = project.invoke(binary).args(arguments).within(folder).run().expect("the tool starts");
        assert_eq!(output.code(), Some(2), "{arguments:?} in {folder}: {output}");
        assert!(output.stderr.contains(meant), "{arguments:?} in {folder}: {output}");
    }
}
