//! A repository whose own configuration wants to run something: reading it runs nothing.

use super::sandbox::Sandbox;

#[test]
fn reading_runs_nothing() {
    let mut sandbox = Sandbox::project();
    sandbox.tag("v1.0", "One");
    sandbox.write(".gitattributes", "* diff=evil\n");
    sandbox.write("a.txt", "x");
    sandbox.commit("A\u{1b}[31m", "Ash");
    let evil = sandbox.root().join("evil");
    let mark = sandbox.root().join("ran");
    sandbox.script(&evil, &format!("echo \"$0 $@\" >> {}; exit 1", mark.display()));
    let evil = evil.to_str().unwrap();
    for key in [
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "pager.log",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "gpg.program",
        "gpg.ssh.program",
        "gpg.openpgp.program",
        "credential.helper",
        "core.editor",
        "core.askPass",
        "uploadpack.packObjectsHook",
        "remote.origin.uploadpack",
    ] {
        sandbox.git(&["config", key, evil]);
    }
    sandbox.git(&["config", "log.showSignature", "true"]);
    sandbox.git(&["config", "format.pretty", "%G? %s"]);
    sandbox.git(&["config", "remote.origin.url", "ssh://nowhere/x"]);
    for hook in ["pre-commit", "post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"] {
        sandbox.script(&sandbox.repo.join(".git/hooks").join(hook), &format!("{evil} hook {hook}"));
    }
    sandbox.write("a.txt", "y");
    for args in [
        &["generate"][..],
        &["log"],
        &["debug"],
        &["notes"],
        &["version", "--check"],
        &["version", "--next", "minor"],
        &["plan", "-m", "x", "2.0"],
        &["verify"],
    ] {
        let run = sandbox.run(args);
        assert!(matches!(run.code, Some(0 | 1)), "{args:?}: {run:?}");
        let ran = std::fs::read_to_string(&mark).unwrap_or_default();
        assert_eq!(ran, "", "{args:?}");
    }
}

#[test]
fn paths_that_lead_out_are_refused() {
    let sandbox = Sandbox::project();
    let outside = sandbox.root().join("outside.md");
    std::fs::write(&outside, "theirs").unwrap();
    std::os::unix::fs::symlink(&outside, sandbox.repo.join("CHANGELOG.md")).unwrap();
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "Link"]);
    let run = sandbox.run(&["tag", "-m", "x", "1.0"]).exits(1);
    assert!(run.stderr.contains("(file-outside)") || run.stderr.contains("(changelog-not-ours)"), "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(outside).unwrap(), "theirs");
    sandbox.write("pyproject.toml", "[tool.harmless.release]\nchangelog = \"../x.md\"\n");
    sandbox.run(&["generate"]).exits(2);
}

#[test]
fn foreign_text_does_not_reach_the_terminal() {
    let mut sandbox = Sandbox::project();
    sandbox.write("evil\u{1b}[2J.txt", "x");
    sandbox.commit("Subject \u{1b}[31m", "Ash");
    sandbox.hook("pre-commit", "printf 'bad \\033[31m news\\n'; exit 1");
    let run = sandbox.run(&["tag", "-m", "x", "1.0"]).exits(3);
    assert!(run.stderr.contains("bad") && !run.stderr.contains('\u{1b}'), "{:?}", run.stderr);
}
