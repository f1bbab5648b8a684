//! Killed at every call of git while something else is wrong as well: a hook that refuses or rewrites, a signature that
//! fails, a disk that is full, a push that is refused. The repository is finished or as it was, byte for byte.

use super::crash::{deadly_git, prepared, with_deadly_git};
use super::sandbox::{Sandbox, State, finish};
use std::process::Command;

/// What is wrong, and how it is put right.
struct Fault {
    args: &'static [&'static str],
    prepare: fn(&Sandbox),
    repair: fn(&Sandbox),
    /// How a release ends under it.
    code: i32,
}

type Snapshot = (State, Vec<u8>);

fn snapshot(sandbox: &Sandbox) -> Snapshot {
    (sandbox.state(), sandbox.index_bytes())
}

/// Finished repositories have other bytes in the index (times of files), so their state alone is compared.
#[track_caller]
fn ends(sandbox: &Sandbox, args: &[&str], code: i32, before: &Snapshot, finished: &State, context: &str) {
    let run = sandbox.run(args);
    assert_eq!(run.code, Some(code), "{context}, {args:?}: {}", run.stderr);
    if code == 0 && args != ["abort"] {
        assert_eq!(sandbox.state(), *finished, "{context}, {args:?}");
    } else {
        assert_eq!(snapshot(sandbox), *before, "{context}, {args:?}: {}", run.stderr);
    }
    sandbox.assert_clean();
}

/// Kills at every call of git under a fault; then goes on with and without the fault, or takes back.
fn killed_under(fault: &Fault) {
    let start = prepared();
    (fault.prepare)(&start);
    let before = snapshot(&start);
    let uninterrupted = start.copy();
    uninterrupted.run(fault.args).exits(fault.code);
    // A refused push leaves the release here.
    let is_finished = matches!(fault.code, 0 | 4);
    let finished = if is_finished {
        uninterrupted.state()
    } else {
        assert_eq!(snapshot(&uninterrupted), before);
        let repaired = start.copy();
        (fault.repair)(&repaired);
        repaired.run(fault.args).exits(0);
        repaired.state()
    };
    assert_ne!(finished, before.0);
    let mut journaled = 0;
    for kill in ["before", "after"] {
        for at in 1.. {
            let crashed = start.copy();
            if with_deadly_git(&crashed, kill, at, fault.args).is_some() {
                break;
            }
            let context = format!("killed {kill} call {at}");
            if !crashed.git_path("harmless-release/journal.json").exists() {
                let state = crashed.state();
                assert!(state == before.0 || state == finished, "{context}, without a journal");
                continue;
            }
            journaled += 1;
            let (repaired, aborted) = (crashed.copy(), crashed.copy());
            ends(&crashed, &["continue"], if is_finished { 0 } else { 3 }, &before, &finished, &context);
            (fault.repair)(&repaired);
            ends(&repaired, &["continue"], 0, &before, &finished, &context);
            ends(&aborted, &["abort"], 0, &before, &finished, &context);
        }
    }
    assert!(journaled >= 4, "only {journaled} runs were killed in the middle");
}

const TAG: &[&str] = &["tag", "-m", "Two", "2.0"];

#[test]
fn a_hook_that_refuses() {
    let repair = |sandbox: &Sandbox| std::fs::remove_file(sandbox.repo.join(".git/hooks/pre-commit")).unwrap();
    killed_under(&Fault { args: TAG, prepare: |sandbox| sandbox.hook("pre-commit", "exit 1"), repair, code: 3 });
}

#[test]
fn a_hook_that_refuses_the_tag() {
    killed_under(&Fault {
        args: TAG,
        // Only making a tag is refused, not taking one back.
        prepare: |sandbox| {
            let text = "[ \"$1\" = prepared ] && grep -q '^00* .*refs/tags/' && exit 1; exit 0";
            sandbox.hook("reference-transaction", text);
        },
        repair: |sandbox| std::fs::remove_file(sandbox.repo.join(".git/hooks/reference-transaction")).unwrap(),
        code: 3,
    });
}

/// As formatters do: the first run rewrites and fails, the next is content.
#[test]
fn a_hook_that_rewrites_and_fails() {
    killed_under(&Fault {
        args: TAG,
        prepare: |sandbox| {
            sandbox.hook("pre-commit", "[ -z \"$(tail -n 1 CHANGELOG.md)\" ] && exit 0; echo >> CHANGELOG.md; exit 1");
        },
        repair: |_| {},
        code: 0,
    });
}

#[test]
fn a_hook_that_rewrites_and_adds() {
    killed_under(&Fault {
        args: TAG,
        prepare: |sandbox| {
            let text = "[ -z \"$(tail -n 1 CHANGELOG.md)\" ] && exit 0; echo >> CHANGELOG.md; git add CHANGELOG.md";
            sandbox.hook("pre-commit", text);
        },
        repair: |_| {},
        code: 0,
    });
}

/// A signing program of this text in the sandbox.
fn sign_with(sandbox: &Sandbox, text: &str) {
    let program = sandbox.root().join("sign");
    sandbox.script(&program, text);
    sandbox.git(&["config", "gpg.program", program.to_str().unwrap()]);
}

const SIGN: &str = "echo '[GNUPG:] SIG_CREATED ' >&2\n\
    printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nabc\\n-----END PGP SIGNATURE-----\\n'";

#[test]
fn a_signature_that_fails() {
    killed_under(&Fault {
        args: &["tag", "-m", "Two", "2.0", "--sign"],
        // It works when it is tried, on a commit, and fails for the tag.
        prepare: |sandbox| sign_with(sandbox, &format!("grep -q '^object ' && exit 1\n{SIGN}")),
        repair: |sandbox| sign_with(sandbox, &format!("cat > /dev/null\n{SIGN}")),
        code: 3,
    });
}

#[test]
fn a_push_that_is_refused() {
    let fault = Fault {
        args: &["tag", "-m", "Two", "2.0", "--push"],
        prepare: |sandbox| {
            let remote = sandbox.root().join("remote.git");
            sandbox.git(&["init", "-q", "--bare", remote.to_str().unwrap()]);
            // Relative, so that each copy of the sandbox has its own.
            sandbox.git(&["remote", "add", "origin", "../remote.git"]);
            sandbox.git(&["push", "-q", "origin", "main", "v1.0"]);
            sandbox.script(&remote.join("hooks/update"), "[ \"$1\" = refs/heads/main ] && exit 1; exit 0");
        },
        repair: |sandbox| {
            let _ = std::fs::remove_file(sandbox.root().join("remote.git/hooks/update"));
        },
        code: 4,
    };
    killed_under(&fault);
}

/// Whether this machine lets a process mount a file system of its own. Where it does not, the test says so and has
/// nothing to test; `faults::full_disks` runs everywhere.
#[expect(clippy::print_stderr, reason = "what was not run must be seen")]
fn can_mount() -> bool {
    let mount = "mount -t tmpfs -o size=1m none /mnt";
    let can = Command::new("unshare").args(["-rm", "sh", "-c", mount]).output().is_ok_and(|out| out.status.success());
    if !can {
        eprintln!("NOT RUN: no file system can be mounted here (unshare -rm)");
    }
    can
}

/// Runs a script in a copy of the sandbox on a file system with so many KiB free; the copy comes back afterwards, when
/// there is room again. `$repo` is the repository there.
fn on_a_full_disk(sandbox: &Sandbox, free: u32, path: &str, script: &str) -> (Sandbox, Option<i32>) {
    let after = Sandbox::unborn("proj");
    let disk = tempfile::tempdir().unwrap();
    let text = format!(
        "mount -t tmpfs -o size=8m none {disk} && cp -a {from}/. {disk} && cd {disk}/proj || exit 90\n\
         room=$(($(df --output=avail -k . | tail -n 1) - {free})); head -c ${{room}}k /dev/zero > ../filler || exit 91\n\
         PATH={path}\n({script})\ncode=$?\n\
         rm ../filler; cp -a {disk}/. {to} || exit 92\nexit $code",
        disk = disk.path().display(),
        from = sandbox.root().display(),
        to = after.root().display(),
    );
    let mut command = Command::new("unshare");
    sandbox.prepare(&mut command, 1_717_243_200);
    command.args(["-rm", "sh", "-c", &text]);
    let run = finish(command);
    assert!(!matches!(run.code, Some(90..=92)), "{run:?}");
    (after, run.code)
}

#[test]
fn a_disk_that_is_full() {
    if !can_mount() {
        return;
    }
    let start = prepared();
    let before = snapshot(&start);
    let uninterrupted = start.copy();
    uninterrupted.run(TAG).exits(0);
    let finished = uninterrupted.state();
    let program = env!("CARGO_BIN_EXE_harmless-release");
    let path = std::env::var("PATH").unwrap();
    let tag = format!("{program} tag -m Two 2.0");
    let mut too_small = Vec::new();
    for free in (0..400).step_by(8) {
        let (after, code) = on_a_full_disk(&start, free, &path, &tag);
        match code {
            Some(0) => {
                assert_eq!(after.state(), finished, "{free} KiB");
                break;
            }
            Some(1 | 3) => assert_eq!(snapshot(&after), before, "{free} KiB"),
            other => panic!("{free} KiB: {other:?}"),
        }
        after.assert_clean();
        too_small.push(free);
    }
    assert!(too_small.len() >= 4, "{too_small:?}");
    // Killed as well, and then taken back or continued while the disk is still full.
    let mut killed = 0;
    for &free in too_small.iter().rev().take(3) {
        for (at, way) in (5..=10).flat_map(|at| [(at, "abort"), (at, "continue")]) {
            let deadly = start.copy();
            let deadly_path = deadly_git(&deadly, "after", at);
            let journal = "[ -e .git/harmless-release/journal.json ] || exit 7";
            let script = format!("{tag} && exit 8; PATH={path}; {journal}; {program} {way}");
            let (after, code) = on_a_full_disk(&deadly, free, &deadly_path, &script);
            let context = format!("{free} KiB, killed after call {at}, {way}: {code:?}");
            match code {
                Some(0 | 1 | 3 | 7) => {}
                // Something could not be taken back; it can as soon as there is room.
                Some(4) => drop(after.run(&["abort"]).exits(0)),
                _ => panic!("{context}"),
            }
            killed += u32::from(code != Some(7));
            if code == Some(0) && way == "continue" {
                assert_eq!(after.state(), finished, "{context}");
            } else {
                assert_eq!(snapshot(&after), before, "{context}");
            }
            after.assert_clean();
        }
    }
    assert!(killed >= 8, "only {killed} releases were killed");
}
