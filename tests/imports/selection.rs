//! Which files are processed.

use super::{SORTED, UNSORTED, checked, invoke, run, selected};
use harmless_testkit::Project;
use insta::assert_snapshot;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

#[test]
fn a_walk_takes_python_files_also_hidden_ones() {
    let project = Project::with([
        ("a.py", SORTED),
        ("b.pyi", SORTED),
        ("c.txt", SORTED),
        ("script", SORTED),
        (".hidden/d.py", SORTED),
        ("build/e.py", SORTED),
        (".py", SORTED),
    ]);
    assert_eq!(selected(&project, &[]), [".hidden/d.py", "a.py", "b.pyi", "build/e.py"]);
    assert_eq!(selected(&project, &["script", "c.txt"]), ["c.txt", "script"]);
}

#[test]
fn paths_are_shown_as_they_were_given() {
    let project = Project::with([("a.py", UNSORTED), ("sub/b.py", UNSORTED)]);
    assert_eq!(selected(&project, &["."]), ["a.py", "sub/b.py"]);
    assert_eq!(selected(&project, &["./sub", "./a.py"]), ["a.py", "sub/b.py"]);
    let root = project.root().display().to_string();
    assert_eq!(selected(&project, &[&root]), [format!("{root}/a.py"), format!("{root}/sub/b.py")]);
    let output = invoke(&project, &["check", "..", "."]).within("sub").run().expect("the tool starts");
    assert_eq!(output.text(), "Would sort ../a.py\nWould sort b.py\n");
}

#[test]
fn each_file_is_taken_once() {
    let project = Project::with([("a.py", SORTED), ("sub/b.py", SORTED)]);
    let root = project.root().display().to_string();
    assert_eq!(selected(&project, &[".", "sub", "a.py", "./a.py", &root]), ["a.py", "sub/b.py"]);
    assert_eq!(selected(&project, &["sub/b.py", "sub", "sub/../sub/b.py"]), ["sub/b.py"]);
    project.link("c.py", "a.py");
    assert_eq!(selected(&project, &["c.py", "."]), ["c.py", "sub/b.py"]);
}

#[test]
fn default_excludes_hold_unless_others_are_given() {
    let project =
        Project::with([("venv/a.py", SORTED), ("x/node_modules/b.py", SORTED), ("gen/c.py", SORTED), ("d.py", SORTED)]);
    assert_eq!(selected(&project, &[]), ["d.py", "gen/c.py"]);
    assert_eq!(selected(&project, &["--extend-exclude", "gen"]), ["d.py"]);
    assert_eq!(selected(&project, &["--exclude", "gen,d.*"]), ["venv/a.py", "x/node_modules/b.py"]);
    assert_eq!(selected(&project, &["--exclude", "x/node_modules"]), ["d.py", "gen/c.py", "venv/a.py"]);
}

#[test]
fn named_paths_are_taken_unless_excludes_are_forced() {
    let project = Project::with([("venv/a.py", SORTED), ("venv/sub/b.py", SORTED)]);
    assert_eq!(selected(&project, &["venv/a.py"]), ["venv/a.py"]);
    assert_eq!(selected(&project, &["venv"]), ["venv/a.py", "venv/sub/b.py"]);
    assert_eq!(selected(&project, &["venv/a.py", "venv/sub", "--force-exclude"]), [""; 0]);
    assert_eq!(selected(&project, &["venv/a.py", "--force-exclude", "--no-force-exclude"]), ["venv/a.py"]);
}

#[test]
fn what_git_ignores_is_left_out_at_every_level() {
    let project = Project::with([
        (".gitignore", "/gen/\n*_pb2.py\n"),
        ("gen/a.py", SORTED),
        ("a.py", SORTED),
        ("a_pb2.py", SORTED),
        ("sub/.gitignore", "local.py\n!keep_pb2.py\n"),
        ("sub/local.py", SORTED),
        ("sub/keep_pb2.py", SORTED),
        ("sub/gen/b.py", SORTED),
        ("other/.ignore", "skipped.py\n"),
        ("other/skipped.py", SORTED),
        ("other/local.py", SORTED),
        ("excluded.py", SORTED),
    ]);
    project.git_init();
    project.write(".git/info/exclude", "excluded.py\n");
    let kept = ["a.py", "other/local.py", "sub/gen/b.py", "sub/keep_pb2.py"];
    assert_eq!(selected(&project, &[]), kept);
    assert_eq!(selected(&project, &["--no-respect-gitignore"]).len(), 9);
    // The rules of the directories above hold as well, up to the top of the working tree.
    let inside = invoke(&project, &["check", "--show-files"]).within("sub").run().expect("the tool starts");
    assert_eq!(inside.text(), "gen/b.py\nkeep_pb2.py\n");
    assert_eq!(selected(&project, &["gen/a.py"]), ["gen/a.py"]);
}

#[test]
fn the_users_own_git_excludes_count() {
    let project = Project::with([("a.py", SORTED), ("scratch.py", SORTED), ("users-excludes", "scratch.py\n")]);
    project.git_init();
    let excludes = project.path("users-excludes");
    let home = project.path("home");
    project.write("home/.gitconfig", format!("[core]\n\texcludesFile = {}\n", excludes.display()));
    let output = invoke(&project, &["check", "--show-files"]).env("HOME", home).run().expect("the tool starts");
    assert_eq!(output.text(), "a.py\n");
}

#[test]
fn a_repository_in_a_repository_has_its_own_rules() {
    let project = Project::with([(".gitignore", "a.py\n"), ("a.py", SORTED), ("inner/a.py", SORTED)]);
    project.git_init();
    project.git(&["init", "-q", "inner"]);
    assert_eq!(selected(&project, &[]), ["inner/a.py"]);
}

#[test]
fn a_linked_working_tree_has_the_excludes_of_its_repository() {
    let project = Project::with([("main/a.py", SORTED), ("main/b.py", SORTED)]);
    project.git(&["init", "-q", "main"]);
    project.git(&["-C", "main", "add", "-A"]);
    project.git(&["-C", "main", "commit", "-q", "-m", "Begin"]);
    project.git(&["-C", "main", "worktree", "add", "-q", "../linked"]);
    project.write("main/.git/info/exclude", "b.py\n");
    assert_eq!(selected(&project, &["linked"]), ["linked/a.py"]);
}

#[test]
fn links_in_the_tree_are_followed_once() {
    let project = Project::with([("a.py", UNSORTED), ("tool", UNSORTED), ("dir/b.py", UNSORTED)]);
    project.link("z.py", "a.py").link("tool.py", "tool").link("tool2.py", "tool").link("loop", ".").link("dir2", "dir");
    assert_eq!(checked(&project, &[]), ["a.py", "dir/b.py", "tool.py"]);
    assert_eq!(run(&project, &["check"]).stderr, "3 files would be sorted\n");
    let output = run(&project, &["format", "-q"]);
    assert_eq!(output.to_string(), "[end]");
    assert_eq!(project.text("tool"), SORTED);
    assert!(project.path("tool.py").is_symlink());
}

#[test]
fn links_that_lead_nowhere_or_outside_are_reported_and_left_alone() {
    let project = Project::with([("in/a.py", UNSORTED), ("out/b.py", UNSORTED)]);
    project.link("in/outside.py", "../out/b.py");
    project.link("in/outside", "../out");
    project.link("in/dangling.py", "nothing.py");
    project.link("in/.#lock", "user@host");
    project.link("in/self.py", "self.py");
    assert_snapshot!(run(&project, &["check", "in"]), @"
    Would sort in/a.py
    ------- stderr -------
    in/dangling.py: note: symbolic link to a file that does not exist
    in/outside: note: symbolic link to `[ROOT]/out`, outside the tree; name it to have it processed
    in/outside.py: note: symbolic link to `[ROOT]/out/b.py`, outside the tree; name it to have it processed
    in/self.py: note: symbolic link that leads to itself
    [exit code 1]
    ");
    assert_snapshot!(run(&project, &["check", "-q", "in/dangling.py", "in/self.py"]), @"
    ------- stderr -------
    in/dangling.py: error: symbolic link to a file that does not exist
    in/self.py: error: symbolic link that leads to itself
    [exit code 2]
    ");
    // A link that is named is followed.
    assert_eq!(checked(&project, &["in/outside.py"]), ["in/outside.py"]);
}

#[test]
fn what_is_no_file_is_never_opened() {
    let project = Project::with([("a.py", SORTED)]);
    let status = std::process::Command::new("mkfifo").arg(project.path("fifo.py")).status().expect("mkfifo runs");
    assert!(status.success());
    let _socket = std::os::unix::net::UnixListener::bind(project.path("socket.py")).expect("a socket");
    assert_snapshot!(run(&project, &["check"]), @"
    ------- stderr -------
    fifo.py: note: not a regular file
    socket.py: note: not a regular file
    [end]
    ");
    assert_snapshot!(run(&project, &["format", "fifo.py"]), @"
    ------- stderr -------
    fifo.py: error: not a regular file
    [exit code 2]
    ");
}

#[test]
fn any_name_is_worked_on_and_shown_escaped() {
    let project = Project::new();
    let names = [&b"caf\xe9.py"[..], b"new\nline.py", b"\x1b[31mred.py", "\u{e9}.py".as_bytes(), b"-.py", b"sp ace.py"];
    for name in names {
        project.write(Path::new(OsStr::from_bytes(name)), UNSORTED);
    }
    assert_snapshot!(run(&project, &["check"]), @r"
    Would sort \x1b[31mred.py
    Would sort -.py
    Would sort caf\xe9.py
    Would sort new\nline.py
    Would sort sp ace.py
    Would sort é.py
    ------- stderr -------
    6 files would be sorted
    [exit code 1]
    ");
    let output = run(&project, &["format", "-q"]);
    assert_eq!(output.to_string(), "[end]");
    for name in names {
        assert_eq!(project.text(Path::new(OsStr::from_bytes(name))), SORTED);
    }
}

#[test]
fn a_directory_that_cannot_be_walked_is_an_error() {
    let project = Project::with([("a.py", SORTED)]);
    let output = run(&project, &["check", "nowhere", "a.py/b.py"]);
    assert_eq!(output.code(), Some(2));
    assert!(output.stderr.contains("nowhere: error: no such file or directory"), "{output}");
}
