//! Names in strings: string annotations and `__all__`.

use super::Use;
use crate::tree::{Context, Kind, NodeId, TokenKind, Tree};
use harmless_text::TextRange;

/// Tells `refer` of each name that the string constant `node` uses, if it stands where Python reads strings as names.
pub(super) fn find<'t>(tree: &'t Tree, node: NodeId, mut refer: impl FnMut(&'t str, TextRange, Use)) {
    let Some((first, last)) = tree.end_tokens(node) else { return };
    if first != last || tree.token_kind(first) != TokenKind::String {
        return;
    }
    let token = tree.token_text(first);
    let (prefix, body) = crate::tree::split_string(token);
    if body.contains('\\') || !prefix.is_empty() {
        return;
    }
    let Some(used) = place(tree, node) else { return };
    let start = tree.token_range(first).start() + (body.as_ptr() as usize - token.as_ptr() as usize) as u32;
    if used == Use::Export {
        if !body.is_empty() {
            refer(body, TextRange::new(start, start + body.len() as u32), used);
        }
        return;
    }
    for (at, name) in heads(body) {
        let from = start + at as u32;
        refer(name, TextRange::new(from, from + name.len() as u32), used);
    }
}

/// How Python would read a string here.
fn place(tree: &Tree, node: NodeId) -> Option<Use> {
    let mut child = node;
    loop {
        let parent = tree.parent(child)?;
        match tree.kind(parent) {
            Kind::List | Kind::Tuple | Kind::BinOp => {}
            // `Literal["a"]` holds values.
            Kind::Subscript => {
                let value = tree.child_nodes(parent).next()?;
                let text = tree.node_text(value);
                // So does what `Annotated` holds behind the type.
                let is_type = || first_of(tree, parent) == Some(node);
                if text.ends_with("Literal") || (text.ends_with("Annotated") && !is_type()) {
                    return None;
                }
            }
            Kind::Arg => {
                let before = tree.token_before(tree.outer_range(child).start())?;
                return (tree.token_kind(before) == TokenKind::Colon).then_some(Use::Annotation);
            }
            Kind::AnnAssign => {
                return (tree.child_nodes(parent).nth(1) == Some(child)).then_some(Use::Annotation);
            }
            Kind::FunctionDef | Kind::AsyncFunctionDef => return Some(Use::Annotation),
            Kind::Assign | Kind::AugAssign => {
                let target = tree.child_nodes(parent).next()?;
                let exports = tree.context(target) == Context::Store && tree.node_text(target) == "__all__";
                return exports.then_some(Use::Export);
            }
            // `TypeVar("T", bound="a")`
            Kind::Keyword => {
                let name = tree.child_tokens(parent).next().map(|token| tree.token_text(token));
                let call = tree.parent(parent)?;
                let callee = tree.node_text(tree.child_nodes(call).next()?);
                let is_bound = name == Some("bound") && callee.rsplit('.').next() == Some("TypeVar");
                return is_bound.then_some(Use::Annotation);
            }
            Kind::Call => {
                let mut parts = tree.child_nodes(parent);
                let callee = tree.node_text(parts.next()?);
                return match callee.rsplit('.').next()? {
                    "cast" if parts.next() == Some(child) && is_typing(tree, callee) => Some(Use::Annotation),
                    "extend" | "append" if callee.starts_with("__all__.") => Some(Use::Export),
                    _ => None,
                };
            }
            _ => return None,
        }
        child = parent;
    }
}

/// The first element of a subscript.
fn first_of(tree: &Tree, subscript: NodeId) -> Option<NodeId> {
    let slice = tree.child_nodes(subscript).nth(1)?;
    if tree.kind(slice) == Kind::Tuple { tree.child_nodes(slice).next() } else { Some(slice) }
}

/// Whether a callee spelled `cast`, or ending so, is the one of `typing`, as far as the file's imports tell.
fn is_typing(tree: &Tree, callee: &str) -> bool {
    let is_module = |path: &str| matches!(path, "typing" | "typing_extensions");
    let imports = |wanted: &dyn Fn(NodeId) -> bool| tree.nodes().any(wanted);
    match callee.rsplit_once('.') {
        Some((module, _)) => imports(&|node| {
            let words: Vec<&str> = tree.node_text(node).split_whitespace().collect();
            tree.kind(node) == Kind::Alias
                && match words[..] {
                    [path] => is_module(path) && path == module,
                    [path, "as", alias] => is_module(path) && alias == module,
                    _ => false,
                }
        }),
        // By itself it is that of `typing`, unless the file has it from elsewhere.
        None => !imports(&|node| match tree.kind(node) {
            Kind::ImportFrom => {
                !tree.node_text(node).split_whitespace().nth(1).is_some_and(is_module)
                    && tree
                        .child_nodes(node)
                        .any(|alias| tree.node_text(alias).split_whitespace().next_back() == Some(callee))
            }
            Kind::FunctionDef => {
                tree.find_token(node, TokenKind::Name).is_some_and(|name| tree.token_text(name) == callee)
            }
            _ => false,
        }),
    }
}

/// The names in an annotation that no dot precedes, with their offsets.
fn heads(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    let mut at = 0;
    let mut dotted = false;
    let mut quoted = None;
    while let Some(c) = text[at..].chars().next() {
        if let Some(quote) = quoted {
            quoted = (c != quote).then_some(quote);
            at += c.len_utf8();
        } else if is_word(c) {
            let len = text[at..].find(|c| !is_word(c)).unwrap_or(text.len() - at);
            if !dotted && !c.is_ascii_digit() {
                found.push((at, &text[at..at + len]));
            }
            at += len;
            dotted = false;
        } else {
            if matches!(c, '"' | '\'') {
                quoted = Some(c);
            }
            dotted = c == '.' || (dotted && c.is_whitespace());
            at += c.len_utf8();
        }
    }
    found
}
