//! What happens to the files themselves.

use super::{INVALID, SORTED, UNSORTED, run};
use harmless_testkit::Project;
use insta::assert_snapshot;
use std::fs;
use std::os::unix::fs::MetadataExt;

#[test]
fn a_file_that_is_sorted_is_not_touched() {
    let project = Project::with([("a.py", SORTED)]);
    let before = fs::metadata(project.path("a.py")).expect("there");
    assert_eq!(run(&project, &["format"]).to_string(), "[end]");
    let after = fs::metadata(project.path("a.py")).expect("there");
    assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
}

#[test]
fn the_mode_is_kept() {
    let project = Project::with([("a.py", UNSORTED), ("b.py", UNSORTED)]);
    project.chmod("a.py", 0o755).chmod("b.py", 0o600);
    assert_eq!(run(&project, &["format", "-q"]).to_string(), "[end]");
    for (path, mode) in [("a.py", 0o755), ("b.py", 0o600)] {
        assert_eq!(fs::metadata(project.path(path)).expect("there").mode() & 0o7777, mode);
        assert_eq!(project.text(path), SORTED);
    }
}

#[test]
fn other_names_of_the_file_are_kept() {
    let project = Project::with([("a.py", UNSORTED)]);
    fs::hard_link(project.path("a.py"), project.path("b.py")).expect("linked");
    assert_eq!(run(&project, &["format", "-q"]).to_string(), "[end]");
    let inode = |path| fs::metadata(project.path(path)).expect("there").ino();
    assert_eq!(inode("a.py"), inode("b.py"));
    assert_eq!(project.text("b.py"), SORTED);
    assert_eq!(project.files(), ["a.py", "b.py"]);
}

#[test]
fn a_read_only_file_is_refused_and_the_others_go_on() {
    let project = Project::with([("a.py", UNSORTED), ("b.py", UNSORTED)]);
    project.chmod("a.py", 0o444);
    assert_snapshot!(run(&project, &["format"]), @"
    ------- stderr -------
    a.py: error: the file is read-only
    Sorted b.py (1 import moved)
    1 file sorted, 1 failed
    [exit code 2]
    ");
    assert_eq!((project.text("a.py").as_str(), project.text("b.py").as_str()), (UNSORTED, SORTED));
}

#[test]
fn nothing_is_left_behind() {
    let project = Project::with([("a.py", UNSORTED), ("b.py", INVALID), ("c/d.py", UNSORTED)]);
    assert_eq!(run(&project, &["format"]).code(), Some(2));
    assert_eq!(project.files(), ["a.py", "b.py", "c/d.py"]);
}
