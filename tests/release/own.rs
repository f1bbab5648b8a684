//! The project releases itself: with its own settings, in a copy of its files.

use super::sandbox::Sandbox;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A repository with the files of this one and one commit.
fn scratch() -> Sandbox {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = Command::new("git").current_dir(root).args(["ls-files", "-z"]).output().unwrap();
    assert!(listed.status.success(), "{listed:?}");
    let mut sandbox = Sandbox::new();
    for name in String::from_utf8(listed.stdout).unwrap().split('\0').filter(|name| !name.is_empty()) {
        let target = sandbox.repo.join(name);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        // A file may have been removed since it was committed.
        if root.join(name).is_file() {
            fs::copy(root.join(name), target).unwrap();
        }
    }
    sandbox.commit("Everything", "Ash");
    sandbox
}

/// The versions of the workspace's own packages in `Cargo.lock`.
fn locked(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let text = sandbox.read("Cargo.lock");
    let field = |entry: &str, key: &str| {
        let line = entry.lines().find_map(|line| line.strip_prefix(&format!("{key} = \"")));
        line.and_then(|value| value.strip_suffix('"')).map(str::to_owned)
    };
    let own = text.split("[[package]]\n").skip(1).filter(|entry| field(entry, "source").is_none());
    own.map(|entry| (field(entry, "name").unwrap(), field(entry, "version").unwrap())).collect()
}

#[test]
fn the_first_tag_and_the_next() {
    let sandbox = scratch();
    let plan = sandbox.run(&["plan", "0.1.0", "-m", "First release"]).exits(0).stdout;
    assert!(plan.contains("release 0.1.0 as v0.1.0 on main") && plan.contains("\n  create CHANGELOG.md\n"), "{plan}");
    sandbox.run(&["tag", "0.1.0", "-m", "First release", "--yes"]).exits(0);
    assert_eq!(sandbox.git(&["tag"]), "v0.1.0");
    assert_eq!(sandbox.git(&["diff-tree", "-r", "--name-only", "HEAD~1", "HEAD"]), "CHANGELOG.md");
    let changelog = sandbox.git(&["show", "v0.1.0:CHANGELOG.md"]);
    let section = "\nv0.1.0 - 2024-06-01\n-------------------\n\nFirst release\n\nContributors: ";
    assert!(changelog.starts_with("Harmless\n========\n") && changelog.contains(section), "{changelog}");
    sandbox.run(&["verify"]).exits(0);

    let before = (locked(&sandbox), sandbox.read("Cargo.toml"), sandbox.read("Cargo.lock"));
    assert!(before.0.len() >= 12 && before.0.values().all(|version| version == "0.1.0"), "{:?}", before.0);
    sandbox.run(&["tag", "minor", "-m", "Second release", "--yes"]).exits(0);
    let changed = sandbox.git(&["diff-tree", "-r", "--name-only", "HEAD~1", "HEAD"]);
    assert_eq!(changed, "CHANGELOG.md\nCargo.lock\nCargo.toml");
    assert!(locked(&sandbox).values().all(|version| version == "0.2.0"), "{:?}", locked(&sandbox));
    assert_eq!(locked(&sandbox).len(), before.0.len());
    // Nothing else of the two files is touched: changed back they are as before.
    assert_eq!(sandbox.read("Cargo.toml").replacen("\nversion = \"0.2.0\"\n", "\nversion = \"0.1.0\"\n", 1), before.1);
    let numbers = sandbox.git(&["diff", "--numstat", "HEAD~1", "HEAD", "--", "Cargo.lock"]);
    let own = before.0.len();
    assert_eq!(numbers, format!("{own}\t{own}\tCargo.lock"));
    sandbox.run(&["verify", "--all"]).exits(0);
    sandbox.assert_clean();
}
