//! Findings as JSON. The field names are those of ruff's JSON, which editors and scripts know.

use crate::{Finding, escape_path};
use harmless_text::LineColumn;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Entry<'a> {
    filename: String,
    location: Option<Position>,
    end_location: Option<Position>,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    severity: &'a str,
    message: &'a str,
    fix: Option<Fix<'a>>,
}

#[derive(Serialize)]
struct Position {
    row: u32,
    column: u32,
}

#[derive(Serialize)]
struct Fix<'a> {
    edits: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
struct Replacement<'a> {
    location: Position,
    end_location: Position,
    content: &'a str,
}

impl From<LineColumn> for Position {
    fn from(place: LineColumn) -> Self {
        Self { row: place.line, column: place.column }
    }
}

impl<'a> From<&'a Finding> for Entry<'a> {
    fn from(finding: &'a Finding) -> Self {
        let edits = finding.fix.iter().map(|edit| Replacement {
            location: edit.start.into(),
            end_location: edit.end.into(),
            content: &edit.text,
        });
        Self {
            filename: escape_path(&finding.path).into_owned(),
            location: finding.place.as_ref().map(|place| place.start.into()),
            end_location: finding.place.as_ref().map(|place| place.end.into()),
            code: finding.code,
            rule: finding.rule.as_deref(),
            severity: finding.severity.as_str(),
            message: &finding.message,
            fix: (!finding.fix.is_empty()).then(|| Fix { edits: edits.collect() }),
        }
    }
}

pub(super) fn array(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    let entries: Vec<Entry<'_>> = findings.iter().map(Entry::from).collect();
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    writeln!(out)
}

pub(super) fn lines(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    for finding in findings {
        serde_json::to_writer(&mut *out, &Entry::from(finding))?;
        writeln!(out)?;
    }
    Ok(())
}
