//! Hooks, keys, disks and remotes that fail: everything is as it was before, or done right.

use super::sandbox::{Run, Sandbox, finish};
use std::process::Command;

fn project() -> Sandbox {
    let mut sandbox = Sandbox::project();
    sandbox.run(&["tag", "-m", "One", "1.0"]).exits(0);
    sandbox.write("own.txt", "1");
    sandbox.commit("Go on", "Ash");
    sandbox.write("own.txt", "2");
    sandbox.git(&["add", "own.txt"]);
    sandbox.write("untracked.txt", "2");
    sandbox
}

/// Releases, which must fail with this code and leave everything as it was.
#[track_caller]
fn fails_unchanged(sandbox: &Sandbox, code: i32, args: &[&str]) -> Run {
    let before = (sandbox.state(), sandbox.index_bytes());
    let run = sandbox.run(args).exits(code);
    assert_eq!((sandbox.state(), sandbox.index_bytes()), before, "{}", run.stderr);
    sandbox.assert_clean();
    run
}

const TAG: &[&str] = &["tag", "-m", "Two", "2.0"];

#[test]
fn hooks_that_refuse() {
    for hook in ["pre-commit", "commit-msg", "prepare-commit-msg"] {
        let sandbox = project();
        sandbox.hook(hook, "echo no way; exit 1");
        let run = fails_unchanged(&sandbox, 3, TAG);
        assert!(run.stderr.contains("no way"), "{}", run.stderr);
        std::fs::remove_file(sandbox.repo.join(".git/hooks").join(hook)).unwrap();
        sandbox.run(TAG).exits(0);
    }
    let sandbox = project();
    sandbox.hook("reference-transaction", "[ \"$1\" = prepared ] && grep -q refs/tags/ && exit 1; exit 0");
    fails_unchanged(&sandbox, 3, TAG);
}

#[test]
fn a_hook_that_refuses_only_the_real_commit() {
    let sandbox = project();
    sandbox.hook("pre-commit", "git diff --cached --name-only | grep -q CHANGELOG && { echo fixed; exit 1; }; exit 0");
    fails_unchanged(&sandbox, 3, TAG);
}

#[test]
fn a_formatter_that_fails_its_first_run() {
    let sandbox = project();
    sandbox.hook("pre-commit", "[ -e .git/ran ] && exit 0; touch .git/ran; printf '\n\n' >> CHANGELOG.md; exit 1");
    let run = sandbox.run(TAG).exits(0);
    assert!(run.stderr.contains("has changed the layout of CHANGELOG.md"), "{}", run.stderr);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "M  own.txt\n?? untracked.txt");
    assert!(sandbox.read("CHANGELOG.md").ends_with("\n\n\n"));
    sandbox.assert_clean();
}

#[test]
fn a_formatter_that_adds_what_it_rewrote() {
    let sandbox = project();
    sandbox.hook("pre-commit", "echo >> CHANGELOG.md; git add CHANGELOG.md");
    sandbox.run(TAG).exits(0);
    assert!(sandbox.git(&["show", "v2.0:CHANGELOG.md"]).len() + 2 == sandbox.read("CHANGELOG.md").len());
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "M  own.txt\n?? untracked.txt");
}

#[test]
fn hooks_that_change_what_they_must_not() {
    for text in [
        "sed -i s/2.0/3.0/ demo/__version__.py; git add demo/__version__.py",
        "echo more words >> CHANGELOG.md; git add CHANGELOG.md",
        "echo more words >> CHANGELOG.md; exit 1",
        "echo x > generated.txt; git add generated.txt; rm -f generated.txt",
    ] {
        let sandbox = project();
        sandbox.hook("pre-commit", text);
        fails_unchanged(&sandbox, 3, TAG);
    }
}

/// A signing program that works for the first `good` calls.
fn signing(sandbox: &Sandbox, good: u32) {
    let program = sandbox.root().join("sign");
    let count = sandbox.root().join("signed");
    sandbox.script(
        &program,
        &format!(
            "n=$(($(cat {0} 2>/dev/null || echo 0) + 1)); echo $n > {0}\n[ $n -gt {good} ] && exit 1\n\
             cat > /dev/null; echo '[GNUPG:] SIG_CREATED ' >&2\n\
             printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nabc\\n-----END PGP SIGNATURE-----\\n'",
            count.display()
        ),
    );
    sandbox.git(&["config", "gpg.program", program.to_str().unwrap()]);
}

#[test]
fn signatures_that_fail() {
    let args = &["tag", "-m", "Two", "2.0", "--sign"];
    for (good, code) in [(0, 1), (1, 3)] {
        let sandbox = project();
        signing(&sandbox, good);
        fails_unchanged(&sandbox, code, args);
    }
    let sandbox = project();
    signing(&sandbox, 2);
    sandbox.run(args).exits(0);
    assert!(sandbox.git(&["cat-file", "tag", "v2.0"]).contains("BEGIN PGP SIGNATURE"));
    assert_eq!(sandbox.run(&["notes"]).stdout, "Two\n");
    assert!(!sandbox.read("CHANGELOG.md").contains("SIGNATURE"));
}

/// Files may not grow beyond a number of blocks of 512 bytes, as on a full disk: writing fails, the process lives on.
#[test]
fn full_disks() {
    let mut sandbox = project();
    // An index larger than the other files, so that different limits stop different steps.
    for number in 0..300 {
        sandbox.write(&format!("many/files/with/long/names/{number}.txt"), "x");
    }
    sandbox.commit("Many files", "Ash");
    let mut failures = 0;
    for limit in [1, 2, 4, 8, 16, 32, 48, 64, 72, 80, 96, 128, 160, 200] {
        let full = sandbox.copy();
        let before = (full.state(), full.index_bytes());
        let program = env!("CARGO_BIN_EXE_harmless-release");
        let script = format!("trap '' XFSZ; ulimit -f {limit}; exec {program} tag -m Two 2.0");
        let mut command = Command::new("sh");
        full.prepare(&mut command, 1_717_243_200);
        command.args(["-c", &script]);
        let run = finish(command);
        if run.code == Some(0) {
            continue;
        }
        failures += 1;
        assert!(matches!(run.code, Some(1 | 3)), "{limit}: {run:?}");
        assert_eq!((full.state(), full.index_bytes()), before, "limit {limit}: {}", run.stderr);
        full.assert_clean();
    }
    assert!(failures >= 4, "only {failures} limits were too small");
}

#[test]
fn pushes() {
    let sandbox = project();
    let remote = sandbox.root().join("remote.git");
    sandbox.git(&["init", "-q", "--bare", remote.to_str().unwrap()]);
    sandbox.git(&["remote", "add", "origin", remote.to_str().unwrap()]);
    sandbox.git(&["push", "-q", "origin", "main", "v1.0"]);
    let on_remote = || sandbox.git(&["ls-remote", "origin"]);
    let before = on_remote();
    // The branch is protected: neither branch nor tag arrives.
    let hook = remote.join("hooks/update");
    sandbox.script(&hook, "[ \"$1\" = refs/heads/main ] && exit 1; exit 0");
    let run = sandbox.run(&["tag", "-m", "Two", "2.0", "--push"]).exits(4);
    assert!(run.stderr.contains("git push --atomic origin main v2.0"), "{}", run.stderr);
    assert_eq!(on_remote(), before);
    assert_eq!(sandbox.git(&["tag"]), "v1.0\nv2.0");
    sandbox.run(&["undo"]).exits(0);
    assert_eq!(sandbox.git(&["tag"]), "v1.0");
    std::fs::remove_file(hook).unwrap();
    sandbox.run(&["tag", "-m", "Two", "2.0", "--push"]).exits(0);
    assert!(on_remote().contains("refs/tags/v2.0"));
    sandbox.run(&["verify", "--all", "--online"]).exits(0);
    sandbox.git(&["push", "-q", "--force", "origin", "v1.0:refs/tags/v2.0"]);
    let run = sandbox.run(&["verify", "--online"]).exits(1);
    assert!(run.stdout.contains("v2.0 is another tag on origin (differs-on-remote)"), "{}", run.stdout);
    sandbox.git(&["push", "-q", "origin", ":refs/tags/v2.0"]);
    let run = sandbox.run(&["verify", "--online"]).exits(1);
    assert!(run.stdout.contains("(not-on-remote)"), "{}", run.stdout);
    sandbox.git(&["push", "-q", "origin", "v2.0"]);
    let run = sandbox.run(&["undo"]).exits(1);
    assert!(run.stderr.contains("already"), "{}", run.stderr);
    // A tag that only the remote has is found.
    sandbox.git(&["push", "-q", "origin", "v2.0:refs/tags/v3.0"]);
    let run = sandbox.run(&["tag", "-m", "Three", "3.0"]).exits(1);
    assert!(run.stderr.contains("(tag-on-remote)"), "{}", run.stderr);
    // A remote that is gone is a warning.
    std::fs::rename(&remote, sandbox.root().join("gone")).unwrap();
    let run = sandbox.run(&["tag", "-m", "Three", "3.0"]).exits(0);
    assert!(run.stderr.contains("(remote-unreachable)"), "{}", run.stderr);
}

#[test]
fn an_interrupt_in_a_hook() {
    let sandbox = project();
    sandbox.hook("pre-commit", "kill -INT $PPID; kill -INT $(ps -o ppid= -p $PPID); sleep 1; exit 0");
    let before = (sandbox.state(), sandbox.index_bytes());
    let run = sandbox.run(TAG);
    assert_eq!(run.code, Some(130), "{run:?}");
    assert_eq!((sandbox.state(), sandbox.index_bytes()), before);
    sandbox.assert_clean();
}

#[test]
fn two_at_once() {
    let sandbox = project();
    let before = sandbox.state();
    let program = env!("CARGO_BIN_EXE_harmless-release");
    sandbox.hook("pre-commit", &format!("{program} tag -m Other 5.0 >&2; echo code $?; exit 1"));
    let run = sandbox.run(TAG).exits(3);
    assert!(run.stderr.contains("code 5"), "{}", run.stderr);
    assert_eq!(sandbox.state(), before);
}
