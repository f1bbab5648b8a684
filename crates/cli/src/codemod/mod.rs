//! `harmless-codemod`: from its command line to its exit code.

mod args;
mod directory;
mod dump;
mod present;
mod renaming;
mod review;
mod rulefiles;
mod rules;
mod run;
mod site;

use crate::configuration::Configuration;
use crate::terminal::Terminal;
use crate::{guard, options};
use args::{Cli, Command};
use directory::{CodemodSettings, Flags};
use harmless_files::absolute;
use harmless_report::{Exit, Severity};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

/// What every command of the tool works with.
pub(crate) struct Context<'c> {
    cli: &'c Cli,
    configuration: Configuration<'c, CodemodSettings>,
    working_directory: &'c Path,
    /// The first parts of the names that rules rename: folders of these names are packages, with an `__init__.py` or not.
    namespaces: BTreeSet<String>,
}

pub(crate) fn main() -> ExitCode {
    match options::parse::<Cli>() {
        Ok(cli) => {
            let mut terminal = Terminal::new("harmless-codemod", &cli.global);
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
    match &cli.command {
        Command::Dump(args) => return dump::run(&args.paths, terminal),
        Command::Test(args) => return rulefiles::test(&args.rules, terminal),
        Command::Packaging(packaging) => return terminal.package::<Cli>(packaging),
        Command::List(args) => return rulefiles::list(&args.rules, terminal),
        _ => {}
    }
    let Some(paths) = cli.command.paths() else { return Exit::Success };
    let working_directory = match absolute(Path::new("")) {
        Ok(directory) => directory,
        Err(error) => {
            terminal.error(format_args!("cannot tell the working directory: {error}"));
            return Exit::Failure;
        }
    };
    let flags = Flags { files: &paths.files };
    if let Err(error) = flags.check(&working_directory) {
        terminal.error(error);
        return Exit::Failure;
    }
    let read = flags.reader(&working_directory);
    let configuration = Configuration::new(&cli.global, &working_directory, &read);
    let mut context =
        Context { cli, configuration, working_directory: &working_directory, namespaces: BTreeSet::new() };
    let faults = context.configuration.findings();
    if cli.global.config.is_some() && faults.iter().any(|fault| fault.severity == Severity::Error) {
        terminal.report(&faults);
        return Exit::Failure;
    }
    let rules = match rules::of(&cli.command) {
        Ok(rules) => rules,
        Err(message) => {
            terminal.error(message);
            return Exit::Failure;
        }
    };
    context.namespaces = rules.renamed().filter_map(|name| Some(name.split_once('.')?.0.to_owned())).collect();
    run::run(&context, rules, paths, terminal)
}
