//! What packagers put beside a program: completion scripts and manual pages. The definition of a command line in, text out.

use clap::builder::ValueParser;
use clap::{CommandFactory, Subcommand};
use clap_complete::Shell;
use clap_mangen::Man;

/// The commands for it, the same in each tool.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum Packaging {
    /// Print a script that completes this program's arguments in a shell
    #[command(after_long_help = "\
Examples:
  For bash: append this to ~/.bashrc
    source <(PROGRAM completions bash)
  For zsh, in a folder of $fpath:
    PROGRAM completions zsh > ~/.zfunc/_PROGRAM
  For fish:
    PROGRAM completions fish > ~/.config/fish/completions/PROGRAM.fish")]
    Completions {
        /// The shell
        #[arg(value_parser = shell_parser())]
        shell: Shell,
    },
    /// Print the manual page of this program or of one of its commands, as roff
    #[command(hide = true)]
    Man {
        /// The command
        command: Option<String>,
    },
}

fn shell_parser() -> ValueParser {
    crate::options::choice_parser(&[("bash", Shell::Bash), ("zsh", Shell::Zsh), ("fish", Shell::Fish)])
}

impl Packaging {
    /// What the command of the tool `P` prints.
    ///
    /// # Errors
    /// When there is no such command to print the page of.
    pub(crate) fn text<P: CommandFactory>(&self) -> Result<Vec<u8>, String> {
        match self {
            Self::Completions { shell } => Ok(completions::<P>(*shell).into_bytes()),
            Self::Man { command } => man::<P>(command.as_deref()),
        }
    }
}

fn completions<P: CommandFactory>(shell: Shell) -> String {
    let mut command = P::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, &name, &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    if shell != Shell::Bash {
        return script;
    }
    // The states of the script are named after program and command. Where a state is entered the hyphen of the program's name is
    // written otherwise than where it is handled (clap_complete 4.6.11), so that no command would be completed.
    let handled = format!("{}__subcmd__", name.replace('-', "__subcmd__"));
    script.replace(&handled, &format!("{}__subcmd__", name.replace('-', "__")))
}

/// The page has neither version nor date, so that a release does not change it.
fn man<P: CommandFactory>(name: Option<&str>) -> Result<Vec<u8>, String> {
    let mut command = P::command().disable_help_subcommand(true);
    command.build();
    if let Some(name) = name {
        let found = command.find_subcommand(name).cloned();
        command = found.ok_or_else(|| format!("there is no command `{name}`"))?;
    }
    // The page shows what `--help` shows.
    let command = command.mut_args(|argument| argument.hide_short_help(false));
    let title = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    let has_commands = command.has_subcommands();
    let has_more = command.get_after_long_help().is_some();
    let man = Man::new(command).title(title.to_uppercase()).source("Harmless").manual("Harmless");
    let mut page = Vec::new();
    let mut render = || {
        man.render_title(&mut page)?;
        man.render_name_section(&mut page)?;
        man.render_synopsis_section(&mut page)?;
        man.render_description_section(&mut page)?;
        man.render_options_section(&mut page)?;
        if has_commands {
            man.render_subcommands_section(&mut page)?;
        }
        if has_more {
            man.render_extra_section(&mut page)?;
        }
        std::io::Result::Ok(())
    };
    render().map_err(|error| error.to_string())?;
    Ok(page)
}
