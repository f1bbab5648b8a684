//! The output formats. Each module turns findings, already in their order, into one format.

mod github;
mod gitlab;
mod json;
mod junit;
mod sarif;
mod text;

use crate::{Finding, Palette};
use std::io::{self, Write};

/// The value of `--output-format`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OutputFormat {
    /// One line for each finding.
    #[default]
    Concise,
    /// Each finding with the source it is about.
    Full,
    /// A JSON array.
    Json,
    /// A JSON object on each line.
    JsonLines,
    /// Workflow commands, by which GitHub shows findings beside the code.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit's XML.
    Junit,
    /// SARIF 2.1.0.
    Sarif,
}

impl OutputFormat {
    /// Whether people read it; the other formats are for programs and must not be mixed with other text.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Concise | Self::Full)
    }
}

/// Who speaks.
#[derive(Clone, Copy, Debug)]
pub struct Tool {
    /// The name of the executable.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// Writes `findings` in the given format.
///
/// # Errors
/// Those of `out`.
pub fn emit(
    out: &mut dyn Write,
    findings: &[Finding],
    format: OutputFormat,
    tool: Tool,
    palette: Palette,
) -> io::Result<()> {
    match format {
        OutputFormat::Concise => text::concise(out, findings, palette),
        OutputFormat::Full => text::full(out, findings, palette),
        OutputFormat::Json => json::array(out, findings),
        OutputFormat::JsonLines => json::lines(out, findings),
        OutputFormat::Github => github::commands(out, findings, tool),
        OutputFormat::Gitlab => gitlab::report(out, findings),
        OutputFormat::Junit => junit::report(out, findings, tool),
        OutputFormat::Sarif => sarif::log(out, findings, tool),
    }
}

#[cfg(test)]
mod tests;
