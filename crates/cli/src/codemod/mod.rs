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
use crate::options::GlobalOptions;
use crate::start::{self, CommandLine};
use crate::terminal::Terminal;
pub(crate) use args::Cli;
use args::Command;
use directory::{CodemodSettings, Flags};
use harmless_report::Exit;
use std::collections::BTreeSet;
use std::path::Path;

/// What every command of the tool works with.
pub(crate) struct Context<'c> {
    cli: &'c Cli,
    configuration: Configuration<'c, CodemodSettings>,
    working_directory: &'c Path,
    /// The first parts of the names that rules rename: folders of these names are packages, with an `__init__.py` or not.
    namespaces: BTreeSet<String>,
}

impl CommandLine for Cli {
    const NAME: &'static str = "harmless-codemod";

    fn global(&self) -> &GlobalOptions {
        &self.global
    }

    fn run(&self, terminal: &mut Terminal) -> Result<Exit, Exit> {
        match &self.command {
            Command::Dump(args) => return Ok(dump::run(&args.paths, terminal)),
            Command::Test(args) => return Ok(rulefiles::test(&args.rules, terminal)),
            Command::Packaging(packaging) => return Ok(terminal.package::<Self>(packaging)),
            Command::List(args) => return Ok(rulefiles::list(&args.rules, terminal)),
            _ => {}
        }
        let Some(paths) = self.command.paths() else { return Ok(Exit::Success) };
        let working_directory = start::working_directory(terminal)?;
        let flags = Flags { files: &paths.files };
        flags.check(&working_directory).map_err(|error| start::failure(error, terminal))?;
        let read = flags.reader(&working_directory);
        let configuration = Configuration::new(&self.global, &working_directory, &read);
        start::check_named(&configuration, &self.global, terminal)?;
        let rules = rules::of(&self.command).map_err(|message| start::failure(message, terminal))?;
        let namespaces = rules.renamed().filter_map(|name| Some(name.split_once('.')?.0.to_owned())).collect();
        let context = Context { cli: self, configuration, working_directory: &working_directory, namespaces };
        Ok(run::run(&context, rules, paths, terminal))
    }
}
