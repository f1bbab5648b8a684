//! `harmless-release`: arguments, project and files in; plans, releases and reports out. The decisions are made in
//! `harmless-release`'s engine.

mod args;
mod editor;
mod init;
mod output;
mod publish;
mod show;
mod tag;
mod versions;

use args::{Cli, Command};
use clap::Parser;
use harmless_release::git::{GitError, Program};
use harmless_release::project::{Project, ProjectError};
use output::{Console, Exit};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A run that ends early: how, and what to say.
#[derive(Debug)]
pub(crate) struct Stop {
    exit: Exit,
    message: String,
}

impl Stop {
    fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into() }
    }
}

impl From<ProjectError> for Stop {
    fn from(error: ProjectError) -> Self {
        let exit = match error {
            ProjectError::Git(_) => Exit::Refused,
            _ => Exit::Usage,
        };
        Self::new(exit, error.to_string())
    }
}

impl From<GitError> for Stop {
    fn from(error: GitError) -> Self {
        Self::new(Exit::Refused, error.to_string())
    }
}

/// Runs the tool with the arguments of the process.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { Exit::Usage } else { Exit::Ok };
            // A closed pipe is no error.
            let _ = error.print();
            return code.into();
        }
    };
    let console = Console::new(&cli.global);
    let folder = cli.global.directory.clone().unwrap_or_else(|| PathBuf::from("."));
    let place = Place { folder, package: cli.global.package.clone() };
    match run(cli.command, &console, &place) {
        Ok(exit) => exit.into(),
        Err(stop) => {
            if !stop.message.is_empty() {
                console.error(&format!("error: {}", stop.message));
            }
            stop.exit.into()
        }
    }
}

/// Where to look for the project.
pub(crate) struct Place {
    folder: PathBuf,
    package: Option<String>,
}

impl Place {
    fn project(&self, console: &Console) -> Result<Project, Stop> {
        let project = Project::open(&self.folder, self.package.as_deref())?;
        for warning in &project.settings.warnings {
            console.error(&format!("warning: {warning}"));
        }
        if !project.tags.skipped.is_empty() {
            let skipped = &project.tags.skipped;
            let shown = skipped.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
            let more = if skipped.len() > 5 { ", …" } else { "" };
            console.detail(&format!("{} tag(s) are no versions and are left out: {shown}{more}", skipped.len()));
        }
        Ok(project)
    }

    fn git(&self) -> Result<Program, Stop> {
        Ok(Program::open(&self.folder)?)
    }

    fn folder(&self) -> &Path {
        &self.folder
    }
}

fn run(command: Command, console: &Console, place: &Place) -> Result<Exit, Stop> {
    match command {
        Command::Packaging(packaging) => {
            let text = packaging.text::<Cli>().map_err(|message| Stop::new(Exit::Usage, message))?;
            console.print(&String::from_utf8_lossy(&text));
            Ok(Exit::Ok)
        }
        Command::Init(args) => init::init(console, place, &args),
        Command::Debug => show::debug(console, place),
        Command::Log { version } => show::log(console, place, version.as_deref()),
        Command::Generate(args) => show::generate(console, place, &args),
        Command::Notes { version } => show::notes(console, place, version.as_deref()),
        Command::Version { next, check } => versions::version(console, place, next.as_deref(), check),
        Command::Verify { version, all, online } => versions::verify(console, place, version.as_deref(), all, online),
        Command::Tag(args) => tag::tag(console, place, &args),
        Command::Plan(args) => tag::plan(console, place, &args),
        Command::Continue => tag::resume(console, place),
        Command::Abort => tag::abort(console, place),
        Command::Undo { version, offline, yes } => publish::undo(console, place, version.as_deref(), offline, yes),
    }
}
