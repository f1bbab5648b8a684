//! Findings for people.

use crate::{Finding, Palette, Severity, escape_path, escape_text};
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use std::io::{self, Write};

/// `path:line:column: severity: message`
pub(super) fn concise(out: &mut dyn Write, findings: &[Finding], palette: Palette) -> io::Result<()> {
    for finding in findings {
        write!(out, "{}:", palette.link(&finding.path, palette.bold(escape_path(&finding.path))))?;
        if let Some(place) = &finding.place {
            write!(out, "{}:{}:", place.start.line, place.start.column)?;
        }
        let word = finding.severity.as_str();
        match finding.severity {
            Severity::Note => write!(out, " {}:", palette.cyan(word))?,
            Severity::Warning => write!(out, " {}:", palette.yellow(word))?,
            Severity::Error => write!(out, " {}:", palette.red(word))?,
        }
        writeln!(out, " {}", escape_text(&finding.message))?;
    }
    Ok(())
}

/// `path:line:column: message`, without colours.
pub(super) fn sentence(finding: &Finding) -> String {
    let place = finding.place.as_ref().map(|place| format!("{}:{}:", place.start.line, place.start.column));
    format!("{}:{} {}", escape_path(&finding.path), place.unwrap_or_default(), escape_text(&finding.message))
}

/// The message above an excerpt in which the place is marked.
pub(super) fn full(out: &mut dyn Write, findings: &[Finding], palette: Palette) -> io::Result<()> {
    let renderer = if palette.colored { Renderer::styled() } else { Renderer::plain() };
    for finding in findings {
        let level = match finding.severity {
            Severity::Note => Level::NOTE,
            Severity::Warning => Level::WARNING,
            Severity::Error => Level::ERROR,
        };
        let title = level.primary_title(escape_text(&finding.message)).id(finding.code);
        let path = escape_path(&finding.path);
        let group = match &finding.place {
            Some(place) => match &place.excerpt {
                Some(excerpt) => title.element(
                    Snippet::source(excerpt.text.as_str())
                        .path(path)
                        .line_start(place.start.line as usize)
                        .annotation(AnnotationKind::Primary.span(excerpt.marked.clone())),
                ),
                None => title.element(
                    Origin::path(path).line(place.start.line as usize).char_column(place.start.column as usize),
                ),
            },
            None => title.element(Origin::path(path)),
        };
        writeln!(out, "{}\n", renderer.render(&[group]))?;
    }
    Ok(())
}
