//! The template's own text: its strings, its line ends and its indentation.

use super::Emitter;
use crate::matcher::Capture;
use crate::site::outer_of;
use harmless_syntax::NodeId;
use harmless_text::TextRange;

impl Emitter<'_> {
    /// A string of the template: `$x` in it is the text of what `x` stands for, and its quotes are others than those of a
    /// string around the site.
    pub(super) fn string(&self, text: &str) -> Result<String, String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            let len = after.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(after.len());
            match self.found.capture(&after[..len]) {
                Some(Capture::One(child)) => {
                    let value = outer_of(self.tree(), *child).of(self.tree().text());
                    if value.contains(['"', '\'', '\\', '\n', '{', '}']) {
                        return Err(format!("`{value}` cannot be written into a string"));
                    }
                    out.push_str(value);
                }
                _ => out.push_str(&rest[at..at + 1 + len]),
            }
            rest = &after[len..];
        }
        out.push_str(rest);
        if !self.quotes.is_empty() && self.rewriter.old_fstrings && out.contains('\\') {
            return Err("before Python 3.12 a replacement field cannot hold a backslash".into());
        }
        if !self.quotes.iter().any(|quotes| out.contains(quotes)) {
            return Ok(out);
        }
        let quote = if out.contains('"') { ('"', '\'') } else { ('\'', '"') };
        let swapped: String = out.chars().map(|c| if c == quote.0 { quote.1 } else { c }).collect();
        let mixed = out.contains('"') && out.contains('\'');
        if (mixed || self.quotes.iter().any(|quotes| swapped.contains(quotes))) && self.rewriter.old_fstrings {
            return Err("before Python 3.12 no quotes are left for a string in this replacement field".into());
        }
        Ok(if mixed { out } else { swapped })
    }

    /// The template's own text, its line ends and indentation those of the file.
    pub(super) fn literal(&self, range: TextRange, base: Option<&str>) -> String {
        let text = range.of(self.template().text());
        let Some(base) = base.filter(|_| text.contains('\n')) else { return text.to_owned() };
        let newline = self.tree().newline_near(self.tree().range(self.found.root()).start()).as_str();
        let template = self.template();
        let strings = template.multiline_strings_in(TextRange::new(0, template.text().len() as u32));
        let mut out = String::with_capacity(text.len());
        let mut at = range.start();
        while at < range.end() {
            let end = template.line_end(at).min(range.end());
            out.push_str(TextRange::new(at, end).of(template.text()));
            if end == range.end() {
                break;
            }
            out.push_str(newline);
            at = end + 1;
            let is_blank = template.line_end(at) == at;
            if !is_blank && !strings.iter().any(|string| string.contains(at)) {
                out.push_str(&self.indentation_at(at, base));
                at += template.indentation(at).len() as u32;
            }
        }
        out
    }

    /// The indentation at which the template would have to begin so that its line at `offset` has `indentation`.
    pub(crate) fn deepen(&self, offset: u32, indentation: &str) -> String {
        let depth = self.depth(offset);
        let mut base = indentation;
        for _ in 0..depth {
            base = base.strip_suffix(self.unit.as_str()).unwrap_or(base);
        }
        base.to_owned()
    }

    /// How many levels deep the template's line at `offset` is.
    pub(super) fn depth(&self, offset: u32) -> usize {
        let blanks = self.template().indentation(offset).len();
        let unit = self.template().indent_unit(NodeId::ROOT).len().max(1);
        blanks / unit
    }

    pub(super) fn indentation_at(&self, offset: u32, base: &str) -> String {
        format!("{base}{}", self.unit.repeat(self.depth(offset)))
    }
}
