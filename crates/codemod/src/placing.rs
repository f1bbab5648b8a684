//! Where new imports go at the top of a file: in the block that is there, where the import sorter would leave them.

use crate::spelling::Request;
use harmless_imports::{ModuleContext, Settings, insertion};
use harmless_project::is_standard_library;
use harmless_syntax::rewrite::{Change, Composition};
use harmless_syntax::{Kind, NodeId, TokenKind, Tree};
use harmless_text::TextRange;

/// How the import sorter sorts a file.
#[derive(Clone, Copy, Debug)]
pub struct Sorter<'a> {
    /// Its settings.
    pub settings: &'a Settings,
    /// What it knows of where the file stands.
    pub context: ModuleContext<'a>,
}

/// A part of the text as it will be.
enum Part {
    Kept(TextRange),
    Added(usize),
}

/// New lines at the top of a file.
pub(crate) struct Placing<'a> {
    tree: &'a Tree,
    composition: &'a Composition,
    sorter: Option<Sorter<'a>>,
    /// Import statements that go, each the whole of its lines.
    gone: Vec<TextRange>,
    /// What was added so far, each at an offset of the original text.
    added: Vec<(u32, String)>,
}

impl<'a> Placing<'a> {
    pub(crate) fn new(
        tree: &'a Tree,
        composition: &'a Composition,
        sorter: Option<Sorter<'a>>,
        gone: Vec<TextRange>,
    ) -> Self {
        Self { tree, composition, sorter, gone, added: Vec::new() }
    }

    /// The new lines, each at an offset of the original text.
    pub(crate) fn into_lines(self) -> Vec<(u32, String)> {
        self.added
    }

    /// Finds the place of `statement`, which is what `request` asks for.
    pub(crate) fn add(&mut self, request: &Request, statement: &str) {
        let Some(anchor) = self.anchor(request) else { return self.add_block(statement) };
        let default = Settings::default();
        let fallback = Sorter { settings: &default, context: ModuleContext::default() };
        let sorter = self.sorter.unwrap_or(fallback);
        let text = self.current();
        let at = self.to_current(self.tree.range(anchor).start());
        if is_import(self.tree.kind(anchor))
            && let Some(edit) = insertion(&text, statement, at, sorter.settings, sorter.context)
        {
            return self.insert(edit.range.start(), edit.text);
        }
        self.add_behind(anchor, statement);
    }

    /// The import in whose block a new one belongs, or the statement behind which it belongs if that is none.
    fn anchor(&self, request: &Request) -> Option<NodeId> {
        let tree = self.tree;
        let mut first = None;
        let mut future = None;
        let mut behind_path = None;
        let mut path = None;
        for node in self.body() {
            let kind = tree.kind(node);
            if is_import(kind) {
                if self.gone.iter().any(|gone| gone.contains_range(tree.range(node))) {
                    continue;
                }
                if tree.node_text(node).starts_with("from __future__") {
                    future = Some(node);
                    continue;
                }
                first = first.or(Some(node));
                behind_path = behind_path.or(path.map(|_| node));
                continue;
            }
            let is_setting = matches!(
                kind,
                Kind::Assign | Kind::AnnAssign | Kind::AugAssign | Kind::Expr | Kind::If | Kind::Try | Kind::For
            );
            // Nothing that already needs the import may stand above it.
            if !is_setting || !self.is_untouched(node) {
                break;
            }
            let text = tree.node_text(node);
            if text.contains("sys.path") || text.contains("addsitedir") {
                (path, behind_path) = (Some(node), None);
            }
        }
        // What `sys.path` was changed for may be found only behind that.
        let top_level = request.module.split('.').next().unwrap_or_default();
        if !is_standard_library(top_level) && path.is_some() {
            return behind_path.or(path);
        }
        first.or(future)
    }

    /// The statements of the module behind its docstring.
    fn body(&self) -> Vec<NodeId> {
        let tree = self.tree;
        let mut body: Vec<NodeId> = tree.child_nodes(NodeId::ROOT).collect();
        if body.first().is_some_and(|&first| is_docstring(tree, first)) {
            body.remove(0);
        }
        body
    }

    fn is_untouched(&self, node: NodeId) -> bool {
        let range = self.tree.range(node);
        let starts_in = |change: &Change| range.start() <= change.range.start() && change.range.end() <= range.end();
        !self.composition.changes().iter().any(starts_in)
    }

    /// Behind a statement that the sorter moves nothing across.
    fn add_behind(&mut self, anchor: NodeId, statement: &str) {
        let tree = self.tree;
        let range = tree.range(anchor);
        let newline = tree.newline_near(0).as_str();
        // Where other statements follow in the line they may use the name.
        let shares = tree.token_at_or_after(range.end()).is_some_and(|token| tree.token_kind(token) == TokenKind::Semi);
        if shares && tree.begins_line(range.start()) {
            return self.insert(self.to_current(range.start()), format!("{statement}{newline}"));
        }
        let end = tree.line_end(range.end());
        let next = tree.next_line(range.end());
        let line = if next > end { format!("{statement}{newline}") } else { format!("{newline}{statement}") };
        self.insert(self.to_current(next), line);
    }

    /// At the top of a file that has no import there.
    fn add_block(&mut self, statement: &str) {
        let tree = self.tree;
        let newline = tree.newline_near(0).as_str();
        if let Some((_, last)) = self.added.last_mut() {
            // Together with what was added before.
            let end = last.trim_end().len();
            last.insert_str(end, &format!("{newline}{statement}"));
            return;
        }
        // In the place of the imports that go.
        if let Some(gone) = self.gone.first() {
            return self.added.push((gone.start(), format!("{statement}{newline}")));
        }
        let top: Vec<NodeId> = tree.child_nodes(NodeId::ROOT).collect();
        match top[..] {
            [docstring, ..] if is_docstring(tree, docstring) => {
                let end = tree.range(docstring).end();
                if let Some(next) = top.get(1).filter(|&&next| !tree.begins_line(tree.range(next).start())) {
                    return self.added.push((tree.range(*next).start(), format!("{statement}; ")));
                }
                let ends = tree.next_line(end) > tree.line_end(end);
                let line = if ends {
                    format!("{newline}{statement}{newline}")
                } else {
                    format!("{newline}{newline}{statement}")
                };
                self.added.push((tree.next_line(end), line));
            }
            [first, ..] => {
                let start = tree.line_start(tree.range(first).start());
                self.added.push((start, format!("{statement}{newline}{newline}")));
            }
            [] => self.added.push((tree.text().len() as u32, format!("{statement}{newline}"))),
        }
    }

    /// The text in parts: what is kept of the original and what was added.
    fn parts(&self) -> Vec<Part> {
        let mut cuts: Vec<(u32, u32, Option<usize>)> =
            self.added.iter().enumerate().map(|(index, (at, _))| (*at, *at, Some(index))).collect();
        cuts.extend(self.gone.iter().map(|gone| (gone.start(), gone.end(), None)));
        cuts.sort_by_key(|&(start, end, index)| (start, end, index));
        let mut parts = Vec::new();
        let mut from = 0;
        for (start, end, index) in cuts {
            if start > from {
                parts.push(Part::Kept(TextRange::new(from, start)));
            }
            parts.extend(index.map(Part::Added));
            from = from.max(end);
        }
        let length = self.tree.text().len() as u32;
        if length > from {
            parts.push(Part::Kept(TextRange::new(from, length)));
        }
        parts
    }

    fn text_of(&self, part: &Part) -> &str {
        match part {
            Part::Kept(range) => range.of(self.tree.text()),
            Part::Added(index) => &self.added[*index].1,
        }
    }

    fn current(&self) -> String {
        self.parts().iter().map(|part| self.text_of(part)).collect()
    }

    /// Where an offset of the original text is in the current one.
    fn to_current(&self, offset: u32) -> u32 {
        let mut at = 0;
        for part in self.parts() {
            if let Part::Kept(range) = part
                && offset <= range.end()
            {
                return at + offset.saturating_sub(range.start());
            }
            at += self.text_of(&part).len() as u32;
        }
        at
    }

    /// Adds a line at an offset of the current text.
    fn insert(&mut self, offset: u32, line: String) {
        let mut at = 0;
        let mut kept = None;
        for part in self.parts() {
            let length = self.text_of(&part).len() as u32;
            match part {
                // Two lines at one place keep their order.
                Part::Added(index) if (at..=at + length).contains(&offset) => {
                    return self.added[index].1.insert_str((offset - at) as usize, &line);
                }
                Part::Kept(range) if (at..=at + length).contains(&offset) => {
                    kept = Some(range.start() + offset - at);
                }
                _ => {}
            }
            at += length;
        }
        self.added.push((kept.unwrap_or(self.tree.text().len() as u32), line));
    }
}

fn is_docstring(tree: &Tree, statement: NodeId) -> bool {
    tree.kind(statement) == Kind::Expr
        && tree.child_nodes(statement).next().is_some_and(|value| tree.string_value(value).is_some())
}

fn is_import(kind: Kind) -> bool {
    matches!(kind, Kind::Import | Kind::ImportFrom)
}
