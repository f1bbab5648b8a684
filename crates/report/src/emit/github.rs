//! GitHub's workflow commands, which it shows beside the code. It shows only ten of each kind for a step, so of more than ten
//! the last says how many there are, and the rest is plain text in the log: nothing is lost, and the reader knows where it is.

use super::{Tool, text};
use crate::{Finding, Severity, escape_path, escape_text};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// So many commands of each kind are shown for a step.
const SHOWN: usize = 10;

pub(super) fn commands(out: &mut dyn Write, findings: &[Finding], tool: Tool) -> io::Result<()> {
    let mut unseen: Vec<&Finding> = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let kind: Vec<&Finding> = findings.iter().filter(|finding| finding.severity == severity).collect();
        let shown = if kind.len() > SHOWN { SHOWN - 1 } else { kind.len() };
        for finding in &kind[..shown] {
            command(out, finding, tool)?;
        }
        let rest = &kind[shown..];
        if !rest.is_empty() {
            let files = rest.iter().map(|finding| &finding.path).collect::<BTreeSet<_>>().len();
            let files = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
            let message = format!("and {} more in {files}; the log of this step names them all", rest.len());
            writeln!(out, "::{} title={}::{message}", word(severity), tool.name)?;
        }
        unseen.extend(rest);
    }
    for finding in unseen {
        // The name of a file may look like a command, which only the beginning of a line can be.
        writeln!(out, "{}: {}", finding.severity.as_str(), text::sentence(finding))?;
    }
    Ok(())
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// The message begins with the place, which the log would not show otherwise.
fn command(out: &mut dyn Write, finding: &Finding, tool: Tool) -> io::Result<()> {
    let path = property(&escape_path(&finding.path));
    let rule = property(&escape_text(finding.id()));
    write!(out, "::{} title={} ({rule}),file={path}", word(finding.severity), tool.name)?;
    if let Some(place) = &finding.place {
        write!(out, ",line={},endLine={}", place.start.line, place.last_line())?;
        if place.start.line == place.end.line {
            write!(out, ",col={},endColumn={}", place.start.column, place.end.column)?;
        }
    }
    writeln!(out, "::{}", data(&text::sentence(finding)))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
