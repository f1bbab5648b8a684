//! Tests that drive real external programs: what people put around the suite, and the peers it replaces. They are ignored by a plain
//! `cargo test`; `tests/external/run` installs the programs and runs them.

mod book;
mod release;

use std::path::{Path, PathBuf};
use std::process::Command;

/// The path of an installed external program.
///
/// # Panics
/// If it is not installed: `tests/external/run` does that.
fn program(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/external/venv/bin").join(name);
    assert!(path.exists(), "{} is missing: run tests/external/run", path.display());
    path
}

/// µsort is the oracle of the sorter's exact mode: one file that both sort, end to end.
#[test]
#[ignore = "needs usort: tests/external/run"]
fn usort_and_the_exact_mode_agree_on_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = "#!/usr/bin/env python\nimport sys\nimport os  # why\nfrom b import (z, y,\n    x)\n\nimport a\nprint(1)\nimport d, c\n";
    let theirs = folder.path().join("theirs.py");
    let ours = folder.path().join("ours.py");
    for path in [&theirs, &ours] {
        std::fs::write(path, source).expect("written");
    }
    let usort = Command::new(program("usort")).arg("format").arg(&theirs).output().expect("usort runs");
    assert!(usort.status.success(), "{usort:?}");
    let own = Command::new(env!("CARGO_BIN_EXE_harmless-imports"))
        .args(["--isolated", "--safety", "usort", "format"])
        .arg(&ours)
        .output()
        .expect("harmless-imports runs");
    assert!(own.status.success(), "{own:?}");
    let read = |path: &Path| std::fs::read_to_string(path).expect("read");
    assert_ne!(read(&theirs), source);
    assert_eq!(read(&ours), read(&theirs));
}
