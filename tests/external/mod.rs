//! Tests that drive real external programs: what people put around the suite, and the peers it replaces. They are ignored by a plain
//! `cargo test`; `tests/external/run` installs the programs and runs them.

mod act;
mod book;
mod ci;
mod formats;
mod github;
mod hooks;
mod packages;
mod python;
mod release;
mod schema;
mod shells;

use harmless_testkit::{Invocation, Project};
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where the external programs are, and what they build.
fn workshop() -> PathBuf {
    root().join("target/external")
}

/// The path of an installed external program.
///
/// # Panics
/// If it is not installed: `tests/external/run` does that.
fn program(name: &str) -> PathBuf {
    let path = workshop().join("venv/bin").join(name);
    assert!(path.exists(), "{} is missing: run tests/external/run", path.display());
    path
}

/// The path of something from npm that is installed.
///
/// # Panics
/// If it is not installed: `tests/external/run` does that.
fn npm(name: &str) -> PathBuf {
    let path = workshop().join("node/node_modules").join(name);
    assert!(path.exists(), "{} is missing: run tests/external/run", path.display());
    path
}

/// A repository with one commit: the files of this one as they are now, committed or not. What is built in it is built without
/// optimization and in one shared folder, which makes the tests affordable.
fn checkout() -> Project {
    let project = Project::new();
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git runs");
    assert!(listed.status.success(), "{listed:?}");
    for name in String::from_utf8(listed.stdout).expect("names are text").split_terminator('\0') {
        // A file that was deleted but not yet in git is not there.
        if let Ok(bytes) = std::fs::read(root().join(name)) {
            let mode = std::fs::metadata(root().join(name)).expect("metadata").permissions();
            project.write(name, bytes);
            std::fs::set_permissions(project.path(name), mode).expect("the mode is set");
        }
    }
    project.git_init().git(&["add", "--all", "--force"]);
    project.git(&["commit", "-q", "-m", "As it is"]);
    project
}

/// `program`, about to be run in `project` as a developer would who has Rust, the installed external programs and a package index.
fn invoke(project: &Project, program: impl AsRef<std::ffi::OsStr>) -> Invocation {
    let mut path = workshop().join("venv/bin").into_os_string();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let mut invocation = project.invoke(program).env("PATH", path);
    for (name, value) in std::env::vars_os() {
        let name = name.to_string_lossy();
        let is_needed = ["CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "SSL_CERT_FILE"].contains(&&*name)
            || ["PIP_", "UV_", "CARGO_HTTP", "CARGO_REGISTRIES", "CARGO_NET", "HTTP", "http", "NO_PROXY"]
                .iter()
                .any(|prefix| name.starts_with(prefix));
        if is_needed {
            invocation = invocation.env(&name, value);
        }
    }
    // The real home, where cargo and pip have their settings and their caches.
    let home = std::env::var_os("HOME").unwrap_or_default();
    let invocation = invocation.env("HOME", home).env("CARGO_TARGET_DIR", workshop().join("build"));
    ["MATURIN_PEP517_ARGS=--profile dev", "CARGO_PROFILE_DEV_OPT_LEVEL=0", "CARGO_PROFILE_DEV_DEBUG=false"]
        .iter()
        .filter_map(|variable| variable.split_once('='))
        .fold(invocation, |invocation, (name, value)| invocation.env(name, value))
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
