//! attribution 1.8.0 as the oracle of the release tool: each case of `fixtures/release` is played with both.
//!
//! A case that begins with `# keep` must look the same from outside: standard output, exit codes, references, the last
//! commit and its files. One that begins with `# fix: ...` is where attribution does harm: there `harmless-release` must
//! leave either a complete release or the repository as it was. After every case both must generate the same changelog
//! from the repository that `harmless-release` has left, wherever attribution succeeds; where a second line says
//! `# generate differs`, they must not.

use super::program;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const OURS: &str = env!("CARGO_BIN_EXE_harmless-release");

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/release")
}

/// The cases with this verdict.
fn cases(verdict: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(fixtures()).expect("the cases").map(|entry| entry.expect("an entry").path());
    let mut cases: Vec<PathBuf> = files
        .filter(|path| path.extension() == Some(OsStr::new("sh")) && path.file_name() != Some(OsStr::new("prelude.sh")))
        .filter(|path| fs::read_to_string(path).expect("a case").starts_with(&format!("# {verdict}")))
        .collect();
    cases.sort();
    cases
}

/// A command that sees nothing of this machine but its programs.
fn isolated(program: impl AsRef<OsStr>, root: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", std::env::var_os("PATH").expect("PATH")).env("HOME", root.join("home"));
    command
}

fn git(root: &Path, args: &[&str]) -> String {
    let output = isolated("git", root).current_dir(root.join("proj")).args(args).output().expect("git runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Plays a case with a tool in a folder.
fn play(case: &Path, tool: &Path, root: &Path) -> Output {
    fs::create_dir(root).expect("a folder");
    let script = format!(". '{}'; . '{}'", fixtures().join("prelude.sh").display(), case.display());
    isolated("bash", root).args(["-c", &script]).env("TOOL", tool).env("ROOT", root).output().expect("bash runs")
}

/// What a caller sees, with the folder's name taken out.
fn seen(root: &Path) -> BTreeMap<String, String> {
    let mut seen = BTreeMap::new();
    for entry in fs::read_dir(root.join("out")).expect("the calls") {
        let path = entry.expect("an entry").path();
        if path.extension() != Some(OsStr::new("stderr")) {
            let text =
                String::from_utf8_lossy(&fs::read(&path).expect("output")).replace(&root.display().to_string(), "ROOT");
            seen.insert(path.file_name().expect("a name").to_string_lossy().into_owned(), text);
        }
    }
    for (name, args) in [
        ("references", &["for-each-ref", "--format=%(objectname) %(refname)"][..]),
        ("head", &["log", "-1", "--format=%H %s %an"]),
        ("files", &["ls-tree", "-r", "HEAD"]),
        ("status", &["status", "--porcelain"]),
    ] {
        seen.insert(name.to_owned(), git(root, args));
    }
    seen
}

/// How the two look different.
fn differences(ours: &Path, theirs: &Path) -> Vec<String> {
    let (ours, theirs) = (seen(ours), seen(theirs));
    let mut keys: Vec<&String> = ours.keys().chain(theirs.keys()).collect();
    keys.sort();
    keys.dedup();
    let different = keys.into_iter().filter(|key| ours.get(*key) != theirs.get(*key));
    different.map(|key| format!("{key}: theirs {:?}, ours {:?}", theirs.get(key), ours.get(key))).collect()
}

/// What is neither a release nor a repository as it was.
fn harm(root: &Path) -> Vec<String> {
    let mut harm = Vec::new();
    for entry in fs::read_dir(root.join("out")).expect("the calls") {
        let path = entry.expect("an entry").path();
        let read = |extension: &str| fs::read_to_string(path.with_extension(extension)).expect("a call's record");
        match path.extension().and_then(OsStr::to_str) {
            Some("exit") if read("exit").trim() != "0" && read("before") != read("after") => {
                harm.push(format!("call {} failed and changed the repository", path.display()));
            }
            Some("stderr") if read("stderr").contains("panicked") => harm.push("a panic".to_owned()),
            _ => {}
        }
    }
    for tag in git(root, &["tag"]).lines() {
        let is_release = git(root, &["log", "-1", "--format=%s", tag]).starts_with("Version bump");
        if is_release && !git(root, &["ls-tree", "--name-only", tag]).contains("CHANGELOG.md") {
            harm.push(format!("{tag} has no changelog"));
        }
    }
    let status = git(root, &["status", "--porcelain"]);
    let ours = |line: &&str| ["attribution", "CHANGELOG", "__version__"].iter().any(|name| line.contains(name));
    harm.extend(status.lines().filter(ours).map(|line| format!("left over: {line}")));
    if root.join("proj/.git/harmless-release/journal.json").exists() {
        harm.push("an unfinished release".to_owned());
    }
    harm
}

/// Plays the cases with this verdict; `judge` gets the folders of ours and theirs. How many changelogs were compared.
fn play_all(verdict: &str, judge: fn(&Path, &Path) -> Vec<String>) -> (usize, usize) {
    let attribution = program("attribution");
    let cases = cases(verdict);
    let mut wrong = Vec::new();
    let mut compared = 0;
    for case in &cases {
        let name = case.file_stem().expect("a name").to_string_lossy().into_owned();
        let folder = tempfile::tempdir().expect("a folder");
        let base = fs::canonicalize(folder.path()).expect("a path");
        let (ours, theirs) = (base.join("ours"), base.join("theirs"));
        let played = play(case, Path::new(OURS), &ours);
        if !played.status.success() {
            wrong.push(format!("{name}: {}", String::from_utf8_lossy(&played.stderr)));
        }
        play(case, &attribution, &theirs);
        wrong.extend(judge(&ours, &theirs).iter().map(|problem| format!("{name}: {problem}")));
        let generated = [OsStr::new(OURS), attribution.as_os_str()].map(|tool| {
            isolated(tool, &ours).current_dir(ours.join("proj")).arg("generate").output().expect("it runs")
        });
        if generated[1].status.success() {
            compared += 1;
            let differs = fs::read_to_string(case).expect("a case").contains("\n# generate differs\n");
            if (generated[0].stdout == generated[1].stdout) == differs {
                wrong
                    .push(format!("{name}: generate afterwards is {}", if differs { "the same" } else { "different" }));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    (cases.len(), compared)
}

#[test]
#[ignore = "needs attribution: tests/external/run"]
fn what_attribution_does_well_looks_the_same() {
    let (played, compared) = play_all("keep", differences);
    assert!(played >= 23 && compared >= 23, "only {played} cases, {compared} changelogs");
}

#[test]
#[ignore = "needs attribution: tests/external/run"]
fn where_attribution_does_harm_we_do_none() {
    let (played, compared) = play_all("fix", |ours, _| harm(ours));
    assert!(played >= 24 && compared >= 20, "only {played} cases, {compared} changelogs");
}
