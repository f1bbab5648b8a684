//! A tree as text that a person can read.

use super::{Child, Context, NodeId, Tree};
use std::fmt::Write;

impl Tree {
    /// The tree below `node`, one node or token a line, indented by depth, with byte ranges; comments stand where they are.
    pub fn dump(&self, node: NodeId) -> String {
        let mut out = String::new();
        let range = self.range(node);
        let mut comments = self.comments_in(range).iter().peekable();
        // Work left to do, the next item last.
        let mut stack = vec![(Child::Node(node), 0usize)];
        while let Some((child, depth)) = stack.pop() {
            let start = match child {
                Child::Node(node) => self.range(node).start(),
                Child::Token(token) => self.token_range(token).start(),
            };
            while let Some(comment) = comments.next_if(|comment| comment.start() < start) {
                let _ = writeln!(out, "{:1$}comment {comment:?} {2:?}", "", depth * 2, comment.of(self.text()));
            }
            let _ = write!(out, "{:1$}", "", depth * 2);
            match child {
                Child::Node(node) => {
                    let context = match self.context(node) {
                        Context::Load => "",
                        Context::Store => " (bound)",
                        Context::Del => " (deleted)",
                    };
                    let _ = writeln!(out, "{} {:?}{context}", self.kind(node).name(), self.range(node));
                    let children: Vec<_> = self.children(node).map(|child| (child, depth + 1)).collect();
                    stack.extend(children.into_iter().rev());
                }
                Child::Token(token) => {
                    let (kind, text) = (self.token_kind(token), self.token_text(token));
                    let _ = writeln!(out, "{kind} {:?} {text:?}", self.token_range(token));
                }
            }
        }
        for comment in comments {
            let _ = writeln!(out, "  comment {comment:?} {:?}", comment.of(self.text()));
        }
        out
    }
}
