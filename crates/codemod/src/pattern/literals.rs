//! What a file must contain, as bytes, to hold a match.

use super::{Pattern, meta};
use harmless_syntax::{Kind, TokenKind};
use std::collections::BTreeSet;

/// Groups of texts: a file without any text of some group holds no match.
pub(super) fn required(pattern: &Pattern, exact_paths: bool) -> Vec<BTreeSet<String>> {
    let tree = &pattern.tree;
    let mut groups: BTreeSet<BTreeSet<String>> = BTreeSet::new();
    let mut one = |text: &str| {
        groups.insert(BTreeSet::from([text.to_owned()]));
    };
    for path in pattern.paths.values() {
        if !exact_paths && path.len() > 1 {
            // However it is imported, the last part is spelled somewhere, and so is the first.
            one(&path[path.len() - 1]);
        } else {
            path.iter().for_each(|part| one(part));
        }
    }
    for node in tree.nodes() {
        let in_path = std::iter::once(node).chain(tree.ancestors(node)).any(|at| pattern.paths.contains_key(&at));
        if in_path {
            continue;
        }
        // Keywords may be spelled out in other ways in what is equal; names may not.
        for token in tree.child_tokens(node) {
            let text = tree.token_text(token);
            match tree.token_kind(token) {
                TokenKind::Name
                    if meta(text).is_none() && text.is_ascii() && tree.kind(node) != Kind::FormattedValue =>
                {
                    one(text);
                }
                _ => {}
            }
        }
    }
    groups.into_iter().collect()
}
