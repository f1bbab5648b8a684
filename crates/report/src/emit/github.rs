//! GitHub's workflow commands. GitHub shows ten of each kind for a step, so the worst come first.

use super::Tool;
use crate::{Finding, Severity, escape_path, escape_text};
use std::cmp::Reverse;
use std::io::{self, Write};

pub(super) fn commands(out: &mut dyn Write, findings: &[Finding], tool: Tool) -> io::Result<()> {
    let mut findings: Vec<&Finding> = findings.iter().collect();
    findings.sort_by_key(|finding| Reverse(finding.severity));
    for finding in findings {
        let command = match finding.severity {
            Severity::Note => "notice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let path = escape_path(&finding.path);
        write!(out, "::{command} title={} ({}),file={}", tool.name, finding.code, property(&path))?;
        if let Some(place) = &finding.place {
            write!(out, ",line={},endLine={}", place.start.line, place.last_line())?;
            if place.start.line == place.end.line {
                write!(out, ",col={},endColumn={}", place.start.column, place.end.column)?;
            }
        }
        writeln!(out, "::{}", data(&escape_text(&finding.message)))?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
