//! SARIF 2.1.0, the part of it that code scanning services read.

use super::Tool;
use crate::uri::uri;
use crate::{Finding, FindingEdit, Severity, meaning};
use harmless_text::LineColumn;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

pub(super) fn log(out: &mut dyn Write, findings: &[Finding], tool: Tool) -> io::Result<()> {
    // Code scanning services show a rule by its descriptions, and some refuse one without.
    let rules: BTreeMap<&str, &Finding> = findings.iter().map(|finding| (finding.id(), finding)).collect();
    let rules: Vec<Value> = rules.into_iter().map(|(name, finding)| rule(name, finding, tool)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": tool.name,
                "version": tool.version,
                "rules": rules,
            }},
            // Columns count characters, not the UTF-16 units that are SARIF's default.
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// The description of a rule by one of its findings.
fn rule(name: &str, finding: &Finding, tool: Tool) -> Value {
    let sentence = match &finding.rule {
        Some(rule) => format!("The rule `{rule}` has a site here."),
        None => {
            let meaning = meaning(finding.code);
            format!("{}{}.", meaning[..1].to_uppercase(), &meaning[1..])
        }
    };
    json!({
        "id": name,
        "shortDescription": {"text": sentence},
        "fullDescription": {"text": sentence},
        "help": {"text": format!("{sentence} See `{} --help` for what can be done.", tool.name)},
    })
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
