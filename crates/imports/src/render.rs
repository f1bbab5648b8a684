//! Imports as text.

use crate::isort::render::width;
use crate::statement::{Import, Lead};
use crate::{Safety, Settings};

/// How the lines of a block are written.
#[derive(Clone, Copy)]
pub(crate) struct Layout<'a> {
    /// The text that the imports are of.
    pub(crate) text: &'a str,
    /// The indentation of the suite.
    pub(crate) indentation: &'a str,
    /// Gives one further level: the first indentation of the file.
    pub(crate) level: &'a dyn Fn() -> &'a str,
    pub(crate) settings: &'a Settings,
}

/// The two spaces before a comment (PEP 8).
const COMMENT_GAP: &str = "  ";

impl Layout<'_> {
    /// Writes `import`, with what stands above it, without a line end after it. Lines end with `newline`.
    pub(crate) fn write(&self, import: &Import<'_>, newline: &str, out: &mut String) {
        for lead in &import.above {
            match lead {
                Lead::Blank => out.push_str(newline),
                Lead::Comment(comment) => {
                    out.push_str(self.indentation);
                    out.push_str(comment);
                    out.push_str(newline);
                }
                Lead::Verbatim(line) => out.push_str(line),
            }
        }
        out.push_str(self.indentation);
        if import.is_verbatim {
            out.push_str(import.source.of(self.text));
            return;
        }
        let start = out.len();
        let fits = !self.must_explode(import) && {
            write_on_one_line(import, out);
            let line = out[start..].trim_end();
            let limit = self.settings.line_length;
            let is_narrow = || match self.settings.isort() {
                Some(_) => width(self.indentation, import, line) <= limit,
                // There are no more characters than bytes.
                None if self.indentation.len() + line.len() <= limit => true,
                None => self.indentation.chars().count() + line.chars().count() <= limit,
            };
            import.stem.is_none() || import.is_star() || is_narrow()
        };
        if !fits {
            out.truncate(start);
            self.write_exploded(import, newline, out);
        }
    }

    /// Whether the names of `import` stand one a line whatever the width.
    fn must_explode(&self, import: &Import<'_>) -> bool {
        if import.stem.is_none() {
            return false;
        }
        let settings = self.settings;
        if let Some(isort) = settings.isort() {
            return self.must_explode_as_isort(import, isort);
        }
        match settings.safety {
            Safety::Usort => {
                (settings.magic_commas && import.items.last().is_some_and(|item| item.has_comma))
                    || (settings.preserve_inline_comments
                        && import.items.len() > 1
                        && import.items.iter().any(|item| !item.beside.is_empty()))
            }
            Safety::Full => {
                // On one line there is room for one comment, and it is about the whole statement.
                let beside: usize = import.items.iter().map(|item| item.beside.len()).sum();
                let behind = import.comments.statement.len() + import.comments.after.len() + beside;
                let has_lines =
                    !import.comments.below.is_empty() || import.items.iter().any(|item| !item.above.is_empty());
                (settings.magic_commas && import.has_magic_comma)
                    || has_lines
                    || behind > 1
                    || (beside > 0 && import.items.len() > 1)
            }
        }
    }

    fn write_exploded(&self, import: &Import<'_>, newline: &str, out: &mut String) {
        let start_line = |out: &mut String, indentation: &str| {
            out.push_str(newline);
            out.push_str(self.indentation);
            out.push_str(indentation);
        };
        let level = (self.level)();
        write_stem(import, out);
        out.push('(');
        write_comments(&import.comments.statement, out);
        for item in &import.items {
            for comment in &item.above {
                start_line(out, level);
                out.push_str(comment);
            }
            start_line(out, level);
            write_name(&item.name, item.alias, out);
            out.push(',');
            write_comments(&item.beside, out);
        }
        for comment in &import.comments.below {
            start_line(out, level);
            out.push_str(comment);
        }
        start_line(out, "");
        out.push(')');
        write_comments(&import.comments.after, out);
    }
}

fn write_stem(import: &Import<'_>, out: &mut String) {
    if import.is_lazy {
        out.push_str("lazy ");
    }
    if let Some(stem) = &import.stem {
        out.push_str("from ");
        out.push_str(stem);
        out.push(' ');
    }
    out.push_str("import ");
}

fn write_name(name: &str, alias: &str, out: &mut String) {
    out.push_str(name);
    if !alias.is_empty() {
        out.push_str(" as ");
        out.push_str(alias);
    }
}

fn write_comments(comments: &[&str], out: &mut String) {
    for comment in comments {
        out.push_str(COMMENT_GAP);
        out.push_str(comment);
    }
}

fn write_on_one_line(import: &Import<'_>, out: &mut String) {
    write_stem(import, out);
    for (index, item) in import.items.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write_name(&item.name, item.alias, out);
    }
    write_comments(&import.comments.statement, out);
    for item in &import.items {
        write_comments(&item.above, out);
        write_comments(&item.beside, out);
    }
    write_comments(&import.comments.below, out);
    write_comments(&import.comments.after, out);
}
