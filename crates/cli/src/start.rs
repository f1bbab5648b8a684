//! From the process to the run of a tool, the same for each: arguments, terminal, faults, working directory, configuration.

use crate::configuration::Configuration;
use crate::guard;
use crate::options::{self, GlobalOptions};
use crate::terminal::Terminal;
use clap::Parser;
use harmless_files::absolute;
use harmless_report::{Exit, Severity};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A tool's command line.
pub(crate) trait CommandLine: Parser {
    /// The name of the tool.
    const NAME: &'static str;

    /// The options that all commands have.
    fn global(&self) -> &GlobalOptions;

    /// Does what the arguments say.
    ///
    /// # Errors
    /// How to exit when it could not begin; the reason was told.
    fn run(&self, terminal: &mut Terminal) -> Result<Exit, Exit>;
}

/// Runs a tool with the arguments of the process. No fault gets out of here as a panic.
pub(crate) fn main<C: CommandLine>() -> ExitCode {
    match options::parse::<C>() {
        Ok(cli) => {
            let mut terminal = Terminal::new(C::NAME, cli.global());
            guard::install();
            let exit = guard::catch(|| cli.run(&mut terminal).unwrap_or_else(|exit| exit))
                .unwrap_or_else(|message| failure(message, &mut terminal));
            terminal.finish(exit).into()
        }
        Err(exit) => exit.into(),
    }
}

/// Tells why nothing can be done, and gives the exit code of that.
pub(crate) fn failure(why: impl Display, terminal: &mut Terminal) -> Exit {
    terminal.error(why);
    Exit::Failure
}

/// The working directory, as an absolute path.
///
/// # Errors
/// How to exit without one.
pub(crate) fn working_directory(terminal: &mut Terminal) -> Result<PathBuf, Exit> {
    let told = |error| failure(format_args!("cannot tell the working directory: {error}"), terminal);
    absolute(Path::new("")).map_err(told)
}

/// Stops where the user named a configuration file that cannot be used.
///
/// # Errors
/// How to exit then.
pub(crate) fn check_named<C>(
    configuration: &Configuration<'_, C>,
    global: &GlobalOptions,
    terminal: &mut Terminal,
) -> Result<(), Exit> {
    let faults = configuration.findings();
    if global.config.is_some() && faults.iter().any(|fault| fault.severity == Severity::Error) {
        terminal.report(&faults);
        return Err(Exit::Failure);
    }
    Ok(())
}
