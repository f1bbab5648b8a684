//! The exit codes that all tools share.

use std::process::ExitCode;

/// How a command ended. Ordered: the greater one wins when several things happened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Exit {
    /// 0: nothing to do, or all done.
    #[default]
    Success,
    /// 1: a check found something.
    Findings,
    /// 2: wrong usage, bad configuration, or a file that could not be read, parsed, verified or written.
    Failure,
    /// 130: the user interrupted the command.
    Interrupted,
}

impl Exit {
    /// The number for the operating system.
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Findings => 1,
            Self::Failure => 2,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
