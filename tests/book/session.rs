//! The commands of a page at work in a scratch directory, with the real executables first on the path.

use super::page::{Block, Step};
use super::root;
use harmless_testkit::{Invocation, Project};
use std::fs;
use std::path::{Path, PathBuf};

/// The second at which the pages play, as the test kit's git dates have it: 2026-01-02T03:04:05Z.
const NOW: &str = "1767323045";

/// Where the pages play.
const PLACE: &str = "/home/ada/parcel";

/// A scratch directory and what commands in it see.
pub(super) struct Session {
    project: Project,
    path: String,
    environment: Vec<(String, String)>,
}

impl Session {
    /// An empty directory, and what is in `programs` on the path.
    pub(super) fn new(programs: Option<&Path>) -> Self {
        let binaries = Path::new(env!("CARGO_BIN_EXE_harmless-imports")).parent().expect("a directory");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = [binaries].into_iter().chain(programs).map(PathBuf::from).chain(std::env::split_paths(&path));
        let path = std::env::join_paths(paths).expect("a path").into_string().expect("text");
        Self { project: Project::new(), path, environment: Vec::new() }
    }

    /// Does what is not compared; nothing for what is.
    ///
    /// # Errors
    /// When commands that must succeed do not, or a file is not there.
    pub(super) fn prepare(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::New => self.project = Project::new(),
            Step::Env { name, value } => self.environment.push((name.clone(), value.clone())),
            Step::Write { path, text } => {
                self.project.write(path, text);
            }
            Step::Copy { from, to } => {
                copy(&root().join(from), &self.project.path(to)).map_err(|error| format!("copy {from}: {error}"))?;
            }
            Step::Run(script) => {
                let output = self.shell(&format!("set -e\n{script}")).run().map_err(|error| error.to_string())?;
                if !output.status.success() {
                    return Err(format!("a preparation failed:\n{script}{output}"));
                }
            }
            Step::Image { .. } | Step::Console(_) => {}
        }
        Ok(())
    }

    /// Runs the commands of a block in one shell. Gives what each printed.
    pub(super) fn run(&self, block: &Block) -> Vec<String> {
        let mut script = String::from("exec 2>&1\n");
        for command in &block.commands {
            // The exit code of a command is there for the next one to ask for.
            script += &format!("{}\nstatus=$?; printf '\\001'; (exit $status)\n", command.text);
        }
        let output = self.shell(&script).run().expect("a shell starts");
        let text = self.placed(&output.text());
        let mut printed: Vec<String> = text.split('\u{1}').map(String::from).collect();
        // What stands behind the last command's end is empty, unless the shell itself failed.
        if printed.last().is_some_and(String::is_empty) {
            printed.pop();
        }
        printed
    }

    /// What a terminal shows when the commands are typed, as a picture (SVG).
    pub(super) fn image(&self, commands: &[String]) -> String {
        let mut shown = String::new();
        for command in commands {
            let (output, _) = crate::terminal::run(self.shell(command).env("TERM", "xterm-256color"), "");
            shown += &format!("\u{1b}[1m$ {command}\u{1b}[0m\n{}", self.placed(&output.replace("\r\n", "\n")));
        }
        anstyle_svg::Term::new().palette(anstyle_svg::WIN10_CONSOLE).render_svg(shown.trim_end())
    }

    /// The text with a path in place of the scratch directory's, which is another one each time.
    fn placed(&self, text: &str) -> String {
        text.replace(&*self.project.root().to_string_lossy(), PLACE)
    }

    fn shell(&self, script: &str) -> Invocation {
        let mut shell =
            self.project.invoke("sh").args(["-c", script]).env("PATH", &self.path).env("SOURCE_DATE_EPOCH", NOW);
        for (name, value) in &self.environment {
            shell = shell.env(name, value);
        }
        shell
    }
}

/// Copies a file, or what is in a directory, making the directories it needs.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.is_dir() {
        fs::create_dir_all(to.parent().unwrap_or(to))?;
        return fs::copy(from, to).map(drop);
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}
