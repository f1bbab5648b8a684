//! Comments that keep rules away: `# harmless: skip` and `# harmless: skip[rule-id, ...]`.
//!
//! On the line of a site, or alone on the line above it; alone in the file's first line for the whole file.

use harmless_syntax::Tree;
use harmless_text::TextRange;

/// One such comment.
#[derive(Clone, Debug)]
struct Suppression {
    comment: TextRange,
    /// The rules; empty for all.
    rules: Vec<String>,
    /// What it covers.
    scope: TextRange,
    used: bool,
}

/// The suppression comments of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Suppressions {
    all: Vec<Suppression>,
}

impl Suppressions {
    /// Finds them.
    pub(crate) fn find(tree: &Tree) -> Self {
        let text = tree.text();
        let mut all = Vec::new();
        for &comment in tree.comments() {
            let words = comment.of(text).trim_start_matches('#').trim();
            let Some(rest) =
                words.strip_prefix("harmless:").map(str::trim).and_then(|words| words.strip_prefix("skip"))
            else {
                continue;
            };
            let rules = match rest.trim().strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                Some((rules, _)) => rules.split(',').map(|rule| rule.trim().to_owned()).collect(),
                None => Vec::new(),
            };
            let line = tree.line_start(comment.start());
            let alone = tree.begins_line(comment.start());
            let scope = if alone && line == 0 {
                TextRange::new(0, text.len() as u32)
            } else if alone {
                let next = tree.next_line(comment.end());
                TextRange::new(next, tree.line_end(next))
            } else {
                TextRange::new(line, comment.start())
            };
            all.push(Suppression { comment, rules, scope, used: false });
        }
        Self { all }
    }

    /// Whether a site of a rule is kept alone; marks the comment as used.
    pub(crate) fn covers(&mut self, tree: &Tree, site: TextRange, rule: &str) -> bool {
        let first_line = TextRange::new(tree.line_start(site.start()), tree.line_end(site.end()));
        let mut covered = false;
        for suppression in &mut self.all {
            let named = suppression.rules.is_empty() || suppression.rules.iter().any(|own| own == rule);
            let touches = suppression.scope.start() < first_line.end().max(first_line.start() + 1)
                && first_line.start() < suppression.scope.end();
            if named && touches {
                suppression.used = true;
                covered = true;
            }
        }
        covered
    }

    /// The comments that covered nothing.
    pub(crate) fn unused(&self) -> Vec<TextRange> {
        self.all.iter().filter(|suppression| !suppression.used).map(|suppression| suppression.comment).collect()
    }
}
