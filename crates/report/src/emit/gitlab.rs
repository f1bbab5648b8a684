//! GitLab's code quality report.

use crate::{Finding, Severity, escape_path};
use serde::Serialize;
use std::collections::HashSet;
use std::io::{self, Write};

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: String,
    severity: &'a str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

pub(super) fn report(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    let mut seen = HashSet::new();
    let issues = findings.iter().map(|finding| {
        let path = escape_path(&finding.path).into_owned();
        // GitLab tells old issues from new ones by this, so it must not depend on the line; equal ones are numbered.
        let mut number = 0;
        let fingerprint = loop {
            let print = fingerprint([path.as_str(), finding.id(), &finding.message, &format!("{number}")]);
            if seen.insert(print) {
                break print;
            }
            number += 1;
        };
        let position = |line, column| Position { line, column };
        let (begin, end) = match &finding.place {
            Some(place) => (position(place.start.line, place.start.column), position(place.end.line, place.end.column)),
            None => (position(1, 1), position(1, 1)),
        };
        Issue {
            description: &finding.message,
            check_name: finding.id(),
            fingerprint: format!("{fingerprint:016x}"),
            severity: match finding.severity {
                Severity::Note => "info",
                Severity::Warning => "minor",
                Severity::Error => "major",
            },
            location: Location { path, positions: Positions { begin, end } },
        }
    });
    serde_json::to_writer_pretty(&mut *out, &issues.collect::<Vec<_>>())?;
    writeln!(out)
}

/// FNV-1a, which is the same everywhere and always.
fn fingerprint(parts: [&str; 4]) -> u64 {
    let bytes = parts.into_iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
