//! SARIF 2.1.0, the part of it that code scanning services read.

use super::Tool;
use crate::uri::uri;
use crate::{Finding, FindingEdit, Severity};
use harmless_text::LineColumn;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{self, Write};

pub(super) fn log(out: &mut dyn Write, findings: &[Finding], tool: Tool) -> io::Result<()> {
    let rules: BTreeSet<&str> = findings.iter().map(Finding::id).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": tool.name,
                "version": tool.version,
                "rules": rules.iter().map(|code| json!({"id": code})).collect::<Vec<_>>(),
            }},
            // Columns count characters, not the UTF-16 units that are SARIF's default.
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn result(finding: &Finding) -> Value {
    let artifact = json!({"uri": uri(&finding.path)});
    let mut location = json!({"artifactLocation": artifact});
    if let Some(place) = &finding.place {
        location["region"] = region(place.start, place.end);
    }
    let mut result = json!({
        "ruleId": finding.id(),
        "level": match finding.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        },
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": location}],
    });
    if !finding.fix.is_empty() {
        let replacement = |edit: &FindingEdit| {
            json!({
                "deletedRegion": region(edit.start, edit.end),
                "insertedContent": {"text": edit.text},
            })
        };
        let replacements: Vec<Value> = finding.fix.iter().map(replacement).collect();
        result["fixes"] = json!([{"artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}]}]);
    }
    result
}

fn region(start: LineColumn, end: LineColumn) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}
