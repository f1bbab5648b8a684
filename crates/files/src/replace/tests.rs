//! Files are replaced whole or not at all.

use super::{ReplaceError, by_plain_renaming, replace, temporary_beside};
use rustix::fs::XattrFlags;
use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::PathBuf;
use tempfile::TempDir;

const OLD: &[u8] = b"old";
const NEW: &[u8] = b"new and longer";

fn file() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("file.py");
    fs::write(&path, OLD).expect("written");
    (directory, path)
}

#[track_caller]
fn check(directory: &TempDir, path: &PathBuf, content: &[u8], names: &[&str]) {
    assert_eq!(fs::read(path).expect("there"), content);
    let entries = fs::read_dir(directory).expect("there");
    let mut found: Vec<_> =
        entries.map(|entry| entry.expect("there").file_name().into_string().expect("text")).collect();
    found.sort();
    assert_eq!(found, names);
}

#[test]
fn the_new_bytes_take_the_place_of_the_old() {
    let (directory, path) = file();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
    replace(&path, OLD, NEW).expect("replaced");
    check(&directory, &path, NEW, &["file.py"]);
    assert_eq!(fs::metadata(&path).expect("there").mode() & 0o7777, 0o640);
}

#[test]
fn a_file_that_has_changed_is_left_as_it_is() {
    let (directory, path) = file();
    fs::write(&path, "somebody's edit").expect("written");
    assert!(matches!(replace(&path, OLD, NEW), Err(ReplaceError::Changed)));
    check(&directory, &path, b"somebody's edit", &["file.py"]);
    fs::hard_link(&path, directory.path().join("other.py")).expect("linked");
    assert!(matches!(replace(&path, OLD, NEW), Err(ReplaceError::Changed)));
    check(&directory, &path, b"somebody's edit", &["file.py", "other.py"]);
}

#[test]
fn a_file_that_is_gone_stays_so() {
    let (directory, path) = file();
    let gone = directory.path().join("gone.py");
    assert!(matches!(replace(&gone, OLD, NEW), Err(ReplaceError::Unreadable(_))));
    check(&directory, &path, OLD, &["file.py"]);
}

#[test]
fn a_file_with_several_names_keeps_them() {
    let (directory, path) = file();
    let other = directory.path().join("other.py");
    fs::hard_link(&path, &other).expect("linked");
    replace(&path, OLD, NEW).expect("replaced");
    // The second name of the same file comes to be replaced as well.
    replace(&other, OLD, NEW).expect("done already");
    check(&directory, &path, NEW, &["file.py", "other.py"]);
    assert_eq!(fs::metadata(&path).expect("there").ino(), fs::metadata(&other).expect("there").ino());
    replace(&other, NEW, b"x").expect("replaced");
    check(&directory, &path, b"x", &["file.py", "other.py"]);
}

#[test]
fn a_link_stays_and_its_target_is_replaced() {
    let (directory, path) = file();
    let link = directory.path().join("link.py");
    symlink("file.py", &link).expect("linked");
    replace(&link, OLD, NEW).expect("replaced");
    check(&directory, &path, NEW, &["file.py", "link.py"]);
    assert!(link.is_symlink());
}

#[test]
fn a_read_only_file_is_refused() {
    let (directory, path) = file();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("set");
    assert!(replace(&path, OLD, NEW).is_err());
    check(&directory, &path, OLD, &["file.py"]);
}

#[test]
fn extended_attributes_are_kept() {
    let (directory, path) = file();
    let handle = File::open(&path).expect("there");
    match rustix::fs::fsetxattr(&handle, "user.harmless", b"value", XattrFlags::empty()) {
        Ok(()) => {}
        Err(rustix::io::Errno::OPNOTSUPP) => return, // A file system without them has none to lose.
        Err(error) => panic!("{error}"),
    }
    replace(&path, OLD, NEW).expect("replaced");
    check(&directory, &path, NEW, &["file.py"]);
    let mut value = [0; 16];
    let handle = File::open(&path).expect("there");
    let len = rustix::fs::fgetxattr(&handle, "user.harmless", &mut value[..]).expect("there");
    assert_eq!(&value[..len], b"value");
}

#[test]
fn without_an_exchange_a_file_that_another_has_replaced_is_left_as_it_is() {
    let (directory, path) = file();
    let opened = File::open(&path).expect("there");
    let metadata = opened.metadata().expect("told");
    let renamed = directory.path().join("new.py");
    fs::write(&renamed, "somebody's edit").expect("written");
    fs::rename(&renamed, &path).expect("renamed");
    let temporary = temporary_beside(&path).expect("made");
    assert!(matches!(by_plain_renaming(&path, &metadata, temporary), Err(ReplaceError::Changed)));
    check(&directory, &path, b"somebody's edit", &["file.py"]);
    let metadata = fs::metadata(&path).expect("told");
    let temporary = temporary_beside(&path).expect("made");
    by_plain_renaming(&path, &metadata, temporary).expect("renamed");
    check(&directory, &path, b"", &["file.py"]);
}
