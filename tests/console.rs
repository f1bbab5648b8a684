//! The sessions that the documentation shows: every command in a `console` block is run, and must print what is shown.
//!
//! A block whose info string names a file (`python src/paths.py`) puts that file into the folder in which the commands run.

use harmless_testkit::Project;
use std::env;
use std::path::Path;
use std::process::Command;

/// Runs the sessions in `text`, the name of which is `page`.
fn check(page: &str, text: &str) {
    let project = Project::new();
    let mut lines = text.lines();
    let mut count = 0;
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match info.split_once(' ') {
            Some((_, path)) => {
                project.write(path, format!("{}\n", block.join("\n")));
            }
            None if info == "console" => {
                for session in block.join("\n").split("$ ").filter(|session| !session.is_empty()) {
                    let (command, shown) = session.split_once('\n').unwrap_or((session, ""));
                    assert_eq!(output_of(&project, command).trim_end(), shown.trim_end(), "{page}: $ {command}");
                    count += 1;
                }
            }
            None => {}
        }
    }
    assert!(count > 0, "{page} shows no session");
}

/// What a command prints, first to the one stream and then to the other.
fn output_of(project: &Project, command: &str) -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_harmless-codemod")).parent().expect("a folder");
    let path = env::join_paths(
        [folder.to_path_buf()].into_iter().chain(env::split_paths(&env::var_os("PATH").unwrap_or_default())),
    );
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(project.root())
        .env("PATH", path.expect("a search path"))
        .env_remove("FORCE_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .expect("a shell");
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_guide_to_codemods_shows_what_happens() {
    check("docs/codemod.md", include_str!("../docs/codemod.md"));
}

#[test]
fn the_readme_shows_what_codemods_do() {
    let readme = include_str!("../README.md");
    let (_, section) = readme.split_once("\n## Rewriting code\n").expect("the section");
    check("README.md", section.split("\n## ").next().unwrap_or_default());
}
