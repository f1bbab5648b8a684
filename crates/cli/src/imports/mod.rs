//! `harmless-imports`: from its command line to its exit code.

mod args;
mod code_base;
mod confirm;
mod directory;
mod explain;
mod graph;
mod list;
mod migrate;
mod package;
mod present;
mod run;
mod server;
mod settings;
mod show;
mod sort;
mod sources;
mod stdin;
mod style;

pub(crate) use settings::sorting_of;

use crate::configuration::Configuration;
use crate::terminal::Terminal;
use crate::{guard, options};
use args::{Cli, Command};
use code_base::CodeBases;
use harmless_files::absolute;
use harmless_report::Exit;
use settings::ImportSettings;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What every command of the tool works with.
pub(crate) struct Context<'c> {
    cli: &'c Cli,
    configuration: Configuration<'c, ImportSettings>,
    code_bases: CodeBases,
}

pub(crate) fn main() -> ExitCode {
    match options::parse::<Cli>() {
        Ok(cli) => {
            let mut terminal = Terminal::new("harmless-imports", &cli.global);
            guard::install();
            let exit = guard::catch(|| run(&cli, &mut terminal)).unwrap_or_else(|message| {
                terminal.error(message);
                Exit::Failure
            });
            terminal.finish(exit).into()
        }
        Err(exit) => exit.into(),
    }
}

fn run(cli: &Cli, terminal: &mut Terminal) -> Exit {
    if let Command::Packaging(packaging) = &cli.command {
        return terminal.package::<Cli>(packaging);
    }
    let Some(files) = cli.command.files() else { return Exit::Success };
    let working_directory = match absolute(Path::new("")) {
        Ok(directory) => directory,
        Err(error) => {
            terminal.error(format_args!("cannot tell the working directory: {error}"));
            return Exit::Failure;
        }
    };
    let flags = settings::Flags { files, safety: cli.safety };
    if let Err(error) = flags.check(&working_directory) {
        terminal.error(error);
        return Exit::Failure;
    }
    let read = flags.reader(&working_directory);
    let new_context = || Context {
        cli,
        configuration: Configuration::new(&cli.global, &working_directory, &read),
        code_bases: CodeBases::default(),
    };
    let context = new_context();
    let faults = context.configuration.findings();
    if cli.global.config.is_some() && faults.iter().any(|fault| fault.severity == harmless_report::Severity::Error) {
        terminal.report(&faults);
        return Exit::Failure;
    }
    let paths = cli.command.paths();
    if files.show_settings {
        return show::settings(&context, paths, terminal);
    }
    if files.show_files {
        return show::files(&context, paths, terminal);
    }
    match (&cli.command, stdin_name(cli)) {
        (Command::Server(_), _) => server::run(new_context, terminal),
        (Command::Migrate(args), _) => migrate::run(&context, args, &read, terminal),
        (Command::Explain(explain), _) => explain::run(&context, &explain.places, terminal),
        (Command::Graph(args), _) => graph::run(&context, args, terminal),
        (Command::ListImports(list), _) => list::run(&context, list, terminal),
        (_, Err(message)) => {
            terminal.error(message);
            Exit::Failure
        }
        (command, Ok(Some(name))) => stdin::run(&context, command.action(), &name, terminal),
        (command, Ok(None)) => run::run(&context, command.action(), paths, terminal),
    }
}

/// The name under which standard input is to be processed, if it is.
fn stdin_name(cli: &Cli) -> Result<Option<PathBuf>, &'static str> {
    let paths = cli.command.paths();
    let name = cli.command.stdin_filename();
    match paths.iter().any(|path| path == Path::new("-")) {
        true if paths.len() > 1 => Err("`-` (standard input) cannot be combined with other paths"),
        true => Ok(Some(name.cloned().unwrap_or_else(|| "<stdin>".into()))),
        false if name.is_some() => Err("`--stdin-filename` is only for standard input; give `-` as the path"),
        false => Ok(None),
    }
}
