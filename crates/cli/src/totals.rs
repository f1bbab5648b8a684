//! The last line of a run over several files: how many changed, how many did not, how many failed. What is counted
//! comes from the run; whether and where it is shown is the terminal's.

use harmless_report::{Finding, Severity};

/// The files of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Totals {
    /// Those that were looked at.
    pub(crate) visited: usize,
    /// Those that change, or would.
    pub(crate) changed: usize,
    /// Those that could not be processed, and paths that are no files.
    pub(crate) failed: usize,
}

impl Totals {
    /// Before the files are gone through: so many were looked at, and these are the paths that could not be.
    pub(crate) fn new(visited: usize, problems: &[Finding]) -> Self {
        let failed = problems.iter().filter(|finding| finding.severity == Severity::Error).count();
        Self { visited: visited + failed, changed: 0, failed }
    }

    /// `what` changes, and what does not: `2 files sorted, 7 files unchanged, 1 failed`. Of a single file nothing is to be added;
    /// where nothing changes and nothing failed there is nothing to sum up, unless the user asked for more.
    pub(crate) fn line(&self, what: &str, verbose: bool) -> Option<String> {
        let has_news = self.changed > 0 || self.failed > 0 || verbose;
        if self.visited < 2 || !has_news {
            return None;
        }
        let mut line = what.to_owned();
        let unchanged = self.visited.saturating_sub(self.changed + self.failed);
        if unchanged > 0 {
            line += &format!(", {} unchanged", count(unchanged, "file"));
        }
        if self.failed > 0 {
            line += &format!(", {} failed", self.failed);
        }
        Some(line)
    }
}

/// Whether a file with these findings could not be processed.
pub(crate) fn has_failed(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// `1 site`, `2 sites`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
