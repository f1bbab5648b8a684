//! JUnit's XML: a suite for each file, a failed case for each finding. The place is in the text: the schema has no attributes for it.

use super::Tool;
use crate::{Finding, escape_path, escape_text};
use std::io::{self, Write};

pub(super) fn report(out: &mut dyn Write, findings: &[Finding], tool: Tool) -> io::Result<()> {
    let failures = findings.len();
    // A report without cases counts as a mistake with some readers.
    let tests = failures.max(1);
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="{}" tests="{tests}" failures="{failures}" errors="0">"#, tool.name)?;
    if findings.is_empty() {
        writeln!(out, r#"  <testsuite name="{0}" tests="1" failures="0" errors="0">"#, tool.name)?;
        writeln!(out, r#"    <testcase name="{0}" classname="{0}"/>"#, tool.name)?;
        writeln!(out, "  </testsuite>")?;
    }
    for file in findings.chunk_by(|one, other| one.path == other.path) {
        let Some(first) = file.first() else { continue };
        let path = attribute(&escape_path(&first.path));
        let count = file.len();
        writeln!(out, r#"  <testsuite name="{path}" tests="{count}" failures="{count}" errors="0">"#)?;
        for finding in file {
            let place = finding.place.as_ref().map(|place| place.start);
            writeln!(out, r#"    <testcase name="{}" classname="{path}">"#, attribute(&escape_text(finding.id())))?;
            let message = attribute(&escape_text(&finding.message));
            write!(out, r#"      <failure type="{}" message="{message}">"#, finding.severity.as_str())?;
            match place {
                Some(place) => write!(out, "line {}, column {}: {message}", place.line, place.column)?,
                None => write!(out, "{message}")?,
            }
            writeln!(out, "</failure>\n    </testcase>")?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// Text that is escaped already (XML has no place for control characters), for an attribute or an element.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
