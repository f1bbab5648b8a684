//! The ways to install: a wheel, a source distribution, `cargo install`. Each into a fresh place, and the programs run from there.

use super::{checkout, invoke, program};
use harmless_testkit::{Output, Project};
use std::path::{Path, PathBuf};

const TOOLS: [&str; 3] = ["harmless-imports", "harmless-codemod", "harmless-release"];

#[track_caller]
fn succeed(output: std::io::Result<Output>) -> Output {
    let output = output.expect("the program starts");
    assert_eq!(output.code(), Some(0), "{output}");
    output
}

/// The only file in `folder` with this extension.
fn only(folder: &Path, extension: &str) -> PathBuf {
    let entries = std::fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("an entry").path());
    let found: Vec<PathBuf> = entries.filter(|path| path.to_string_lossy().ends_with(extension)).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().expect("there is one")
}

/// The three programs in `folder` run, tell this version, and the sorter sorts.
fn work(folder: &Path) {
    let project = Project::with([("a.py", "import b\nimport a\n")]);
    for tool in TOOLS {
        let output = succeed(project.run(folder.join(tool), &["--version"]));
        assert_eq!(output.text().trim(), format!("{tool} {}", env!("CARGO_PKG_VERSION")));
    }
    succeed(project.run(folder.join("harmless-imports"), &["format", "a.py"]));
    assert_eq!(project.text("a.py"), "import a\nimport b\n");
}

/// Installs `package` with pip into a fresh virtual environment in `project`; gives the folder of the programs.
fn pip_install(project: &Project, package: &Path) -> PathBuf {
    succeed(invoke(project, program("python")).args(["-m", "venv", "fresh"]).run());
    let pip = project.path("fresh/bin/pip");
    succeed(invoke(project, pip).args(["install", "--disable-pip-version-check"]).args([package]).run());
    project.path("fresh/bin")
}

#[test]
#[ignore = "needs maturin: tests/external/run"]
fn the_wheel_holds_the_three_programs() {
    let source = checkout();
    succeed(invoke(&source, program("maturin")).args(["build", "--profile", "dev", "--out", "dist"]).run());
    let project = Project::new();
    let wheel = only(&source.path("dist"), ".whl");
    let name = wheel.file_name().expect("a name").to_string_lossy();
    assert!(name.starts_with(&format!("harmless-{}-py3-none-", env!("CARGO_PKG_VERSION"))), "{name}");
    let programs = pip_install(&project, &wheel);
    work(&programs);
    let shown = succeed(project.run(programs.join("pip"), &["show", "--files", "harmless"]));
    for listed in ["bin/harmless-codemod", "licenses/LICENSE-MIT", "licenses/LICENSE-APACHE"] {
        assert!(shown.text().contains(listed), "{shown}");
    }
}

#[test]
#[ignore = "needs maturin: tests/external/run"]
fn the_source_distribution_builds() {
    let source = checkout();
    succeed(invoke(&source, program("maturin")).args(["sdist", "--out", "dist"]).run());
    let archive = only(&source.path("dist"), ".tar.gz");
    let project = Project::new();
    work(&pip_install(&project, &archive));
}

#[test]
#[ignore = "builds everything anew: tests/external/run"]
fn cargo_installs_the_three_programs() {
    let source = checkout();
    let target = tempfile::tempdir().expect("a folder");
    let cargo = invoke(&source, env!("CARGO"));
    succeed(cargo.args(["install", "--debug", "--locked", "--path", ".", "--root"]).args([target.path()]).run());
    work(&target.path().join("bin"));
}
