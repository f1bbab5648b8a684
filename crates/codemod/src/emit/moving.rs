//! Comments that go with what moves.

use super::Emitter;
use harmless_syntax::{Child, NodeId};
use harmless_text::TextRange;

/// Where a moved expression goes and what its comment becomes.
pub(crate) struct Carried {
    /// What is replaced: the place, with the comments that stand above it.
    pub(crate) slot: TextRange,
    /// The comments above the expression, if they move along.
    pub(crate) lead: Option<TextRange>,
    /// The change of the comment behind the place, if comments move along.
    pub(crate) comment: Option<(TextRange, String)>,
}

impl Emitter<'_> {
    /// Where an expression of the template goes when it takes the place of `target`, and what becomes of comments: those of
    /// an expression that moves from one place of the match to another move along.
    pub(crate) fn moved(&self, new: NodeId, target: NodeId) -> Carried {
        let tree = self.tree();
        let stay = Carried { slot: tree.outer_range(target), lead: None, comment: None };
        let Some(moving) = self.captured(new) else { return stay };
        let whole = tree.range(self.found.root());
        let is_slot = |node: NodeId| {
            self.rewriter.script.steps.iter().any(|step| match step {
                crate::align::Step::Node { old, .. } => {
                    self.found.pair(Child::Node(*old)).is_some_and(|pair| pair == [Child::Node(node)])
                }
                _ => false,
            })
        };
        if !is_slot(moving) || !is_slot(target) {
            return stay;
        }
        let slot = TextRange::new(self.leading(target), tree.outer_range(target).end());
        let (own, theirs) = (self.trailing(target, whole), self.trailing(moving, whole));
        let comment = match (own, theirs) {
            (Some(own), Some(theirs)) => Some((own, theirs.of(tree.text()).to_owned())),
            (Some(own), None) => {
                let before = &tree.text()[..own.start() as usize];
                let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
                Some((TextRange::new(own.start() - blanks as u32, own.end()), String::new()))
            }
            (None, Some(theirs)) => {
                let end = tree.line_end(slot.end());
                let line = TextRange::new(tree.line_start(slot.end()), end);
                tree.comments_in(line)
                    .is_empty()
                    .then(|| (TextRange::empty(end), format!("  {}", theirs.of(tree.text()))))
            }
            (None, None) => None,
        };
        let (from, to) = (self.leading(moving), tree.outer_range(moving).start());
        let lead = (from < to).then(|| TextRange::new(from, to));
        Carried { slot, lead, comment }
    }

    /// The comment behind an expression, in its line and in the match.
    pub(super) fn trailing(&self, node: NodeId, within: TextRange) -> Option<TextRange> {
        let tree = self.tree();
        let end = tree.outer_range(node).end();
        let line = TextRange::new(end, tree.line_end(end));
        let comment = *tree.comments_in(line).first()?;
        let between = &tree.text()[end as usize..comment.start() as usize];
        (within.contains_range(comment) && between.trim_matches([' ', '\t', ',']).is_empty()).then_some(comment)
    }

    /// Where the comments above an expression begin, if it begins its line; else where the expression begins.
    pub(super) fn leading(&self, node: NodeId) -> u32 {
        let tree = self.tree();
        let start = tree.outer_range(node).start();
        if !tree.begins_line(start) {
            return start;
        }
        let after = tree.token_before(start).map_or(0, |token| tree.token_range(token).end());
        let own_line = |comment: &&TextRange| tree.begins_line(comment.start());
        let gap = TextRange::new(after, start);
        tree.comments_in(gap).iter().find(own_line).map_or(start, |comment| comment.start())
    }

    /// Where the comments above a statement begin, back to what is before it in its suite.
    pub(super) fn leading_statement(&self, statement: NodeId) -> u32 {
        let tree = self.tree();
        let start = tree.range(statement).start();
        let after = tree.token_before(start).map_or(0, |token| tree.line_end(tree.token_range(token).end()));
        if !tree.begins_line(start) || after >= start {
            return start;
        }
        let gap = TextRange::new(after, start);
        tree.comments_in(gap).first().map_or(start, |comment| comment.start())
    }
}
