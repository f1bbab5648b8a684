//! Repositories of all kinds: a release is made and read back, or refused without a change.

use super::sandbox::Sandbox;
use std::process::Command;

/// Releases twice and looks at everything.
#[track_caller]
fn releases(sandbox: &mut Sandbox) {
    sandbox.run(&["tag", "-m", "One", "1.0"]).exits(0);
    sandbox.commit("Go on", "Ash Müller");
    let run = sandbox.run(&["tag", "-m", "Two", "minor"]).exits(0);
    assert_eq!(run.stdout, "");
    assert_eq!(sandbox.git(&["tag"]), "v1.0\nv1.1");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    let text = sandbox.run(&["generate"]).exits(0).stdout;
    assert!(text.contains("$ git shortlog -s v1.0...v1.1\n     1\tAsh Müller\n     1\tMae Maintainer\n```"), "{text}");
    sandbox.run(&["generate", "--check"]).exits(0);
    sandbox.run(&["verify", "--all"]).exits(0);
    sandbox.run(&["undo"]).exits(0);
    assert_eq!(sandbox.git(&["tag"]), "v1.0");
    sandbox.assert_clean();
}

/// Whether this machine's git knows an option of `git init`. Where it does not, the test says so and has nothing to
/// test.
#[expect(clippy::print_stderr, reason = "what was not run must be seen")]
fn git_init_knows(args: &[&str]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let known =
        Command::new("git").args(["init", "-q"]).args(args).arg(folder.path()).output().unwrap().status.success();
    if !known {
        eprintln!("NOT RUN: this git has no `git init {}`", args.join(" "));
    }
    known
}

#[test]
fn ordinary() {
    releases(&mut Sandbox::project());
}

#[test]
fn reftable_and_sha256() {
    for args in [
        &["--ref-format=reftable"][..],
        &["--object-format=sha256"],
        &["--object-format=sha256", "--ref-format=reftable"],
    ] {
        if git_init_knows(args) {
            let mut sandbox = Sandbox::with_init(args);
            sandbox.configure();
            releases(&mut sandbox);
        }
    }
}

#[test]
fn lightweight_tags() {
    let mut sandbox = Sandbox::project();
    sandbox.git(&["tag", "v0.1"]);
    sandbox.commit("A", "Ash");
    let text = sandbox.run(&["generate"]).exits(0).stdout;
    assert!(text.contains("\nv0.1\n----\n\n\n```text\n") || text.contains("\nv0.1\n----\n\n\n\n"), "{text}");
    let run = sandbox.run(&["tag", "-m", "One", "1.0"]).exits(0);
    assert!(run.stderr.contains("(lightweight-tag)"), "{}", run.stderr);
}

#[test]
fn shallow_and_tagless_clones() {
    let mut sandbox = Sandbox::project();
    sandbox.commit("A", "Ash");
    sandbox.run(&["tag", "-m", "One", "1.0"]).exits(0);
    let url = format!("file://{}", sandbox.repo.display());
    for (args, finding) in [(&["--depth=1"][..], "shallow-clone"), (&["--no-tags"], "tags-not-fetched")] {
        let mut clone = Sandbox::unborn("clones");
        clone.git(&[&["clone", "-q"], args, &[url.as_str(), "proj"]].concat());
        clone.repo.push("proj");
        let before = clone.state();
        let run = clone.run(&["tag", "-m", "x", "2.0"]).exits(1);
        assert!(run.stderr.contains(&format!("({finding})")), "{}", run.stderr);
        assert_eq!(clone.state(), before);
        clone.run(&["generate"]).exits(0);
    }
}

#[test]
fn partial_clones() {
    let mut sandbox = Sandbox::project();
    sandbox.git(&["config", "uploadpack.allowFilter", "true"]);
    sandbox.commit("A", "Ash");
    sandbox.run(&["tag", "-m", "One", "1.0"]).exits(0);
    let url = format!("file://{}", sandbox.repo.display());
    let mut clone = Sandbox::unborn("clones");
    clone.git(&["clone", "-q", "--filter=blob:none", &url, "proj"]);
    clone.repo.push("proj");
    assert_eq!(clone.run(&["generate"]).exits(0).stdout, sandbox.run(&["generate"]).exits(0).stdout);
    clone.run(&["tag", "-m", "Two", "2.0"]).exits(0);
    clone.run(&["verify"]).exits(0);
}

#[test]
fn work_trees_and_submodules() {
    let mut sandbox = Sandbox::project();
    sandbox.git(&["worktree", "add", "-q", "-b", "other", "../other"]);
    sandbox.repo.set_file_name("other");
    releases(&mut sandbox);

    let inner = Sandbox::project();
    let mut outer = Sandbox::new();
    outer.git(&["-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.repo.to_str().unwrap(), "sub"]);
    outer.commit("Add submodule", "Ash");
    outer.repo.push("sub");
    releases(&mut outer);
}

#[test]
fn split_index_and_untracked_cache() {
    let mut sandbox = Sandbox::project();
    sandbox.git(&["update-index", "--split-index", "--untracked-cache"]);
    releases(&mut sandbox);
    // Taken back, the index refers to the same shared part.
    sandbox.hook("pre-commit", "exit 1");
    let before = (sandbox.state(), sandbox.index_bytes());
    sandbox.run(&["tag", "-m", "x", "3.0"]).exits(3);
    assert_eq!((sandbox.state(), sandbox.index_bytes()), before);
}

#[test]
fn sparse_index() {
    let mut sandbox = Sandbox::project();
    sandbox.write("left out/deep/x.txt", "x");
    sandbox.commit("More", "Ash");
    sandbox.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "demo"]);
    assert!(!sandbox.repo.join("left out").exists());
    releases(&mut sandbox);
    assert!(!sandbox.repo.join("left out").exists());
}

#[test]
fn line_ends_by_attribute() {
    let mut sandbox = Sandbox::project();
    sandbox.write(".gitattributes", "*.md text eol=crlf\n*.py text eol=crlf\n");
    sandbox.commit("Attributes", "Ash");
    sandbox.git(&["rm", "-q", "--cached", "-r", "."]);
    sandbox.git(&["reset", "-q", "--hard"]);
    releases(&mut sandbox);
    let text = sandbox.read("CHANGELOG.md");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(!sandbox.git(&["cat-file", "blob", "HEAD:CHANGELOG.md"]).contains('\r'));
}

#[test]
fn clean_filters() {
    let mut sandbox = Sandbox::project();
    sandbox.git(&["config", "filter.rot.clean", "tr a-z n-za-m"]);
    sandbox.git(&["config", "filter.rot.smudge", "tr n-za-m a-z"]);
    sandbox.write(".gitattributes", "CHANGELOG.md filter=rot\n");
    sandbox.commit("Attributes", "Ash");
    sandbox.run(&["tag", "-m", "One", "1.0"]).exits(0);
    assert!(sandbox.read("CHANGELOG.md").contains("Generated by attribution"));
    assert!(sandbox.git(&["cat-file", "blob", "v1.0:CHANGELOG.md"]).contains("Grarengrq ol nggevohgvba"));
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

/// A filter that keeps the content elsewhere and commits a pointer, as Git LFS does.
#[test]
fn a_filter_that_stores_content_elsewhere() {
    let mut sandbox = Sandbox::project();
    let store = sandbox.root().join("store");
    std::fs::create_dir(&store).unwrap();
    let (clean, smudge) = (sandbox.root().join("clean"), sandbox.root().join("smudge"));
    let store = store.display();
    sandbox.script(&clean, &format!("[ -n \"$FULL\" ] && exit 1; t=$(mktemp {store}/new.XXXXXX); cat > $t; n=$(sha256sum < $t | cut -c1-64); mv $t {store}/$n; printf 'pointer %s\\n' $n"));
    sandbox.script(&smudge, &format!("read _ n; cat {store}/$n"));
    sandbox.git(&["config", "filter.large.clean", clean.to_str().unwrap()]);
    sandbox.git(&["config", "filter.large.smudge", smudge.to_str().unwrap()]);
    sandbox.git(&["config", "filter.large.required", "true"]);
    sandbox.write(".gitattributes", "CHANGELOG.md filter=large -text\n");
    sandbox.commit("Attributes", "Ash");
    sandbox.run(&["tag", "-m", "One", "1.0"]).exits(0);
    assert!(sandbox.git(&["cat-file", "blob", "v1.0:CHANGELOG.md"]).starts_with("pointer "));
    assert!(sandbox.read("CHANGELOG.md").contains("Generated by attribution"));
    // The filter fails: nothing can be committed, and nothing changes.
    sandbox.commit("Go on", "Ash");
    let before = (sandbox.state(), sandbox.index_bytes());
    // Whether the status of the files needs the filter already depends on how old the index is.
    let run = sandbox.run_with(&["tag", "-m", "Two", "2.0"], &[("FULL", "1")]);
    assert!(matches!(run.code, Some(1 | 3)), "{run:?}");
    assert_eq!((sandbox.state(), sandbox.index_bytes()), before);
    sandbox.assert_clean();
}

#[test]
fn no_tags() {
    let sandbox = Sandbox::project();
    assert!(!sandbox.run(&["generate"]).exits(0).stdout.contains("---"));
    assert!(sandbox.run(&["log"]).exits(0).stdout.contains("Add configuration"));
    for args in [&["notes"][..], &["verify"], &["undo"], &["version"]] {
        sandbox.run(args).exits(1);
    }
    sandbox.run(&["verify", "--all"]).exits(0);
    sandbox.run(&["tag", "-m", "One", "patch"]).exits(0);
    assert_eq!(sandbox.git(&["tag"]), "v0.0.1");
}

/// A project whose version is in its tags alone: an empty commit is what the tag is on, and nothing staged goes along.
#[test]
fn nothing_to_change() {
    let mut sandbox = Sandbox::new();
    sandbox.write("pyproject.toml", "[tool.setuptools_scm]\n[tool.harmless.release]\nstyle = \"none\"\n");
    sandbox.commit("Start", "Ash");
    sandbox.write("staged.txt", "x");
    sandbox.git(&["add", "staged.txt"]);
    sandbox.run(&["tag", "-m", "One", "1.0"]).exits(0);
    assert_eq!(sandbox.git(&["diff-tree", "-r", "--name-only", "HEAD~1", "HEAD"]), "");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "A  staged.txt");
    sandbox.run(&["verify"]).exits(0);
}

#[test]
fn names_with_spaces_and_other_letters() {
    let mut sandbox = Sandbox::unborn("mein Projekt ü 漢字");
    sandbox.git(&["init", "-q", "."]);
    sandbox.write(
        "pyproject.toml",
        "[tool.attribution]\nname = \"µfmt 漢字\"\npackage = \"src dir/größe\"\nsigned_tags = false\n",
    );
    sandbox.write("src dir/größe/__init__.py", "");
    sandbox.commit("Start", "Zoë");
    releases(&mut sandbox);
    assert!(sandbox.read("CHANGELOG.md").starts_with("µfmt 漢字\n=======\n"));
    assert!(sandbox.read("src dir/größe/__version__.py").contains("1.0"));
}

#[test]
fn from_a_folder_below() {
    let mut sandbox = Sandbox::project();
    sandbox.write("docs/x.txt", "x");
    sandbox.commit("Docs", "Ash");
    let top = sandbox.repo.clone();
    sandbox.repo.push("docs");
    sandbox.run(&["tag", "-m", "One", "1.0"]).exits(0);
    assert!(top.join("CHANGELOG.md").exists() && !sandbox.repo.join("CHANGELOG.md").exists());
}

#[test]
fn bare_repositories_are_only_read() {
    let mut sandbox = Sandbox::project();
    sandbox.tag("v1.0", "One");
    let bare = sandbox.root().join("bare.git");
    sandbox.git(&["clone", "-q", "--bare", ".", bare.to_str().unwrap()]);
    sandbox.repo = bare;
    assert!(sandbox.run(&["generate"]).exits(0).stdout.starts_with("bare.git\n========\n"));
    let run = sandbox.run(&["tag", "-m", "x", "2.0"]).exits(1);
    assert!(run.stderr.contains("(bare-repository)"), "{}", run.stderr);
}

#[test]
fn no_repository() {
    let sandbox = Sandbox::unborn("proj");
    let run = sandbox.run(&["generate"]).exits(1);
    assert!(run.stderr.contains("not a git repository"), "{}", run.stderr);
}

/// Whether a program of this machine can be run. Where it cannot, the test says so and has nothing to test.
#[expect(clippy::print_stderr, reason = "what was not run must be seen")]
fn has(program: &str) -> bool {
    let found = Command::new(program).arg("-?").output().is_ok();
    if !found {
        eprintln!("NOT RUN: there is no {program} here");
    }
    found
}

/// Releases with real signatures, which git can verify, and of which the changelog shows nothing.
#[track_caller]
fn releases_signed(sandbox: &mut Sandbox, variables: &[(&str, &str)]) {
    let run = sandbox.run_with(&["tag", "-m", "# One", "1.0", "--sign"], variables).exits(0);
    assert!(run.stderr.contains("signed"), "{}", run.stderr);
    let mut verify = Command::new("git");
    sandbox.prepare(&mut verify, 0);
    let verified = verify.envs(variables.iter().copied()).args(["verify-tag", "v1.0"]).output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
    assert_eq!(sandbox.run(&["notes"]).exits(0).stdout, "# One\n");
    sandbox.run_with(&["verify"], variables).exits(0);
    sandbox.commit("Go on", "Ash");
    sandbox.run_with(&["tag", "-m", "Two", "2.0", "--sign"], variables).exits(0);
    let text = sandbox.run(&["generate"]).exits(0).stdout;
    assert!(!text.contains("SIGNATURE"), "{text}");
    sandbox.run(&["generate", "--check"]).exits(0);
}

#[test]
fn signed_with_ssh() {
    if !has("ssh-keygen") {
        return;
    }
    let mut sandbox = Sandbox::project();
    let key = sandbox.root().join("key");
    let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key).status().unwrap();
    assert!(made.success());
    let public = std::fs::read_to_string(key.with_extension("pub")).unwrap();
    let allowed = sandbox.root().join("allowed");
    std::fs::write(&allowed, format!("mae@example.org {public}")).unwrap();
    sandbox.git(&["config", "gpg.format", "ssh"]);
    sandbox.git(&["config", "user.signingkey", key.to_str().unwrap()]);
    sandbox.git(&["config", "gpg.ssh.allowedSignersFile", allowed.to_str().unwrap()]);
    releases_signed(&mut sandbox, &[]);
    // The key is gone: refused before anything changes.
    std::fs::remove_file(&key).unwrap();
    std::fs::remove_file(key.with_extension("pub")).unwrap();
    sandbox.commit("Go on", "Ash");
    let before = (sandbox.state(), sandbox.index_bytes());
    sandbox.run(&["tag", "-m", "Three", "3.0", "--sign"]).exits(1);
    assert_eq!((sandbox.state(), sandbox.index_bytes()), before);
}

#[test]
fn signed_with_gpg() {
    if !has("gpg") || !has("gpgconf") {
        return;
    }
    let mut sandbox = Sandbox::project();
    // The agent's socket needs a short path.
    let home = tempfile::Builder::new().prefix("g").tempdir_in("/tmp").unwrap();
    let variables = [("GNUPGHOME", home.path().to_str().unwrap())];
    let gpg = |program: &str, args: &[&str]| Command::new(program).envs(variables).args(args).output().unwrap();
    let args = [
        "--batch",
        "--passphrase",
        "",
        "--quick-gen-key",
        "Mae Maintainer <mae@example.org>",
        "ed25519",
        "sign",
        "never",
    ];
    let made = gpg("gpg", &args);
    assert!(made.status.success(), "{made:?}");
    releases_signed(&mut sandbox, &variables);
    gpg("gpgconf", &["--kill", "all"]);
}
