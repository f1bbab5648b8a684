//! Killed at every point, then `continue` or `abort`: the repository is finished or as it was, byte for byte.

use super::sandbox::{Sandbox, State};
use harmless_release::apply::{self, Store, Watch};
use harmless_release::git::Program;
use harmless_release::plan::{self, Request};
use harmless_release::project::Project;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;

/// A project with a release behind it, and work of the user's that a release must not touch.
pub(super) fn prepared() -> Sandbox {
    let mut sandbox = Sandbox::project();
    sandbox.run(&["tag", "-m", "One", "1.0"]).exits(0);
    sandbox.write("staged.txt", "1");
    sandbox.write("modified.txt", "1");
    sandbox.commit("Go on", "Ash");
    with_own_work(&sandbox);
    sandbox
}

/// As [`prepared`], with nothing released, so that every file of the release is new.
fn prepared_first() -> Sandbox {
    let mut sandbox = Sandbox::project();
    sandbox.write("staged.txt", "1");
    sandbox.write("modified.txt", "1");
    sandbox.commit("Go on", "Ash");
    with_own_work(&sandbox);
    sandbox
}

fn with_own_work(sandbox: &Sandbox) {
    sandbox.write("staged.txt", "2");
    sandbox.write("intended.txt", "2");
    sandbox.git(&["add", "staged.txt"]);
    sandbox.git(&["add", "-N", "intended.txt"]);
    sandbox.write("modified.txt", "2");
    sandbox.write("untracked.txt", "2");
}

/// A `git` that counts its calls and kills its caller before or after one of them.
pub(super) fn with_deadly_git(sandbox: &Sandbox, kill: &str, at: u32, args: &[&str]) -> Option<i32> {
    let path = deadly_git(sandbox, kill, at);
    sandbox.run_with(args, &[("PATH", &path)]).code
}

/// Puts that `git` into the sandbox; the `PATH` on which it is found.
pub(super) fn deadly_git(sandbox: &Sandbox, kill: &str, at: u32) -> String {
    let bin = sandbox.root().join("bin");
    let real = which_git();
    let count = sandbox.root().join("count");
    let text = format!(
        "n=$(($(cat {count} 2>/dev/null || echo 0) + 1)); echo $n > {count}\n\
         [ {kill} = before ] && [ $n = {at} ] && {{ kill -9 $PPID; exit 1; }}\n\
         {real} \"$@\"; code=$?\n\
         [ {kill} = after ] && [ $n = {at} ] && kill -9 $PPID\n\
         exit $code",
        count = count.display(),
    );
    sandbox.script(&bin.join("git"), &text);
    format!("{}:{}", bin.display(), std::env::var("PATH").unwrap())
}

fn which_git() -> String {
    let paths = std::env::var("PATH").unwrap();
    let found =
        paths.split(':').map(|folder| format!("{folder}/git")).find(|path| std::path::Path::new(path).is_file());
    found.expect("git is on PATH")
}

/// Kills at each call of git, and checks both ways out.
fn killed_at_every_call_of_git(prepare: fn() -> Sandbox) {
    let start = prepare();
    let (before, index) = (start.state(), start.index_bytes());
    let uninterrupted = start.copy();
    uninterrupted.run(&["tag", "-m", "Two", "2.0"]).exits(0);
    let finished = uninterrupted.state();
    let mut journaled = 0;
    for kill in ["before", "after"] {
        let mut at = 1;
        loop {
            let crashed = start.copy();
            if with_deadly_git(&crashed, kill, at, &["tag", "-m", "Two", "2.0"]).is_some() {
                assert_eq!(crashed.state(), finished, "not killed at call {at}");
                break;
            }
            let is_journaled = crashed.git_path("harmless-release/journal.json").exists();
            journaled += u32::from(is_journaled);
            let aborted = crashed.copy();
            let context = format!("killed {kill} call {at}");
            if is_journaled {
                crashed.run(&["plan", "3.0", "-m", "x"]).exits(5);
                crashed.run(&["continue"]).exits(0);
                assert_eq!(crashed.state(), finished, "{context}, continue");
                aborted.run(&["abort"]).exits(0);
                assert_eq!(aborted.state(), before, "{context}, abort");
                assert_eq!(aborted.index_bytes(), index, "{context}, abort, index");
            } else {
                crashed.run(&["abort"]).exits(1);
                let state = crashed.state();
                assert!(state == before || state == finished, "{context}, without a journal");
            }
            crashed.assert_clean();
            aborted.assert_clean();
            at += 1;
        }
        // However many tags there are: the repository is read in process.
        assert!((10..=13).contains(&(at - 1)), "{} calls of git", at - 1);
    }
    assert!(journaled >= 9, "only {journaled} runs were killed in the middle");
}

#[test]
fn killed_at_every_call_of_git_of_a_later_release() {
    killed_at_every_call_of_git(prepared);
}

#[test]
fn killed_at_every_call_of_git_of_a_first_release() {
    killed_at_every_call_of_git(prepared_first);
}

/// `undo`, killed at each call of git: continued it has taken the release back, aborted it has not.
#[test]
fn undo_killed_at_every_call_of_git() {
    for prepare in [prepared, prepared_first] {
        let start = prepare();
        start.run(&["tag", "-m", "Two", "2.0"]).exits(0);
        let (before, index) = (start.state(), start.index_bytes());
        let uninterrupted = start.copy();
        uninterrupted.run(&["undo", "--yes"]).exits(0);
        let undone = uninterrupted.state();
        assert_ne!(undone, before);
        let mut journaled = 0;
        for kill in ["before", "after"] {
            for at in 1.. {
                let crashed = start.copy();
                let context = format!("killed {kill} call {at}");
                if with_deadly_git(&crashed, kill, at, &["undo", "--yes"]).is_some() {
                    assert_eq!(crashed.state(), undone, "not {context}");
                    assert!(at > 5, "only {} calls of git", at - 1);
                    break;
                }
                if !crashed.git_path("harmless-release/undo.json").exists() {
                    crashed.run(&["abort"]).exits(1);
                    let state = crashed.state();
                    assert!(state == before || state == undone, "{context}, without a journal");
                    continue;
                }
                journaled += 1;
                let aborted = crashed.copy();
                crashed.run(&["tag", "-m", "x", "3.0"]).exits(5);
                crashed.run(&["undo", "--yes"]).exits(5);
                crashed.run(&["continue"]).exits(0);
                assert_eq!(crashed.state(), undone, "{context}, continue");
                crashed.run(&["continue"]).exits(1);
                aborted.run(&["abort"]).exits(0);
                assert_eq!(aborted.state(), before, "{context}, abort");
                assert_eq!(aborted.index_bytes(), index, "{context}, abort, index");
                crashed.assert_clean();
                aborted.assert_clean();
                // A release can be made again, and taken back.
                crashed.run(&["tag", "-m", "Two", "2.0"]).exits(0);
            }
        }
        assert!(journaled >= 6, "only {journaled} runs were killed in the middle");
    }
}

/// What somebody else does while an `undo` is unfinished stays, and is told.
#[test]
fn an_unfinished_undo_leaves_what_others_do() {
    let start = prepared();
    start.run(&["tag", "-m", "Two", "2.0"]).exits(0);
    let at = (1..).find(|&at| {
        let crashed = start.copy();
        with_deadly_git(&crashed, "after", at, &["undo", "--yes"]);
        crashed.git(&["tag", "--list", "v2.0"]).is_empty()
    });
    let crashed = start.copy();
    with_deadly_git(&crashed, "after", at.unwrap(), &["undo", "--yes"]);
    assert!(crashed.git_path("harmless-release/undo.json").exists());
    crashed.write("CHANGELOG.md", "theirs");
    let committed = crashed.copy();
    for (command, place) in [("continue", crashed.copy()), ("abort", crashed.copy())] {
        let run = place.run(&[command]).exits(4);
        assert!(run.stderr.contains("CHANGELOG.md: changed by somebody else, left as it is"), "{}", run.stderr);
        assert_eq!(std::fs::read_to_string(place.repo.join("CHANGELOG.md")).unwrap(), "theirs");
    }
    committed.write("theirs.txt", "x");
    committed.git(&["add", "theirs.txt"]);
    committed.git(&["commit", "-q", "-m", "Theirs", "theirs.txt"]);
    let head = committed.git(&["rev-parse", "HEAD"]);
    let run = committed.run(&["continue"]).exits(4);
    assert!(run.stderr.contains("HEAD was changed by somebody else meanwhile"), "{}", run.stderr);
    assert_eq!(committed.git(&["rev-parse", "HEAD"]), head);
}

/// An `undo` that git refuses to make leaves the release; one that cannot end says so, and is ended later.
#[test]
fn an_undo_that_fails_leaves_the_release() {
    let start = prepared();
    start.run(&["tag", "-m", "Two", "2.0"]).exits(0);
    let (before, index) = (start.state(), start.index_bytes());
    let undone = start.copy();
    undone.run(&["undo", "--yes"]).exits(0);
    let undone = undone.state();

    let refused = start.copy();
    refused.hook("reference-transaction", "exit 1");
    let run = refused.run(&["undo", "--yes"]).exits(3);
    assert!(run.stderr.contains("the release is as it was before"), "{}", run.stderr);
    std::fs::remove_file(refused.git_path("hooks/reference-transaction")).unwrap();
    assert_eq!((refused.state(), refused.index_bytes()), (before.clone(), index.clone()));
    refused.assert_clean();

    // Somebody has the index locked: references go and come back.
    let locked = start.copy();
    std::fs::write(locked.git_path("index.lock"), "").unwrap();
    locked.run(&["undo", "--yes"]).exits(3);
    std::fs::remove_file(locked.git_path("index.lock")).unwrap();
    assert_eq!((locked.state(), locked.index_bytes()), (before.clone(), index.clone()));
    locked.run(&["undo", "--yes"]).exits(0);
    assert_eq!(locked.state(), undone);

    // Cut short, and then locked: neither way can be gone until the lock is.
    for (command, expected) in [("continue", &undone), ("abort", &before)] {
        let crashed = start.copy();
        let at = (1..).find(|&at| {
            let copy = start.copy();
            with_deadly_git(&copy, "after", at, &["undo", "--yes"]);
            copy.git(&["tag", "--list", "v2.0"]).is_empty()
        });
        with_deadly_git(&crashed, "after", at.unwrap(), &["undo", "--yes"]);
        std::fs::write(crashed.git_path("index.lock"), "").unwrap();
        if command == "continue" {
            crashed.run(&[command]).exits(4);
            assert!(crashed.git_path("harmless-release/undo.json").exists());
        }
        std::fs::remove_file(crashed.git_path("index.lock")).unwrap();
        crashed.run(&[command]).exits(0);
        assert_eq!(crashed.state(), *expected, "{command}");
        crashed.assert_clean();
    }
}

fn request() -> Request {
    Request {
        typed: "2.0".into(),
        version: "2.0".parse().unwrap(),
        notes: Some("Two".into()),
        sign: Some(false),
        allow_detached: false,
        allow_lower: false,
        allow_empty_notes: false,
        style: None,
        remote: None,
        date: "2024-06-01".into(),
    }
}

/// The identity in the repository's own configuration: these runs are inside the test's process.
fn with_local_identity(sandbox: &Sandbox) {
    for (name, value) in [
        ("user.name", "Mae Maintainer"),
        ("user.email", "mae@example.org"),
        ("commit.gpgSign", "false"),
        ("tag.gpgSign", "false"),
        ("core.hooksPath", ".git/hooks"),
    ] {
        sandbox.git(&["config", name, value]);
    }
}

/// Objects have other dates in each run, so finished repositories are compared by content.
fn content(sandbox: &Sandbox) -> (State, String, String) {
    let state = State { head: String::new(), refs: sandbox.git(&["tag"]), ..sandbox.state() };
    (state, sandbox.git(&["rev-parse", "HEAD^{tree}"]), sandbox.git(&["log", "--format=%s"]))
}

/// Runs the release inside this process and dies at a step; whether it did.
fn dies_at(sandbox: &Sandbox, at: usize) -> bool {
    let git = Program::open(&sandbox.repo).unwrap();
    let project = Project::open(&sandbox.repo, None).unwrap();
    let plan = plan::plan(&project, &git, &request()).unwrap();
    assert!(plan.is_possible(), "{:?}", plan.findings);
    let mut count = 0;
    let result = catch_unwind(AssertUnwindSafe(|| {
        let mut step = |_: &apply::Step| {
            count += 1;
            if count > at {
                std::panic::panic_any("crash");
            }
        };
        let interrupted = AtomicBool::new(false);
        apply::apply(&git, &plan, &mut Watch { step: &mut step, interrupted: &interrupted }).unwrap();
    }));
    result.is_err()
}

#[test]
fn died_at_every_step() {
    for prepare in [prepared, prepared_first] {
        let start = prepare();
        with_local_identity(&start);
        let (before, index) = (start.state(), start.index_bytes());
        let uninterrupted = start.copy();
        assert!(!dies_at(&uninterrupted, usize::MAX));
        let finished = content(&uninterrupted);
        let mut at = 0;
        loop {
            let crashed = start.copy();
            if !dies_at(&crashed, at) {
                break;
            }
            let aborted = crashed.copy();
            let git = Program::open(&aborted.repo).unwrap();
            let store = Store::open(git.common_dir_path()).unwrap();
            let journal = store.load().unwrap().unwrap();
            assert_eq!(apply::roll_back(&git, &store, &journal), []);
            assert_eq!((aborted.state(), aborted.index_bytes()), (before.clone(), index.clone()), "step {at}, abort");

            let git = Program::open(&crashed.repo).unwrap();
            let store = Store::open(git.common_dir_path()).unwrap();
            let mut journal = store.load().unwrap().unwrap();
            let interrupted = AtomicBool::new(false);
            apply::finish(&git, &store, &mut journal, &mut Watch { step: &mut |_| {}, interrupted: &interrupted })
                .unwrap();
            assert_eq!(content(&crashed), finished, "step {at}, continue");
            aborted.assert_clean();
            crashed.assert_clean();
            at += 1;
        }
        assert!(at >= 8, "only {at} steps");
    }
}

#[test]
fn interrupted_at_every_step_is_a_rollback() {
    let start = prepared();
    with_local_identity(&start);
    let (before, index) = (start.state(), start.index_bytes());
    for at in 0.. {
        let sandbox = start.copy();
        let git = Program::open(&sandbox.repo).unwrap();
        let project = Project::open(&sandbox.repo, None).unwrap();
        let plan = plan::plan(&project, &git, &request()).unwrap();
        let interrupted = AtomicBool::new(false);
        let mut count = 0;
        let mut step = |_: &apply::Step| {
            interrupted.store(count == at, std::sync::atomic::Ordering::SeqCst);
            count += 1;
        };
        let result = apply::apply(&git, &plan, &mut Watch { step: &mut step, interrupted: &interrupted });
        if result.is_ok() {
            assert!(at >= 8, "only {at} steps");
            break;
        }
        assert!(result.unwrap_err().leftovers.is_empty());
        assert_eq!((sandbox.state(), sandbox.index_bytes()), (before.clone(), index.clone()), "step {at}");
        sandbox.assert_clean();
    }
}

#[test]
fn what_others_do_meanwhile_stays() {
    let start = prepared();
    with_local_identity(&start);
    assert!(dies_at(&start, 5));
    // Somebody commits on top of the unfinished release.
    std::fs::write(start.repo.join("theirs.txt"), "x").unwrap();
    start.git(&["add", "theirs.txt"]);
    start.git(&["commit", "-q", "-m", "Theirs", "theirs.txt"]);
    let head = start.git(&["rev-parse", "HEAD"]);
    let run = start.run(&["abort"]);
    assert_eq!(run.code, Some(4), "{}", run.stderr);
    assert_eq!(start.git(&["rev-parse", "HEAD"]), head);
    assert_eq!(start.git(&["show", "HEAD:theirs.txt"]), "x");
}
