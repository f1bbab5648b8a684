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
use crate::options::GlobalOptions;
use crate::start::{self, CommandLine};
use crate::terminal::Terminal;
pub(crate) use args::Cli;
use args::Command;
use code_base::CodeBases;
use harmless_report::Exit;
use settings::ImportSettings;
use std::path::{Path, PathBuf};

/// What every command of the tool works with.
pub(crate) struct Context<'c> {
    cli: &'c Cli,
    configuration: Configuration<'c, ImportSettings>,
    code_bases: CodeBases,
}

impl CommandLine for Cli {
    const NAME: &'static str = "harmless-imports";

    fn global(&self) -> &GlobalOptions {
        &self.global
    }

    fn run(&self, terminal: &mut Terminal) -> Result<Exit, Exit> {
        if let Command::Packaging(packaging) = &self.command {
            return Ok(terminal.package::<Self>(packaging));
        }
        let Some(files) = self.command.files() else { return Ok(Exit::Success) };
        let working_directory = start::working_directory(terminal)?;
        let flags = settings::Flags { files, safety: self.safety };
        flags.check(&working_directory).map_err(|error| start::failure(error, terminal))?;
        let read = flags.reader(&working_directory);
        let new_context = || Context {
            cli: self,
            configuration: Configuration::new(&self.global, &working_directory, &read),
            code_bases: CodeBases::default(),
        };
        let context = new_context();
        start::check_named(&context.configuration, &self.global, terminal)?;
        let paths = self.command.paths();
        if files.show_settings {
            return Ok(show::settings(&context, paths, terminal));
        }
        if files.show_files {
            return Ok(show::files(&context, paths, terminal));
        }
        let exit = match (&self.command, stdin_name(self)) {
            (Command::Server(_), _) => server::run(new_context, terminal),
            (Command::Migrate(args), _) => migrate::run(&context, args, &read, terminal),
            (Command::Explain(explain), _) => explain::run(&context, &explain.places, terminal),
            (Command::Graph(args), _) => graph::run(&context, args, terminal),
            (Command::ListImports(list), _) => list::run(&context, list, terminal),
            (_, Err(message)) => start::failure(message, terminal),
            (command, Ok(Some(name))) => stdin::run(&context, command.action(), &name, terminal),
            (command, Ok(None)) => run::run(&context, command.action(), paths, terminal),
        };
        // The program ends here, and to take apart what is known of the code bases would cost a good part of what it cost to learn.
        std::mem::forget(context);
        Ok(exit)
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
